"""A year's tables by content, and whether a sum follows from what is told of the year."""

from collections.abc import Collection
from functools import cache, cached_property

from dashboard.metrics.protection_tables import (
    SEPARATOR,
    Content,
    Counted,
    Leaf,
    Places,
    Region,
    Spine,
    leaves_of,
    months_of,
)
from dashboard.statistics.told import Line, Table, line, table


class Breakdown:
    """A year by content: departments as wholes, then each by itself. `is_joint`: by more than one thing at once."""

    def __init__(self, spine: Spine, counted: Counted, is_joint: bool) -> None:
        self.spine, self.counted, self.is_joint = spine, counted, is_joint
        self.contents = sorted({c for of in counted.cells.values() for values in of.values() for c in values})
        self.split = [tuple(content.split(SEPARATOR)) for content in self.contents]

    @cached_property
    def city(self) -> Table:
        """Departments by content, for the whole year."""
        of, spine = self.counted, self.spine
        columns = line(
            self.contents,
            lambda some: of.fits(spine.counted.leaves, spine.months, some),
            lambda each: of.sum(spine.counted.leaves, spine.months, [each]),
        )
        return table(
            spine.city.rows,
            columns,
            lambda rows, some: of.fits(spine.inside(rows), spine.months, some),
            lambda rows, some: [of.sum(spine.inside(rows), spine.months, some)],
        )

    @cache  # noqa: B019 - lives as long as its year
    def tells(self, places: Places, months: tuple[int, ...], contents: frozenset[Content]) -> bool:
        return tells(self.spine, places, months, self, sorted(contents))

    @cache  # noqa: B019 - lives as long as its year
    def region(self, departments: tuple[str, ...]) -> "Contents":
        alone = frozenset(each for each in self.contents if self.city.tells(departments, [each]))
        return Contents(self.spine.region(departments), self.counted, alone)


class Contents:
    """A region by content. `alone`: contents that are told of its year one by one."""

    def __init__(self, region: Region, counted: Counted, alone: frozenset[Content]) -> None:
        self.region, self.counted, self.alone = region, counted, alone
        self.months = months_of(region.spans)
        found = {c for leaf in region.leaves for of in counted.cells.get(leaf, {}).values() for c in of}
        self.contents, self.known = sorted(found), found

    @cached_property
    def whole(self) -> Table:
        """Contents by span."""
        region, of = self.region, self.counted
        spans = {f"{span[0]:02d}": span for span in region.spans}

        def months(some: Collection[str]) -> list[int]:
            return months_of(spans[name] for name in some)

        rest = frozenset(self.contents) - self.alone
        return table(
            Line(frozenset(self.contents) & self.alone, rest),
            Line(frozenset(spans)),
            lambda some, when: of.fits(region.leaves, months(when), some),
            lambda some, when: [of.sum(region.leaves, months(when), some)],
        )

    def tells_whole(self, months: Collection[int], contents: Collection[Content]) -> bool:
        spans = [f"{span[0]:02d}" for span in self.region.spans if set(span) <= set(months)]
        return self.whole.tells([each for each in contents if each in self.known], spans)

    @property
    def is_all_told(self) -> bool:
        return not self.whole.block_rows and not self.whole.rows.together

    @cached_property
    def by_place(self) -> Table:
        """Places by content, in every span."""
        apart = self.whole.rows.together | self.whole.block_rows
        columns = Line(frozenset(self.contents) - apart, frozenset(apart))
        region, places, of = self.region, self.region.places, self.counted
        return table(
            Line(frozenset(places)),
            columns,
            lambda rows, some: region.fits(leaves_of(places, rows), some, of),
            lambda rows, some: [of.sum(leaves_of(places, rows), span, some) for span in region.spans],
        )

    @cache  # noqa: B019 - lives as long as its year
    def by_unit(self, place: str) -> Table:
        """The units of a place by content, for the whole year."""
        alone = {each for each in self.contents if self.by_place.tells([place], [each])}
        leaves = {"/".join(leaf): [leaf] for leaf in self.region.places[place]}
        return table(
            self.region.units(place),
            Line(frozenset(alone), frozenset(self.contents) - alone),
            lambda rows, some: self.counted.fits(leaves_of(leaves, rows), self.months, some),
            lambda rows, some: [self.counted.sum(leaves_of(leaves, rows), self.months, some)],
        )


def tells(
    spine: Spine,
    places: Places,
    months: Collection[int],
    by: Breakdown | None = None,
    contents: Collection[Content] = (),
) -> bool:
    """Whether the sum over these places, months and contents follows from what is told of the year."""
    leaves, departments, is_whole = spine.where(places)
    when = [month for month in spine.months if month in months]
    if not leaves or not when:
        return True
    if is_whole and by is None:
        return spine.city.tells(departments, [str(month) for month in when])
    if is_whole and by is not None and not by.is_joint and when == spine.months:
        return by.city.tells(departments, contents)
    for told in spine.regions():
        part = [leaf for leaf in leaves if leaf[0] in told]
        region = spine.region(told)
        if part and not (region.is_told and region.covers(when)):
            return False
        if part and not (_by_content(by, told, part, when, contents) if by else _plain(region, part, when)):
            return False
    return True


def _plain(region: Region, leaves: list[Leaf], months: list[int]) -> bool:
    for row, some in _rows(region, leaves).items():
        is_cut = len(some) < len(region.places[row])
        if is_cut and not (_is_whole_year(region, months) and region.units(row).tells(some)):
            return False
    return True


def _by_content(
    by: Breakdown, told: tuple[str, ...], leaves: list[Leaf], months: list[int], contents: Collection[Content]
) -> bool:
    of = by.region(told)
    region, is_whole = of.region, len(leaves) == len(of.region.leaves)
    known = [each for each in contents if each in of.known]
    if by.is_joint:
        return is_whole and of.is_all_told
    if is_whole:
        return of.tells_whole(months, known)
    rows = _rows(region, leaves)
    cut = [row for row, some in rows.items() if len(some) < len(region.places[row])]
    if cut and not _is_whole_year(region, months):
        return False
    return of.by_place.tells([row for row in rows if row not in cut], known) and all(
        of.by_unit(row).tells(rows[row], known) for row in cut
    )


def _rows(region: Region, leaves: list[Leaf]) -> dict[str, list[str]]:
    """The units asked for, by the row of the region's places that they stand in."""
    rows: dict[str, list[str]] = {}
    for leaf in leaves:
        rows.setdefault(region.place_of[leaf], []).append("/".join(leaf))
    return rows


def _is_whole_year(region: Region, months: list[int]) -> bool:
    return set(months_of(region.spans)) <= set(months)
