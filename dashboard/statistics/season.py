"""Seasons: what a month of the year usually is beside its year's mean, and a series without that."""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean

from dashboard.statistics.series import Value

YEAR = 12
YEARS = 2  # that the indices are of: the first two, as the limits, so that a new month moves neither
ENOUGH = 34  # known months asked for before seasons are looked for: three years but for the provisional end
ALIKE = 0.71  # correlation of the two years' patterns that chance reaches once in a hundred (10 degrees of freedom)
# Indices of two years leave half of the chance out of those years' own points, and add half of it to later ones:
# 1 - 1/2 against 1 + 1/2, so that limits of the adjusted years are a factor sqrt(3) too narrow for what follows.
WIDER = sqrt((1 + 1 / YEARS) / (1 - 1 / YEARS))


def monthly_indices(values: Sequence[Value]) -> tuple[float, ...] | None:
    """Twelve factors with mean 1, of the position in the year of the first point; None where there is no season.

    Ratio of each month to the mean of its year, averaged over the first two years. Asked for: 34 points, the first 24
    all known and above nought, and two years whose patterns are alike (Pearson's r at least 0.71, the one-per-cent
    point for twelve pairs). Source: ratio to mean, as in classical decomposition (Hyndman and Athanasopoulos,
    Forecasting: Principles and Practice, 3.4).
    """
    basis = [value for value in values[: YEARS * YEAR] if value is not None and value > 0]
    if len(values) < ENOUGH or len(basis) < YEARS * YEAR:
        return None
    years = [basis[first : first + YEAR] for first in range(0, len(basis), YEAR)]
    ratios = [[value / fmean(year) for value in year] for year in years]
    if _correlation(*ratios) < ALIKE:
        return None
    return tuple(fmean(month) for month in zip(*ratios, strict=True))


def adjusted(values: Sequence[Value], indices: Sequence[float]) -> list[Value]:
    """Each value without its month's share; missing stays missing."""
    return [None if value is None else value / indices[n % YEAR] for n, value in enumerate(values)]


def _correlation(first: Sequence[float], second: Sequence[float]) -> float:
    one, other = ([value - fmean(each) for value in each] for each in (first, second))
    spread = sqrt(sum(a * a for a in one) * sum(b * b for b in other))
    return sum(a * b for a, b in zip(one, other, strict=True)) / spread if spread else 0.0
