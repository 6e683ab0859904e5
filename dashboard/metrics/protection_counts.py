"""Which contents a metric's numerator and denominator are, and the counts that protection decides by."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from dashboard.metrics.counts import count
from dashboard.metrics.metric import METRICS, WORD, Metric
from dashboard.metrics.period import Period, split
from dashboard.metrics.protection_tables import SEPARATOR, Cells, Content, Counted, Leaf
from dashboard.metrics.question import PLACES, Question
from dashboard.warehouse import Scope, Warehouse

ALWAYS = Period("always", date(1900, 1, 1), date(2200, 12, 31))
NUMERATOR, REST, OTHER = "numerator", "rest", "other"
CONDITION = re.compile(r"FILTER \((.*)\)$")
LISTED = re.compile(r"(\w+) (?:= ('\w+')|IN \(([^)]*)\)|IS (NOT )?NULL)")


@dataclass(frozen=True)
class Tested:
    """What tells a part's numerator and denominator apart: values of dimensions, or (`is_own`) only itself."""

    dimensions: tuple[str, ...]
    numerator: frozenset[Content] | None  # None: all
    denominator: frozenset[Content] | None
    is_own: bool
    is_first: bool  # of the metrics that tell the same columns apart, the one that may do so by place


@lru_cache(maxsize=512)
def tested(part: Metric, dimensions: tuple[str, ...]) -> Tested:
    """How a part's rows are told apart, given the dimensions of its fact."""
    numerator, denominator = _columns(part.numerator), _columns(part.denominator or "count(*)")
    named = numerator | denominator
    own = named - set(dimensions)
    if own or len(named) > 1:
        same = [
            other for other in METRICS.values() if _stream(other) == _stream(part) and own & _named(other)
        ]
        is_first = min((other.name for other in same), default=part.name) >= part.name
        return Tested(tuple(sorted(named & set(dimensions))), None, None, True, is_first)
    top = _values(part.numerator)
    bottom = _values(part.denominator) if part.denominator else top
    return Tested(tuple(named), top, bottom, False, True)


def _stream(metric: Metric) -> tuple[str | None, ...]:
    return metric.fact, metric.dated_by, metric.ended_by if metric.is_stock else None


def _named(metric: Metric) -> set[str]:
    return _columns(metric.numerator) | _columns(metric.denominator or "")


def _columns(expression: str) -> set[str]:
    return {word for word in WORD.findall(expression) if word not in ("count", "sum") and word[0] != "'"}


def _values(expression: str) -> frozenset[Content] | None:
    """The values of the one dimension it names; None: all of them. With `^` those it leaves out."""
    inside = CONDITION.search(expression)
    if inside is None:
        return None if "(*)" in expression else frozenset({"^"})
    found: set[str] = set()
    for _, one, several, is_not in LISTED.findall(inside[1]):
        values = [one] if one else several.split(", ") if several else ["^" if is_not else "''"]
        found |= {value.strip("'") for value in values}
    return frozenset(found)


@lru_cache(maxsize=64)
def _total(part: Metric) -> Metric:
    """The same rows, only counted."""
    shape = {"duration": "flow", "age": "stock"}.get(part.shape, part.shape)
    return Metric(
        **{name: getattr(part, name) for name in ("name", "title", "question", "definition", "unit", "better", "owner",
                                                  "status", "review_by", "fact", "dated_by")},
        shape=shape, numerator="count(*)", ended_by=part.ended_by if shape == "stock" else None,
    )  # fmt: skip


@lru_cache(maxsize=256)
def _stream_total(key: tuple[str | None, ...], shape: str) -> Metric:
    """One metric for all that count the same rows by the same day, so that their counts are kept once."""
    return next(_total(each) for each in METRICS.values() if each.fact and _stream(each) == key)


def total_of(part: Metric) -> Metric:
    return _stream_total(_stream(part), part.shape) if part.name in METRICS else _total(part)


@dataclass(frozen=True)
class Stream:
    """Rows of a fact by one of its days, as the question sees them: places as then or now, known on a day."""

    part: Metric
    organisation: str
    known_on: date | None
    warehouse: Warehouse
    scope: Scope


@lru_cache(maxsize=256)
def counted(stream: Stream, by: tuple[str, ...], is_own: bool, year: int | None) -> dict[int, Counted]:
    """By year the counts by unit, month and content: values of `by`, then what the part tells apart (`is_own`)."""
    part = stream.part
    places = tuple(
        name for name in PLACES if name in stream.warehouse.resources[part.fact or ""]["dimensions"]
    )
    period = ALWAYS if year is None else Period(str(year), date(year, 1, 1), date(year, 12, 31))
    question = Question(
        metric=part, period=period, slices=_months(period), split_by="month",
        dimensions=tuple(dict.fromkeys((*places, *by))), where=(), organisation=stream.organisation,
        known_on=stream.known_on,
    )  # fmt: skip
    years: dict[int, Cells] = {}
    for one in [total_of(part), *([part] if is_own else [])]:
        for leaf, when, values, (top, bottom) in _rows(one, question, by, stream):
            cells = years.setdefault(when.year, {})
            if one is not part or not is_own:
                _add(cells, leaf, when.month, (*values, OTHER) if is_own else values, top)
                continue
            top = 0 if part.numerator.startswith("sum") else top
            rest = top if bottom is None else bottom
            for content, number in ((OTHER, -rest), (NUMERATOR, top), (REST, rest - top)):
                _add(cells, leaf, when.month, (*values, content), number)
    threshold = int(stream.warehouse.package.get("threshold") or 5)
    return {each: Counted(cells, threshold) for each, cells in years.items()}


@lru_cache(maxsize=64)
def _months(period: Period) -> tuple[Period, ...]:
    return tuple(split(period, "month"))


def _rows(
    part: Metric, question: Question, by: tuple[str, ...], stream: Stream
) -> Iterator[tuple[Leaf, date, tuple[str, ...], tuple[int, int | None]]]:
    found = count(part, replace(question, metric=part), True, stream.warehouse, stream.scope)
    for (slice_n, department, group), counts in found.cells.items():
        said = dict(zip(question.groups, group, strict=True))
        leaf = (department or "", said.get("centre", ""), said.get("unit", ""))
        yield (
            leaf,
            question.slices[slice_n].start,
            tuple(said[name] if name in said else leaf[0] for name in by),
            counts,
        )


def _add(cells: Cells, leaf: Leaf, month: int, values: tuple[str, ...], number: int) -> None:
    if number:
        of = cells.setdefault(leaf, {}).setdefault(month, {})
        content = SEPARATOR.join(values)
        of[content] = of.get(content, 0) + number
        if not of[content]:
            del of[content]
