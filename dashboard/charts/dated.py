"""Days on which something changed, as dotted lines through a figure over time."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.charts.palette import QUIET
from dashboard.charts.points import plain

Dated = tuple[str, str]  # an ISO day and a short word


def mark_dates(figure: go.Figure, dated: Sequence[Dated]) -> None:
    for day, word in dated:
        figure.add_vline(x=day, line={"color": QUIET, "width": 1, "dash": "dot"})
        figure.add_annotation(
            x=day, y=1, yref="paper", text=plain(word), font={"size": 12, "color": QUIET}, showarrow=False,
            xanchor="left", yanchor="bottom", xshift=-4,
        )  # fmt: skip
