"""Plain tables: text left, numbers right; on a phone each row becomes a short list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.components.extra import extra
from dashboard.components.footnotes import Footnotes, keys_of
from dashboard.components.format import amount
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer

ESTIMATES = ("annualised", "partial", "survey")


@dataclass(frozen=True)
class Column:
    label: str
    number: bool = False
    marks: Any = None
    href: str = ""


@dataclass(frozen=True)
class Cell:
    said: str
    marks: Any = None
    kind: str = ""  # absent, estimate or nothing


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    total: Sequence[Any] | None = None,
    stacked: bool = True,
    caption_shown: bool = True,
) -> html.Div:
    """`stacked`: on a phone each row becomes a list; else the table scrolls inside its own frame."""
    head = html.Thead(html.Tr([_head(column) for column in columns]))
    body = [_row(columns, row, "") for row in rows]
    if total is not None:
        body.append(_row(columns, total, "total"))
    name = html.Caption(caption, className="" if caption_shown else "unseen")
    inside = html.Table([name, head, html.Tbody(body)], className="list" if stacked else "")
    return html.Div([html.Div(inside, className="scroll", tabIndex=0), download()], className="tabled")


def download() -> html.Button:
    """The table beside it as CSV, with the page's footnotes; made in the browser of what is shown (shell.js)."""
    return html.Button(
        say("chart.download"), className="download", title=say("chart.download_title"), type="button"
    )


def missing_word(answer: Answer) -> str:
    """Withheld, not compiled, impossible and missing are four different things, and none of them is zero."""
    if answer.withheld:
        return say("absent.withheld")
    if answer.method == "not_compiled":
        return label("method", "not_compiled").lower()
    if answer.denominator == 0:
        return say("absent.impossible")
    return say("absent.missing")


def answer_cell(answer: Answer | None, unit: str, notes: Footnotes, apart_from: Sequence[str] = ()) -> Cell:
    if answer is None:
        return Cell(say("absent.missing"), kind="absent")
    marks = notes.marks(keys_of(answer, apart_from))
    if answer.value is None:
        return Cell(missing_word(answer), marks, "absent")
    return Cell(amount(answer.value, unit), marks, "estimate" if answer.method in ESTIMATES else "")


def _head(column: Column) -> html.Th:
    label = html.A(column.label, href=column.href) if column.href else column.label
    return html.Th([label, column.marks], scope="col", className="number" if column.number else "")


def _row(columns: Sequence[Column], row: Sequence[Any], kind: str) -> html.Tr:
    first = html.Th(row[0], scope="row")
    rest = [_cell(column, value) for column, value in zip(columns[1:], row[1:], strict=True)]
    return html.Tr([first, *rest], className=kind)


def _cell(column: Column, value: Any) -> html.Td:
    names = ["number"] if column.number else []
    children = value
    if isinstance(value, Cell):
        names += [value.kind] if value.kind else []
        shown = html.Span(value.said, className="said")
        children = (
            html.Span([shown, html.Span(value.marks, className="mark")])
            if column.number
            else [shown, value.marks]
        )
    return html.Td(children, className=" ".join(names), **extra(data_label=column.label))
