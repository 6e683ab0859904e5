"""The four rules of NHS "Making Data Count": which points of a series are hardly chance.

More rules only add false alarms. Source: NHSRplotthedots, R/ptd_calculate_point_type.R; vectors in tests/vectors.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.statistics.xmr import Limits

RUN, CLOSE_OF = 7, 3
# Where a point meets several, the first of these is said of it.
OUTSIDE, TREND, CLOSE, SHIFT = RULES = ("outside", "trend", "close", "shift")
Value = float | None


@dataclass(frozen=True)
class Signal:
    """Points first to last (positions) that meet a rule; direction 1 is high or rising, -1 low or falling."""

    rule: str
    first: int
    last: int
    direction: int


def signals(values: Sequence[Value], limits: Limits) -> list[Signal]:
    """Every stretch of points that meets a rule, in the order of the rules, then of time.

    A missing value (None) breaks a run, a trend and a group of three: what is not known continues nothing.
    """
    side = [_side(value, limits.centre) for value in values]
    return [
        *_stretches(OUTSIDE, [_outside(value, limits) for value in values], 1),
        *_trends(values),
        *_stretches(CLOSE, _close(values, side, limits), 1),
        *_stretches(SHIFT, side, RUN),
    ]


def _side(value: Value, centre: float) -> int:
    """On the mean counts for neither side."""
    return 0 if value is None or value == centre else 1 if value > centre else -1


def _outside(value: Value, limits: Limits) -> int:
    return _side(value, limits.centre) if value is not None and limits.is_outside(value) else 0


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


def _close(values: Sequence[Value], side: Sequence[int], limits: Limits) -> list[int]:
    """Two of three beyond two thirds of the way to a limit but inside it, all three on one side of the mean."""
    third = (limits.upper - limits.centre) * 2 / 3
    near = [
        value is not None and abs(value - limits.centre) > third and not limits.is_outside(value)
        for value in values
    ]
    flagged = [0] * len(values)
    for place in range(len(values) - CLOSE_OF + 1):
        three = range(place, place + CLOSE_OF)
        if abs(sum(side[n] for n in three)) == CLOSE_OF and sum(near[n] for n in three) >= 2:
            for n in three:
                flagged[n] = side[n] if near[n] else flagged[n]
    return flagged
