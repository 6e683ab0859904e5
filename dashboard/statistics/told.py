"""Which sums of a table may be told when everything told may be added and subtracted.

A sum *fits* when it is 0 or at least the threshold. Names of a line that do not fit alone are told only together
with their smallest neighbours (`line`). Cells of a table that do not fit lie in one block of rows and columns; of the
block only the sums of its rows and of its columns are told (`table`), and each of them fits. What lies inside is then
known no closer than between max(0, row + column - block) and min(row, column) (Fréchet), and these bounds are either
equal, with a sum that fits, or at least the threshold apart.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

Name = str
Sums = Callable[[Collection[Name], Collection[Name]], Sequence[int]]  # rows, columns → a sum for each time
Fits = Callable[[Collection[Name], Collection[Name]], bool]


@dataclass(frozen=True)
class Line:
    """Names told one by one, and those told only together (`is_told`), or not even so."""

    alone: frozenset[Name]
    together: frozenset[Name] = frozenset()
    is_told: bool = True

    def tells(self, names: Collection[Name]) -> bool:
        """Whether the sum over these names follows from what is told."""
        inside = self.together & frozenset(names)
        return not inside or (self.is_told and inside == self.together)


@dataclass(frozen=True)
class Table:
    """Rows and columns as lines of their own, and the block inside which only margins are told."""

    rows: Line
    columns: Line
    block_rows: frozenset[Name]
    block_columns: frozenset[Name]
    sums: Sums

    def tells(self, rows: Collection[Name], columns: Collection[Name]) -> bool:
        """Whether the sum over rows times columns follows from what is told."""
        if not (self.rows.tells(rows) and self.columns.tells(columns)):
            return False
        inside, across = self.block_rows & frozenset(rows), self.block_columns & frozenset(columns)
        if not inside or not across or inside == self.block_rows or across == self.block_columns:
            return True
        margins = zip(
            self.sums(inside, self.block_columns),
            self.sums(self.block_rows, across),
            self.sums(self.block_rows, self.block_columns),
            strict=True,
        )
        return all(max(0, row + column - whole) == min(row, column) for row, column, whole in margins)


def line(
    names: Iterable[Name], fits: Callable[[Collection[Name]], bool], size: Callable[[Name], int]
) -> Line:
    """Those that do not fit join, then their smallest neighbours, until together they fit."""
    alone = sorted(names, key=lambda name: (size(name), name))
    together = [name for name in alone if not fits([name])]
    alone = [name for name in alone if name not in together]
    while together and alone and not fits(together):
        together.append(alone.pop(0))
    return Line(frozenset(alone), frozenset(together), not together or fits(together))


def table(rows: Line, columns: Line, fits: Fits, sums: Sums) -> Table:
    """The block of all cells that do not fit, grown by the smallest row or column until its margins fit."""
    row_parts, column_parts = _parts(rows), _parts(columns)
    bad = [(row, column) for row in row_parts for column in column_parts if not fits(row, column)]
    inside = _in_order({row for row, _ in bad}, row_parts)
    across = _in_order({column for _, column in bad}, column_parts)
    rest = _by_size(
        [row for row in row_parts if row not in inside], lambda row: sums(row, _all(column_parts))
    )
    other = _by_size(
        [each for each in column_parts if each not in across], lambda each: sums(_all(row_parts), each)
    )
    while inside:
        if other and not all(fits(row, _all(across)) for row in inside):
            across.append(other.pop(0))
        elif rest and not all(fits(_all(inside), column) for column in across):
            inside.append(rest.pop(0))
        else:
            break
    return Table(rows, columns, frozenset(_all(inside)), frozenset(_all(across)), sums)


Part = tuple[Name, ...]


def _parts(line: Line) -> list[Part]:
    together = [tuple(sorted(line.together))] if line.together else []
    return [(name,) for name in sorted(line.alone)] + together


def _all(parts: Iterable[Part]) -> list[Name]:
    return [name for part in parts for name in part]


def _in_order(some: Collection[Part], parts: Iterable[Part]) -> list[Part]:
    return [part for part in parts if part in some]


def _by_size(parts: list[Part], sums: Callable[[Part], Sequence[int]]) -> list[Part]:
    return sorted(parts, key=lambda part: (sum(sums(part)), part))
