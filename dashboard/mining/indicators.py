"""The small set of process_mining.md, section 5: S1, S4, S5, S7, S8, S9 and A6 of one process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Any

import numpy as np

from dashboard.mining.assumptions import Minutes, purpose_minutes
from dashboard.mining.resampling import generator

EQUAL_N = 1000  # entropy depends on the number of cases: it is compared at so many, drawn without replacement
COVERED = 0.8
FEWEST = 30
STANDARD = 0.8  # from here on the context of an activity is called predictable
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Variety:
    """S1: distinct ways through closed cases; how many cover four fifths; entropy in bits, and over log2 of N."""

    cases: int
    variants: int
    covering: int
    bits: float
    normalised: float


@dataclass(frozen=True)
class Gap:
    """S8 in days: what cases take beyond the median of the best quarter of comparable units.

    `beyond` leaves out what is beyond that median in those units themselves, for some cases are long everywhere.
    """

    units: int
    days: float
    beyond: float
    error: float  # standard error of `beyond`


@dataclass(frozen=True)
class Automatable:
    """A1 to A6 of an activity. Hours a year are for putting activities in order; they are no forecast."""

    activity: str
    times_a_year: float
    standardisation: float
    failed: float
    by_system: float
    hours: float


def variety(rows: Sequence[Row]) -> Variety | None:
    """From rows of candidates_variants.sql."""
    counts = np.repeat([row["cases"] for row in rows], [row["variants"] for row in rows])
    cases = int(counts.sum())
    if cases < FEWEST:
        return None
    falling = np.sort(counts)[::-1]
    covering = int(np.searchsorted(np.cumsum(falling), COVERED * cases)) + 1
    some = (
        counts
        if cases <= EQUAL_N
        else generator().multivariate_hypergeometric(counts, EQUAL_N, method="marginals")
    )
    return Variety(cases, len(counts), covering, _bits(counts), _bits(some) / log(min(cases, EQUAL_N), 2))


def _bits(counts: Any) -> float:
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log2(shares)).sum())


def gap(rows: Sequence[Row]) -> Gap | None:
    """From rows of candidates_durations.sql; None with fewer than four units of thirty cases."""
    units: dict[str, list[Row]] = {}
    for row in rows:
        units.setdefault(row["unit"], []).append(row)
    units = {
        unit: some for unit, some in units.items() if unit and sum(row["cases"] for row in some) >= FEWEST
    }
    if len(units) < 4:
        return None
    medians = {unit: _median(some) for unit, some in units.items()}
    limit = float(np.quantile(list(medians.values()), 0.25))
    best = [row for unit, some in units.items() if medians[unit] <= limit for row in some]
    aim = _median(best)
    total, mean, spread, cases = _above(rows, aim)
    _, usual, _, _ = _above(best, aim)
    return Gap(len(units), total, max(0.0, cases * (mean - usual)), spread * sqrt(cases))


def _median(rows: Sequence[Row]) -> float:
    days, cases = np.array([row["days"] for row in rows]), np.array([row["cases"] for row in rows])
    order = np.argsort(days)
    return float(days[order][np.searchsorted(np.cumsum(cases[order]), cases.sum() / 2)])


def _above(rows: Sequence[Row], aim: float) -> tuple[float, float, float, int]:
    """Sum, mean and standard deviation of what lies above the aim, and the number of cases."""
    over = np.maximum(0, np.array([row["days"] for row in rows]) - aim)
    cases = np.array([row["cases"] for row in rows])
    mean = float((over * cases).sum() / cases.sum())
    spread = float(sqrt((cases * (over - mean) ** 2).sum() / cases.sum()))
    return float((over * cases).sum()), mean, spread, int(cases.sum())


def automatable(
    edges: Sequence[Row], activities: Sequence[Row], minutes: Minutes, years: float
) -> list[Automatable]:  # fmt: skip
    """Every activity that somebody carries out and another follows, the most hours first."""
    names = {row["activity"] for row in activities}
    by_system = {row["activity"]: row["by_system"] / row["times"] for row in activities}
    after, before, failed = _contexts(edges)
    found = []
    for activity in sorted(names & set(after)):
        times = sum(after[activity].values())
        standard = [_predictable(of[activity], len(names)) for of in (after, before) if of.get(activity)]
        share, wrong = sum(standard) / len(standard), failed[activity] / times
        hours = times / years * purpose_minutes(activity, minutes) / 60
        hours *= (1 - by_system[activity]) * share * (1 - wrong)
        found.append(Automatable(activity, times / years, share, wrong, by_system[activity], hours))
    return sorted(found, key=lambda one: (-one.hours, one.activity))


def _contexts(
    edges: Sequence[Row],
) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]], dict[str, int]]:
    after: dict[str, dict[str, int]] = {}
    before: dict[str, dict[str, int]] = {}
    failed: dict[str, int] = {}
    for row in edges:
        first, then = row["activity"], row["next_activity"]
        for of, one, other in ((after, first, then), (before, then, first)):
            of.setdefault(one, {})[other] = of.get(one, {}).get(other, 0) + row["times"]
        failed[first] = failed.get(first, 0) + row["failed"]
    return after, before, failed


def _predictable(counts: Mapping[str, int], activities: int) -> float:
    """A2: 1 - H / ln(number of activities)."""
    total = sum(counts.values())
    entropy = -sum(n / total * log(n / total) for n in counts.values() if n)
    return max(0.0, 1 - entropy / log(max(2, activities)))
