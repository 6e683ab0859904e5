"""Why is it not last report's number: the difference by cause, and the rest named unexplained."""

from collections.abc import Callable
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.chart import empty
from dashboard.components.table import Column, answer_cell, table
from dashboard.content import say
from dashboard.metrics.counterparts import CAUSES, Bridge, bridges
from dashboard.metrics.metric import METRICS
from dashboard.metrics.reconciliation import Step, first_known, steps
from dashboard.pages.complaints import seed
from dashboard.pages.frame import shown
from dashboard.pages.overview import nothing
from dashboard.pages.view import View

PATH = say("paths.reconciliation")
TITLE = say("pages.reconciliation")


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build)


def build(view: View) -> list[Any]:
    if not view.has_rows:
        return nothing(view)
    day = first_known(view.filters, view.warehouse)
    if day is None:
        remedy = say("reconciliation.none_remedy", day=write.day_in_text(view.until))
        title = say("reconciliation.title_none")
        return [html.Header([html.H1(title), empty(title, remedy)], className="answer"), seed(view)]
    found = steps(view.filters, view.warehouse, view.scope)
    lead = say("reconciliation.lead", day=write.day_in_text(day))
    head = html.Header([html.H1(heading(view, found)), html.P(lead, className="lead")], className="answer")
    inside = html.Div(own_table(view, found), className="panel")
    return [head, html.Section(inside, className="section"), others(view), seed(view)]


def heading(view: View, found: list[Step]) -> str:
    period = write.period(view.filters.period.text)
    moved = sum(bool(step.late) for step in found)
    if not moved:
        return say("reconciliation.title_same", period=period)
    return say("reconciliation.title_moved", count=moved, all=len(found), period=period)


def own_table(view: View, found: list[Step]) -> html.Div:
    columns = [Column(say("reconciliation.metric"))] + [
        Column(say(f"reconciliation.{key}"), number=True)
        for key in ("first", "late", "now", "moved", "as_now")
    ]
    rows = [own_row(view, step) for step in found]
    return table(say("reconciliation.caption", period=write.period(view.filters.period.text)), columns, rows)


def own_row(view: View, step: Step) -> list[Any]:
    metric = METRICS[step.metric]
    cells = [answer_cell(answer, metric.unit, view.notes) for answer in (step.first, step.now, step.as_now)]
    changes = [change(value, metric.unit) for value in (step.late, step.moved)]
    title = html.A(f"{metric.title} ({metric.unit})", href=f"#about-{metric.name}")
    return [title, cells[0], changes[0], cells[1], changes[1], cells[2]]


def change(value: float | None, unit: str) -> str:
    """With its sign; a difference of percentages is told in percentage points."""
    if value is None:
        return say("absent.missing")
    said = write.amount(value, unit)
    said = f"+{said}" if value > 0 else said
    return say("reconciliation.points", value=said) if unit in write.PERCENT_UNITS else said


def others(view: View) -> html.Section:
    """What others have counted for the same period and place: the way from our figure to theirs."""
    head = html.H2(say("reconciliation.others"))
    found = bridges(view.filters, view.warehouse, view.scope)
    if not found:
        none = html.P(say("reconciliation.others_none"))
        return html.Section([head, none], className="section", id="others")
    walked = [cause for cause in CAUSES if any(cause in one.by_cause for one in found)]
    texts = [say("reconciliation.department"), say("reconciliation.counted_by")]
    numbers = [
        say("reconciliation.ours"),
        *[say(f"reconciliation.cause_{cause}") for cause in walked],
        say("reconciliation.unexplained"),
        say("reconciliation.theirs"),
    ]
    columns = [Column(text) for text in texts] + [Column(text, number=True) for text in numbers]
    columns.append(Column(say("reconciliation.how")))
    rows = [bridge_row(view, one, walked) for one in sorted(found, key=_place(view))]
    caption = say("reconciliation.others_caption", period=write.period(view.filters.period.text))
    inside = html.Div(table(caption, columns, rows), className="panel")
    lead = html.P(say("reconciliation.others_lead"), className="lead")
    return html.Section([head, lead, inside], className="section", id="others")


def _place(view: View) -> Callable[[Bridge], int]:
    """Departments in the order of the organisation, never by the size of a difference."""
    order = view.reference.order("department")
    return lambda one: order.index(one.counterpart.department)


def bridge_row(view: View, one: Bridge, walked: list[str]) -> list[Any]:
    metric = METRICS[one.counterpart.metric]
    causes = [change(one.by_cause[cause], metric.unit) if cause in one.by_cause else "" for cause in walked]
    return [
        view.reference.name("department", one.counterpart.department),
        f"{_title(view, one.counterpart.source)}: {metric.title}",
        answer_cell(one.ours, metric.unit, view.notes),
        *causes,
        step(one.unexplained, metric.unit),
        write.amount(one.theirs, metric.unit),
        one.counterpart.note or say("reconciliation.how_same"),
    ]


def step(value: float | None, unit: str) -> str:
    """A step of the way whose end is withheld is itself withheld."""
    return say("absent.withheld") if value is None else change(value, unit)


def _title(view: View, source: str) -> str:
    sources = view.package.get("sources", ())
    return next((str(each["title"]) for each in sources if each["source"] == source), source)
