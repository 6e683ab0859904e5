"""What a report says, whatever the format: figures that carry what must be said of them, and the parts they stand in.

A renderer takes nothing else. A number that is no `Figure` cannot be shown: `check` stops it, and so does `shown`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

FORMATS = ("pdf", "xlsx", "csv", "docx")
NUMBERS = ("value", "numerator", "denominator", "low", "high")


class BareNumber(TypeError):
    """A number that carries no definition, period and caveats reached a report: a programming error."""


@dataclass(frozen=True)
class Figure:
    """A number with all that must be said beside it. `text` is how it is written, or the word for what it is instead.

    `value`, `low` and `high` (its interval) are unscaled: 0.02 of "pr. 100 sager" is written 2,0. All are None where
    the figure is withheld. `metric` names its `Definition`, `caveats` name `Note`s of the same report.
    """

    metric: str
    title: str
    text: str
    value: float | None
    numerator: float | None
    denominator: float | None
    unit: str
    method: str
    status: str
    withheld: str | None
    caveats: tuple[str, ...]
    period: str
    place: str
    filters: str
    snapshot: str
    extracted_on: str
    address: str
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        """Numbers are Python's own: numpy's are equal, but are written with the name of their type."""
        for name in NUMBERS:
            number = getattr(self, name)
            if isinstance(number, np.generic):
                object.__setattr__(self, name, number.item())


@dataclass(frozen=True)
class Label:
    """Words in a cell or a sentence: a name, a period, a date. Never a number that was counted."""

    text: str


Cell = Figure | Label


@dataclass(frozen=True)
class Sentences:
    """Running text; {slots} are filled by figures and labels. `kind`: plain, lead, point, numbered, blank, remark."""

    text: str
    slots: Mapping[str, Cell] = field(default_factory=dict)
    kind: str = "plain"


@dataclass(frozen=True)
class Column:
    title: str
    number: bool = False


@dataclass(frozen=True)
class Table:
    """`subtitle` names unit and period; a `total` stands under a rule; `notes` are said below, after the caveats."""

    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    notes: tuple[str, ...] = ()

    @property
    def all_rows(self) -> tuple[tuple[Cell, ...], ...]:
        return self.rows if self.total is None else (*self.rows, self.total)


@dataclass(frozen=True)
class Point:
    label: str
    figure: Figure


@dataclass(frozen=True)
class Series:
    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Chart:
    """`kind`: months (lines), bars, or intervals. `usual` is what the months usually lie within, if that is known;
    `alt` says in a sentence what the picture shows, for whoever does not see it."""

    kind: str
    title: str
    subtitle: str
    alt: str
    series: tuple[Series, ...]
    usual: Figure | None = None


Block = Sentences | Table | Chart


@dataclass(frozen=True)
class Section:
    title: str
    level: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Definition:
    """What a figure means. `counts` says what its two parts are."""

    title: str
    text: str
    unit: str
    owner: str
    better: str
    counts: str


@dataclass(frozen=True)
class Note:
    """What a reader must know about a figure."""

    title: str
    text: str


@dataclass(frozen=True)
class Report:
    """`facts` stand on the cover, name and text: who it is for, period, data of, and so on. `also` is what else was
    chosen, for the files' names; a `brief` report has neither cover nor list of contents.
    """

    name: str
    title: str
    subtitle: str
    cover: str
    period: str
    period_text: str
    where: tuple[tuple[str, str], ...]
    snapshot: str
    extracted_on: str
    warning: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    definitions: Mapping[str, Definition]
    notes: Mapping[str, Note]
    words: Mapping[str, str]  # what renderers say themselves, kept so that a report can be made again
    formats: tuple[str, ...] = FORMATS
    also: tuple[str, ...] = ()
    brief: bool = False

    @property
    def blocks(self) -> Iterator[Block]:
        for section in self.sections:
            yield from section.blocks

    @property
    def tables(self) -> list[Table]:
        return [block for block in self.blocks if isinstance(block, Table)]

    @property
    def charts(self) -> list[Chart]:
        return [block for block in self.blocks if isinstance(block, Chart)]


def shown(cell: object) -> str:
    """How a cell is written; anything but a figure or a label is a bare number or worse."""
    if isinstance(cell, Figure | Label):
        return cell.text
    raise BareNumber(f"{cell!r} carries no definition, period or caveats; make it a Figure")


def cells_of(block: Block) -> Iterator[Cell]:
    """Every cell, in reading order."""
    if isinstance(block, Sentences):
        yield from block.slots.values()
    elif isinstance(block, Table):
        yield from (cell for row in block.all_rows for cell in row)
    else:
        yield from (point.figure for series in block.series for point in series.points)
        if block.usual:
            yield block.usual


def figures_of(block: Block) -> list[Figure]:
    return [cell for cell in cells_of(block) if isinstance(cell, Figure)]


def check(report: Report) -> Report:
    """Raises BareNumber where a number stands alone, KeyError where a figure's definition or caveat has no words."""
    for block in report.blocks:
        for cell in cells_of(block):
            shown(cell)
            if isinstance(cell, Figure):
                _carries(cell, report)
        if isinstance(block, Sentences):
            block.text.format(**{name: shown(cell) for name, cell in block.slots.items()})
        if isinstance(block, Table):
            widths = {len(row) for row in block.all_rows} - {len(block.columns)}
            if widths:
                raise ValueError(f"{block.title}: rows of {widths} cells under {len(block.columns)} columns")
    return report


def _carries(figure: Figure, report: Report) -> None:
    report.definitions[figure.metric]
    for key in figure.caveats:
        report.notes[key]
    if figure.withheld and any(
        each is not None
        for each in (figure.value, figure.numerator, figure.denominator, figure.low, figure.high)
    ):
        raise BareNumber(f"{figure.title}: a withheld figure holds a number")


def said(sentences: Sentences) -> str:
    """The text with its slots filled."""
    return sentences.text.format(**{name: shown(cell) for name, cell in sentences.slots.items()})
