"""Intervals by resampling: cases are cut into a hundred random parts, and parts are drawn anew with replacement."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PARTS, DRAWS, SEED = 100, 500, 20
LOW, HIGH = 2.5, 97.5
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """A sum or mean, and the 2.5th and 97.5th percentile of its resampled values."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> "Interval":
        return Interval(self.value * factor, self.low * factor, self.high * factor)


def generator() -> np.random.Generator:
    """Always the same, so that a page shows the same interval twice."""
    return np.random.default_rng(SEED)


def resampled(parts: Floats, draws: int = DRAWS) -> Floats:
    """Sums of each draw (draws x columns) of a table whose rows are the parts of all cases.

    Cases of a part stay together: with parts drawn by a hash of the case this is the bootstrap over cases with
    groups, and costs the same for a thousand cases and for a million.
    """
    rng = generator()
    weights = rng.multinomial(len(parts), np.full(len(parts), 1 / len(parts)), size=draws)
    found: Floats = weights @ parts
    return found


def interval(value: float, drawn: Sequence[float] | Floats) -> Interval:
    low, high = np.percentile(drawn, [LOW, HIGH])
    return Interval(value, float(min(low, value)), float(max(high, value)))
