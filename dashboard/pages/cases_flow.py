"""Sager: in, out and what is left in one picture, its dated phases, its season, where it lies, and what is expected."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard.components import format as write
from dashboard.components.breakdown import breakdown_table
from dashboard.components.chart import empty
from dashboard.components.flow_chart import expected_table, flow_chart
from dashboard.components.phases import phase_list
from dashboard.components.table import Column, table
from dashboard.components.trend_chart import Told
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.expected import expected, season
from dashboard.metrics.metric import METRICS
from dashboard.metrics.phases import phases_of
from dashboard.pages.overview import during, open_title
from dashboard.pages.view import View

PLACED = ("cases_received", "cases_closed", "open_cases")
LEVELS = ("department", "centre", "unit")


def flow(view: View) -> Any:
    """One picture; what is expected is worked out when it is asked for, since that takes a moment."""
    received, closed, still = (view.months(name) for name in PLACED)
    if not received:
        return empty(say("cases.flow"), say("empty.no_months", period=write.period(view.filters.period.text)))
    names = (say("overview.received"), say("cases.closed"), say("flow.open"))
    series = dict(zip(names, (received, closed, still), strict=True))
    told = Told("inflow", say("flow.axis"), series, title(received, closed))
    asked = expected(view.filters.where, view.warehouse, view.scope) if _is_asked(view) else None
    dated = phases_of(view.filters.where, view.warehouse, view.scope)
    inside: list[Any] = [flow_chart(told, asked, dated, view.package, view.address, view.notes)]
    if any(month.value is not None for month in still):
        inside.append(html.P(f"{open_title(still)}."))
    if dated:
        inside += [html.H3(say("flow.phases")), phase_list(dated, view.reference)]
    return html.Section(inside, className="section", id="flow-picture")


def title(received: Sequence[Answer], closed: Sequence[Answer]) -> str:
    pairs = [
        (one, other)
        for one, other in zip(received, closed, strict=True)
        if one.value is not None and other.value is not None
    ]
    if not pairs:
        return say("overview.some_withheld_title", metric=METRICS["cases_received"].title)
    one, other = pairs[-1]
    numbers = {"received": write.number(one.value or 0), "closed": write.number(other.value or 0)}
    return say("flow.title", month=write.period(one.period), **numbers)


def parts(view: View) -> list[Any]:
    return [ahead(view), seasons(view), *(places(view, by) for by in _below(view))]


def _is_asked(view: View) -> bool:
    return bool(view.address.get("forecast"))


def ahead(view: View) -> html.Section:
    head = html.H2(say("flow.ahead"))
    if not _is_asked(view):
        way = view.address.changed(forecast="1").href(fragment="ahead")
        inside: list[Any] = [html.P(dcc.Link(say("flow.ask"), href=way))]
    else:
        inside = _forecast(view)
    return html.Section([head, *inside], className="section", id="ahead")


def _forecast(view: View) -> list[Any]:
    asked = expected(view.filters.where, view.warehouse, view.scope)
    month, found = asked
    if found is None:
        return [html.P(say("flow.too_short"))]
    errors = {
        "error": write.percent(found.error),
        "naive": write.percent(found.naive_error),
        "tried": write.number(found.tried),
    }
    if not found.is_better:
        return [html.P(say("flow.no_better", **errors))]
    columns = [
        Column(label("dimension", "month")),
        *(Column(say(f"flow.{key}"), number=True) for key in ("mean", "low", "high")),
    ]
    rows = expected_table(asked)
    lead = html.P(say("flow.better", month=write.period(month), **errors), className="lead")
    return [lead, html.Div(table(say("flow.ahead"), columns, rows, caption_shown=False), className="panel")]


def seasons(view: View) -> html.Section:
    found = season(view.filters.where, view.warehouse, view.scope)
    head = html.H2(say("flow.season"))
    if not found:
        return html.Section([head, html.P(say("flow.no_season"))], className="section", id="season")
    high, low = max(found, key=lambda one: one[1]), min(found, key=lambda one: one[1])
    said = say(
        "flow.season_said",
        high=write.long_month(int(high[0])), high_share=write.percent(high[1] - 1),
        low=write.long_month(int(low[0])), low_share=write.percent(1 - low[1]),
    )  # fmt: skip
    return html.Section([head, html.P(said, className="lead")], className="section", id="season")


def _below(view: View) -> list[str]:
    """The level below what is chosen, and service areas where none is."""
    chosen = [LEVELS.index(key) for key, _ in view.filters.where if key in LEVELS]
    below = list(LEVELS[max(chosen, default=-1) + 1 :][:1])
    has_area = any(key == "service_area" for key, _ in view.filters.where)
    return below + ([] if has_area else ["service_area"])


def places(view: View, by: str) -> html.Section:
    """In the order of the organisation, never by size: it is where the cases lie, not who has most."""
    rows = {name: view.ask(name, (by,)) for name in PLACED}
    totals = {name: view.one(name) for name in PLACED}
    heading = say(f"flow.by_{by}")
    made = breakdown_table(by, rows, totals, view.reference, view.notes, heading)
    lead = html.P(say("flow.by_lead", when=during(view)), className="lead")
    return html.Section([html.H2(heading), lead, made], className="section", id=f"by-{by}")
