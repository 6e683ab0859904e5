"""Units of like kind against what their size lets one expect: a funnel, never a ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, isclose, isfinite, pi, sin, sqrt
from statistics import NormalDist

Z95, Z998 = 1.959964, 3.090232
FEWEST = 10  # units, below which how much they differ anyhow cannot be estimated
TRIM = 0.1
INSIDE, NEAR, OUTSIDE = ("inside", "outside_95", "outside_998")


@dataclass(frozen=True)
class Funnel:
    """`tau2`: variance between units beyond chance, on the arcsine scale; `adjusted`: limits allow for it."""

    centre: float
    phi: float
    tau2: float
    adjusted: bool
    units: int

    def limits(self, of: float, z: float) -> tuple[float, float]:
        """Lower and upper share for a unit of this size. Raises ValueError where it is of nothing."""
        if of <= 0:
            raise ValueError("a unit of nothing has no limits")
        if not self.adjusted:
            return _plain(self.centre, of, z)
        middle, reach = asin(sqrt(self.centre)), z * sqrt(1 / (4 * of) + self.tau2)
        return sin(max(0.0, middle - reach)) ** 2, sin(min(pi / 2, middle + reach)) ** 2

    def where(self, count: float, of: float) -> str:
        share = count / of
        for z, name in ((Z998, OUTSIDE), (Z95, NEAR)):
            low, high = self.limits(of, z)
            on_it = isclose(share, low, abs_tol=1e-12) or isclose(share, high, abs_tol=1e-12)
            if not low <= share <= high and not on_it:
                return name
        return INSIDE

    @property
    def by_chance(self) -> float:
        """How many of the units chance alone puts outside the outer limits."""
        return expected_outside(self.units, Z998)


def funnel(counts: Sequence[float], of: Sequence[float]) -> Funnel:
    """The funnel of units; limits allow for real differences where there are ten units or more.

    Spiegelhalter (2005) as FunnelPlotR computes it: z on the arcsine scale, winsorised at its 10 % and 90 % quantiles,
    phi = mean z², tau² by moments. A unit whose number is missing is left out by who asks: missing is not nought.
    Raises ValueError without units, with one that is of nothing or not a number, or with more counted than there are.
    """
    if not len(of) or not all(isfinite(each) for each in (*counts, *of)):
        raise ValueError("units, each with its numbers, are needed")
    if min(of) <= 0 or min(counts) < 0 or sum(counts) > sum(of):
        raise ValueError("units, each of something and counting at most all of it, are needed")
    centre = sum(counts) / sum(of)
    spread = [1 / (2 * sqrt(n)) for n in of]
    z = [
        (asin(sqrt(min(1.0, count / n))) - asin(sqrt(centre))) / s
        for count, n, s in zip(counts, of, spread, strict=True)
    ]
    low, high = _quantile(z, TRIM), _quantile(z, 1 - TRIM)
    kept = [min(max(each, low), high) for each in z]
    phi = sum(each * each for each in kept) / len(kept)
    tau2 = _between(len(kept), phi, [1 / (s * s) for s in spread])
    return Funnel(centre, phi, tau2, len(kept) >= FEWEST, len(kept))


def expected_outside(units: int, z: float) -> float:
    """How many of so many units chance alone puts outside limits at ± z: units · 2(1 - Φ(z)), 5 % or 0.2 % of them.

    Nominal, by the normal distribution; a small unit's counts come in steps, so its true share may lie beside that.
    """
    if units < 0 or not z > 0:
        raise ValueError(f"{units} units at {z} standard deviations: neither may be below nought")
    return units * 2 * NormalDist().cdf(-z)


def _between(units: int, phi: float, weights: Sequence[float]) -> float:
    if units * phi < units - 1:
        return 0.0
    total = sum(weights)
    divisor = total - sum(w * w for w in weights) / total
    return max(0.0, (units * phi - (units - 1)) / divisor) if divisor > 0 else 0.0


def _plain(centre: float, of: float, z: float) -> tuple[float, float]:
    """Inverting the Wilson interval: centre ± z·√(centre(1 - centre)/n), cut at 0 and 1."""
    reach = z * sqrt(centre * (1 - centre) / of)
    return max(0.0, centre - reach), min(1.0, centre + reach)


def _quantile(values: Sequence[float], share: float) -> float:
    """Type 7, as R and numpy take it."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
