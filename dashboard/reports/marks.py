"""Caveats as marks: numbered once for the whole report, said below each table and chart, and all together at the back.

A mark stands where it is true of most: below the table if of every figure, else at the column's head, else at the
row's name, else at the figure itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.reports.result import Block, Cell, Figure, Report, Table, figures_of

# Said on every page and every sheet, so it is not a mark on every figure.
ON_EVERY_PAGE = ("synthetic_data",)
WITHHELD = "withheld"
Keys = frozenset[str]


@dataclass(frozen=True)
class Marks:
    """Keys of caveats: `common` of every figure, `columns` and `rows` by place, `cells` by row and column."""

    common: Keys
    columns: Mapping[int, Keys]
    rows: Mapping[int, Keys]
    cells: Mapping[tuple[int, int], Keys]

    @property
    def marked(self) -> Keys:
        """All but the common ones: they stand in full below the table."""
        places = (*self.columns.values(), *self.rows.values(), *self.cells.values())
        return frozenset().union(*places)


def numbers(report: Report) -> Mapping[str, int]:
    """The number of each caveat, as the list at the back has it."""
    return {key: number for number, key in enumerate(report.notes, 1)}


def numbered(keys: Iterable[str], report: Report) -> list[int]:
    known = numbers(report)
    return sorted(known[key] for key in keys)


def table_marks(table: Table) -> Marks:
    figures = {
        (row, column): cell
        for row, cells in enumerate(table.all_rows)
        for column, cell in enumerate(cells)
        if isinstance(cell, Figure)
    }
    common = shared(table)
    left = {place: keys_of(cell) - common for place, cell in figures.items() if cell.value is not None}
    columns = _lifted(left, 1, len(table.columns))
    rows = _lifted(left, 0, len(table.all_rows))
    left |= {place: keys_of(cell) for place, cell in figures.items() if cell.value is None}
    return Marks(common, columns, rows, {place: keys for place, keys in left.items() if keys})


def _lifted(left: dict[tuple[int, int], Keys], axis: int, count: int) -> dict[int, Keys]:
    """Keys that all figures of a line share, taken from the figures and given to the line."""
    lifted = {}
    for line in range(count):
        inside = [place for place in left if place[axis] == line]
        together = (
            frozenset.intersection(*(left[place] for place in inside)) if len(inside) > 1 else frozenset()
        )
        if together:
            lifted[line] = together
            for place in inside:
                left[place] -= together
    return lifted


def keys_of(cell: Cell) -> Keys:
    """What must be said about one figure; of one that is withheld only that it is."""
    if not isinstance(cell, Figure):
        return frozenset()
    if cell.withheld:
        return frozenset({WITHHELD})
    return frozenset(cell.caveats) - set(ON_EVERY_PAGE)


def shared(block: Block) -> Keys:
    """Caveats of every figure with a number in a table, chart or sentence."""
    lists = [keys_of(figure) for figure in figures_of(block) if figure.value is not None]
    return frozenset.intersection(*lists) if len(lists) > 1 else frozenset()


def other(block: Block) -> Keys:
    """Caveats that only some figures of a chart have."""
    return frozenset().union(*(keys_of(figure) for figure in figures_of(block))) - shared(block)
