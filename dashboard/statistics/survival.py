"""How long something takes, when some of it has not ended yet: the Kaplan-Meier estimate.

Leaving the unfinished out would reward leaving old cases open. They count as "at least so long" instead.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

# Days, whether it had ended by then, and how many.
Waited = tuple[int, bool, int]
# A hair above: 1/2 computed as a product of fractions may come out a rounding error too high.
HAIR = 1e-12


@dataclass(frozen=True)
class Step:
    """A day on which something ended: how many were still at risk and ended, and the share that had not ended after.

    `error` is Greenwood's; lower and upper a log-log interval. All three are None where nothing is left.
    """

    days: int
    at_risk: int
    ended: int
    share: float
    error: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class Reached:
    """The day by which so large a share has ended, and between which days it may lie; None: not reached yet."""

    days: int | None
    earliest: int | None
    latest: int | None


def curve(waits: Iterable[Waited], confidence: float = 0.95) -> list[Step]:
    """The cohort's curve, a step for each day on which something ended.

    Kaplan & Meier (1958): the product of 1 - ended/at risk. Who is let go on a day is still at risk on it. Greenwood
    (1926): share · √V with V = Σ ended/(at risk · (at risk - ended)). Interval: share^exp(±z·√V / ln share),
    Kalbfleisch & Prentice. Raises ValueError for nothing at all, days below nought and numbers below one.
    """
    ended, left = _by_day(waits)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    at_risk, share, variance, found = sum(left.values()), 1.0, 0.0, []
    for days in sorted(left):
        if ended[days]:
            share *= 1 - ended[days] / at_risk
            survivors = at_risk - ended[days]
            variance += ended[days] / (at_risk * survivors) if survivors else 0.0
            about = _about(share, sqrt(variance), z) if survivors else (None, None, None)
            found.append(Step(days, at_risk, ended[days], share, *about))
        at_risk -= left[days]
    return found


def survival(waits: Iterable[Waited]) -> list[tuple[int, float]]:
    """Share not ended after so many days, at each day on which something ended."""
    return [(step.days, step.share) for step in curve(waits)]


def reached(waits: Iterable[Waited], share: float = 0.5, confidence: float = 0.95) -> Reached:
    """The first day by which `share` of the cohort has ended, with the days between which it may lie.

    Earliest and latest are where the lower and the upper limit of the curve come as low (Brookmeyer & Crowley 1982).
    """
    if not 0 < share < 1:
        raise ValueError(f"{share} is no share of a cohort")
    steps, low = curve(waits, confidence), 1 - share + HAIR
    return Reached(
        next((step.days for step in steps if step.share <= low), None),
        next(
            (step.days for step in steps if (step.share if step.lower is None else step.lower) <= low), None
        ),
        next((step.days for step in steps if step.upper is not None and step.upper <= low), None),
    )


def median_days(waits: Iterable[Waited]) -> int | None:
    """The first day by which half has ended; None where that day has not come yet."""
    return reached(waits).days


def _by_day(waits: Iterable[Waited]) -> tuple[dict[int, int], dict[int, int]]:
    """How many ended, and how many ended or were let go, on each day."""
    ended: dict[int, int] = {}
    left: dict[int, int] = {}
    for days, has_ended, count in waits:
        if not days >= 0 or not count >= 1:
            raise ValueError(f"{count} that waited {days} days: days start at 0 and numbers at 1")
        left[days] = left.get(days, 0) + count
        ended[days] = ended.get(days, 0) + (count if has_ended else 0)
    if not left:
        raise ValueError("a cohort needs at least one that waited")
    return ended, left


def _about(share: float, spread: float, z: float) -> tuple[float, float, float]:
    """Standard error of a share strictly between 0 and 1, and its log-log interval."""
    power = exp(z * spread / abs(log(share)))
    return share * spread, share**power, share ** (1 / power)
