"""Reversal rates with their intervals, as a chart with its table: over time, and by legal basis or service area."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.charts.interval import Share, interval
from dashboard.components import format as write
from dashboard.components.appeal_words import about, absent_word, basis, cell, limits_text, shared_keys
from dashboard.components.chart import chart, empty
from dashboard.components.footnotes import Footnotes, Key
from dashboard.components.table import Cell, Column, table
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer

RATE, REMITTED = "reversal_rate", "remitted_share"


@dataclass(frozen=True)
class Row:
    """A named rate, with its two parts where they may be told, or a published figure without an answer."""

    name: str
    rate: Answer | None = None
    remitted: float | None = None
    changed: float | None = None
    limits: tuple[float, float] | None = None
    quiet: bool = False
    published: float | None = None
    published_of: float | None = None
    reference: str = ""

    @property
    def value(self) -> float | None:
        return self.rate.value if self.rate else self.published


@dataclass(frozen=True)
class Told:
    """What one chart says: key, title as a sentence, axis unit, what a row is, source line and its own address."""

    key: str
    title: str
    subtitle: str
    row: str
    source: str
    link: str
    gap: tuple[str, str]  # why nothing can be drawn, and what would fill it


def rate_chart(
    told: Told, rows: Sequence[Row], notes: Footnotes, total: Row | None = None
) -> html.Figure | html.Div:
    """Where no rate at all may be shown there is no chart, but the table still says what each row is."""
    listed = _table(told, rows, notes, total)
    if not drawable(rows):
        text, remedy = told.gap
        return html.Div(
            [empty(told.title, f"{text} {remedy}"), html.Div(listed, className="panel")], id=told.key
        )
    reading = say(
        "appeals.reading",
        title=told.title,
        values=". ".join(say("appeals.reading_row", name=row.name, text=_spoken(row)) for row in rows),
    )
    figure = interval([_share(row) for row in rows])
    return chart(told.key, figure, told.title, told.subtitle, reading, told.source, listed, told.link)


def drawable(rows: Sequence[Row]) -> bool:
    """National figures alone are no chart of ours."""
    return any(row.value is not None for row in rows if row.rate)


def _share(row: Row) -> Share:
    if row.value is None:
        return Share(row.name, why(row), quiet=True)
    whole = row.value * 100
    parts: tuple[float, ...] = (whole,)
    of = row.rate.denominator if row.rate else None
    if not row.quiet and row.remitted is not None and row.changed is not None and of:
        parts = (row.remitted / of * 100, row.changed / of * 100)
    shown = tuple(limit * 100 for limit in row.limits) if row.limits else None
    return Share(
        row.name,
        _figure(row),
        parts,
        (shown[0], shown[1]) if shown else None,
        limits_text(row.limits),
        row.quiet,
    )


def _figure(row: Row) -> str:
    value = write.percent(row.value or 0)
    of = row.rate.denominator if row.rate else row.published_of
    return say("appeals.share_of", value=value, whole=write.number(of)) if of else value


def _spoken(row: Row) -> str:
    if row.value is None:
        return why(row)
    return " ".join(part for part in (_figure(row), limits_text(row.limits)) if part)


def why(row: Row) -> str:
    """Why a row has no rate; with few cases the counts themselves are the answer."""
    answer = row.rate
    if answer is None:
        return say("absent.missing")
    if not answer.withheld and answer.denominator == 0:
        return say("appeals.none_decided")
    if not answer.withheld and answer.denominator:
        return say("appeals.too_few_of", basis=basis(answer))
    return absent_word(answer)


def _table(told: Told, rows: Sequence[Row], notes: Footnotes, total: Row | None) -> html.Div:
    shared = shared_keys([row.rate for row in rows if row.rate])
    columns = [
        Column(told.row),
        Column(say("appeals.decided"), number=True),
        Column(say("appeals.remitted"), number=True, href=about(REMITTED)),
        Column(say("appeals.changed"), number=True),
        Column(say("appeals.rate"), number=True, marks=notes.marks(shared), href=about(RATE)),
        Column(say("appeals.interval"), number=True),
    ]
    body = [_cells(row, notes, shared) for row in rows]
    last = _cells(total, notes, shared) if total else None
    return table(told.title, columns, body, last, caption_shown=False)


def _cells(row: Row, notes: Footnotes, shared: Sequence[Key]) -> list[Any]:
    """Where a figure was published stands with its name: a column for it would be empty for our own."""
    name = [row.name, html.Small(row.reference, className="check")] if row.reference else row.name
    cells = _counted(row, row.rate, notes, shared) if row.rate else _published(row, notes)
    return [name, *cells]


def _counted(row: Row, rate: Answer, notes: Footnotes, shared: Sequence[Key]) -> list[Any]:
    return [
        _part(rate.denominator, rate, notes),
        _part(row.remitted, rate, notes),
        _part(row.changed, rate, notes),
        cell(rate, notes, shared),
        Cell(limits_text(row.limits)) if row.limits else "",
    ]


def _part(count: float | None, rate: Answer, notes: Footnotes) -> Cell:
    """A part of a known whole that is not shown is withheld; a part of nothing known is what the whole is."""
    if count is not None:
        return Cell(write.number(count))
    if rate.numerator is None and not rate.withheld:
        return Cell(absent_word(rate), kind="absent")
    withheld: Key = ("withheld", "small_numbers")
    return Cell(say("absent.withheld"), notes.marks([withheld]), "absent")


def _published(row: Row, notes: Footnotes) -> list[Any]:
    """National figures: how the reversed were divided was not published with them."""
    missing = Cell(say("absent.missing"), kind="absent")
    of = Cell(write.number(row.published_of)) if row.published_of else missing
    national: Key = ("caveat", "national_figure")
    return [of, missing, missing, Cell(write.percent(row.published or 0), notes.marks([national])), ""]


def area_name(scope: str, period: str) -> str:
    return say("appeals.national_row", area=label("scope", scope), period=period)
