"""The ways that cases take through a process: the commonest ones, what cases have in common and where they part."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log2

from dashboard.mining.graph import Mined, Variant
from dashboard.mining.offered import Counts, apart
from dashboard.mining.selection import Selection, rows
from dashboard.mining.withholding import Withholding
from dashboard.statistics.disclosure import withheld
from dashboard.warehouse import Scope, Warehouse

COMMON = 0.9  # of the cases have it: nearly all do
SELDOM = 0.05  # of the cases have it: seldom
SCATTERED = 0.5  # of the cases, under which the commonest ways do not tell how a process runs
FEWEST = 30  # cases under which nothing is said of results


@dataclass(frozen=True)
class Way:
    """A variant, or in one all that are too rare to list. `results`: whole percents by result, None where withheld;
    empty where there are too few cases or no results at all. The key None is: not decided."""

    activities: tuple[str, ...] | None
    path: int
    variants: int
    cases: int
    so_far: float  # of all cases, those of this way and of all before it
    median_s: float | None
    results: Mapping[str | None, float | None]


@dataclass(frozen=True)
class Parting:
    """An activity after which cases go different ways: shares of the times it happens, the commonest first.

    `bits` is the entropy of what comes next (None: the case ends); the withheld rest stands in none of them.
    """

    activity: str
    times: int
    bits: float
    next: tuple[tuple[str | None, float], ...]


def ways(mined: Mined, chosen: Selection, wanted: int, warehouse: Warehouse, scope: Scope) -> tuple[Way, ...]:
    """The commonest variants, at most so many, and the rest in one. `mined` lists at least as many."""
    listed = [one for one in mined.variants if one.activities is not None and one.count][:wanted]
    if not mined.cases or not listed:
        return ()
    told = [(one, one.count or 0) for one in listed]
    left = mined.cases - sum(cases for _, cases in told)
    paths = [one.path for one in listed]
    times = {
        row["path"]: row["median_s"] for row in rows("variant_times", chosen, warehouse, scope, paths=paths)
    }
    guard = Withholding.of(warehouse.package, scope, chosen.unit)
    results = _results(_by_result(set(paths), chosen, warehouse, scope), guard)
    if left:
        told.append((Variant(None, left, mined.variant_count - len(listed)), left))
    sums = accumulate(cases for _, cases in told)
    return tuple(
        Way(
            one.activities, one.path, one.variants, cases, so_far / mined.cases, times.get(one.path),
            results.get(one.path if one.activities else None, {}) if cases >= FEWEST else {},
        )
        for (one, cases), so_far in zip(told, sums, strict=True)
    )  # fmt: skip


def _by_result(
    paths: set[int], chosen: Selection, warehouse: Warehouse, scope: Scope
) -> dict[tuple[int | None, str | None], int]:
    """Cases by variant and result; variants that are not listed together, as None."""
    counted: dict[tuple[int | None, str | None], int] = defaultdict(int)
    for row in rows("variant_results", chosen, warehouse, scope):
        counted[row["path"] if row["path"] in paths else None, row["result"]] += row["cases"]
    return dict(counted)


def _results(
    counted: Mapping[tuple[int | None, str | None], int], guard: Withholding
) -> dict[int | None, dict[str | None, float | None]]:
    """Whole percents of each variant. Rows and columns have sums that a reader can get, so no cell is hidden alone."""
    if not any(result for _, result in counted):
        return {}
    hidden = withheld(counted, (0, 1), guard.threshold)
    sums: dict[int | None, int] = defaultdict(int)
    for (path, _), cases in counted.items():
        sums[path] += cases
    shares: dict[int | None, dict[str | None, float | None]] = defaultdict(dict)
    for key, cases in counted.items():
        path, result = key
        shares[path][result] = None if key in hidden else round(cases / sums[path], 2)
    return dict(shares)


def is_scattered(found: Sequence[Way]) -> bool:
    """Nearly every case goes its own way: the commonest ones together cover less than half of the cases."""
    listed = [one.so_far for one in found if one.activities is not None]
    return not listed or listed[-1] < SCATTERED


def in_common(chosen: Selection, mined: Mined, warehouse: Warehouse, scope: Scope) -> dict[str, float | None]:
    """The share of cases, in whole percents, in which each activity occurs, most often first; None is withheld."""
    cases = mined.cases or 0
    told: Counts = apart("contains", chosen, warehouse, scope) if cases else {}
    shares = {name: round(told[name] / cases, 2) if name in told else None for name in mined.activities}
    return dict(sorted(shares.items(), key=lambda item: (-(item[1] or 0), item[0])))


def partings(mined: Mined, wanted: int) -> tuple[Parting, ...]:
    """The activities after which what comes next is hardest to foresee, weighted by how often they happen."""
    onward: dict[str, dict[str | None, int]] = defaultdict(dict)
    for edge in mined.edges:
        if edge.count:
            onward[edge.first][edge.then] = edge.count
    for name, count in mined.end.items():
        if count:
            onward[name][None] = count
    found = [_parting(name, nexts, mined.activities[name]) for name, nexts in onward.items()]
    told = [one for one in found if one is not None and len(one.next) > 1]
    return tuple(sorted(told, key=lambda one: (-one.bits * one.times, one.activity))[:wanted])


def _parting(name: str, nexts: Mapping[str | None, int], times: int | None) -> Parting | None:
    if not times:
        return None
    ordered = sorted(nexts.items(), key=lambda item: (-item[1], str(item[0])))
    shares = tuple((then, round(count / times, 2)) for then, count in ordered)
    bits = -sum(count / times * log2(count / times) for count in nexts.values())
    return Parting(name, times, bits, shares)
