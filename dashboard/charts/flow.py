"""Inflow, outflow and stock in one picture: two panels over the same months, for the two are counted in other sizes."""

from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.charts.dated import Dated, mark_dates
from dashboard.charts.palette import BRAND, CARD, CONTEXT, SERIES
from dashboard.charts.points import Series, plain
from dashboard.charts.template import TEMPLATE

HEIGHT = 460


def flow(flows: Sequence[Series], stock: Series, ahead: Sequence[tuple[str, float, float, float]],
         dated: Sequence[Dated]) -> go.Figure:  # fmt: skip
    """`ahead`: day, mean, lower and upper end of what is expected to come in; `dated`: phases as ticks."""
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.6, 0.4], vertical_spacing=0.12)
    figure.update_layout(template=TEMPLATE, height=HEIGHT, margin_r=88, margin_t=28)
    for place, one in enumerate(flows):
        _add(figure, one, SERIES[place % len(SERIES)], 1, ("solid", "dash")[place % 2])
    _add(figure, stock, CONTEXT, 2, "solid")
    if ahead:
        _expected(figure, ahead)
    mark_dates(figure, dated)
    figure.update_xaxes(type="date", tickformat="%b\n%Y", tickangle=0, minor_ticks="")
    return figure


def _add(figure: go.Figure, one: Series, colour: str, row: int, dash: str) -> None:
    figure.add_trace(
        go.Scatter(
            x=[point.at for point in one.points],
            y=[point.value for point in one.points],
            mode="lines+markers",
            line={"color": colour, "width": 2, "dash": dash},
            marker={
                "size": [8 if point.hollow else 5 for point in one.points],
                "color": [CARD if point.hollow else colour for point in one.points],
                "line": {"color": colour, "width": 2},
                "opacity": 1,
            },
            text=[plain(point.text) for point in one.points],
            hovertemplate="%{text}<extra></extra>",
            connectgaps=False,
        ),
        row=row,
        col=1,
    )
    last = next((point for point in reversed(one.points) if point.value is not None), None)
    if last is not None:
        shift = 0 if row == 2 else 9 if dash == "solid" else -9
        figure.add_annotation(
            x=last.at, y=last.value, text=plain(one.name), font={"color": colour, "size": 12}, showarrow=False,
            xanchor="left", yanchor="middle", xshift=8, yshift=shift, row=row, col=1,
        )  # fmt: skip


def _expected(figure: go.Figure, ahead: Sequence[tuple[str, float, float, float]]) -> None:
    days = [day for day, *_ in ahead]
    band = [*(high for *_, high in ahead), *reversed([low for _, _, low, _ in ahead])]
    figure.add_trace(
        go.Scatter(
            x=[*days, *reversed(days)], y=band, fill="toself", fillcolor=BRAND, opacity=0.18,
            line={"width": 0}, mode="lines", hoverinfo="skip",
        ),
        row=1, col=1,
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(x=days, y=[mean for _, mean, *_ in ahead], mode="lines",
                   line={"color": BRAND, "width": 2, "dash": "dot"}, hoverinfo="skip"),
        row=1, col=1,
    )  # fmt: skip
