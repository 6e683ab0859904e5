"""How many signals a page of charts shows though nothing has happened: by drawing series of pure chance.

No formula holds for all four rules at once, less so when the limits are estimated from the points themselves.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dashboard.statistics.rules import CLOSE_OF, RUN
from dashboard.statistics.xmr import FEWEST, WIDTH

SERIES, SEED = 40_000, 1924
Sides = NDArray[np.int8]  # series by points: 1 high or rising, -1 low or falling, 0 neither


@dataclass(frozen=True)
class ByChance:
    """Expected numbers on the page: signals, and charts with at least one."""

    signals: float
    charts: float


def by_chance(charts: int, points: int, baseline: int | None = None, recent: int | None = None) -> ByChance:
    """What chance alone gives on so many XmR charts of so many points each.

    Limits are of the first `baseline` points (of all where not given); only signals that touch the last `recent` points
    count. For independent normal points without gaps: series with seasons or memory give more. Simulated (40,000
    series, fixed seed), so good to about half a percentage point of the charts. Raises ValueError for numbers that no
    chart with limits has.
    """
    first, newest = (points if each is None else each for each in (baseline, recent))
    if charts < 0 or not FEWEST <= first <= points or not 1 <= newest <= points:
        raise ValueError(
            f"{charts} charts of {points} points, {first} of them for limits, {newest} looked at"
        )
    signals, touched = _per_chart(points, first, newest)
    return ByChance(charts * signals, charts * touched)


@lru_cache(maxsize=64)
def _per_chart(points: int, baseline: int, recent: int) -> tuple[float, float]:
    """Signals a chart, and the share of charts with any."""
    values = np.random.default_rng(SEED).standard_normal((SERIES, points))
    basis = values[:, :baseline]
    centre = basis.mean(axis=1, keepdims=True)
    reach = WIDTH * np.abs(np.diff(basis, axis=1)).mean(axis=1, keepdims=True)
    ends = _ends((values - centre) / reach, values)
    found = ends[:, points - recent :].sum(axis=1)
    return float(found.mean()), float((found > 0).mean())


def _ends(places: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Signals of the four rules that end on each point; `places` are 0 at the centre and 1 at the upper limit."""
    side = np.sign(places).astype(np.int8)
    outside = side * (np.abs(places) > 1)
    steps = np.sign(np.diff(values, axis=1)).astype(np.int8)
    found = _run_ends(outside, 1).astype(np.int64) + _run_ends(_close(places, side), 1) + _run_ends(side, RUN)
    found[:, 1:] += _run_ends(steps, RUN - 1)
    return found


def _close(places: NDArray[np.float64], side: Sides) -> Sides:
    near = (np.abs(places) > 2 / 3) & (np.abs(places) <= 1)
    flagged = np.zeros_like(near)
    for first in range(places.shape[1] - CLOSE_OF + 1):
        three = slice(first, first + CLOSE_OF)
        group = (np.abs(side[:, three].sum(axis=1)) == CLOSE_OF) & (near[:, three].sum(axis=1) >= 2)
        flagged[:, three] |= near[:, three] & group[:, None]
    return side * flagged


def _run_ends(sides: Sides, shortest: int) -> NDArray[np.bool_]:
    """Where a run of one side, at least so long, ends."""
    ended = np.zeros(sides.shape, dtype=bool)
    length = np.zeros(len(sides), dtype=np.int64)
    for place in range(sides.shape[1]):
        here = sides[:, place]
        length = np.where(here == sides[:, place - 1], length + 1, 1) if place else length + 1
        is_last = place + 1 == sides.shape[1] or here != sides[:, place + 1]
        ended[:, place] = (here != 0) & (length >= shortest) & is_last
    return ended
