"""Each published deadline against the day by which 80 and 90 % were decided, and what is about to be late."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.deadline_charts import counted, curve_chart, curve_choice, due_chart
from dashboard.components.deadline_table import deadline_table, versions_table
from dashboard.components.deadline_trap import trap, trap_chart
from dashboard.components.metric_card import metric_card
from dashboard.components.table import Column, table
from dashboard.components.trend_chart import Told, trend_chart
from dashboard.content import say
from dashboard.metrics.deadline_figures import (
    PROMISED_LATE,
    Kept,
    closed_by_month,
    closed_curve_of,
    closed_only,
    curve_of,
    kept_deadlines,
    year_before,
)
from dashboard.metrics.deadline_now import UNTOLD, Due, Unbound, due_by_week, unbound
from dashboard.metrics.deadlines import deadlines
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS
from dashboard.metrics.period import Period
from dashboard.pages.frame import shown
from dashboard.pages.overview import during, nothing
from dashboard.pages.view import BadAddress, View

PATH = say("paths.deadlines")
TITLE = say("pages.deadlines")
CARDS = ("decided_in_time", "delay_notices_missing", "days_decided_to_sent", "decisions_held_back")
DAYS_TO_SEE = 5  # a curve of a day or two says nothing that the table does not
DUTIES = ("delay_notices_missing", "days_decided_to_sent")


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build)


def build(view: View) -> list[Any]:
    if not view.has_rows:
        return nothing(view)
    found = kept_deadlines(replace(view.filters, known_on=None), view.warehouse, view.scope)
    due = due_by_week(view.filters, view.warehouse, view.scope)
    return [
        answer(view, found, due),
        cards(view),
        closed_trap(view),
        promises(view, found),
        curves(view, found),
        about_to_be_late(view, due),
        duties(view),
        without_deadline(view),
        versions(view),
    ]


def answer(view: View, found: Sequence[Kept], due: Due) -> html.Header:
    said = [overdue(due), say("deadlines.lead")]
    if view.filters.known_on:
        said.append(say("deadlines.known_now"))
    head = html.H1(heading(view, found))
    return html.Header([head, html.P(" ".join(filter(None, said)), className="lead")], className="answer")


def heading(view: View, found: Sequence[Kept]) -> str:
    """Deadlines that bind each case; one that binds only a mean is judged as a mean, further down."""
    judged = [one for one in found if one.verdict and not one.is_mean]
    late = sum(one.verdict in PROMISED_LATE for one in judged)
    if not judged:
        return say("deadlines.heading_none", period=write.period(view.filters.period.text))
    key = "late" if late else "within"
    return say(f"deadlines.heading_{key}", late=late, count=len(judged))


def overdue(due: Due) -> str:
    untold = due.counts[UNTOLD].value
    if due.overdue is None or untold is None:
        return say("deadlines.overdue_withheld")
    if not due.overdue:
        return ""
    return say("deadlines.overdue", overdue=write.number(due.overdue), untold=write.number(untold))


def cards(view: View) -> html.Section:
    made = [
        metric_card(METRICS[name], view.one(name), view.months(name), during(view), view.notes)
        for name in CARDS
    ]
    inside = [html.H2(say("deadlines.figures")), html.Div(made, className="cards")]
    return html.Section(inside, className="section", id="figures")


def closed_trap(view: View) -> html.Section:
    """The figure that is easily made and wrong, beside the one that is right."""
    closed = closed_only(replace(view.filters, known_on=None), view.warehouse, view.scope)
    told = trap(closed, view.one("decided_in_time"), during(view))
    return _section("trap", say("deadlines.trap"), say("deadlines.trap_lead"), told, *trap_months(view))


def trap_months(view: View) -> list[html.Figure]:
    honest = view.months("decided_in_time")
    if not any(month.value is not None for month in honest):
        return []
    filters = replace(view.filters, known_on=None)
    claimed = closed_by_month([month.period for month in honest], filters, view.warehouse, view.scope)
    return [trap_chart(claimed, honest, view.package, view.address)]


def promises(view: View, found: Sequence[Kept]) -> html.Section:
    """By department in the organisation's order, deadlines in the order of their file: never by how it goes."""
    if not found:
        return _section("kept", say("deadlines.kept"), say("deadlines.kept_none"))
    order = [*view.reference.order("department"), "ALL"]
    codes = [code for code in order if any(one.deadline.department == code for one in found)]
    tables = []
    for code in codes:
        name = view.reference.name("department", code) if code != "ALL" else say("deadlines.all_departments")
        ours = [one for one in found if one.deadline.department == code]
        tables.append(deadline_table(name, ours, view.reference, view.notes))
    return _section("kept", say("deadlines.kept"), say("deadlines.kept_lead", when=during(view)), *tables)


def curves(view: View, found: Sequence[Kept]) -> html.Section | None:
    """One deadline at a time; the address says which."""
    there = [one for one in found if one.verdict]
    if not there:
        return None
    wanted = view.address.get("deadline")
    chosen = next((one for one in there if one.deadline.code == wanted), None)
    if (
        wanted
        and chosen is None
        and wanted not in {one.code for one in deadlines(view.warehouse, view.scope)}
    ):
        raise BadAddress("deadline", wanted)
    one = chosen or max(there, key=lambda each: (each.deadline.days >= DAYS_TO_SEE, each.started or 0))
    filters = replace(view.filters, known_on=None)

    def of(period: Period) -> Any:
        return curve_of(one.deadline, filters, period, view.warehouse, view.scope)

    closed = closed_curve_of(one.deadline, filters, view.warehouse, view.scope)
    drawn = [of(filters.period), of(year_before(filters.period)), closed]
    period = write.period(filters.period.text)
    inside = html.Div(
        [curve_chart(one, drawn, period, view.package, view.address),
         curve_choice(there, one.deadline.code, view.address)], className="beside",
    )  # fmt: skip
    return _section("curves", say("deadlines.curve"), "", inside)


def about_to_be_late(view: View, due: Due) -> html.Section:
    drawn = due_chart(due, view.package, view.address, view.notes)
    return _section("open", say("deadlines.open"), say("deadlines.open_lead"), drawn)


def duties(view: View) -> html.Section:
    charts = []
    for name in DUTIES:
        months = view.months(name)
        if any(month.value is not None for month in months):
            axis = say("deadlines.axis", unit=METRICS[name].unit)
            told = Told(f"duty-{name}", axis, {"": months}, month_title(name, months))
            charts.append(trend_chart(told, view.package, view.address, view.notes))
    pair = html.Div(charts, className="pair")
    return _section("duties", say("deadlines.duties"), say("deadlines.duties_lead"), pair)


def month_title(name: str, months: Sequence[Answer]) -> str:
    known = [month for month in months if month.value is not None]
    values, unit = [month.value or 0 for month in known], METRICS[name].unit
    numbers = {"last": values[-1], "low": min(values), "high": max(values)}
    said = {key: write.with_unit(value, unit) for key, value in numbers.items()}
    month, first = write.period(known[-1].period), write.period(known[0].period)
    return say("deadlines.month_title", name=METRICS[name].title, month=month, first=first, **said)


def without_deadline(view: View) -> html.Section:
    found = unbound(replace(view.filters, known_on=None), view.warehouse, view.scope)
    when = during(view)
    if not found:
        return _section("none", say("deadlines.none"), say("deadlines.none_none", when=when))
    columns = [Column(say(f"deadlines.none_{key}")) for key in ("process", "section")]
    columns += [Column(say("deadlines.none_count"), number=True)]
    order = view.reference.order("department")
    rows = [_unbound_row(view, one) for one in sorted(found, key=lambda each: _rank(order, each.department))]
    inside = html.Div(table(say("deadlines.none_caption", when=when), columns, rows), className="panel")
    return _section("none", say("deadlines.none"), say("deadlines.none_lead"), inside)


def _rank(order: Sequence[str], code: str) -> int:
    return list(order).index(code) if code in order else len(order)


def _unbound_row(view: View, one: Unbound) -> list[Any]:
    known = view.reference
    name = f"{known.name('department', one.department)}: {known.name('process', one.process)}"
    law = known.name("legal_basis", one.legal_basis) if one.legal_basis else ""
    return [name, law, counted(one.received.value, view.notes)]


def versions(view: View) -> html.Details:
    chosen = dict(view.filters.where).get("department")
    found = [
        one
        for one in deadlines(view.warehouse, view.scope)
        if not chosen or one.department in (chosen, "ALL")
    ]
    return versions_table(found, view.reference)


def _section(key: str, title: str, lead: str, *inside: Any) -> html.Section:
    head = [html.H2(title), *([html.P(lead, className="lead")] if lead else [])]
    return html.Section([*head, *inside], className="section", id=key)
