"""The cohort's curve beside what closed cases alone would show, and what is open by the week it is due."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import dcc, html

from dashboard.charts.bars import bars
from dashboard.charts.cumulative import Line, cumulative
from dashboard.charts.points import Point
from dashboard.components import deadline_words as word
from dashboard.components import format as write
from dashboard.components.address import Address
from dashboard.components.chart import chart, empty
from dashboard.components.footnotes import Footnotes
from dashboard.components.sources import source_line
from dashboard.components.table import Cell, Column, table
from dashboard.content import say
from dashboard.metrics.deadline_figures import Curve, Kept
from dashboard.metrics.deadline_now import LATER, TOLD, UNTOLD, Due
from dashboard.metrics.deadlines import Deadline

CURVES = ("here", "before", "closed")
SOON = 4  # weeks


def curve_chart(
    one: Kept, curves: Sequence[Curve | None], period: str, package: dict[str, Any], here: Address
) -> Any:
    """`curves`: the cohort's own, that of a year before, and of the closed only."""
    if not curves[0] or one.eighty is None or one.ninety is None:
        return empty(one.deadline.name, say("deadlines.curve_few", period=period))
    deadline = one.deadline
    names = [say(f"deadlines.curve_{key}", period=period) for key in CURVES]
    lines = [_line(name, curve, deadline) if curve else None for name, curve in zip(names, curves)]
    known = one.ninety.days is not None
    title = say("deadlines.curve_title" if known else "deadlines.curve_title_part", name=deadline.name,
                eighty=word.days(deadline, one.eighty.days), ninety=word.days(deadline, one.ninety.days))  # fmt: skip
    unit = say("deadlines.curve_working_days" if deadline.counts_working else "deadlines.curve_days")
    promised = word.promise(deadline)
    return chart(
        "curve",
        cumulative(lines, deadline.days, f"{say('deadlines.curve_deadline')} {promised}"),
        title,
        say("deadlines.curve_axis", unit=unit, period=period),
        say("deadlines.curve_reading", title=title, promise=promised),
        source_line(package, ["cases", "deadlines"], "final", here.get("department"), here.get("known_on")),
        _curve_table(names, curves, deadline),
        here.changed(snapshot=package["snapshot"], deadline=deadline.code).href(fragment="curve"),
    )


def _line(name: str, curve: Curve, deadline: Deadline) -> Line:
    said = tuple(
        f"{name}: {write.percent(share, 0)}, {word.days(deadline, days)}" for days, share in curve.points
    )
    days, shares = zip(*curve.points)
    return Line(name, days, tuple(round(share * 100) for share in shares), said)


def _curve_table(names: Sequence[str], curves: Sequence[Curve | None], deadline: Deadline) -> html.Div:
    there = [(name, {share: days for days, share in curve.points})
             for name, curve in zip(names, curves) if curve]  # fmt: skip
    shares = sorted({share for _, points in there for share in points if share})
    columns = [Column(say("deadlines.curve_share")), *(Column(name, number=True) for name, _ in there)]
    rows = [
        [
            write.percent(share, 0),
            *(
                Cell(word.days(deadline, points.get(share)), kind="" if share in points else "absent")
                for _, points in there
            ),
        ]
        for share in shares
    ]
    return table(say("deadlines.curve_table"), columns, rows)


def curve_choice(found: Sequence[Kept], shown: str, here: Address) -> html.Nav:
    """Links, so that the address says which deadline is looked at."""
    items = []
    for one in found:
        link = dcc.Link(
            one.deadline.name, href=here.changed(deadline=one.deadline.code).href(fragment="curves")
        )
        items.append(html.Li(link, className="here" if one.deadline.code == shown else ""))
    return html.Nav([html.H3(say("deadlines.curve_choose")), html.Ul(items)], className="contents")


def due_chart(due: Due, package: dict[str, Any], here: Address, notes: Footnotes) -> Any:
    counts = {key: count.value for key, count in due.counts.items()}
    if not any(value is None or value for value in counts.values()):
        return empty(say("deadlines.open"), say("deadlines.open_none"))
    points = [_point(_bucket_name(key), value) for key, value in counts.items()]
    soon = [counts[str(week)] for week in due.weeks[:SOON]]
    title = say("deadlines.open_title_some")
    if due.overdue is not None and None not in soon:
        total = sum(value or 0 for value in soon)
        title = say("deadlines.open_title", soon=write.number(total), overdue=write.number(due.overdue))
    values = ", ".join(say("deadlines.open_value", name=one.at, value=one.text) for one in points)
    columns = [Column(say("deadlines.open_when")), Column(say("deadlines.open_count"), number=True)]
    rows = [[one.at, counted(one.value, notes)] for one in points]
    return chart(
        "due",
        bars(points),
        title,
        say("deadlines.open_axis", day=write.day_in_text(due.today)),
        say("deadlines.open_reading", values=values),
        source_line(package, ["cases"], "final", here.get("department"), here.get("known_on")),
        table(say("deadlines.open_table"), columns, rows),
        here.changed(snapshot=package["snapshot"]).href(fragment="due"),
    )


def counted(value: float | None, notes: Footnotes) -> Cell:
    """A count, or that it is withheld, with the note that says why."""
    if value is None:
        return Cell(say("absent.withheld"), notes.marks([("withheld", "small_numbers")]), "absent")
    return Cell(write.number(value))


def _point(name: str, value: int | None) -> Point:
    return Point(name, value, say("absent.withheld") if value is None else write.number(value))


def _bucket_name(key: str) -> str:
    if key in (UNTOLD, TOLD, LATER):
        return say(f"deadlines.{key}")
    week = date.fromisoformat(key).isocalendar().week
    return say("deadlines.week", week=week, day=write.day(key))
