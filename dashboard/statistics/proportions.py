"""Shares: how sure one is, and what a series of them usually moves within."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean

D2 = 1.128  # mean of the range of two, in standard deviations
SIGMAS = 3.0


def wilson_interval(count: float, of: float, confidence: float = 0.95) -> tuple[float, float]:
    """Lower and upper limit of a share, which holds at 0/n and n/n too (Wilson 1927).

    Raises ValueError where nothing is counted among, or more than there are.
    """
    if not 0 <= count <= of or of <= 0:
        raise ValueError(f"{count} of {of} is no share")
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = count / of
    centre = (share + z * z / (2 * of)) / (1 + z * z / of)
    reach = z / (1 + z * z / of) * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (0.0 if count == 0 else centre - reach), (1.0 if count == of else centre + reach)


@dataclass(frozen=True)
class ShareLimits:
    """Centre, how many times the binomial spread the shares move (sigma_z), and limits point by point."""

    centre: float
    sigma_z: float
    lower: tuple[float, ...]
    upper: tuple[float, ...]


def laney_limits(counts: Sequence[float], of: Sequence[float]) -> ShareLimits:
    """Laney's p': binomial limits widened by how much the shares really move from one point to the next.

    With hundreds of thousands of cases binomial limits are so narrow that everything lies outside. Laney (2002):
    z = (p - p̄)/σ, sigma_z = mean |z[i] - z[i-1]| / 1.128, limits p̄ ± 3·σ·sigma_z, cut at 0 and 1. Raises ValueError
    with fewer than two points, or a point of nothing.
    """
    if len(counts) < 2 or min(of) <= 0:
        raise ValueError("at least two points, each of something, are needed")
    centre = sum(counts) / sum(of)
    spread = [sqrt(centre * (1 - centre) / n) for n in of]
    if not centre or centre == 1:
        return ShareLimits(centre, 0.0, (centre,) * len(of), (centre,) * len(of))
    z = [(count / n - centre) / s for count, n, s in zip(counts, of, spread, strict=True)]
    sigma_z = fmean(abs(then - first) for first, then in zip(z, z[1:], strict=False)) / D2
    reach = [SIGMAS * s * sigma_z for s in spread]
    lower, upper = (tuple(min(1.0, max(0.0, centre + sign * r)) for r in reach) for sign in (-1, 1))
    return ShareLimits(centre, sigma_z, lower, upper)
