"""Where a process waits: its transitions by their share of all waiting, who is waited for, and what comes in batches.

A time between two events is a transition time: waiting and work together, for a log has one moment for each event.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.mining.graph import Mined, Row
from dashboard.mining.selection import Selection, rows
from dashboard.mining.since import Since, since
from dashboard.mining.waits import Wait, waits
from dashboard.mining.withholding import Withholding
from dashboard.warehouse import Scope, Warehouse

FEWEST = 30  # events or decisions under which nothing is said of a habit
WEEKLY = 0.8  # of an activity's events on one weekday: it comes once a week
HELD_DAYS = 5  # median days from decision to sending from which decisions are said to lie


@dataclass(frozen=True)
class Weekly:
    """An activity of which so large a share happens on one weekday (1 is Monday); None: nearly all of it."""

    activity: str
    weekday: int
    share: float | None
    times: int  # at least


@dataclass(frozen=True)
class Again:
    """An activity and the share of its cases, in whole percents, that have it more than once."""

    activity: str
    cases: int
    share: float


@dataclass(frozen=True)
class Return:
    """Two units between which cases went to and fro; neither stands before the other."""

    one: str
    other: str
    cases: int


@dataclass(frozen=True)
class Held:
    """A unit's decisions from the day of the decision to the day they were sent."""

    unit: str
    decisions: int
    median_days: float
    p90_days: float


@dataclass(frozen=True)
class Bottlenecks:
    waits: tuple[Wait, ...]
    by_whom: Mapping[str, float]  # whole percents of all time, by who is waited for
    since: Mapping[tuple[str, str], Since | None]
    again: tuple[Again, ...]
    weekly: tuple[Weekly, ...]
    returns: tuple[Return, ...]
    held: tuple[Held, ...]


def bottlenecks(mined: Mined, chosen: Selection, warehouse: Warehouse, scope: Scope) -> Bottlenecks:
    """Of the chosen cases that `mined` tells of."""
    guard = Withholding.of(warehouse.package, scope, chosen.unit)

    def asked(name: str) -> list[Row]:
        return rows(f"bottlenecks_{name}", chosen, warehouse, scope)

    if not mined.cases:
        return Bottlenecks((), {}, {}, (), (), (), ())
    found = waits(mined, chosen, warehouse, scope)
    pairs = [(one.edge.first, one.edge.then) for one in found]
    return Bottlenecks(
        found,
        _by_whom(found),
        since(asked("months"), pairs, guard),
        _again(asked("again"), guard),
        _weekly(asked("weekdays"), guard),
        _returns(asked("returns"), guard),
        _held(asked("sending"), guard),
    )


def _again(found: Sequence[Row], guard: Withholding) -> tuple[Again, ...]:
    return tuple(
        Again(row["activity"], guard.at_least(row["cases"]), round(row["cases_again"] / row["cases"], 2))
        for row in found
        if row["cases_again"] >= FEWEST and not guard.hides(row["cases"] - row["cases_again"])
    )


def _returns(found: Sequence[Row], guard: Withholding) -> tuple[Return, ...]:
    return tuple(
        Return(row["one"], row["other"], guard.at_least(row["cases"]))
        for row in found
        if row["cases"] >= FEWEST
    )


def _held(found: Sequence[Row], guard: Withholding) -> tuple[Held, ...]:
    return tuple(
        Held(row["unit"], guard.at_least(row["decisions"]), row["median_days"], row["p90_days"])
        for row in found
        if row["decisions"] >= FEWEST and row["median_days"] >= HELD_DAYS
    )


def _by_whom(found: Sequence[Wait]) -> dict[str, float]:
    """Exact sums, then rounded: of what is told, the rest being too seldom to tell."""
    seconds: dict[str, float] = defaultdict(float)
    for one in found:
        seconds[one.waits_on or ""] += one.seconds
    whole = sum(seconds.values()) or 1
    shares = {whom: round(value / whole, 2) for whom, value in seconds.items()}
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def _weekly(found: Sequence[Row], guard: Withholding) -> tuple[Weekly, ...]:
    by_activity: dict[str, dict[int, int]] = defaultdict(dict)
    for row in found:
        by_activity[row["activity"]][row["weekday"]] = row["times"]
    weekly = []
    for activity, days in by_activity.items():
        times, day = sum(days.values()), max(days, key=lambda day: days[day])
        if times >= FEWEST and days[day] / times >= WEEKLY:
            share = None if guard.hides(times - days[day]) else round(days[day] / times, 2)
            weekly.append(Weekly(activity, day, share, guard.at_least(times)))
    return tuple(weekly)
