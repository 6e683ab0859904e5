"""How sure a median is, and the difference of two."""

from dataclasses import dataclass
from math import sqrt

BAND = 0.1  # either side of the median, between which the density there is judged
Z = 1.959964


@dataclass(frozen=True)
class Sample:
    """How many values, and their 40th, 50th and 60th percentiles."""

    count: int
    p40: float
    median: float
    p60: float

    @property
    def error(self) -> float:
        """The standard error of the median: 1 / (2 f √n), where the density f at the median is 0.2 / (p60 - p40).

        Source: the sparsity of Siddiqui (1960), as Koenker & Bassett, Econometrica 46 (1978), § 4.
        """
        return (self.p60 - self.p40) / (2 * BAND) / (2 * sqrt(self.count))


@dataclass(frozen=True)
class Difference:
    """`value` is the second median minus the first, with the ends of its 95 % interval, in the unit of the values."""

    value: float
    lower: float
    upper: float

    @property
    def is_certain(self) -> bool:
        return self.lower > 0 or self.upper < 0


def difference(first: Sample, second: Sample) -> Difference:
    """Of two independent samples."""
    value = second.median - first.median
    reach = Z * sqrt(first.error**2 + second.error**2)
    return Difference(value, value - reach, value + reach)
