"""CSV of two kinds: plain, for programs, and as a Danish Excel opens it. No cell is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from dashboard.components.format import is_share
from dashboard.content import label, say
from dashboard.metrics import output
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import CAVEATS, METRICS
from dashboard.warehouse import Warehouse

# What makes a spreadsheet calculate, plain and in full width; a number is not text and keeps its minus.
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
CONTROL = ("\t", "\r", "\n")
BOM = "\ufeff"
Row = Sequence[Any]


def plain(head: Row, rows: Iterable[Row]) -> str:
    """Comma, decimal point, UTF-8; what is missing is empty."""
    return _written(([safe(cell) for cell in row] for row in [head, *rows]), ",", "\n")


def danish(head: Row, rows: Iterable[Row]) -> str:
    """Semicolon, decimal comma, a mark of UTF-8 in front: Excel asks nothing when it opens it."""
    return BOM + _written([head, *([_comma(cell) for cell in row] for row in rows)], ";", "\r\n")


def safe(cell: object) -> object:
    """Text that a spreadsheet would calculate becomes text that it shows."""
    if isinstance(cell, str) and (cell.startswith(CONTROL) or cell.lstrip().startswith(FORMULA)):
        return f"'{cell}"
    return cell


def answers(metric: str, told: Sequence[Answer], by: Sequence[str], warehouse: Warehouse) -> str:
    """The command line's own columns, then what a file that travels alone must say."""
    of = METRICS[metric]
    rows = output.rows(metric, told, by, warehouse)
    return plain(
        [*output.columns(by), "measured_in", "definition"], ([*row, of.unit, of.definition] for row in rows)
    )


def danish_answers(metric: str, told: Sequence[Answer], by: Sequence[str], warehouse: Warehouse) -> str:
    """The same with Danish words for every mark, and the caveats as sentences."""
    of, rows = METRICS[metric], []
    for answer in told:
        figures = [answer.numerator, answer.denominator, _shown(answer.value, of.unit)]
        marks = [label("method", answer.method), _withheld(answer), label("status", answer.status)]
        groups = [answer.group[name] for name in by]
        notes = " ".join(_note(key) for key in answer.caveats)
        rows.append(
            [
                of.title,
                answer.period,
                *groups,
                *figures,
                of.unit,
                *marks,
                notes,
                of.definition,
                warehouse.snapshot,
            ]
        )
    names = ("metric", "period", *by, *output.FIGURES, "measured_in", *output.MARKS, "definition", "snapshot")
    return danish([heading(name) for name in names], rows)


def _shown(value: float | None, unit: str) -> float | None:
    """As people read it: 2,4 pr. 100, not 0,024."""
    return value * 100 if value is not None and is_share(unit) else value


def heading(name: str) -> str:
    known = label("dimension", name)
    return known if known != name else say(f"open_figures.column_{name}")


def _withheld(answer: Answer) -> str:
    return say("open_figures.withheld") if answer.withheld else ""


def _note(key: str) -> str:
    return f"{CAVEATS[key].title}: {CAVEATS[key].text}" if key in CAVEATS else key


def _comma(cell: object) -> object:
    return str(cell).replace(".", ",") if isinstance(cell, float) else safe(cell)


def _written(rows: Iterable[Row], delimiter: str, end: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerows(rows)
    return text.getvalue()
