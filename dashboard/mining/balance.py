"""Hidden edges of a directly-follows graph must not follow from what is shown beside them.

An activity's count is the sum of its outgoing edges and its ends, and of its incoming edges and its starts. Read as a
table with a row for each activity (and the start) and a column for each (and the end), every count of an activity is
the total of a row and of a column. In the graph that joins the row and the column of each hidden cell, a cell follows
from the totals exactly when it lies on no cycle (a bridge): then every other way round it is known.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

Cell = tuple[str | None, str | None]  # (None, a) is the start with a, (a, None) the end with a
Key = tuple[str | None, ...]  # a cell, or (a,): the count of an activity
Node = tuple[str, str | None]

SOLVABLE = 600  # hidden counts up to which their equations are solved


def closed(cells: Mapping[Cell, int], threshold: int) -> tuple[set[Cell], set[str], bool]:
    """The cells to withhold, the activities whose own count must be withheld with them, and whether the sum must be.

    Small cells are hidden; then others join, the smallest first, until no line's hidden cells sum to less than the
    threshold and none follows from the totals. `cells` holds counts of edges, starts and ends above nought.
    """
    totals: dict[str, int] = defaultdict(int)
    for (first, _), count in cells.items():
        if first is not None:
            totals[first] += count
    weights: dict[Key, int] = {(name,): count for name, count in totals.items()}
    for cell, count in cells.items():
        weights[cell] = count
    ends = {key: (("row", key[0]), ("column", key[-1])) for key in weights}
    lines: dict[Node, list[Key]] = defaultdict(list)
    for key, nodes in ends.items():
        for node in nodes:
            lines[node].append(key)
    for line in lines.values():
        line.sort(key=lambda key: (weights[key], str(key)))
    hidden = {key for key, count in weights.items() if 0 < count < threshold}
    while joining := _joining(hidden, weights, ends, lines, threshold):
        hidden |= joining
    names = {str(key[0]) for key in hidden if len(key) == 1}
    follows = bool(names) and any(weights[key] < threshold for key in determined(hidden, ends))
    return {key for key in cells if key in hidden}, names, follows


def _joining(
    hidden: set[Key], weights: Mapping[Key, int], ends: Mapping[Key, tuple[Node, Node]],
    lines: Mapping[Node, list[Key]], threshold: int,
) -> set[Key]:  # fmt: skip
    """What must be hidden next; empty when nothing follows any more, or nothing is left to hide."""
    weak = {node for key in bridges({key: ends[key] for key in hidden}) for node in ends[key]}
    sums: dict[Node, int] = defaultdict(int)
    for key in hidden:
        for node in ends[key]:
            sums[node] += weights[key]
    weak |= {node for node, total in sums.items() if total < threshold}
    found: set[Key] = set()
    for node in sorted(weak, key=str):
        found |= set([key for key in lines[node] if key not in hidden][:1])
    is_named = any(len(key) == 1 for key in hidden)
    # The sum of all activities' counts is the number of events, which is shown too.
    if not found and is_named and any(weights[key] < threshold for key in determined(hidden, ends)):
        others = sorted((weights[k], str(k), k) for k in weights if len(k) == 1 and k not in hidden)
        found |= {key for *_, key in others[:1]}
    return found


def determined(hidden: set[Key], ends: Mapping[Key, tuple[Node, Node]]) -> list[Key]:
    """Hidden counts that follow from all totals and from the sum of the activities' counts, by linear algebra."""
    keys = sorted(hidden, key=str)
    if len(keys) > SOLVABLE:
        return []  # so many unknowns beside one equation more: what the graph tells is enough
    place = {node: row for row, node in enumerate({node for key in keys for node in ends[key]})}
    equations = np.zeros((len(place) + 1, len(keys)))
    for column, key in enumerate(keys):
        for node in ends[key]:
            equations[place[node], column] += -1 if len(key) == 1 else 1
        equations[-1, column] = len(key) == 1
    values, directions = np.linalg.svd(equations)[1:]
    free = directions[int((values > 1e-9).sum()) :]
    return [key for key, moves in zip(keys, np.abs(free).sum(axis=0)) if moves < 1e-9]


def bridges(edges: Mapping[Key, tuple[Node, Node]]) -> set[Key]:
    """Edges on no cycle of an undirected graph that may have parallel edges (Tarjan 1974), without recursion."""
    beside: dict[Node, list[tuple[Node, Key]]] = defaultdict(list)
    for key, (one, other) in edges.items():
        beside[one].append((other, key))
        beside[other].append((one, key))
    order: dict[Node, int] = {}
    low: dict[Node, int] = {}
    found: set[Key] = set()
    for root in beside:
        if root in order:
            continue
        order[root] = low[root] = len(order)
        stack: list[tuple[Node, Key | None, Iterator[tuple[Node, Key]]]] = [(root, None, iter(beside[root]))]
        while stack:
            node, by, rest = stack[-1]
            for other, key in rest:
                if key == by:
                    continue
                if other in order:
                    low[node] = min(low[node], order[other])
                    continue
                order[other] = low[other] = len(order)
                stack.append((other, key, iter(beside[other])))
                break
            else:
                stack.pop()
                if stack:
                    parent = stack[-1][0]
                    low[parent] = min(low[parent], low[node])
                    if by is not None and low[node] > order[parent]:
                        found.add(by)
    return found
