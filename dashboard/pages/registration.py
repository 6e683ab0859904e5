"""How well complaints are registered: shares of the whole, and counts department by department."""

from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.breakdown import breakdown_table
from dashboard.components.metric_card import metric_card
from dashboard.content import say
from dashboard.metrics.metric import METRICS
from dashboard.metrics.question import missing_columns
from dashboard.pages.overview import during
from dashboard.pages.view import View

LACKS = ("class", "point", "case")


def registered(view: View) -> html.Section | None:
    """Shares are not listed side by side, for departments register differently; counts may be."""
    if not view.has_rows:
        return None
    told = [
        lack for lack in LACKS if not missing_columns(METRICS[f"complaints_without_{lack}"], view.warehouse)
    ]
    if not told:
        return None
    period = write.period(view.filters.period.text)
    scope = " › ".join(name for _, name in view.chosen()) or say("about.whole_city")
    cards = [_card(view, f"share_without_{lack}") for lack in told]
    names = ["complaints_received", *(f"complaints_without_{lack}" for lack in told)]
    rows = {name: view.ask(name, ("department",)) for name in names}
    totals = {name: view.one(name) for name in names}
    title = say("quality.registered_caption", period=period)
    parts: list[Any] = [
        html.H2(say("quality.registered")),
        html.P(say("quality.registered_lead", scope=scope, period=period), className="lead"),
        html.Div(cards, className="cards"),
        breakdown_table("department", rows, totals, view.reference, view.notes, title),
    ]
    return html.Section(parts, className="section", id="registered")


def _card(view: View, name: str) -> html.A:
    return metric_card(METRICS[name], view.one(name), view.months(name), during(view), view.notes)
