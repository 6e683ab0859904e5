"""What has changed: series of months judged by the four rules, and how many signals chance alone would give."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import sqrt
from statistics import fmean

from dashboard.metrics.evaluate import Answer, Filters, evaluate
from dashboard.metrics.judged import BASELINE as BASELINE
from dashboard.metrics.judged import FEWEST as FEWEST
from dashboard.metrics.judged import Judged, judged
from dashboard.metrics.metric import METRICS
from dashboard.metrics.period import Period, parse_period
from dashboard.metrics.phases import starts
from dashboard.metrics.question import organisation
from dashboard.statistics.rules import Signal
from dashboard.statistics.xmr import Limits
from dashboard.warehouse import Scope, Warehouse

# What is open is no series for these rules: each month carries the one before, so that runs say nothing.
COUNTS = (
    "complaints_received",
    "complaints_formal",
    "complaints_material",
    "cases_received",
    "cases_decided",
)
SHARES = (
    "reassessed_in_time",
    "share_justified",
    "decided_in_time",
    "delay_notices_missing",
    "reversal_rate",
)
SHARES_OF_UNITS = ("decisions_held_back",)  # of every unit too, each beside its own past
LEVELS: tuple[tuple[str, ...], ...] = ((), ("department",), ("centre",), ("unit",))
MONTHS, RECENT = 36, 6
# Share of series of pure chance (independent, normal) of which a rule says something in the last six months, when the
# limits come from the first 24 of 34: simulated in tests/statistics/test_rules.py.
BY_CHANCE = 0.14
EARLIER_BY_CHANCE = 0.25  # signals a series of pure chance has in its months before those
LATELY = 3
NEW, CONTINUING, ENDED = STATUS = ("new", "continuing", "ended")

Group = tuple[tuple[str, str], ...]  # dimension and code, outermost first


@dataclass(frozen=True)
class Changed:
    """A stretch of months that is hardly chance. `meaning`: improving, worsening or neither, as the metric says;
    `status`: new in the last three final months, continuing to the last of them, or ended."""

    metric: str
    group: Group
    rule: str
    since: str
    until: str
    months: int
    direction: int
    meaning: str
    value: float
    size: float  # mean of the stretch less the usual mean
    within: float  # half the width of its interval: three standard errors of a mean of so many months
    status: str
    usual: Limits  # of the newest of its months, that month's season included
    seasonal: bool = False  # the season was taken out before it was judged


@dataclass(frozen=True)
class Watched:
    """What was looked at: signals, how many series, how many of them could not be judged.

    `changed` touch the last six final months; `earlier` ended before them.
    """

    changed: tuple[Changed, ...]
    judged: int
    too_short: int
    earlier: tuple[Changed, ...] = ()

    @property
    def by_chance(self) -> float:
        return self.judged * BY_CHANCE

    @property
    def earlier_by_chance(self) -> float:
        return self.judged * EARLIER_BY_CHANCE


def watch(
    warehouse: Warehouse,
    scope: Scope,
    where: tuple[tuple[str, str], ...] = (),
    levels: Sequence[tuple[str, ...]] = LEVELS,
) -> Watched:
    """Signals of the newest 36 months. Organisation as now, so that a unit's past follows it."""
    window = newest_months(warehouse, MONTHS)
    if window is None:
        return Watched((), 0, 0)
    found: list[Judgement] = []
    short = 0
    for group, answers in _series(Filters(window, where, "now"), levels, warehouse, scope):
        begin = starts(answers[0].metric, group, [answer.period for answer in answers], warehouse, scope)
        one = judge(group, answers, begin)
        short += one is None
        found += [one] if one is not None else []
    recent = tuple(one.recent for one in found if one.recent)
    return Watched(recent, len(found), short, tuple(each for one in found for each in one.earlier))


def newest_months(warehouse: Warehouse, count: int) -> Period | None:
    """The newest whole months that the data tell of, at most so many."""
    package = warehouse.package
    since, until = (date.fromisoformat(package[key]) for key in ("since", "until"))
    last = until.year * 12 + until.month - (1 if until == month_end(until) else 2)
    first = max(since.year * 12 + since.month - 1 + (since.day > 1), last - count + 1)
    if first > last:
        return None
    return parse_period("..".join(f"{month // 12}-{month % 12 + 1:02d}" for month in (first, last)))


def month_end(day: date) -> date:
    return parse_period(f"{day:%Y-%m}").end


def _series(
    filters: Filters, levels: Sequence[tuple[str, ...]], warehouse: Warehouse, scope: Scope
) -> Iterator[tuple[Group, list[Answer]]]:
    for metric in COUNTS:
        for level in levels:
            if {key for key, _ in filters.where} & set(level):
                continue  # it would be one place, and stands there already
            groups: dict[Group, list[Answer]] = {}
            for answer in evaluate(metric, filters, warehouse, scope, (*level, "month")):
                if all(answer.group.values()):  # rows that no place is known for are no place
                    groups.setdefault(filters.where + tuple(answer.group.items()), []).append(answer)
            yield from groups.items()
    for metric in (*SHARES, *SHARES_OF_UNITS):
        for one in one_department_each(filters, warehouse, scope):
            yield one.where, evaluate(metric, one, warehouse, scope, ("month",))
    if ("unit",) in levels:
        yield from _of_units(filters, warehouse, scope)


def _of_units(filters: Filters, warehouse: Warehouse, scope: Scope) -> Iterator[tuple[Group, list[Answer]]]:
    """A share of each unit, asked of one department at a time."""
    if "unit" in {key for key, _ in filters.where}:
        return
    for metric in SHARES_OF_UNITS:
        for one in one_department_each(filters, warehouse, scope):
            if "department" not in dict(one.where):
                continue
            groups: dict[Group, list[Answer]] = {}
            for answer in evaluate(metric, one, warehouse, scope, ("unit", "month")):
                if answer.group["unit"]:
                    groups.setdefault((("unit", answer.group["unit"]),), []).append(answer)
            yield from groups.items()


def one_department_each(filters: Filters, warehouse: Warehouse, scope: Scope) -> Iterator[Filters]:
    """A share that is not comparable is asked of everything, then of one department at a time."""
    yield filters
    if not filters.where:
        for code, place in organisation(warehouse, scope).items():
            if place.level == "department" and place.is_valid(filters.period):
                yield replace(filters, where=(("department", code),))


@dataclass(frozen=True)
class Judgement:
    """Of one series: the first rule met by its last six final months, and what ended before them."""

    recent: Changed | None = None
    earlier: tuple[Changed, ...] = ()


def judge(group: Group, answers: Sequence[Answer], starts: Sequence[int] = ()) -> Judgement | None:
    """None where too little is known.

    Provisional months are not judged at all, so that none can signal. A month that is missing or withheld breaks runs.
    """
    final = [answer for answer in answers if answer.status == "final"]
    values = [answer.value if answer.method == "counted" or answer.value else None for answer in final]
    found = judged(values, [place for place in starts if place < len(final)])
    if found.limits is None or all(value is None for value in values[-RECENT:]):
        return None
    recent, earlier = told_apart(found.signals, len(final))
    return Judgement(
        _changed(group, recent, final, found) if recent else None,
        tuple(_changed(group, one, final, found) for one in earlier),
    )


def told_apart(signals: Sequence[Signal], months: int) -> tuple[Signal | None, list[Signal]]:
    """The first that touches the last six months; and those that ended before, of stretches that overlap the first."""
    recent = next((one for one in signals if one.last >= months - RECENT), None)
    earlier: list[Signal] = []
    for one in signals:
        others = [*earlier, recent] if recent else earlier
        is_new = not any(one.first <= other.last and other.first <= one.last for other in others)
        if one.last < months - RECENT and is_new:
            earlier.append(one)
    return recent, sorted(earlier, key=lambda one: one.first)


def _changed(group: Group, signal: Signal, final: Sequence[Answer], found: Judged) -> Changed:
    places = range(signal.first, signal.last + 1)
    first, last = final[signal.first], final[signal.last]
    usual = [of for place in places if (of := found.limits_at(place))]
    better = METRICS[last.metric].better
    good = {"higher": 1, "lower": -1}.get(better, 0) * signal.direction
    return Changed(
        metric=last.metric,
        group=group,
        rule=signal.rule,
        since=first.period,
        until=last.period,
        months=len(places),
        direction=signal.direction,
        meaning="improving" if good > 0 else "worsening" if good < 0 else "neither",
        value=last.value or 0,
        size=fmean(final[place].value or 0 for place in places) - fmean(of.centre for of in usual),
        within=fmean(of.upper - of.centre for of in usual) / sqrt(len(places)),
        status=_status(signal, len(final)),
        usual=usual[-1],
        seasonal=bool(found.indices),
    )


def _status(signal: Signal, months: int) -> str:
    if signal.last < months - 1:
        return ENDED
    return NEW if signal.first >= months - LATELY else CONTINUING
