"""Deadlines as they are promised against the days by which 80 and 90 % were decided: one line each, with a picture."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.components import deadline_words as word
from dashboard.components import format as write
from dashboard.components.extra import extra
from dashboard.components.footnotes import Footnotes
from dashboard.components.table import Cell, Column, table
from dashboard.content import say
from dashboard.metrics.deadline_figures import Kept
from dashboard.metrics.deadlines import ALL, Deadline
from dashboard.reference import Reference

COLUMNS = ("deadline", "promise", "cases", "eighty", "ninety", "closed_only", "picture")
NUMBERS = ("cases", "eighty", "ninety", "closed_only")
SCALE = 2.0  # the picture is twice the deadline wide


def deadline_table(name: str, found: Sequence[Kept], known: Reference, notes: Footnotes) -> html.Div:
    columns = [Column(say(f"deadlines.{key}"), number=key in NUMBERS) for key in COLUMNS]
    rows = [_row(one, known, notes) for one in found]
    return html.Div(table(say("deadlines.caption", name=name), columns, rows), className="panel kept")


def _row(one: Kept, known: Reference, notes: Footnotes) -> list[Any]:
    law = word.section(one.deadline, known)
    name = [html.Span(one.deadline.name, className="name"), html.Span(law, className="under")]
    promised = [word.promise(one.deadline), html.Span(word.clock(one.deadline), className="under")]
    return [name, promised, *_figures(one, notes), _picture(one)]


def _figures(one: Kept, notes: Footnotes) -> list[Cell]:
    if one.started is None:
        marks = notes.marks([("withheld", "small_numbers")])
        return [Cell(say("absent.withheld"), marks, "absent") for _ in range(4)]
    count = Cell(write.number(one.started))
    if one.eighty is None or one.ninety is None:
        return [count, *[Cell(say("deadlines.too_few"), kind="absent")] * 3]
    closed = one.ended.day_of(0.9) if one.ended else None
    return [count, *(_day(one.deadline, day) for day in (one.eighty.days, one.ninety.days, closed))]


def _day(deadline: Deadline, value: float | None) -> Cell:
    return Cell(word.days(deadline, value), kind="absent" if value is None else "")


def _picture(one: Kept) -> Any:
    """The deadline is the line in the middle; a day later than twice the deadline stands at the edge."""
    if not one.verdict:
        return Cell("" if one.started is None else say("deadlines.too_few"), kind="absent")
    verdict = one.verdict
    marks = [_mark(kind, day, one.deadline.days) for kind, day in _days(one) if day is not None]
    strip = html.Div([html.Span(className="line"), *marks], className="strip", **extra(aria_hidden="true"))
    return html.Div([strip, html.Span(_said(one, say(f"deadlines.{verdict}")), className="under")])


def _days(one: Kept) -> list[tuple[str, float | None]]:
    if one.is_mean:
        return [("mean", one.ended.mean if one.ended else None)]
    return [(kind, of.days if of else None) for kind, of in (("eighty", one.eighty), ("ninety", one.ninety))]


def _said(one: Kept, verdict: str) -> str:
    if not one.is_mean or one.ended is None or one.ended.mean is None:
        return verdict
    return f"{say('deadlines.mean', days=word.days(one.deadline, one.ended.mean))}: {verdict}"


def _mark(kind: str, day: float, deadline: float) -> html.Span:
    place = min(day / deadline, SCALE) / SCALE * 100
    return html.Span(className=f"at {kind}", style={"left": f"{place:.1f}%"})


def versions_table(found: Sequence[Deadline], known: Reference) -> html.Details:
    """Every version that was ever published, with its source: nothing is overwritten."""
    columns = [Column(say(f"deadlines.{key}")) for key in ("deadline", "promise", "valid", "source")]
    rows = [
        [_whose(one, known), f"{word.promise(one)} {word.clock(one)}", word.valid(one), word.source(one)]
        for one in found
    ]
    inside = html.Div(table(say("deadlines.versions_caption"), columns, rows), className="panel")
    return html.Details([html.Summary(say("deadlines.versions")), inside], className="versions")


def _whose(one: Deadline, known: Reference) -> str:
    everyone = say("deadlines.all_departments")
    return f"{everyone if one.department == ALL else known.name('department', one.department)}: {one.name}"
