"""Bars of topics, longest first; the one looked at is in our colour. For topics only: places are never ordered so."""

from collections.abc import Sequence
from itertools import accumulate
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.palette import BRAND, CONTEXT, INK
from dashboard.charts.points import Point, plain
from dashboard.charts.template import blank

ROW, LINE, THICK = 40, 17, 9  # pixels: a topic with a name of one line, a line more, its bar
WRAP = 42  # characters that fit beside the edge of a phone


def ordered_bars(points: Sequence[Point], looked_at: str = "") -> go.Figure:
    """Points with values only; the name stands above its bar, so that long names need no margin on a phone."""
    ordered = sorted(points, key=lambda point: -(point.value or 0))
    names = [wrap(point.at, WRAP) for point in ordered]
    places = list(accumulate(ROW + LINE * (len(lines) - 1) for lines in names))
    figure = blank((places[-1] if places else 0) + 16)
    most = max((point.value or 0 for point in ordered), default=0) or 1
    figure.add_trace(_bars(ordered, places, looked_at))
    figure.update_layout(
        margin={"l": 4, "r": 64, "t": 0, "b": 4},
        annotations=[
            _name(place, lines, point.at == looked_at)
            for place, lines, point in zip(places, names, ordered, strict=True)
        ],
        xaxis={"visible": False, "range": [0, most * 1.05]},
        yaxis={"visible": False, "autorange": False, "range": [(places[-1] if places else 1) + 12, 0]},
    )
    return figure


def _bars(points: Sequence[Point], places: Sequence[int], looked_at: str) -> go.Bar:
    colours = [BRAND if point.at == looked_at else CONTEXT for point in points]
    return go.Bar(
        x=[point.value for point in points],
        y=list(places),
        orientation="h",
        width=THICK,
        marker={"color": colours, "line": {"width": 0}},
        text=[plain(point.text) for point in points],
        textposition="outside",
        constraintext="none",
        textfont={"color": INK, "size": 14},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _name(place: int, lines: Sequence[str], is_looked_at: bool) -> dict[str, Any]:
    text = "<br>".join(plain(line) for line in lines)
    return {
        "x": 0, "y": place, "text": f"<b>{text}</b>" if is_looked_at else text,
        "font": {"size": 14, "color": INK}, "showarrow": False, "align": "left",
        "xanchor": "left", "yanchor": "bottom", "yshift": 5, "xshift": -2,
    }  # fmt: skip
