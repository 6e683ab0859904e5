"""Sager: how the cases of a period end: decisions, withdrawals and what was closed without a decision apart."""

from dash import html

from dashboard.components import format as write
from dashboard.components.sources import source_line
from dashboard.components.table import Column, table
from dashboard.content import say
from dashboard.metrics.endings import WAYS, endings
from dashboard.pages.view import View


def ended(view: View) -> html.Section | None:
    """Nothing where too few came in, or the period is too new to tell."""
    found = endings(view.filters, view.warehouse, view.scope)
    if found is None or not found.shares:
        return None
    columns = [Column(say("endings.by"))]
    columns += [Column(say(f"endings.{key}"), number=True) for key in (*WAYS, "open")]
    rows = [
        [
            say("endings.days", days=days),
            *(write.percent(share, 0) for share in (*shares, max(0.0, 1 - sum(shares)))),
        ]
        for days, shares in found.shares
    ]
    said = {"count": write.number(found.cases), "period": write.period(view.filters.period.text)}
    source = source_line(view.package, {"cases"}, "final", view.address.get("department"), "")
    inside = [table(say("endings.caption", **said), columns, rows), html.P(source, className="small quiet")]
    parts = [html.H2(say("endings.heading")), html.P(say("endings.lead"), className="lead")]
    return html.Section([*parts, html.Div(inside, className="panel")], className="section", id="endings")
