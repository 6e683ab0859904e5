"""Each published deadline against the day by which 80 and 90 % of its cohort was decided, or against the mean."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.metrics.deadline_clocks import Clocks, Closed, Where, clocks, closed, cohort, without_one
from dashboard.metrics.deadlines import ALL, MEAN, Deadline, deadlines, published
from dashboard.metrics.evaluate import Filters
from dashboard.metrics.kept import kept
from dashboard.metrics.period import Period, parse_period
from dashboard.statistics.disclosure import is_small
from dashboard.statistics.survival import Reached, Waited, reached, survival
from dashboard.warehouse import Scope, Warehouse

FEWEST, FEWEST_FOR_CURVE = 10, 50
WITHIN, HALFWAY, LATE, NOT_REACHED = VERDICTS = ("within", "halfway", "late", "not_reached")
PROMISED_LATE = (HALFWAY, LATE, NOT_REACHED)
MEAN_WITHIN, MEAN_LATE = ("mean_within", "mean_late")
EIGHTY, NINETY = 0.8, 0.9


@dataclass(frozen=True)
class Kept:
    """A deadline in a period. `started`: cases whose clock started in it, None where withheld; the days only where
    there are enough of them. `ended` is what closed cases alone would have told. `verdict` is empty where too few."""

    deadline: Deadline
    started: int | None
    eighty: Reached | None
    ninety: Reached | None
    ended: Closed | None
    verdict: str

    @property
    def is_mean(self) -> bool:
        return self.deadline.binds == MEAN


@dataclass(frozen=True)
class Curve:
    """Days by which so large a share of a cohort was decided, at shares wide enough to hold five cases each."""

    count: int
    points: tuple[tuple[float, float], ...]  # days and share


@kept(64)
def kept_deadlines(filters: Filters, warehouse: Warehouse, scope: Scope) -> tuple[Kept, ...]:
    """Every deadline that was in force in the period and bound a case of what is chosen, in the order of its file."""
    found = clocks(filters.organisation, warehouse, scope)
    here = [
        one
        for one in published(deadlines(warehouse, scope), filters.period.start, filters.period.end)
        if _is_ours(one, filters.where)
    ]
    threshold = _threshold(warehouse)
    told = (_kept(one, found, filters, threshold) for one in here)
    return tuple(one for one in told if one.started != 0)


def _threshold(warehouse: Warehouse) -> int:
    return 0 if warehouse.package.get("public") else int(warehouse.package.get("threshold") or 5)


def _is_ours(deadline: Deadline, where: Where) -> bool:
    department = dict(where).get("department", deadline.department)
    return deadline.department in (ALL, department)


def _kept(deadline: Deadline, found: Clocks, filters: Filters, threshold: int) -> Kept:
    waits = cohort(found, filters.period, filters.where, deadline=deadline.code)
    count, code = sum(each for _, _, each in waits), deadline.code
    if is_withheld(count, _beside(found, filters, code, count), threshold):
        return Kept(deadline, None, None, None, None, "")
    if count < FEWEST:
        return Kept(deadline, count, None, None, None, "")
    eighty, ninety = reached(waits, EIGHTY), reached(waits, NINETY)
    ended = closed(found, filters.period, filters.where, deadline=code)
    ended_shown = ended if ended.ended >= FEWEST else None
    return Kept(deadline, count, eighty, ninety, ended_shown, _verdict(deadline, eighty, ninety, ended_shown))


def _beside(found: Clocks, filters: Filters, code: str, count: int) -> list[int]:
    """What a reader gets by leaving out one filter and subtracting."""
    return [
        sum(each for _, _, each in cohort(found, filters.period, rest, deadline=code)) - count
        for rest in without_one(filters.where)
    ]


def is_withheld(count: int, beside: Sequence[int], threshold: int) -> bool:
    return is_small(count, threshold) or any(is_small(other, threshold) for other in beside)


def _verdict(deadline: Deadline, eighty: Reached, ninety: Reached, ended: Closed | None) -> str:
    """A deadline that binds only a mean is held against the mean of what was decided, and against nothing else."""
    if deadline.binds == MEAN:
        if ended is None or ended.mean is None:
            return ""
        return MEAN_WITHIN if ended.mean <= deadline.days else MEAN_LATE
    if ninety.days is not None and ninety.days <= deadline.days:
        return WITHIN
    if eighty.days is None:
        return NOT_REACHED
    return HALFWAY if eighty.days <= deadline.days else LATE


@kept(512)
def closed_only(filters: Filters, warehouse: Warehouse, scope: Scope) -> Closed | None:
    """What was decided in the period of cases with a due day, and nothing else; None where there are too few, or where
    it or what is left of a wider question would tell of one to four."""
    found = clocks(filters.organisation, warehouse, scope)
    told = closed(found, filters.period, filters.where)
    wider = [closed(found, filters.period, rest) for rest in without_one(filters.where)]
    counts = [told.in_time, told.due - told.in_time]
    counts += [each for of in wider for each in (of.in_time - told.in_time, of.due - told.due)]
    counts += [of.due - of.in_time - told.due + told.in_time for of in wider]
    threshold = _threshold(warehouse)
    return None if told.due < FEWEST or any(is_small(each, threshold) for each in counts) else told


def closed_by_month(
    months: Sequence[str], filters: Filters, warehouse: Warehouse, scope: Scope
) -> list[float | None]:
    """The share that closed cases alone would have claimed of each month; None where there are too few."""
    told = (closed_only(replace(filters, period=parse_period(month)), warehouse, scope) for month in months)
    return [one.share if one else None for one in told]


def year_before(period: Period) -> Period:
    """The same months a year earlier."""
    first, last = (day.replace(year=day.year - 1, day=1) for day in (period.start, period.end))
    return parse_period(f"{first:%Y-%m}..{last:%Y-%m}")


def curve_of(
    deadline: Deadline, filters: Filters, period: Period, warehouse: Warehouse, scope: Scope
) -> Curve | None:
    """The cohort whose clock started in the period (Kaplan-Meier); None where there are too few to draw."""
    found = clocks(filters.organisation, warehouse, scope)
    return cumulated(cohort(found, period, filters.where, deadline=deadline.code))


def closed_curve_of(deadline: Deadline, filters: Filters, warehouse: Warehouse, scope: Scope) -> Curve | None:
    """What a curve of the cases closed in the period alone would show."""
    found = clocks(filters.organisation, warehouse, scope)
    told = closed(found, filters.period, filters.where, deadline=deadline.code)
    return cumulated([(days, True, count) for days, count in told.waits])


def cumulated(waits: Sequence[Waited]) -> Curve | None:
    """Drawn only at shares so wide apart that at least five cases lie between two of them."""
    count = sum(each for _, _, each in waits)
    if count < FEWEST_FOR_CURVE:
        return None
    step = 5 if count >= 2 * FEWEST_FOR_CURVE else 10
    left, points = survival(waits), [(0.0, 0.0)]
    for share in range(step, 100, step):
        day = next((days for days, remains in left if 1 - remains >= share / 100 - 1e-9), None)
        if day is None:
            break
        points.append((float(day), share / 100))
    return Curve(count, tuple(points))
