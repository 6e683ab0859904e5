"""Shares: how sure one is, and what a series of them usually moves within."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean

from dashboard.statistics.series import Value, cleaned, known, moving_ranges
from dashboard.statistics.xmr import FEWEST, Limits

D2 = 1.128  # mean of the range of two, in standard deviations
SIGMAS = 3.0


def wilson_interval(count: float, of: float, confidence: float = 0.95) -> tuple[float, float]:
    """Lower and upper limit of a share, which holds at 0/n and n/n too (Wilson 1927).

    Raises ValueError where nothing is counted among, more than there are, or what is not a number.
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
    """Centre, how many times the binomial spread the shares move (sigma_z), and limits point by point.

    `shares` and `limits` hold None where nothing was counted among. `limits` are raw, for the rules (`signals` takes
    them as they are); `lower` and `upper` are cut at 0 and 1, to be shown.
    """

    centre: float
    sigma_z: float
    shares: tuple[Value, ...]
    limits: tuple[Limits | None, ...]

    @property
    def lower(self) -> tuple[Value, ...]:
        return tuple(None if each is None else max(0.0, each.lower) for each in self.limits)

    @property
    def upper(self) -> tuple[Value, ...]:
        return tuple(None if each is None else min(1.0, each.upper) for each in self.limits)


def laney_limits(counts: Sequence[Value], of: Sequence[Value]) -> ShareLimits | None:
    """Laney's p': binomial limits widened by how much the shares really move from one point to the next.

    With hundreds of thousands of cases binomial limits are so narrow that everything lies outside. Laney (2002):
    z = (p - p̄)/σ, sigma_z = mean |z[i] - z[i-1]| / 1.128, limits p̄ ± 3·σ·sigma_z. A month that is missing, or in which
    there was nothing to be a share of, has no share and breaks the moving range. None with fewer than eight points,
    or fewer moving ranges than eight neighbours have. Raises ValueError for no points or a count that is no share.
    """
    months = list(zip(cleaned(counts), cleaned(of), strict=True))
    there = [None if count is None or not n else (count, n) for count, n in months]
    pairs = [each for each in there if each]
    if any(not 0 <= count <= n for count, n in pairs) or any(n is not None and n < 0 for _, n in months):
        raise ValueError("a count is below nought or above what it is of")
    if len(pairs) < FEWEST:
        return None
    centre = sum(count for count, _ in pairs) / sum(n for _, n in pairs)
    shares = tuple(each and each[0] / each[1] for each in there)
    spread = [each and sqrt(centre * (1 - centre) / each[1]) for each in there]
    z = [(p - centre) / s if p is not None and s else None for p, s in zip(shares, spread, strict=True)]
    if 0 < centre < 1 and len(moving_ranges(z)) < FEWEST - 1:
        return None
    sigma_z = fmean(moving_ranges(z)) / D2 if known(z) else 0.0
    bounds = [None if s is None else SIGMAS * s * sigma_z for s in spread]
    limits = tuple(
        None if reach is None else Limits(centre, centre - reach, centre + reach) for reach in bounds
    )
    return ShareLimits(centre, sigma_z, shares, limits)
