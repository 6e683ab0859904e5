"""The fixed list of tables of a stream (a fact by one of its days) in a year, and what of them is told.

Decided once, from the whole year, whatever is asked: departments by month; inside a department contents (the values of
one dimension, or what a metric's numerator and denominator tell apart) by month; its places by month, and those by
content; and where a place does not stand by month, its units and their contents by year. All that is told elsewhere
is a sum of what is told here. A unit's lead knows the own unit, so a sum must fit also without any one of its units.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, cached_property

from dashboard.statistics.disclosure import is_small
from dashboard.statistics.told import Line, Table, line, table

Leaf = tuple[str, str, str]  # department, centre, unit
Content = str  # one value for each thing told apart, with SEPARATOR between
SEPARATOR = "\x1f"
Places = tuple[tuple[int, frozenset[str]], ...]  # position in a leaf, codes wanted there
Cells = dict[Leaf, dict[int, dict[Content, int]]]  # by month


class Counted:
    """Counts of a stream in a year by unit, month and content, and whether sums of them fit."""

    def __init__(self, cells: Cells, threshold: int) -> None:
        self.cells, self.threshold = cells, threshold
        self.leaves = sorted(cells)
        self._totals = {
            leaf: {month: sum(values.values()) for month, values in of.items()} for leaf, of in cells.items()
        }
        self.by_department: dict[str, list[Leaf]] = {}
        for leaf in self.leaves:
            self.by_department.setdefault(leaf[0], []).append(leaf)

    def sum(
        self, leaves: Iterable[Leaf], months: Collection[int], contents: Collection[Content] | None = None
    ) -> int:
        return sum(self._own(leaf, months, contents) for leaf in leaves)

    def fits(
        self, leaves: Iterable[Leaf], months: Collection[int], contents: Collection[Content] | None = None
    ) -> bool:
        own = [(leaf, self._own(leaf, months, contents)) for leaf in leaves]
        whole = sum(count for _, count in own)
        if is_small(whole, self.threshold):
            return False
        return not any(leaf[2] and is_small(whole - count, self.threshold) for leaf, count in own)

    def _own(self, leaf: Leaf, months: Collection[int], contents: Collection[Content] | None) -> int:
        if contents is None:
            totals = self._totals.get(leaf, {})
            return sum(totals[month] for month in months if month in totals)
        of = self.cells.get(leaf, {})
        return sum(of[month].get(each, 0) for month in months if month in of for each in contents)


class Spine:
    """What is told of a year without contents."""

    def __init__(self, counted: Counted) -> None:
        self.counted = counted
        self.months = sorted({month for of in counted.cells.values() for month in of})

    @cached_property
    def city(self) -> Table:
        """Departments by month."""
        of, by = self.counted, self.counted.by_department
        months = [str(month) for month in self.months]
        rows = line(
            by,
            lambda some: of.fits(self.inside(some), self.months),
            lambda each: of.sum(by[each], self.months),
        )
        columns = line(
            months,
            lambda some: of.fits(of.leaves, [int(month) for month in some]),
            lambda each: of.sum(of.leaves, [int(each)]),
        )
        return table(
            rows,
            columns,
            lambda some, when: of.fits(self.inside(some), [int(month) for month in when]),
            lambda some, when: [of.sum(self.inside(some), [int(month) for month in when])],
        )

    @cache  # noqa: B019 - lives as long as its year
    def where(self, places: Places) -> tuple[list[Leaf], list[str], bool]:
        """The units in these places, their departments, and whether that is all of them."""
        leaves = [leaf for leaf in self.counted.leaves if all(leaf[n] in codes for n, codes in places)]
        departments = sorted({leaf[0] for leaf in leaves})
        return leaves, departments, leaves == self.inside(departments)

    def inside(self, departments: Iterable[str]) -> list[Leaf]:
        return [leaf for department in departments for leaf in self.counted.by_department[department]]

    def regions(self) -> list[tuple[str, ...]]:
        """Departments that are told, or the several that are told only together."""
        rows = self.city.rows
        together = [tuple(sorted(rows.together))] if rows.together else []
        return [*((name,) for name in sorted(rows.alone)), *together]

    @cache  # noqa: B019 - lives as long as its year
    def region(self, departments: tuple[str, ...]) -> "Region":
        return Region(self, departments)


class Region:
    """A department (or several told only together) in a year: its spans of months and its places."""

    def __init__(self, spine: Spine, departments: tuple[str, ...]) -> None:
        of, city = spine.counted, spine.city
        self.counted, self.departments = of, departments
        self.leaves = [leaf for department in departments for leaf in of.by_department[department]]
        self.is_told = city.columns.is_told and (
            city.rows.is_told or not city.rows.together & set(departments)
        )
        merged = city.block_columns if city.block_rows & set(departments) else frozenset()
        apart = [merged, city.columns.together - merged, *({each} for each in city.columns.alone - merged)]
        spans = [tuple(sorted(int(month) for month in each)) for each in apart]
        self.spans = [span for span in spans if of.sum(self.leaves, span)]

    def span_sums(self, leaves: Collection[Leaf], contents: Collection[Content] | None = None) -> list[int]:
        return [self.counted.sum(leaves, span, contents) for span in self.spans]

    def fits(self, leaves: Collection[Leaf], contents: Collection[Content] | None, of: Counted) -> bool:
        return all(of.fits(leaves, span, contents) for span in self.spans)

    def covers(self, months: Collection[int]) -> bool:
        """Whether these months are whole spans."""
        return all(set(span) <= set(months) or not set(span) & set(months) for span in self.spans)

    @cached_property
    def places(self) -> dict[str, list[Leaf]]:
        """Rows told by span: units, what is left of a centre, what is left of all."""
        rows: dict[str, list[Leaf]] = {}
        for leaf in self.leaves:
            is_alone = self.fits([leaf], None, self.counted)
            rows.setdefault("/".join(leaf if is_alone else (*leaf[:2], "*")), []).append(leaf)
        told = line(
            rows,
            lambda some: self.fits([leaf for row in some for leaf in rows[row]], None, self.counted),
            lambda row: self.counted.sum(rows[row], months_of(self.spans)),
        )
        found = {row: rows[row] for row in sorted(told.alone)}
        rest = [leaf for row in sorted(told.together) for leaf in rows[row]]
        return found | ({"*": rest} if rest else {})

    @cached_property
    def place_of(self) -> dict[Leaf, str]:
        return {leaf: row for row, leaves in self.places.items() for leaf in leaves}

    @cache  # noqa: B019 - lives as long as its year
    def units(self, place: str) -> Line:
        """The units of a place, told for the whole year."""
        by_name = {"/".join(leaf): leaf for leaf in self.places[place]}
        months = months_of(self.spans)
        return line(
            by_name,
            lambda some: self.counted.fits([by_name[name] for name in some], months),
            lambda name: self.counted.sum([by_name[name]], months),
        )


def leaves_of(rows: Mapping[str, Sequence[Leaf]], names: Iterable[str]) -> list[Leaf]:
    return [leaf for name in names for leaf in rows[name]]


def months_of(spans: Iterable[Collection[int]]) -> list[int]:
    return sorted(month for span in spans for month in span)
