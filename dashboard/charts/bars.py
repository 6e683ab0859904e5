"""One bar a group, in the order given: never sorted by value, for this is not a ranking."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.charts.palette import BRAND, CARD, INK, QUIET
from dashboard.charts.points import Point, plain
from dashboard.charts.template import blank

ROW = 46


def bars(points: Sequence[Point]) -> go.Figure:
    """The name stands above its bar, so that long names need no margin on a phone."""
    figure = blank(ROW * len(points) + 24)
    places = list(range(len(points)))
    figure.add_trace(_bars(points, places))
    for place, point in zip(places, points, strict=True):
        _name(figure, place, point)
    figure.update_layout(margin={"l": 4, "r": 56, "t": 4, "b": 4}, bargap=0.7)
    figure.update_xaxes(visible=False, rangemode="tozero", range=[0, _top(points) * 1.15])
    figure.update_yaxes(visible=False, autorange=False, range=[len(points) - 0.5, -0.75])
    return figure


def _top(points: Sequence[Point]) -> float:
    return max((point.value or 0 for point in points), default=0) or 1


def _bars(points: Sequence[Point], places: list[int]) -> go.Bar:
    return go.Bar(
        x=[point.value for point in points],
        y=places,
        orientation="h",
        width=0.26,
        marker={
            "color": [CARD if point.hollow else BRAND for point in points],
            "line": {"color": BRAND, "width": [2 if point.hollow else 0 for point in points]},
        },
        text=[plain(point.text) if point.value is not None else "" for point in points],
        textposition="outside",
        constraintext="none",
        textfont={"color": INK, "size": 14},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _name(figure: go.Figure, place: int, point: Point) -> None:
    missing = point.value is None
    text = f"{plain(point.at)}: <i>{plain(point.text)}</i>" if missing else plain(point.at)
    figure.add_annotation(
        x=0, y=place, text=text, font={"size": 14, "color": QUIET if missing else INK},
        showarrow=False, xanchor="left", yanchor="bottom", yshift=8, xshift=-2, align="left",
    )  # fmt: skip
