"""The one door to a number: metric, filters and breakdown go in, answers come out, small numbers withheld."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from dashboard.metrics.combine import Bucket, Figure, figures_of
from dashboard.metrics.kept import kept
from dashboard.metrics.metric import CAVEATS, Metric
from dashboard.metrics.period import Period
from dashboard.metrics.protection import untold
from dashboard.metrics.question import PLACES, Filters, Question, ask, known_values
from dashboard.metrics.trace import note
from dashboard.metrics.usage import UsageError
from dashboard.metrics.waits import ages, medians
from dashboard.statistics.disclosure import is_small, with_a_companion, withheld
from dashboard.warehouse import COMBINED, Scope, Warehouse

__all__ = ["Answer", "Filters", "UsageError", "evaluate"]
SMALL_NUMBERS = "small_numbers"
ORDER = {key: n for n, key in enumerate(CAVEATS)}


@dataclass(frozen=True)
class Answer:
    """A number about facts, with all that must be shown beside it."""

    metric: str
    period: str
    group: Mapping[str, str]  # read only: answers are kept and shared
    numerator: float | None
    denominator: float | None
    value: float | None
    method: str
    withheld: str | None
    status: str
    caveats: tuple[str, ...]


def evaluate(
    metric: str, filters: Filters, warehouse: Warehouse, scope: Scope, by: Sequence[str] = ()
) -> list[Answer]:
    """Answers in a fixed order: slices of the period, departments as the organisation lists them."""
    answers = _evaluate(metric, filters, warehouse, scope, tuple(by))
    note(metric, filters.where, (answer.group for answer in answers), warehouse.snapshot)
    return list(answers)


@kept(4096)
def _evaluate(
    metric: str, filters: Filters, warehouse: Warehouse, scope: Scope, by: tuple[str, ...]
) -> tuple[Answer, ...]:
    question = ask(metric, filters, by, warehouse, scope)
    _refuse_ranking(question)
    said = [_said(question, period, warehouse) for period in question.slices]
    figures, hidden = _protected(question, warehouse, scope)
    days = _days(question, warehouse, scope)
    return tuple(
        _answer(question, bucket, figures[bucket], bucket in hidden, said[bucket[0]], days)
        for bucket in _in_order(question, figures, warehouse, scope)
    )


def _refuse_ranking(question: Question) -> None:
    """A rate that is not comparable is not listed side by side, or someone will rank it.

    Within one service area it may be: the same benefit elsewhere is what a material complaint can be held against.
    """
    metric = question.metric
    is_rate = not metric.is_count
    if is_rate and not metric.comparable and not metric.listed_across_departments and _is_across(question):
        raise UsageError(
            f"'{metric.name}' is not comparable across departments. "
            "Ask for one at a time, such as --where department=SOF, for one service area with --where service_area=…, "
            "or list a count such as cases_received."
        )


def _is_across(question: Question) -> bool:
    """More than one department side by side, and not of one service area only."""
    is_by_place = any(name in PLACES for name in question.dimensions)
    one_of = any(len(question.values(name)) == 1 for name in ("department", "service_area"))
    return is_by_place and not one_of


def _protected(
    question: Question, warehouse: Warehouse, scope: Scope
) -> tuple[dict[Bucket, Figure], set[Bucket]]:
    """Counted figures, and which of them are withheld: counting and protecting meet only here."""
    if _is_exact(question, warehouse, scope):
        return figures_of(question, True, warehouse, scope), set()
    if scope.protection == COMBINED:
        figures = figures_of(question, True, warehouse, scope)
        return figures, untold(question, figures, warehouse, scope)
    figures = figures_of(question, False, warehouse, scope)
    return figures, _hidden(question, figures, warehouse.package.get("threshold") or 5)


def _is_exact(question: Question, warehouse: Warehouse, scope: Scope) -> bool:
    """Published data, or a unit's lead asking for nothing but the own unit."""
    if warehouse.package.get("public"):
        return True
    return scope.sees_exactly(question.values("unit"))


def _hidden(question: Question, figures: dict[Bucket, Figure], threshold: int) -> set[Bucket]:
    """What our own counts give away. Figures already published are outside this."""
    # Time adds up to the period in a flow; what is open in January and in February adds up to nothing.
    adds_up = all(part.shape == "flow" for part in question.metric.parts)
    axes = [0] if question.split_by and adds_up else []
    axes += range(1, 1 + len(question.dimensions))
    hidden: set[Bucket] = set()
    for kind in ("own_numerator", "own_denominator"):
        counts = {
            bucket: getattr(of, kind) for bucket, of in figures.items() if getattr(of, kind) is not None
        }
        beside = {bucket: getattr(figures[bucket], kind.replace("own", "beside")) for bucket in counts}
        hidden |= withheld(counts, axes, threshold, beside)
    rest = {
        bucket: of.own_denominator - of.own_numerator
        for bucket, of in figures.items()
        if of.own_numerator is not None and of.own_denominator is not None
    }
    hidden |= {bucket for bucket, count in rest.items() if is_small(count, threshold)}
    sizes = {bucket: of.own_numerator for bucket, of in figures.items() if of.own_numerator is not None}
    return with_a_companion(hidden, sizes, axes)


def _in_order(
    question: Question, figures: dict[Bucket, Figure], warehouse: Warehouse, scope: Scope
) -> Iterator[Bucket]:
    ranks = []
    for name in question.dimensions:
        known = known_values(question.metric.facts[0], name, warehouse, scope)
        ranks.append({value: n for n, value in enumerate(known)})

    def rank(bucket: Bucket) -> tuple[object, ...]:
        places = [
            (not value, order.get(str(value), len(order)), value)
            for order, value in zip(ranks, bucket[1:], strict=True)
        ]
        return (bucket[0], *places)

    yield from sorted(figures, key=rank)


Said = tuple[str, frozenset[str]]


def _said(question: Question, period: Period, warehouse: Warehouse) -> Said:
    """Status and caveats of a slice, whatever its figures are."""
    metric, status = question.metric, _status(question, period, warehouse)
    keys = {key for key in metric.caveats if _applies(key, period)}
    if not metric.comparable and _is_across(question) and not metric.is_count:
        keys.add("not_comparable")
    if status == "provisional":
        keys.add("late_registration")
    if status == "immature":
        keys.add("deadline_not_passed")
    if question.known_on:
        keys.add("known_on")
    return status, frozenset(keys)


def _answer(
    question: Question,
    bucket: Bucket,
    figure: Figure,
    is_hidden: bool,
    said: Said,
    days: Mapping[Bucket, int | None] | None,
) -> Answer:
    metric, (status, keys) = question.metric, said
    value, is_too_few = _value(metric, figure)
    if value is not None:
        period = question.slices[bucket[0]]
        value = _for_period(metric, period, value) if days is None else days.get(bucket)
    if is_too_few and not is_hidden:
        keys |= {"below_smallest_denominator"}
    return Answer(
        metric=metric.name,
        period=question.slices[bucket[0]].text,
        group=MappingProxyType(dict(zip(question.dimensions, map(str, bucket[1:]), strict=True))),
        numerator=None if is_hidden else figure.numerator,
        denominator=None if is_hidden else figure.denominator,
        value=None if is_hidden else value,
        method=figure.method,
        withheld=SMALL_NUMBERS if is_hidden else None,
        status=status,
        caveats=_listed(keys | figure.caveats),
    )


def _days(question: Question, warehouse: Warehouse, scope: Scope) -> Mapping[Bucket, int | None] | None:
    """For a duration or an age the day that its share is reached by; None: the metric is neither."""
    if question.metric.shape == "duration":
        return medians(question, warehouse, scope)
    if question.metric.shape == "age":
        return ages(question, warehouse, scope)
    return None


def _for_period(metric: Metric, period: Period, value: float) -> float:
    """A ratio's value times its period."""
    if metric.times == "days":
        return value * ((period.end - period.start).days + 1)
    if metric.times == "months":
        return value * (
            1 + 12 * (period.end.year - period.start.year) + period.end.month - period.start.month
        )
    return value


def _value(metric: Metric, figure: Figure) -> tuple[float | None, bool]:
    """The value, and whether there are too few to divide by."""
    if metric.is_count:
        return figure.numerator, False
    if figure.numerator is None or figure.denominator is None:
        return None, False
    if figure.denominator < max(1, metric.smallest_denominator):
        return None, True
    return figure.numerator / figure.denominator, False


def _status(question: Question, period: Period, warehouse: Warehouse) -> str:
    """Immature before its deadline has passed; provisional while late registration still arrives."""
    known_on = question.known_on or date.fromisoformat(warehouse.package["extracted_on"])
    if (
        period.end > known_on - timedelta(days=question.metric.matures_after_days)
        and question.metric.matures_after_days
    ):
        return "immature"
    settled = known_on - timedelta(days=question.metric.settles_after_days)
    return "provisional" if period.end > settled else "final"


def _applies(key: str, period: Period) -> bool:
    return CAVEATS[key].first <= period.end and period.start <= CAVEATS[key].last


@lru_cache(maxsize=4096)
def _listed(keys: frozenset[str]) -> tuple[str, ...]:
    """In the catalogue's order, so that footnotes are numbered the same everywhere."""
    return tuple(sorted(keys, key=lambda key: (ORDER.get(key, len(ORDER)), key)))
