"""What came in, what is left, how long it takes, and whether deadlines and targets are met."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.metric_card import metric_card
from dashboard.components.target_table import target_table
from dashboard.components.trend_chart import Told, trend_chart
from dashboard.content import say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS
from dashboard.metrics.targets import targets_of
from dashboard.pages.cases_endings import ended
from dashboard.pages.cases_flow import flow, parts
from dashboard.pages.cases_stock import per_full_time, stock
from dashboard.pages.frame import shown
from dashboard.pages.overview import at_end, during, nothing
from dashboard.pages.view import View

PATH = say("paths.cases")
TITLE = say("pages.cases")
FLOW = ("cases_received", "cases_closed", "clearance_rate", "open_cases")
DEADLINES = ("decided_in_time", "delay_notices_missing", "days_to_decision", "unassigned_cases")
STAGES = ("days_until_informed", "days_informed_to_decided", "days_decided_to_sent")


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build)


def build(view: View) -> list[Any]:
    if not view.has_rows:
        return nothing(view)
    return [
        answer(view),
        cards(view, "flow", FLOW),
        flow(view),
        stock(view),
        *parts(view),
        *([shared] if (shared := per_full_time(view)) else []),
        deadlines(view),
        stages(view),
        *([apart] if (apart := ended(view)) else []),
        targets(view),
    ]


def answer(view: View) -> html.Header:
    received, closed, late = (
        view.one(name) for name in ("cases_received", "cases_closed", "decided_in_time")
    )
    said = []
    if late.value is not None:
        said.append(say("cases.in_time", share=write.percent(late.value), when=during(view)))
    said.append(say("cases.lead"))
    parts = [html.H1(heading(view, received, closed)), html.P(" ".join(said), className="lead")]
    return html.Header(parts, className="answer")


def heading(view: View, received: Answer, closed: Answer) -> str:
    if received.value is None or closed.value is None:
        return say("overview.heading_withheld", when=during(view))
    key = (
        "grows" if closed.value < received.value else "shrinks" if closed.value > received.value else "stays"
    )
    numbers = {"received": write.number(received.value), "closed": write.number(closed.value)}
    return say(f"cases.heading_{key}", when=during(view), **numbers)


def cards(view: View, key: str, names: Sequence[str]) -> html.Section:
    made = []
    for name in names:
        when = at_end(view) if METRICS[name].is_stock else during(view)
        made.append(metric_card(METRICS[name], view.one(name), view.months(name), when, view.notes))
    return html.Section(
        [html.H2(say(f"cases.{key}")), html.Div(made, className="cards")], className="section", id=key
    )


def deadlines(view: View) -> html.Section:
    section = cards(view, "deadlines", DEADLINES)
    trap = html.P(say("cases.trap"), className="lead")
    months = view.months("decided_in_time")
    charts = []
    if any(month.value is not None for month in months):
        last = _last(months)
        numbers = {"last": write.period(last.period), "share": write.percent(last.value or 0)}
        told = Told("kept", say("cases.axis_share"), {"": months}, say("cases.deadline_title", **numbers))
        charts.append(trend_chart(told, view.package, view.address, view.notes))
    return html.Section([*section.children, trap, *charts], className="section", id="deadlines")


def _last(months: Sequence[Answer]) -> Answer:
    return next(month for month in reversed(months) if month.value is not None)


def stages(view: View) -> html.Section:
    """Half of the cases through each stage, month by month: where the time goes."""
    series = {METRICS[name].title: view.months(name) for name in STAGES}
    parts: list[Any] = [html.H2(say("cases.stages")), html.P(say("cases.stages_lead"), className="lead")]
    charts = [
        trend_chart(
            Told(f"stage-{n}", say("cases.axis_days"), {"": months}, stage_title(name, months)),
            view.package, view.address, view.notes,
        )
        for n, (name, months) in enumerate(series.items())
        if any(month.value is not None for month in months)
    ]  # fmt: skip
    return html.Section([*parts, html.Div(charts, className="pair")], className="section", id="stages")


def stage_title(name: str, months: Sequence[Answer]) -> str:
    known = [month for month in months if month.value is not None]
    values = [month.value or 0 for month in known]
    said = {
        "last": write.number(values[-1]),
        "low": write.number(min(values)),
        "high": write.number(max(values)),
    }
    return say("cases.stage_title", name=name, month=write.period(known[-1].period), **said)


def targets(view: View) -> html.Section:
    """Every decided target of what is chosen, and whether it is met by chance, always or never."""
    filters = replace(view.filters, organisation="now", known_on=None)
    found = targets_of(filters, view.warehouse, view.scope)
    made: list[Any] = [html.H2(say("cases.targets"))]
    if not found:
        return html.Section([*made, html.P(say("cases.targets_none"))], className="section", id="targets")
    inside = html.Div(target_table(found, view.reference, view.notes), className="panel")
    lead = html.P(say("cases.targets_lead"), className="lead")
    return html.Section([*made, lead, inside], className="section", id="targets")
