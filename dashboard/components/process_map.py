"""The map of a process: drawn in the browser from data made here, so that sliders ask no server."""

from collections.abc import Callable
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from dashboard.components import format as write
from dashboard.components.address import Address, edge_link
from dashboard.components.extra import extra
from dashboard.components.process_tables import duration
from dashboard.content import say
from dashboard.mining.graph import Edge, Mined
from dashboard.mining.layout import HEIGHT, WIDTH, Pair
from dashboard.mining.process_map import ProcessMap, process_map

MEASURES = ("count", "median", "mean", "p90", "sum")
FEW, WAYS = 16, 24  # activities and paths that a map begins with

Namer = Callable[[str], str]


def map_panel(mined: Mined, here: Address, name: Namer, title: str) -> html.Div:
    """`mined` lists all variants; `name` says an activity in words."""
    drawn = process_map(mined)
    activities = max(level for level in drawn.levels.level.values())
    paths = len(drawn.counts)
    sliders = [
        _slider("activities", activities, min(FEW, activities)),
        _slider("paths", paths, min(WAYS, paths)),
    ]
    measure = dmc.SegmentedControl(
        id="map-measure",
        data=[{"value": key, "label": say(f"map.{key}")} for key in MEASURES],
        value="count",
        size="sm",
        className="map-measure",
        **extra(aria_label=say("map.measure")),
    )
    return html.Div(
        [
            html.Div([measure, *sliders], className="map-tools no-print"),
            html.P(id="map-told", className="quiet", **extra(aria_live="polite")),
            html.Div(id="process-map", className="scroll process-map", tabIndex="0", role="region",
                     **extra(aria_label=title)),
            html.P(say("map.legend"), className="small quiet"),
            dcc.Store(id="map-data", data=map_data(drawn, mined, here, name)),
        ],
        className="panel",
    )  # fmt: skip


def _slider(key: str, most: int, value: int) -> html.Div:
    # The number stands beside it: a bubble would cover the map.
    slider = dmc.Slider(
        id=f"map-{key}", min=1, max=max(2, most), step=1, value=value, label=None, updatemode="drag",
        thumbLabel=say(f"map.{key}"), size="sm",
    )  # fmt: skip
    return html.Div([html.Span(say(f"map.{key}")), slider], className="map-slider", hidden=most < 2)


def map_data(drawn: ProcessMap, mined: Mined, here: Address, name: Namer) -> dict[str, Any]:
    """What the browser draws: only numbers that may be shown, in words already."""
    place = {node: number for number, node in enumerate(drawn.layout.nodes)}
    nodes = [
        {"x": x, "y": y, "level": drawn.levels.level.get(node, 0), "name": name(node) if node else "",
         "said": write.number(count) if count is not None else "", "count": count or 0}
        for node, (x, y) in drawn.layout.nodes.items()
        for count in [mined.activities.get(node or "")]
    ]  # fmt: skip
    edges = [
        {"from": place["" if pair[0] is None else pair[0]], "to": place[pair[1]], "curve": drawn.layout.curves[pair],
         "rank": drawn.levels.rank[pair], "keeps": pair in drawn.levels.keeps,
         **_told(pair, count, drawn.edges.get(pair), here, name)}
        for pair, count in drawn.counts.items()
    ]  # fmt: skip
    return {
        "width": drawn.layout.width, "height": drawn.layout.height, "box": [WIDTH, HEIGHT], "nodes": nodes,
        "edges": edges, "coverage": drawn.coverage, "cases": mined.cases or 0, "events": mined.events or 0,
        "told": say("map.told"), "begin": place[""],
    }  # fmt: skip


def _told(pair: Pair, count: int | None, edge: Edge | None, here: Address, name: Namer) -> dict[str, Any]:
    said = say("absent.withheld") if count is None else write.number(count)
    times = {} if edge is None else {
        "median": edge.median_s, "mean": edge.mean_s, "p90": edge.p90_s, "sum": edge.sum_s
    }  # fmt: skip
    words = {"count": said} | {key: duration(seconds) for key, seconds in times.items()}
    values = {"count": count or 0} | {key: seconds or 0 for key, seconds in times.items()}
    ends = [
        name(each) if each else say(f"map.{key}") for each, key in zip(pair, ("start", "end"), strict=True)
    ]
    href = edge_link(here, pair[0] or "", pair[1] or "") if edge is not None and count is not None else ""
    told = say("processes.transition", first=ends[0], then=ends[1])
    return {"value": values, "said": words, "href": href, "name": told}


def connect(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("process_map", "draw"),
        Output("map-told", "children"),
        Input("map-data", "data"),
        Input("map-activities", "value"),
        Input("map-paths", "value"),
        Input("map-measure", "value"),
    )
