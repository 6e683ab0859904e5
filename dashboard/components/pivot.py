"""A table one can turn: places or service areas against classes of complaint and outcomes at the appeal bodies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.components.extra import extra
from dashboard.components.footnotes import Footnotes, shared_caveats
from dashboard.components.own_choice import own_choice
from dashboard.components.pivot_cells import head_keys, quiet_cell
from dashboard.components.table import Cell
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS


@dataclass(frozen=True)
class Block:
    """One metric by rows and one dimension, with the sums that were asked for and not added up here."""

    metric: str
    dimension: str
    cells: Sequence[Answer]
    of_rows: Sequence[Answer]
    of_columns: Sequence[Answer]
    whole: Answer


@dataclass(frozen=True)
class Head:
    """A row or a column: which block it belongs to, its code there (None for the sum) and its name."""

    block: int
    code: str | None
    name: str


@dataclass(frozen=True)
class Grid:
    """Rows by columns, ready to draw either way round."""

    rows: list[Head]
    columns: list[Head]
    cells: list[list[Cell]]
    groups: list[tuple[str, Any, int]]  # title, marks and number of columns of each block


def grid(by: str, names: dict[str, str], blocks: Sequence[Block], notes: Footnotes) -> Grid:
    rows = [Head(0, code, name) for code, name in names.items()] + [Head(0, None, say("complaints.total"))]
    columns: list[Head] = []
    groups: list[tuple[str, Any, int]] = []
    lookups, shared = [], []
    for place, block in enumerate(blocks):
        codes = list(dict.fromkeys(each.group[block.dimension] for each in block.of_columns))
        heads = [Head(place, code, column_name(block.dimension, code)) for code in codes]
        columns += [*heads, Head(place, None, say("complaints.total"))]
        shared.append(shared_caveats([*block.cells, *block.of_rows]))
        marks = notes.marks(head_keys([*block.cells, *block.of_rows], shared[-1]))
        dimension = block.dimension
        groups.append((say(f"pivot.block_{dimension}"), marks, len(heads) + 1))
        lookups.append(_lookup(by, block))
    cells = [
        [
            _cell(lookups[column.block], row, column, blocks[column.block], shared[column.block], notes)
            for column in columns
        ]
        for row in rows
    ]
    return Grid(rows, columns, cells, groups)


def column_name(dimension: str, code: str) -> str:
    return label(dimension, code) if code else say("complaints.unknown_group")


Lookup = dict[tuple[str | None, str | None], Answer]


def _lookup(by: str, block: Block) -> Lookup:
    found: Lookup = {(each.group[by], each.group[block.dimension]): each for each in block.cells}
    found |= {(each.group[by], None): each for each in block.of_rows}
    found |= {(None, each.group[block.dimension]): each for each in block.of_columns}
    return found | {(None, None): block.whole}


def _cell(
    found: Lookup, row: Head, column: Head, block: Block, shared: Sequence[str], notes: Footnotes
) -> Cell:
    """A combination without rows is nought where its row is counted, and missing where nothing of it is known."""
    answer = found.get((row.code, column.code)) or _unknown(found, row.code)
    if answer is None:
        whole = found.get((row.code, None))
        is_counted = whole is None or whole.method in ("counted", "partial")
        return Cell("0", kind="nought") if is_counted else Cell(say("absent.missing"), kind="absent")
    if answer.withheld:
        return Cell(say("absent.withheld"), kind="absent")  # the head says what it means
    cell = quiet_cell(answer, METRICS[block.metric].unit, notes, shared)
    return cell if answer.value else Cell(cell.said, cell.marks, cell.kind or "nought")


def _unknown(found: Lookup, row: str | None) -> Answer | None:
    """A department that reports a sum alone has one answer without a class: that is not known, not nought."""
    blank = found.get((row, ""))
    return blank if blank is not None and blank.value is None and not blank.withheld else None


def turned(of: Grid) -> Grid:
    """Rows become columns; the blocks then stand below each other."""
    cells = [[row[place] for row in of.cells] for place in range(len(of.columns))]
    return Grid(of.columns, of.rows, cells, of.groups)


def pivot_table(caption: str, corner: str, of: Grid, is_turned: bool) -> html.Div:
    body = (
        _body_in_blocks(of) if is_turned else [html.Tbody([_row(of, place) for place in range(len(of.rows))])]
    )
    first = html.Th(corner, scope="col") if corner else html.Td()
    head = [html.Tr([first, *[_head(column) for column in of.columns]])]
    if not is_turned:
        groups = [
            html.Th([title, marks], colSpan=width, scope="colgroup", className="group")
            for title, marks, width in of.groups
        ]
        head.insert(0, html.Tr([html.Td(), *groups]))
    inside = html.Table(
        [html.Caption(caption, className="unseen"), html.Thead(head), *body], className="pivot"
    )
    name = extra(aria_label=caption)
    return html.Div(inside, className="scroll", tabIndex=0, role="region", **name)


def _head(column: Head) -> html.Th:
    return html.Th(column.name, scope="col", className="number sum" if column.code is None else "number")


def _row(of: Grid, place: int) -> html.Tr:
    head = of.rows[place]
    cells = [_td(cell, column.code is None) for cell, column in zip(of.cells[place], of.columns, strict=True)]
    return html.Tr([html.Th(head.name, scope="row"), *cells], className="total" if head.code is None else "")


def _body_in_blocks(of: Grid) -> list[html.Tbody]:
    bodies, start = [], 0
    for title, marks, height in of.groups:
        name = html.Th([title, marks], colSpan=len(of.columns) + 1, scope="rowgroup", className="group")
        rows = [_row(of, place) for place in range(start, start + height)]
        bodies.append(html.Tbody([html.Tr(name), *rows]))
        start += height
    return bodies


def _td(cell: Cell, is_sum: bool) -> html.Td:
    names = ["number", cell.kind, "sum" if is_sum else ""]
    said = [cell.said, cell.marks] if cell.marks else cell.said
    return html.Td(said, className=" ".join(name for name in names if name))


def chooser(key: str, options: Sequence[tuple[str, str]], value: str) -> dmc.Select:
    return dmc.Select(
        id=own_choice(key, value),
        label=say(f"pivot.{key}"),
        data=[{"value": code, "label": name} for code, name in options],
        value=value,
        allowDeselect=False,
        className="chooser",
        comboboxProps={"withinPortal": True, "shadow": "none"},
    )


def turn_switch(is_turned: bool) -> dmc.Switch:
    return dmc.Switch(
        id=own_choice("turned", "yes" if is_turned else "", "checked"),
        label=say("pivot.turned"),
        checked=is_turned,
        size="md",
        className="switch",
    )
