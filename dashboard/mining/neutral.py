"""Steps that change no outcome (S10): the difference in each result with the step and without it, by legal basis.

A hint for a legal check, never a proof. The test is one of equivalence: the whole 90 per cent interval of every
result must lie within the tolerance (two one-sided tests at 5 per cent; Schuirmann 1987). Where no step at all goes
with another outcome the log cannot tell steps apart, and none is called neutral (what trials call assay sensitivity).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

import numpy as np

from dashboard.mining.resampling import Floats, generator

FEWEST = 30
Z_90 = 1.6449
NEUTRAL, MATTERS, UNKNOWN, NO_CONTRAST = "neutral", "matters", "unknown", "no_contrast"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Neutral:
    """A step that is not always taken: decided cases with it and without, and the result that differs most."""

    activity: str
    cases_with: int
    cases_without: int
    result: str
    difference: float  # of shares: with the step minus without it
    low: float
    high: float
    error: float
    standing: str

    def stays_within(self, tolerance: float, draws: int) -> Floats:
        """In each of so many draws, whether the difference lies within the tolerance."""
        rng = generator()
        drawn = self.difference + self.error * rng.standard_normal(draws)
        found: Floats = (np.abs(drawn) <= tolerance).astype(np.float64)
        return found


def neutral_steps(rows: Sequence[Row], codes: Mapping[str, int], tolerance: float) -> list[Neutral]:
    """One process: its rows of candidates_outcomes.sql; `codes` is each activity's bit."""
    judged = [_judge(activity, rows, code, tolerance) for activity, code in codes.items()]
    found = [one for one in judged if one is not None]
    if any(one.standing == MATTERS for one in found):
        return found
    return [replace(one, standing=NO_CONTRAST) if one.standing == NEUTRAL else one for one in found]


def _judge(activity: str, rows: Sequence[Row], code: int, tolerance: float) -> Neutral | None:
    counted: dict[str, dict[bool, dict[str, int]]] = {}
    for row in rows:
        side = counted.setdefault(row["legal_basis"], {True: {}, False: {}})[bool(row["steps"] & code)]
        side[row["result"]] = side.get(row["result"], 0) + row["cases"]
    strata = [one for one in counted.values() if sum(one[True].values()) and sum(one[False].values())]
    with_step, without = (sum(sum(one[side].values()) for one in strata) for side in (True, False))
    if min(with_step, without) < FEWEST:
        return None
    results = sorted({result for one in strata for side in one.values() for result in side})
    each = [(result, *_difference(strata, result)) for result in results]
    result, difference, error = max(each, key=lambda one: abs(one[1]) + Z_90 * one[2])
    low, high = difference - Z_90 * error, difference + Z_90 * error
    standing = NEUTRAL if -tolerance < low and high < tolerance else UNKNOWN
    if any(abs(value) - Z_90 * spread > tolerance / 2 for _, value, spread in each):
        standing = MATTERS
    return Neutral(activity, with_step, without, result, difference, low, high, error, standing)


def _difference(strata: Sequence[Mapping[bool, Mapping[str, int]]], result: str) -> tuple[float, float]:
    """Mean difference of the shares and its standard error, weighted as Mantel and Haenszel (n1 n0 / n)."""
    weights, differences, variances = [], [], []
    for one in strata:
        sizes = [sum(one[side].values()) for side in (True, False)]
        shares = [one[side].get(result, 0) / size for side, size in zip((True, False), sizes, strict=True)]
        pooled = sum(one[side].get(result, 0) for side in (True, False)) / sum(sizes)
        weights.append(sizes[0] * sizes[1] / sum(sizes))
        differences.append(shares[0] - shares[1])
        variances.append(pooled * (1 - pooled) * (1 / sizes[0] + 1 / sizes[1]))
    share = [weight / sum(weights) for weight in weights]
    mean = sum(part * value for part, value in zip(share, differences, strict=True))
    spread = sqrt(sum(part**2 * value for part, value in zip(share, variances, strict=True)))
    return mean, max(spread, 1e-6)
