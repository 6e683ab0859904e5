"""A series with what it usually moves within: pale band, thin mean, and bigger marks of another shape for signals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.palette import BETTER, BRAND, CARD, CONTEXT, HAIRLINE, QUIET, WORSE
from dashboard.charts.points import Point, Series, plain
from dashboard.charts.template import blank

HEIGHT = 300
# Never colour alone: each meaning has a shape of its own.
LOOKS = {
    "improving": ("triangle-up", BETTER),
    "worsening": ("triangle-down", WORSE),
    "neither": ("diamond", BRAND),
}
APART = 0.09  # of the height: names closer than this would print on top of each other


@dataclass(frozen=True)
class Usual:
    """Centre and limits as they are drawn, each with its words."""

    centre: tuple[float, str]
    lower: tuple[float, str]
    upper: tuple[float, str]


def control(series: Series, usual: Usual | None, marks: Mapping[int, str]) -> go.Figure:
    """`marks`: what a point that is hardly chance means, by its place in the series."""
    figure = blank(HEIGHT)
    top = _top(series, usual)
    signals = [
        _signals(series.points, [n for n, of in marks.items() if of == meaning], meaning) for meaning in LOOKS
    ]
    figure.add_traces([_line(series.points), *[trace for trace in signals if trace]])
    figure.update_layout(
        margin_r=88 if usual else 16,
        shapes=_band(usual) if usual else [],
        annotations=_names(usual, top) if usual else [],
        xaxis={"type": "date", "tickformat": "%b\n%Y", "tickangle": 0, "nticks": 8},
        yaxis={"range": [0, top * 1.08]},
    )
    return figure


def _top(series: Series, usual: Usual | None) -> float:
    values = [point.value for point in series.points if point.value is not None]
    return max([*values, usual.upper[0] if usual else 0], default=0) or 1


def _band(usual: Usual) -> list[dict[str, Any]]:
    across = {"xref": "paper", "x0": 0, "x1": 1, "layer": "below"}
    band = {
        "type": "rect",
        "y0": usual.lower[0],
        "y1": usual.upper[0],
        "fillcolor": HAIRLINE,
        "opacity": 0.55,
    }
    mean = {
        "type": "line",
        "y0": usual.centre[0],
        "y1": usual.centre[0],
        "line": {"color": CONTEXT, "width": 1},
    }
    return [across | band | {"line": {"width": 0}}, across | mean]


def _names(usual: Usual, top: float) -> list[dict[str, Any]]:
    """The limits are named where there is room beside the mean's own name."""
    middle = usual.centre[0]
    return [
        {
            "xref": "paper", "x": 1, "y": value, "text": plain(text), "font": {"size": 12, "color": QUIET},
            "showarrow": False, "xanchor": "left", "yanchor": "middle", "xshift": 8,
        }
        for value, text in (usual.upper, usual.centre, usual.lower)
        if value == middle or abs(value - middle) / top >= APART
    ]  # fmt: skip


def _line(points: Sequence[Point]) -> go.Scatter:
    return go.Scatter(
        x=[point.at for point in points],
        y=[point.value for point in points],
        mode="lines+markers",
        line={"color": CONTEXT, "width": 2},
        marker={
            "opacity": 1,
            "size": [8 if point.hollow else 5 for point in points],
            "color": [CARD if point.hollow else CONTEXT for point in points],
            "line": {"color": CONTEXT, "width": 2},
        },
        text=[plain(point.text) for point in points],
        hovertemplate="%{text}<extra></extra>",
        connectgaps=False,
        cliponaxis=False,  # nought stands on the axis and is seen whole
    )


def _signals(points: Sequence[Point], places: Sequence[int], meaning: str) -> go.Scatter | None:
    if not places:
        return None
    symbol, colour = LOOKS[meaning]
    line = {"color": CARD, "width": 1}
    return go.Scatter(
        x=[points[place].at for place in places],
        y=[points[place].value for place in places],
        mode="markers",
        marker={"symbol": symbol, "size": 11, "color": colour, "opacity": 1, "line": line},
        text=[plain(points[place].text) for place in places],
        hovertemplate="%{text}<extra></extra>",
    )
