"""Where a process waits: its transitions by their share of all waiting, who is waited for, and what comes in batches.

A time between two events is a transition time: waiting and work together, for a log has one moment for each event.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.mining.graph import Edge, Mined, Row
from dashboard.mining.selection import Selection, rows
from dashboard.mining.withholding import Withholding
from dashboard.warehouse import Scope, Warehouse

FEWEST = 30  # events or decisions under which nothing is said of a habit
WEEKLY = 0.8  # of an activity's events on one weekday: it comes once a week
HELD_DAYS = 5  # median days from decision to sending from which decisions are said to lie


@dataclass(frozen=True)
class Wait:
    """A transition. `share` of all shown waiting; `excess_s` beyond the first quartile of the same transition."""

    edge: Edge
    share: float
    excess_s: float
    waits_on: str | None


@dataclass(frozen=True)
class Weekly:
    """An activity of which so large a share happens on one weekday (1 is Monday)."""

    activity: str
    weekday: int
    share: float
    times: int


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
    by_whom: Mapping[str, float]  # share of all shown waiting by who is waited for
    weekly: tuple[Weekly, ...]
    returns: tuple[Return, ...]
    held: tuple[Held, ...]


def bottlenecks(mined: Mined, chosen: Selection, warehouse: Warehouse, scope: Scope) -> Bottlenecks:
    """Of the chosen cases that `mined` tells of: a transition that it withholds is in no share here."""
    guard = Withholding.of(warehouse.package, scope, chosen.unit)

    def asked(name: str) -> list[Row]:
        return rows(f"bottlenecks_{name}", chosen, warehouse, scope)

    if not mined.cases:
        return Bottlenecks((), {}, (), (), ())
    waits = _waits(mined, asked("excess"), asked("waits_on"))
    return Bottlenecks(
        waits,
        _by_whom(waits),
        _weekly(asked("weekdays"), guard),
        tuple(Return(row["one"], row["other"], row["cases"]) for row in asked("returns") if row["cases"] >= FEWEST),
        tuple(
            Held(row["unit"], row["decisions"], row["median_days"], row["p90_days"])
            for row in asked("sending")
            if row["decisions"] >= FEWEST and row["median_days"] >= HELD_DAYS
        ),
    )  # fmt: skip


def _waits(mined: Mined, excess: Sequence[Row], whom: Sequence[Row]) -> tuple[Wait, ...]:
    """The longest waited on first: these are steps, not people or units."""
    beyond = {(row["activity"], row["next_activity"]): row["excess_s"] for row in excess}
    waited_for = {row["activity"]: row["waits_on"] for row in whom}
    known = [edge for edge in mined.edges if edge.sum_s is not None]
    total = sum(edge.sum_s or 0 for edge in known) or 1
    found = [
        Wait(
            edge,
            (edge.sum_s or 0) / total,
            beyond.get((edge.first, edge.then), 0),
            waited_for.get(edge.first),
        )
        for edge in known
    ]
    return tuple(sorted(found, key=lambda one: (-one.share, one.edge.first, one.edge.then)))


def _by_whom(waits: Sequence[Wait]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for one in waits:
        found[one.waits_on or ""] += one.share
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _weekly(found: Sequence[Row], guard: Withholding) -> tuple[Weekly, ...]:
    by_activity: dict[str, dict[int, int]] = defaultdict(dict)
    for row in found:
        by_activity[row["activity"]][row["weekday"]] = row["times"]
    weekly = []
    for activity, days in by_activity.items():
        times, day = sum(days.values()), max(days, key=lambda day: days[day])
        if times >= max(FEWEST, guard.threshold) and days[day] / times >= WEEKLY:
            weekly.append(Weekly(activity, day, days[day] / times, times))
    return tuple(weekly)
