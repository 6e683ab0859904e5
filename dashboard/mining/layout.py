"""Where the activities of a process stand on its map: computed once by Graphviz, so that nothing jumps later."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock

import pygraphviz

START, END = "start", "end"
Pair = tuple[str | None, str | None]  # None: the start before the first, the end after the last
WIDTH, HEIGHT, DOT = 164, 46, 16  # of an activity, and of start and end
POINTS = 72
_one_at_a_time = Lock()  # Graphviz keeps its state in global variables


@dataclass(frozen=True)
class Layout:
    """Middle points of the activities and curves of the transitions, in pixels from the top left."""

    width: float
    height: float
    nodes: Mapping[str | None, tuple[float, float]]  # by activity; "" is the start, None the end
    curves: Mapping[Pair, tuple[tuple[float, float], ...]]  # a start point, then three for each Bézier curve


def layout(
    activities: Sequence[str], pairs: Mapping[Pair, int], main: Collection[Pair], order: Mapping[str, float]
) -> Layout:
    """Time runs downwards: `order` is how early an activity comes. Only the `main` pairs make room for themselves; the
    others are drawn from one activity to the next, or a map of hundreds would be too wide to read.

    Activities are told to Graphviz by number: a name may hold what it would take for markup.
    """
    number = {name: f"a{place}" for place, name in enumerate(activities)}
    graph = pygraphviz.AGraph(directed=True, strict=False)
    graph.graph_attr.update(rankdir="TB", nodesep="0.25", ranksep="0.6", splines="spline", pad="0.1")
    _add_nodes(graph, number)
    most = max(pairs.values(), default=1)
    keys = {}
    for place, (first, then) in enumerate(sorted(main, key=lambda pair: (-pairs[pair], str(pair)))):
        ends = (START if first is None else number[first], END if then is None else number[then])
        keys[f"e{place}"] = (ends, (first, then))
        is_back = first is not None and then is not None and order.get(first, 0) >= order.get(then, 0)
        weight = 1 + round(99 * pairs[first, then] / most)
        graph.add_edge(
            *ends, key=f"e{place}", weight=weight, arrowhead="none", constraint="false" if is_back else "true"
        )
    with _one_at_a_time:
        graph.layout("dot")
    drawn = _read(graph, number, keys)
    rest = {
        pair: _curve(drawn.nodes[pair[0] or ""], drawn.nodes[pair[1]])
        for pair in pairs
        if pair not in drawn.curves
    }
    return replace(drawn, curves={**drawn.curves, **rest})


def _add_nodes(graph: pygraphviz.AGraph, number: Mapping[str, str]) -> None:
    size = {
        "shape": "box",
        "fixedsize": "true",
        "width": WIDTH / POINTS,
        "height": HEIGHT / POINTS,
        "label": "",
    }
    for name in number.values():
        graph.add_node(name, **size)
    for name, rank in ((START, "source"), (END, "sink")):
        graph.add_node(name, shape="circle", fixedsize="true", width=DOT / POINTS, label="")
        graph.add_subgraph([name], rank=rank)


def _curve(one: tuple[float, float], other: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    """From below one to above the other; backwards, to itself and to its neighbour, round the right of both."""
    (x, y), (to_x, to_y) = one, other
    if to_y > y:
        half = HEIGHT / 2
        return (x, y + half), (x, y + half + 40), (to_x, to_y - half - 40), (to_x, to_y - half)
    side, bend = WIDTH / 2, 40 + abs(y - to_y) / 6
    return (x + side, y), (x + side + bend, y), (to_x + side + bend, to_y), (to_x + side, to_y)


def _read(
    graph: pygraphviz.AGraph, number: Mapping[str, str], keys: Mapping[str, tuple[tuple[str, str], Pair]]
) -> Layout:
    left, bottom, right, top = (float(text) for text in graph.graph_attr["bb"].split(","))

    def point(text: str) -> tuple[float, float]:
        x, y = text.split(",")
        return round(float(x) - left, 1), round(top - float(y), 1)

    nodes: dict[str | None, tuple[float, float]] = {
        name: point(graph.get_node(code).attr["pos"]) for name, code in number.items()
    }
    nodes[""], nodes[None] = (point(graph.get_node(name).attr["pos"]) for name in (START, END))
    curves = {
        pair: tuple(point(text) for text in graph.get_edge(*ends, key).attr["pos"].split() if text[1] != ",")
        for key, (ends, pair) in keys.items()
    }
    return Layout(right - left, top - bottom, nodes, curves)
