"""A control chart with the target as a dashed line, named where it meets the right edge."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from dashboard.charts.dated import Dated, mark_dates
from dashboard.charts.palette import INK
from dashboard.charts.points import Series, plain
from dashboard.charts.xmr import Usual, control

ROOM = 1.08
APART = 0.09  # of the height: names closer than this would print on top of each other


def against_target(
    series: Series, usual: Usual | None, marks: Mapping[int, str], target: float | None, label: str,
    dated: Sequence[Dated] = (),
) -> go.Figure:  # fmt: skip
    """`target` is None for a yearly count, of which no month can be asked: then no line is drawn. `dated`: phases."""
    figure = control(series, usual, marks)
    if target is not None:
        _add_target(figure, target, label)
    if dated:
        figure.update_layout(margin_t=28)
        mark_dates(figure, dated)
    return figure


def _add_target(figure: go.Figure, target: float, label: str) -> None:
    top = max(figure.layout.yaxis.range[1], target * ROOM)
    figure.update_yaxes(range=[0, top])
    figure.update_layout(margin_r=96)
    line = {"color": INK, "width": 2, "dash": "dash"}
    figure.add_shape(type="line", xref="paper", x0=0, x1=1, y0=target, y1=target, line=line)
    kept = [note for note in figure.layout.annotations if abs(note.y - target) / top >= APART]
    figure.layout.annotations = kept
    figure.add_annotation(
        xref="paper", x=1, y=target, text=f"<b>{plain(label)}</b>", font={"size": 12, "color": INK},
        showarrow=False, xanchor="left", yanchor="middle", xshift=8,
    )  # fmt: skip
