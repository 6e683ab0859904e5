"""XmR (individuals) limits: what a series of numbers usually moves within."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

FEWEST = 8
WIDTH = 2.66  # 3 / 1.128, rounded as the published tools round it


@dataclass(frozen=True)
class Limits:
    """Not clipped: a lower limit below zero is shown as zero, but a point is judged by the raw limit."""

    centre: float
    lower: float
    upper: float

    def is_outside(self, value: float) -> bool:
        rounding = 1e-9 * max(1.0, abs(self.centre))  # numbers that never move have limits that lie upon them
        return not self.lower - rounding <= value <= self.upper + rounding


def limits(values: Sequence[float]) -> Limits | None:
    """Centre and limits of consecutive measurements; None where there are too few to tell what is usual.

    Centre: the mean. Limits: centre ± 2.66 × the mean moving range, which is the mean of |x[i] - x[i-1]|. The factor
    is 3 / d2 with d2(2) = 1.128. No moving range is screened out. Source: NHS "Making Data Count" as computed by
    NHSRplotthedots (R/ptd_spc_standard.R, outlier screening off); Montgomery, Introduction to Statistical Quality
    Control, § 6.4. At least 8 points are asked for: with fewer the mean moving range itself is mostly chance.
    """
    if len(values) < FEWEST:
        return None
    centre = fmean(values)
    reach = WIDTH * fmean(abs(then - first) for first, then in zip(values, values[1:], strict=False))
    return Limits(centre, centre - reach, centre + reach)
