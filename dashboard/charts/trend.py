"""Months along the bottom, one line per series, its name at its end."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.charts.palette import CARD, SERIES
from dashboard.charts.points import Point, Series, plain
from dashboard.charts.template import blank

HEIGHT = 300


def trend(series: Sequence[Series]) -> go.Figure:
    figure = blank(HEIGHT)
    for place, one in enumerate(series):
        colour = SERIES[place % len(SERIES)]
        figure.add_trace(_line(one, colour))
        _name_at_end(figure, one, colour, named=len(series) > 1)
    _part_labels(figure, series)
    figure.update_layout(margin_r=72 if len(series) > 1 else 16)
    figure.update_xaxes(type="date", tickformat="%b\n%Y", tickangle=0, minor_ticks="")
    return figure


def _line(one: Series, colour: str) -> go.Scatter:
    return go.Scatter(
        x=[point.at for point in one.points],
        y=[point.value for point in one.points],
        mode="lines+markers",
        name=plain(one.name),
        line={"color": colour, "width": 2},
        marker={
            "opacity": 1,
            "size": [8 if point.hollow else 5 for point in one.points],
            "color": [CARD if point.hollow else colour for point in one.points],
            "line": {"color": colour, "width": 2},
        },
        text=[plain(point.text) for point in one.points],
        hovertemplate="%{text}<extra></extra>",
        connectgaps=False,
    )


def _last(one: Series) -> Point | None:
    return next((point for point in reversed(one.points) if point.value is not None), None)


def _name_at_end(figure: go.Figure, one: Series, colour: str, named: bool) -> None:
    last = _last(one)
    if last is None or not named:
        return
    figure.add_annotation(
        x=last.at, y=last.value, text=plain(one.name), font={"color": colour, "size": 12}, name=one.name,
        showarrow=False, xanchor="left", yanchor="middle", xshift=8,
    )  # fmt: skip


def _part_labels(figure: go.Figure, series: Sequence[Series]) -> None:
    """Two lines that end close together would print their names on top of each other: push them apart."""
    notes = list(figure.layout.annotations)
    if len(notes) < 2:
        return
    top = max((point.value or 0 for one in series for point in one.points), default=0) or 1
    upper, lower = sorted(notes[:2], key=lambda note: -note.y)
    if (upper.y - lower.y) / top < 0.08:
        upper.yshift, lower.yshift = 9, -9
