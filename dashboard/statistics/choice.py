"""Which chart a series is shown on, and the one reason for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from dashboard.statistics.series import Value, cleaned, known, moving_ranges
from dashboard.statistics.xmr import FEWEST

LINE, XMR, P_PRIME = CHARTS = ("line", "xmr", "p_prime")
COUNT, MEASURE, SHARE = QUANTITIES = ("count", "measure", "share")
TOO_FEW, RARE, ONE_NUMBER, EVEN, UNEVEN = REASONS = (
    "too_few_points",
    "too_rare",
    "one_number_a_point",
    "even_denominators",
    "uneven_denominators",
)
RARELY = 5.0  # a mean below it: months of so few say nothing, longer periods may
APART = 0.25  # of the mean denominator; from there on each point needs limits of its own


@dataclass(frozen=True)
class Choice:
    """A chart, the key of the sentence that says why, and the number that the sentence is about.

    `number`: known points (too_few_points, one_number_a_point), mean count a point (too_rare), or how far the
    denominator that differs most lies from their mean, as a share of it (even_ and uneven_denominators).
    """

    chart: str
    reason: str
    number: float


def choose(quantity: str, values: Sequence[Value], of: Sequence[Value] | None = None) -> Choice:
    """The chart for points in time order: counts, measures (medians, days), or counts with what they are a share `of`.

    A line without limits where points are too few or a count's mean is below 5 (of a share, what is counted or what is
    not); XmR, the default; Laney's p' for a share whose denominators lie more than 25 % from their mean, the usual
    bound of textbooks for one pair of limits (Montgomery, Introduction to Statistical Quality Control, § 7.3). With
    equal denominators the two charts are the same. Raises ValueError for no points, or a share without denominators.
    """
    if quantity not in QUANTITIES or (quantity == SHARE) != (of is not None):
        raise ValueError(f"{quantity}: a share, and only a share, has denominators; known are {QUANTITIES}")
    series = cleaned(values)
    sizes = cleaned(of) if of is not None else (1.0,) * len(series)
    pairs = zip(series, sizes, strict=True)
    there = [value if size else None for value, size in pairs]
    points = known(there)
    if len(points) < FEWEST or len(moving_ranges(there)) < FEWEST - 1:
        return Choice(LINE, TOO_FEW, len(points))
    if quantity == MEASURE:
        return Choice(XMR, ONE_NUMBER, len(points))
    used = [size for value, size in zip(there, sizes, strict=True) if value is not None and size is not None]
    return _of_counts(points, used if quantity == SHARE else None)


def _of_counts(counts: Sequence[float], of: Sequence[float] | None) -> Choice:
    mean = fmean(counts)
    fewer = mean if of is None else min(mean, fmean(of) - mean)
    if fewer < RARELY:
        return Choice(LINE, RARE, fewer)
    if of is None:
        return Choice(XMR, ONE_NUMBER, len(counts))
    apart = max(abs(size / fmean(of) - 1) for size in of)
    return Choice(P_PRIME, UNEVEN, apart) if apart > APART else Choice(XMR, EVEN, apart)
