"""Small numbers when answers are combined: which figures follow from a fixed list of tables that tell no small one.

Promise. A figure about rows is shown only if it follows from sums that are fixed for a fact, a day column and a
calendar year (`protection_tables`, `protection_contents`), and each of them is 0 or at least the threshold, also for
a lead who takes the own unit off. What is withheld then stays open by at least the threshold, whatever is asked and
combined within one fact and day: the same over every order, filter, period, export and role.

Not promised: links between day columns (received, decided, open), between as then and as now or between days of
knowledge, what is known beforehand of how two dimensions hang together, exports kept from a year that was still
running, and figures that departments report as figures (only themselves are withheld). Weeks are withheld.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache

from dashboard.metrics.combine import Bucket, Figure
from dashboard.metrics.metric import Metric
from dashboard.metrics.period import Period
from dashboard.metrics.protection_contents import Breakdown, tells
from dashboard.metrics.protection_counts import (
    NUMERATOR,
    REST,
    Stream,
    Tested,
    counted,
    tested,
    total_of,
)
from dashboard.metrics.protection_tables import SEPARATOR, Content, Counted, Spine
from dashboard.metrics.question import PLACES, Question
from dashboard.statistics.disclosure import is_small
from dashboard.warehouse import Scope, Warehouse


def untold(
    question: Question, figures: dict[Bucket, Figure], warehouse: Warehouse, scope: Scope
) -> set[Bucket]:
    """The figures that may not be told. What the city has already published is outside this."""
    threshold = int(warehouse.package.get("threshold") or 5)
    parts = [_asked(part, question, warehouse, scope) for part in question.metric.parts]
    return {
        bucket
        for bucket, figure in figures.items()
        if _is_small(figure, threshold) or not all(_is_told(part, question, bucket) for part in parts)
    }


def _is_small(figure: Figure, threshold: int) -> bool:
    """Reported figures too: they arrive as figures and have no rows."""
    top, bottom = figure.own_numerator, figure.own_denominator
    rest = None if top is None or bottom is None else bottom - top
    return any(is_small(count, threshold) for count in (top, bottom, rest))


@dataclass(frozen=True)
class Asked:
    """A part of a question: its stream, the dimensions told apart and what is wanted of them."""

    stream: Stream
    total: Stream
    by: tuple[str, ...]
    apart: Tested
    where: Mapping[str, frozenset[str]]


def _asked(part: Metric, question: Question, warehouse: Warehouse, scope: Scope) -> Asked:
    dimensions = tuple(warehouse.resources[part.fact or ""]["dimensions"])
    apart = tested(part, tuple(name for name in dimensions if name not in PLACES))
    stream = Stream(part, question.organisation, question.known_on, warehouse, scope)
    total = replace(stream, part=total_of(part))
    where = {
        name: frozenset(values) for name, values in question.where if not _is_everything(total, name, values)
    }
    by = {*where, *question.dimensions, *apart.dimensions} - set(PLACES)
    return Asked(stream, total, tuple(sorted(by)), apart, where)


def _is_everything(total: Stream, name: str, values: tuple[str, ...]) -> bool:
    """A filter that names every value there is asks for nothing else than no filter does."""
    if name in PLACES or len(values) == 1:
        return False
    years = counted(total, (name,), False, None).values()
    return all(
        content in values
        for of in years
        for leaf in of.cells.values()
        for month in leaf.values()
        for content in month
    )


def _is_told(asked: Asked, question: Question, bucket: Bucket) -> bool:
    where = dict(asked.where)
    for name, value in zip(question.dimensions, bucket[1:], strict=True):
        where[name] = where.get(name, frozenset((value,))) & {value}
    places = tuple((n, where[name]) for n, name in enumerate(PLACES) if name in where)
    limits = tuple((n, where[name]) for n, name in enumerate(asked.by) if name in where)
    for year, month, months in _times(asked.stream.part, question.slices[bucket[0]]):
        if months is None:
            return False
        of = _breakdown(asked, year, month)
        if of is None:
            if not tells(_spine(asked.total, year, month), places, months):
                return False
        elif not all(of.tells(places, months, each) for each in _wanted(of, asked.apart, asked.by, limits)):
            return False
    return True


def _breakdown(asked: Asked, year: int, month: int | None) -> Breakdown | None:
    if not asked.by and not asked.apart.is_own:
        return None
    stream = asked.stream if asked.apart.is_own else asked.total
    return _told_by(asked.total, stream, asked.by, asked.apart.is_own, asked.apart.is_first, year, month)


@lru_cache(maxsize=256)
def _told_by(
    total: Stream,
    stream: Stream,
    by: tuple[str, ...],
    is_own: bool,
    is_first: bool,
    year: int,
    month: int | None,
) -> Breakdown:
    of = _counted(stream, by, is_own, year, month)
    return Breakdown(_spine(total, year, month), of, len(by) + is_own > 1 or not is_first)


@lru_cache(maxsize=256)
def _spine(stream: Stream, year: int, month: int | None) -> Spine:
    return Spine(_counted(stream, (), False, year, month))


def _counted(stream: Stream, by: tuple[str, ...], is_own: bool, year: int, month: int | None) -> Counted:
    of = counted(stream, by, is_own, None if month is None else year).get(year)
    if of is None:
        return Counted({}, 0)
    if month is None:
        return of
    return Counted({leaf: {month: of.cells[leaf].get(month, {})} for leaf in of.cells}, of.threshold)


@lru_cache(maxsize=1024)
def _times(part: Metric, period: Period) -> tuple[tuple[int, int | None, tuple[int, ...] | None], ...]:
    """Years and their months; for a stock the month that it ends with. None: not whole months."""
    is_whole = (period.end + timedelta(days=1)).day == 1
    if part.is_stock:
        return ((period.end.year, period.end.month, (period.end.month,) if is_whole else None),)
    is_whole = is_whole and period.start.day == 1
    found = []
    for year in range(period.start.year, period.end.year + 1):
        first = period.start.month if year == period.start.year else 1
        last = period.end.month if year == period.end.year else 12
        found.append((year, None, tuple(range(first, last + 1)) if is_whole else None))
    return tuple(found)


@lru_cache(maxsize=8192)
def _wanted(
    of: Breakdown, apart: Tested, by: tuple[str, ...], limits: tuple[tuple[int, frozenset[str]], ...]
) -> tuple[frozenset[Content], ...]:
    """The contents of the numerator and of the denominator, within limits: position in `by`, values."""
    fitting = [content for content in of.split if all(content[n] in values for n, values in limits)]
    if apart.is_own:
        return tuple(
            frozenset(SEPARATOR.join(content) for content in fitting if content[-1] in ends)
            for ends in ((NUMERATOR,), (NUMERATOR, REST))
        )
    position = by.index(apart.dimensions[0]) if apart.dimensions else 0
    return tuple(
        frozenset(SEPARATOR.join(content) for content in fitting if _is_among(content[position], values))
        for values in dict.fromkeys((apart.numerator, apart.denominator))
    )


def _is_among(value: str, values: frozenset[str] | None) -> bool:
    """All; those listed; or (`^`) those that are not empty."""
    return values is None or value in values or ("^" in values and value != "")
