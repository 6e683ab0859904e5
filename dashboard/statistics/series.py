"""A series of points in time order, some of which may be missing: missing is not nought."""

from collections.abc import Sequence
from math import isinf, isnan

Value = float | None


def cleaned(values: Sequence[Value]) -> tuple[Value, ...]:
    """The same points with None for what is not a number. Raises ValueError for no points, or one without end."""
    if not len(values):
        raise ValueError("a series needs at least one point")
    if any(value is not None and isinf(value) for value in values):
        raise ValueError("a point of a series is infinite")
    return tuple(None if value is None or isnan(value) else value for value in values)


def known(values: Sequence[Value]) -> list[float]:
    return [value for value in values if value is not None]


def moving_ranges(values: Sequence[Value]) -> list[float]:
    """|x[i] - x[i-1]| of neighbours that are both known: nothing is measured across a gap."""
    pairs = zip(values, values[1:], strict=False)
    return [abs(then - first) for first, then in pairs if first is not None and then is not None]


def spans(points: int, starts: Sequence[int] = ()) -> list[tuple[int, int]]:
    """First and last position of each phase, where a new one begins at each of `starts` (and the first at 0).

    Raises ValueError where a start lies outside the series.
    """
    if any(not 0 <= start < points for start in starts):
        raise ValueError(f"a phase begins outside the series of {points} points: {sorted(starts)}")
    firsts = sorted({0, *starts})
    return list(zip(firsts, [start - 1 for start in firsts[1:]] + [points - 1], strict=True))
