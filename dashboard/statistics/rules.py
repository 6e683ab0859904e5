"""The four rules of NHS "Making Data Count": which points of a series are hardly chance.

More rules only add false alarms. Source: NHSRplotthedots, R/ptd_calculate_point_type.R; vectors in tests/vectors.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.statistics.series import Value, cleaned
from dashboard.statistics.xmr import Limits, Phase

RUN, CLOSE_OF = 7, 3
# Where a point meets several, the first of these is said of it.
OUTSIDE, TREND, CLOSE, SHIFT = RULES = ("outside", "trend", "close", "shift")
Within = Sequence[Limits | None]


@dataclass(frozen=True)
class Signal:
    """Points first to last (positions) that meet a rule; direction 1 is high or rising, -1 low or falling."""

    rule: str
    first: int
    last: int
    direction: int


def signals(values: Sequence[Value], limits: Limits | Within) -> list[Signal]:
    """Every stretch of points that meets a rule, in the order of the rules, then of time.

    Limits for all, or one for each point (Laney's p' has those; None where there is none). A missing value (None or
    NaN) breaks a run, a trend and a group of three: what is not known continues nothing. No points, no signals.
    Raises ValueError where limits and points are not as many, or a point is infinite.
    """
    if not len(values):
        return []
    within = [limits] * len(values) if isinstance(limits, Limits) else list(limits)
    pairs = zip(cleaned(values), within, strict=True)
    series = [None if bound is None else value for value, bound in pairs]
    side = [_beside(value, bound) for value, bound in zip(series, within, strict=True)]
    outside = [
        where if value is not None and bound is not None and bound.is_outside(value) else 0
        for value, bound, where in zip(series, within, side, strict=True)
    ]
    near = [_near(value, bound) for value, bound in zip(series, within, strict=True)]
    return [
        *_stretches(OUTSIDE, outside, 1),
        *_trends(series),
        *_stretches(CLOSE, _close(side, near), 1),
        *_stretches(SHIFT, side, RUN),
    ]


def signals_by_phase(values: Sequence[Value], phases: Sequence[Phase]) -> list[Signal]:
    """As `signals`, each phase by its own limits; nothing runs on from one phase into the next."""
    found = [
        replace(one, first=one.first + phase.first, last=one.last + phase.first)
        for phase in phases
        if phase.limits is not None
        for one in signals(values[phase.first : phase.last + 1], phase.limits)
    ]
    return sorted(found, key=lambda one: (RULES.index(one.rule), one.first))


def _beside(value: Value, bound: Limits | None) -> int:
    """On the mean counts for neither side; the mean of twelve times 0.1 comes out a rounding error below 0.1."""
    if value is None or bound is None or bound.is_centre(value):
        return 0
    return _side(value, bound.centre)


def _side(value: float, other: float) -> int:
    return 0 if value == other else 1 if value > other else -1


def _near(value: Value, bound: Limits | None) -> bool:
    """Beyond two thirds of the way to a limit, but inside it."""
    if value is None or bound is None:
        return False
    third = (bound.upper - bound.centre) * 2 / 3
    return abs(value - bound.centre) > third and not bound.is_outside(value)


def _stretches(rule: str, sides: Sequence[int], shortest: int) -> list[Signal]:
    """Runs of one side, at least so long."""
    found, start = [], 0
    for place in range(1, len(sides) + 1):
        if place < len(sides) and sides[place] == sides[start]:
            continue
        if sides and sides[start] and place - start >= shortest:
            found.append(Signal(rule, start, place - 1, sides[start]))
        start = place
    return found


def _trends(values: Sequence[Value]) -> list[Signal]:
    """Seven points that rise, or fall, each beyond the one before; a tie breaks it."""
    steps = [
        0 if first is None or then is None else _side(then, first)
        for first, then in zip(values, values[1:], strict=False)
    ]
    return [
        Signal(TREND, one.first, one.last + 1, one.direction)
        for one in _stretches(TREND, steps, RUN - 1)
    ]  # fmt: skip


def _close(side: Sequence[int], near: Sequence[bool]) -> list[int]:
    """Two of three near a limit, all three on one side of the mean; only those that are near are flagged."""
    flagged = [0] * len(side)
    for place in range(len(side) - CLOSE_OF + 1):
        three = range(place, place + CLOSE_OF)
        if abs(sum(side[n] for n in three)) == CLOSE_OF and sum(near[n] for n in three) >= 2:
            for n in three:
                flagged[n] = side[n] if near[n] else flagged[n]
    return flagged
