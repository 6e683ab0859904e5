"""Which activities and transitions a map shows at each place of its two sliders: never one without a way in and out."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.mining.layout import Pair

Node = str | None  # "" is the start, None the end


@dataclass(frozen=True)
class Levels:
    """An activity is shown when the first slider is at its level or beyond; a transition, when both its activities are
    and the second slider is at its rank or beyond, or when it is among those that keep an activity connected."""

    level: Mapping[Node, int]
    rank: Mapping[Pair, int]
    keeps: frozenset[Pair]


def levels(counts: Mapping[str, int], pairs: Mapping[Pair, int]) -> Levels:
    """The oftener an activity or a transition happens, the sooner it is shown.

    Every activity stands on a way from the start and on a way to the end, those whose rarest transition is the most
    frequent (a maximum spanning tree from either side). What lies on its ways is shown no later than itself.
    """
    into = _tree("", [((first or ""), then, count, (first, then)) for (first, then), count in pairs.items()])
    out = _tree(None, [(then, (first or ""), count, (first, then)) for (first, then), count in pairs.items()])
    level: dict[Node, int] = {"": 0, None: 0}
    order = sorted(counts, key=lambda name: (-counts[name], name))
    for place, name in enumerate(order, start=1):
        waiting: list[Node] = [name]
        while waiting:  # what lies on its ways, and on theirs
            node = waiting.pop()
            if node not in level:
                level[node] = place
                waiting += [tree[node][0] for tree in (into, out) if node in tree]
    keeps = frozenset(pair for tree in (into, out) for _, pair in tree.values())
    ranked = sorted(pairs, key=lambda pair: (-pairs[pair], str(pair)))
    return Levels(level, {pair: place for place, pair in enumerate(ranked, start=1)}, keeps)


def _tree(root: Node, edges: Iterable[tuple[Node, Node, int, Pair]]) -> dict[Node, tuple[Node, Pair]]:
    """For every node that the root reaches, the one before it on its best way, and the transition between them."""
    beside: dict[Node, list[tuple[Node, int, Pair]]] = defaultdict(list)
    for one, other, count, pair in edges:
        beside[one].append((other, count, pair))
    found: dict[Node, tuple[Node, Pair]] = {}
    reached: set[Node] = set()
    waiting: list[tuple[int, str, Node, Node, Pair | None]] = [(0, "", root, root, None)]
    while waiting:
        _, _, node, before, by = heapq.heappop(waiting)
        if node in reached:
            continue
        reached.add(node)
        if by is not None:
            found[node] = (before, by)
        for other, count, pair in beside[node]:
            if other not in reached:
                heapq.heappush(waiting, (-count, str(pair), other, node, pair))
    return found


def coverage(variants: Sequence[tuple[Sequence[str], int]], shown: Levels) -> list[tuple[int, int, int]]:
    """Cases by what they need to be seen whole: the level of their rarest activity and the rank of their rarest
    transition. A case with something that is on no map is in none."""
    needed: Counter[tuple[int, int]] = Counter()
    for activities, cases in variants:
        ways: list[Pair] = list(zip([None, *activities], [*activities, None]))
        if any(pair not in shown.rank for pair in ways):
            continue
        rank = max(0 if pair in shown.keeps else shown.rank[pair] for pair in ways)
        needed[max(shown.level[name] for name in activities), rank] += cases
    return [(level, rank, cases) for (level, rank), cases in sorted(needed.items())]
