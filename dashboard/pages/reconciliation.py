"""Why is it not last report's number: the difference by cause, and the rest named unexplained."""

from dataclasses import replace
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.chart import empty
from dashboard.components.table import Column, answer_cell, table
from dashboard.content import say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS
from dashboard.metrics.reconciliation import RECONCILED, Step, first_known, steps
from dashboard.pages.complaints import seed
from dashboard.pages.frame import shown
from dashboard.pages.overview import nothing
from dashboard.pages.view import View
from dashboard.reference import figures

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
    return [head, html.Section(inside, className="section"), printed(view), seed(view)]


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


def printed(view: View) -> html.Section:
    """What others have counted for the same period and place, beside ours."""
    rows = [row for name in RECONCILED for row in counterpart(view, name)]
    parts: list[Any] = [html.H2(say("reconciliation.printed"))]
    if not rows:
        return html.Section(
            [*parts, html.P(say("reconciliation.printed_none"))], className="section", id="printed"
        )
    keys = ("metric", "source", "theirs", "ours", "difference", "late", "unexplained")
    columns = [Column(say(f"reconciliation.{key}"), number=place > 1) for place, key in enumerate(keys)]
    caption = say("reconciliation.printed_caption", period=write.period(view.filters.period.text))
    inside = html.Div(table(caption, columns, rows), className="panel")
    lead = html.P(say("reconciliation.printed_lead"), className="lead")
    return html.Section([*parts, lead, inside], className="section", id="printed")


def counterpart(view: View, name: str) -> list[list[Any]]:
    where = dict(view.filters.where)
    if set(where) - {"department"}:
        return []
    found = []
    for row in figures(view.warehouse, name):
        is_same = (row["period"], row["department"] or "") == (
            view.filters.period.text,
            where.get("department", ""),
        )
        if is_same and row["value"] is not None:
            ours = view.ask(name, (), replace(view.filters, known_on=None))[0]
            found.append(counterpart_row(view, name, row, ours))
    return found


def counterpart_row(view: View, name: str, row: dict[str, Any], ours: Answer) -> list[Any]:
    metric = METRICS[name]
    step = next((one for one in steps(view.filters, view.warehouse, view.scope) if one.metric == name), None)
    late = step.late if step else None
    difference = None if ours.value is None else ours.value - row["value"]
    rest = None if difference is None else difference - (late or 0)
    return [
        metric.title,
        row["source"],
        write.amount(row["value"], metric.unit),
        answer_cell(ours, metric.unit, view.notes),
        change(difference, metric.unit),
        change(late, metric.unit),
        change(rest, metric.unit),
    ]
