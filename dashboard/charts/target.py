"""A control chart with the target as a dashed line, named where it meets the right edge."""

from collections.abc import Mapping

import plotly.graph_objects as go

from dashboard.charts.palette import INK
from dashboard.charts.points import Series, plain
from dashboard.charts.xmr import Usual, control

ROOM = 1.08
APART = 0.09  # of the height: names closer than this would print on top of each other


def against_target(
    series: Series, usual: Usual | None, marks: Mapping[int, str], target: float | None, label: str
) -> go.Figure:
    """`target` is None for a yearly count, of which no month can be asked: then no line is drawn."""
    figure = control(series, usual, marks)
    if target is None:
        return figure
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
    return figure
