"""XmR (individuals) limits: what a series of numbers usually moves within, phase by phase."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from dashboard.statistics.series import Value, cleaned, known, moving_ranges, spans

FEWEST = 8
ENOUGH = 12  # below it limits are a first guess, and are called so
WIDTH = 2.66  # 3 / 1.128, rounded as the published tools round it
TOO_FEW, TRIAL, SETTLED = CERTAINTY = ("too_few", "trial", "settled")


@dataclass(frozen=True)
class Limits:
    """Not clipped: a lower limit below zero is shown as zero, but a point is judged by the raw limit."""

    centre: float
    lower: float
    upper: float

    def is_outside(self, value: float) -> bool:
        return not self.lower - self._rounding <= value <= self.upper + self._rounding

    def is_centre(self, value: float) -> bool:
        return abs(value - self.centre) <= self._rounding

    @property
    def _rounding(self) -> float:
        """Numbers that never move have limits that lie upon them."""
        return 1e-9 * max(1.0, abs(self.centre))


@dataclass(frozen=True)
class Phase:
    """Positions first to last, the limits that hold there, and of how many known points those limits are.

    `limits` is None where `certainty` is too_few; with trial they may still move much.
    """

    first: int
    last: int
    limits: Limits | None
    points: int

    @property
    def certainty(self) -> str:
        if self.limits is None:
            return TOO_FEW
        return SETTLED if self.points >= ENOUGH else TRIAL


def limits(values: Sequence[Value]) -> Limits | None:
    """Centre and limits of measurements in time order; None where there are too few to tell what is usual.

    Centre: the mean. Limits: centre ± 2.66 × the mean moving range, which is the mean of |x[i] - x[i-1]|. The factor
    is 3 / d2 with d2(2) = 1.128. No moving range is screened out. Source: NHS "Making Data Count" as computed by
    NHSRplotthedots (R/ptd_spc_standard.R, outlier screening off); Montgomery, Introduction to Statistical Quality
    Control, § 6.4. At least 8 points are asked for: with fewer the mean moving range itself is mostly chance.

    A missing point (None or NaN) takes its two moving ranges along; there must be as many left as eight neighbours
    have. Raises ValueError for an infinite point.
    """
    series = cleaned(values) if len(values) else ()
    points, ranges = known(series), moving_ranges(series)
    if len(points) < FEWEST or len(ranges) < FEWEST - 1:
        return None
    centre = fmean(points)
    reach = WIDTH * fmean(ranges)
    return Limits(centre, centre - reach, centre + reach)


def phases(values: Sequence[Value], starts: Sequence[int] = (), baseline: int | None = None) -> list[Phase]:
    """Each phase with limits of its own: it begins where something named and dated changed, at one of `starts`.

    Of the first `baseline` positions of a phase only, where given: limits then stay as they are when months are
    added. Raises ValueError for no points, a start outside the series or a baseline too short for limits.
    """
    series = cleaned(values)
    if baseline is not None and baseline < FEWEST:
        raise ValueError(f"a baseline of {baseline} points has no limits; at least {FEWEST} are needed")
    found = []
    for first, last in spans(len(series), starts):
        basis = series[first : last + 1 if baseline is None else min(last + 1, first + baseline)]
        found.append(Phase(first, last, limits(basis), len(known(basis))))
    return found
