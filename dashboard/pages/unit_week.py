"""Ugen: counts as they stood on the day of the extract, what is late without a notice first."""

from datetime import timedelta
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.no_export import without_download
from dashboard.components.table import Cell, Column, table
from dashboard.content import say
from dashboard.metrics.evaluate import Filters, evaluate
from dashboard.metrics.period import Period
from dashboard.metrics.waiting import (
    ACCESS,
    BUCKETS,
    CASES,
    COMPLAINTS,
    FOLLOW_UP,
    LATER,
    NEXT_WEEK,
    PAST,
    READY,
    REMITTED,
    THIS_WEEK,
    UNTOLD,
    Count,
    Waiting,
    Week,
    Worklist,
    worklist,
)
from dashboard.pages.unit_cases import cases_due
from dashboard.pages.view import View

TABLE = (CASES, ACCESS, COMPLAINTS, REMITTED, FOLLOW_UP)
COLUMNS = tuple(bucket for bucket in BUCKETS if bucket != PAST)
CLOCKS_SHOWN = 3


def week_section(view: View, code: str) -> list[Any]:
    found = worklist(code, view.warehouse, view.scope)
    received, closed = flow(view, code, found.week)
    role = html.P(say("unit.as_lead" if found.is_exact else "unit.as_public"), className="role small")
    lead = " ".join(supporting(found, received, closed))
    head = html.Header([html.H1(heading(found)), html.P(lead, className="lead"), role], className="answer")
    today = write.day_in_text(found.week.today)
    return [
        head,
        html.Section(
            [
                html.H2(say("unit.week")),
                html.P(say("unit.week_lead", today=today), className="lead"),
                html.Div(cards(found, received, closed), className="cards"),
                html.Div(without_download(waiting_table(view, found)), className="panel"),
                cases_due(view, code),
                definitions(),
            ],
            className="section",
            id="week",
        ),
    ]


def flow(view: View, code: str, week: Week) -> tuple[Count, Count]:
    """In and out since Monday, by the metrics' own definitions."""
    period = Period(f"{week.monday}..{week.today}", week.monday, week.today)
    filters = Filters(period, (("unit", code),), "now")
    counts = []
    for metric in ("cases_received", "cases_closed"):
        (answer,) = evaluate(metric, filters, view.warehouse, view.scope)
        is_shown = not answer.withheld and answer.value is not None
        counts.append(Count(int(answer.value or 0) if is_shown else None))
    return counts[0], counts[1]


def heading(found: Worklist) -> str:
    cases = found.of(CASES)
    untold = cases.buckets[UNTOLD]
    if not cases.is_bound:
        return say("unit.heading_unbound", count=said(found.open))
    if untold.value is None:
        return say("unit.heading_withheld")
    if untold.value == 1:
        return say("unit.heading_untold_one")
    if untold.value:
        return say("unit.heading_untold", count=write.number(untold.value))
    return say("unit.heading_told")


def supporting(found: Worklist, received: Count, closed: Count) -> list[str]:
    monday = write.day_in_text(found.week.monday)
    if received.value is None or closed.value is None:
        told = [say("unit.flow_withheld", monday=monday)]
    else:
        numbers = {"received": write.number(received.value), "closed": write.number(closed.value)}
        told = [say("unit.flow", monday=monday, **numbers)]
    due = found.of(CASES)
    soon, next_week = due.buckets[THIS_WEEK], due.buckets[NEXT_WEEK]
    if due.is_bound and not soon.is_withheld and not next_week.is_withheld:
        sunday = write.day_in_text(found.week.sunday)
        told.append(say("unit.due", this_week=said(soon), next_week=said(next_week), sunday=sunday))
    return told


def said(count: Count) -> str:
    return say("absent.withheld") if count.value is None else write.number(count.value)


def cards(found: Worklist, received: Count, closed: Count) -> list[html.Div]:
    first = found.of(CASES)
    made = [card("untold", said(first.buckets[UNTOLD]), say("unit.untold_n"))] if first.is_bound else []
    return [
        *made,
        net_card(found, received, closed),
        card("unassigned", said(found.unassigned), unassigned_basis(found)),
        ready_card(found.of(READY)),
    ]


def net_card(found: Worklist, received: Count, closed: Count) -> html.Div:
    """Where one of the two is withheld, so is their difference."""
    monday = write.day(found.week.monday)
    basis = say("unit.net_n", received=said(received), closed=said(closed), monday=monday)
    if received.value is None or closed.value is None:
        return card("net", say("absent.withheld"), basis)
    net = received.value - closed.value
    way = say("unit.net_up" if net > 0 else "unit.net_down" if net < 0 else "unit.net_same")
    return card("net", f"{'+' if net > 0 else ''}{write.number(net)}", f"{basis}: {way}")


def unassigned_basis(found: Worklist) -> str:
    if found.open.is_withheld or found.unassigned.is_withheld:
        return say("unit.unassigned_n_withheld")
    return say("unit.unassigned_n", open=said(found.open))


def ready_card(ready: Waiting) -> html.Div:
    past, fresh = ready.buckets[PAST].value, ready.buckets[LATER].value
    if past is None or fresh is None:
        return card("ready", say("absent.withheld"), say("unit.ready_n_withheld"))
    return card("ready", write.number(past + fresh), say("unit.ready_n", past=write.number(past)))


def card(key: str, value: str, basis: str) -> html.Div:
    absent = " absent" if value == say("absent.withheld") else ""
    parts = [
        html.Span(say(f"unit.{key}"), className="name"),
        html.Span(value, className=f"value{absent}"),
        html.Span(basis, className="n"),
    ]
    return html.Div(parts, className="card still", id=f"card-{key}")


def waiting_table(view: View, found: Worklist) -> html.Div:
    week = found.week
    names = {
        "sunday": write.day(week.sunday)[:5],
        "first": write.day(week.sunday + timedelta(days=1))[:5],
        "last": write.day(week.next_sunday)[:5],
    }
    columns = [Column(say("unit.kind"))]
    columns += [Column(say(f"unit.bucket_{bucket}", **names), number=True) for bucket in COLUMNS]
    if found.is_exact:
        columns.append(Column(say("unit.nearest")))
    rows: list[list[Any]] = []
    for kind in TABLE:
        one = found.of(kind)
        row = [name(one), *(cell(view, one, bucket) for bucket in COLUMNS)]
        rows.append([*row, clocks(one)] if found.is_exact else row)
    return table(say("unit.waiting"), columns, rows)


def name(one: Waiting) -> str:
    if one.level == "department":
        return say("unit.kind_access_department")
    return say(f"unit.kind_{one.kind}")


def cell(view: View, one: Waiting, bucket: str) -> Any:
    if bucket not in one.buckets or not one.is_bound:
        return Cell(say("absent.impossible"), kind="absent")
    count = one.buckets[bucket]
    if count.value is None:
        return Cell(say("absent.withheld"), view.notes.marks([("withheld", "small_numbers")]), "absent")
    return write.number(count.value)


def clocks(one: Waiting) -> str:
    """The soonest that are not over yet; those over are counted in the columns before."""
    coming = [(left, count) for left, count in one.clocks if left >= 0]
    told = [
        say("unit.nearest_one", count=write.number(count), days=days(left))
        for left, count in coming[:CLOCKS_SHOWN]
    ]
    rest = sum(count for _, count in coming[CLOCKS_SHOWN:])
    return ", ".join([*told, *([say("unit.more_clocks", count=write.number(rest))] if rest else [])])


def days(left: int) -> str:
    return say("unit.days_left_one") if left == 1 else say("unit.days_left_many", days=write.number(left))


def definitions() -> html.Details:
    keys = ("cases", "access", "complaints", "remitted", "follow_up", "ready", "net")
    titles = {"ready": say("unit.ready"), "net": say("unit.net")}
    pairs = [
        part
        for key in keys
        for part in (
            html.Dt(titles.get(key) or say(f"unit.kind_{key}")),
            html.Dd(say(f"unit.definition_{key}")),
        )
    ]
    return html.Details([html.Summary(say("unit.definitions")), html.Dl(pairs, className="defs")])
