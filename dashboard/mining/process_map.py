"""The map of a mined process: where its activities stand, and what each place of its sliders shows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dashboard.mining.graph import Edge, Mined
from dashboard.mining.layout import Layout, Pair, layout
from dashboard.mining.simplify import Levels, coverage, levels

MAIN = 16  # pairs that make room for themselves on a map, beside one for each activity


@dataclass(frozen=True)
class ProcessMap:
    """`coverage`: cases by level and rank; cases of variants too small to be told of stand in none."""

    layout: Layout
    levels: Levels
    counts: dict[Pair, int | None]
    edges: dict[Pair, Edge]
    coverage: list[tuple[int, int, int]]


def process_map(mined: Mined) -> ProcessMap:
    """`mined` lists all variants. What is withheld stands where the rarest stands, and is told of by no number."""
    counts: dict[Pair, int | None] = {(None, name): count for name, count in mined.start.items()}
    counts |= {(name, None): count for name, count in mined.end.items()}
    counts |= {(edge.first, edge.then): edge.count for edge in mined.edges}
    known = {pair: count or 0 for pair, count in counts.items()}
    shown = levels({name: count or 0 for name, count in mined.activities.items()}, known)
    told = [(one.activities, one.count) for one in mined.variants if one.activities and one.count]
    return ProcessMap(
        _layout(tuple(mined.activities), tuple(known.items()), _main(known, shown), _order(mined)),
        shown,
        counts,
        {(edge.first, edge.then): edge for edge in mined.edges},
        coverage(told, shown),
    )


def _main(known: Mapping[Pair, int], shown: Levels) -> frozenset[Pair]:
    """The commonest ways and those that keep every activity on one."""
    often = sorted(known, key=lambda pair: (-known[pair], str(pair)))[: MAIN + len(shown.level)]
    return shown.keeps | frozenset(often)


def _order(mined: Mined) -> tuple[tuple[str, float], ...]:
    """How early each activity comes first, on average over the commonest variants: a share of the way."""
    found: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for variant in mined.variants:
        for name in set(variant.activities or ()):
            way = variant.activities or ()
            found[name][0] += (variant.count or 0) * way.index(name) / len(way)
            found[name][1] += variant.count or 0
    return tuple((name, total / (cases or 1)) for name, (total, cases) in sorted(found.items()))


@lru_cache(maxsize=64)
def _layout(
    activities: Sequence[str],
    pairs: Sequence[tuple[Pair, int]],
    main: frozenset[Pair],
    order: Sequence[tuple[str, float]],
) -> Layout:
    return layout(activities, dict(pairs), main, dict(order))
