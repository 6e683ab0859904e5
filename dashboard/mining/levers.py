"""What could be left out or shortened in one process, in hours of handling and in days that citizens wait.

Each execution counts once: a step that changes no outcome in its first occurrence, what is asked or done again in the
others. Effort and duration are never added: shorter waiting is a gain for the citizen, not released hours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.mining.assumptions import Minutes, purpose
from dashboard.mining.indicators import FEWEST, Gap
from dashboard.mining.neutral import MATTERS, NEUTRAL, Neutral
from dashboard.mining.resampling import DRAWS, PARTS, Floats, Interval, interval, resampled

ORGANISATION, INVESTMENT, BOTH = "organisation", "investment", "both"
REQUESTS, AGAIN, NEEDLESS, RETURNS, HANDOVERS, GAP = (
    "repeated_requests", "done_again", "needless_step", "returns", "handovers", "gap",
)  # fmt: skip
OUTSIDE = ("citizen", "doctor", "authority")
OWN_WORK = ("", "inform", "committee", "duty", "decision")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Lever:
    """One way to save: times, hours and citizens' waiting days a year. `activity`: of which step, where it is one."""

    kind: str
    group: str
    activity: str
    times: float
    minutes: float
    hours: Interval
    days: Interval


@dataclass(frozen=True)
class Saved:
    """The levers of a process and their sums; an uncertain step widens the interval of the hours."""

    levers: tuple[Lever, ...]
    hours: Interval
    days: Interval

    def of(self, group: str) -> float:
        return sum(lever.hours.value for lever in self.levers if lever.group == group)

    @property
    def organisation_share(self) -> float | None:
        whole = self.of(ORGANISATION) + self.of(INVESTMENT)
        return self.of(ORGANISATION) / whole if whole else None

    @property
    def group(self) -> str:
        share = self.organisation_share
        return BOTH if share is None or 0.4 < share < 0.6 else ORGANISATION if share >= 0.6 else INVESTMENT


NOTHING = Saved((), Interval(0, 0, 0), Interval(0, 0, 0))


@dataclass(frozen=True)
class Counted:
    """What the queries say of one process: rows by part of its cases, transitions, and who is waited for."""

    parts: Sequence[Row]  # candidates_cases.sql
    steps: Sequence[Row]  # candidates_steps.sql
    edges: Sequence[Row]  # candidates_edges.sql
    waits_on: Mapping[str, str]
    years: float
    smallest: int = 5  # a lever that occurred less often is left out, so that no sum tells it

    def told(self, table: Floats) -> Floats:
        found: Floats = table * 0 if 0 < table[:, 0].sum() < self.smallest else table
        return found


def saved(
    counted: Counted, neutral: Sequence[Neutral], gap: Gap | None, minutes: Minutes, tolerance: float
) -> Saved:
    """The levers in the order in which overlaps are taken out."""
    flagged = {one.activity for one in neutral if one.standing == NEUTRAL}
    levers = [_asked_again(counted, minutes), _done_again(counted, minutes)]
    levers += [_needless(counted, one.activity, minutes) for one in neutral if one.activity in flagged]
    levers += [_returns(counted, minutes), _handovers(counted, flagged)]
    if gap:
        levers.append(_gap(gap, sum(lever.days.value for lever in levers), counted.years))
    certain = [lever for lever in levers if lever.hours.value or lever.days.value]
    hours = _drawn_hours(counted, neutral, minutes, tolerance)
    value = sum(lever.hours.value for lever in certain)
    return Saved(tuple(certain), interval(value, hours), _sum_days(certain))


def _lever(
    kind: str, group: str, activity: str, counted: Counted, table: Floats, minutes: float
) -> Lever:  # fmt: skip
    """From times and days waited by part."""
    table = counted.told(table) / counted.years
    (times, days), drawn = table.sum(axis=0), resampled(table)
    hours = interval(times, drawn[:, 0]).times(minutes / 60)
    return Lever(kind, group, activity, times, minutes, hours, interval(days, drawn[:, 1]))


def _by_part(rows: Sequence[Row], name: str = "times") -> Floats:
    found = np.zeros((PARTS, 2))
    for row in rows:
        found[row["bucket"]] += (row[name], row["waited_days"])
    return found


def _requests(counted: Counted) -> list[Row]:
    return [r for r in counted.steps if r["is_repetition"] and counted.waits_on.get(r["activity"]) in OUTSIDE]


def asks_citizens(counted: Counted) -> bool:
    """Whether most of what is asked again is asked of citizens, and not of a doctor or an authority."""
    rows = _requests(counted)
    of_citizens = sum(row["times"] for row in rows if counted.waits_on.get(row["activity"]) == "citizen")
    return bool(2 * of_citizens >= sum(row["times"] for row in rows))


def _asked_again(counted: Counted, minutes: Minutes) -> Lever:
    """Asked once more of somebody outside, with the time until the answer."""
    rows = _requests(counted)
    often: dict[str, int] = {}
    for row in rows:
        often[row["activity"]] = often.get(row["activity"], 0) + row["times"]
    most = max(often, key=lambda name: often[name], default="")
    return _lever(REQUESTS, INVESTMENT, most, counted, _by_part(rows), minutes.repeated_request)


def _done_again(counted: Counted, minutes: Minutes) -> Lever:
    """Our own steps once more. Cases that an appeal body sent back are left out: there it is a duty."""
    return _lever(AGAIN, ORGANISATION, "", counted, _own_again(counted), minutes.again)


def _own_again(counted: Counted) -> Floats:
    rows = [
        row for row in counted.steps
        if row["is_repetition"] and counted.waits_on.get(row["activity"]) not in OUTSIDE
        and purpose(row["activity"]) in OWN_WORK
    ]  # fmt: skip
    table = _by_part(rows, "times_once_decided")
    table[:, 1] = 0
    return table


def _first_times(counted: Counted, activity: str) -> Floats:
    return _by_part([r for r in counted.steps if r["activity"] == activity and not r["is_repetition"]])


def _needless(counted: Counted, activity: str, minutes: Minutes) -> Lever:
    return _lever(NEEDLESS, ORGANISATION, activity, counted, _first_times(counted, activity), minutes.step)


def _returned(counted: Counted) -> Floats:
    table = np.zeros((PARTS, 2))
    for row in counted.parts:
        table[row["bucket"], 0] += row["returned"]
    return table


def _returns(counted: Counted, minutes: Minutes) -> Lever:
    """Cases that left a unit and came straight back to it."""
    return _lever(RETURNS, ORGANISATION, "", counted, _returned(counted), minutes.back)


def _handovers(counted: Counted, apart: set[str]) -> Lever:
    """Days that a transition takes more where the unit changes than where it does not; no hours."""
    pairs: dict[tuple[str, str], dict[bool, Row]] = {}
    for row in counted.edges:
        pairs.setdefault((row["activity"], row["next_activity"]), {})[bool(row["unit_changed"])] = row
    days = 0.0
    for (first, _), sides in pairs.items():
        if first in apart or len(sides) < 2 or min(row["times"] for row in sides.values()) < FEWEST:
            continue
        moved, stayed = sides[True], sides[False]
        longer = moved["waited_days"] / moved["times"] - stayed["waited_days"] / stayed["times"]
        days += max(0.0, longer) * moved["times"] / counted.years
    nothing, known = Interval(0, 0, 0), Interval(days, days, days)
    return Lever(HANDOVERS, ORGANISATION, "", 0.0, 0.0, nothing, known)


def _gap(gap: Gap, counted_already: float, years: float) -> Lever:
    """What the best quarter of the units do without, beyond what the other levers give already."""
    low, value, high = (
        max(0.0, (gap.beyond + z * gap.error) / years - counted_already) for z in (-1.96, 0, 1.96)
    )
    nothing = Interval(0, 0, 0)
    return Lever(GAP, ORGANISATION, "", 0.0, 0.0, nothing, Interval(value, low, high))


def _sum_days(levers: Sequence[Lever]) -> Interval:
    """The levers' intervals are of different cases, so half their widths are added as squares."""
    value = sum(lever.days.value for lever in levers)
    down = float(np.sqrt(sum((lever.days.value - lever.days.low) ** 2 for lever in levers)))
    up = float(np.sqrt(sum((lever.days.high - lever.days.value) ** 2 for lever in levers)))
    return Interval(value, max(0.0, value - down), value + up)


def _drawn_hours(counted: Counted, neutral: Sequence[Neutral], minutes: Minutes, tolerance: float) -> Floats:
    """Hours a year of each draw. A step is in a draw where its difference, drawn anew too, is within the tolerance."""
    tables = [
        (_by_part(_requests(counted)), minutes.repeated_request),
        (_own_again(counted), minutes.again),
        (_returned(counted), minutes.back),
        *((_first_times(counted, one.activity), minutes.step) for one in neutral),
    ]
    columns = [counted.told(table)[:, 0] * each for table, each in tables]
    drawn = resampled(np.stack(columns, axis=1) / counted.years / 60)
    hours: Floats = drawn[:, :3].sum(axis=1)
    has_contrast = any(one.standing == MATTERS for one in neutral)
    for place, one in enumerate(neutral if has_contrast else ()):
        hours = hours + drawn[:, 3 + place] * one.stays_within(tolerance, DRAWS)
    return hours
