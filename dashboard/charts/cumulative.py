"""How large a share of a cohort was decided after so many days, with the deadline as a dashed line across."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.charts.palette import BRAND, CONTEXT, HAIRLINE, INK, QUIET, TEAL
from dashboard.charts.points import plain
from dashboard.charts.template import blank

HEIGHT = 320
LOOKS = ((BRAND, "solid", 3), (CONTEXT, "solid", 2), (TEAL, "dash", 2))
MARKED = (80, 90)


@dataclass(frozen=True)
class Line:
    """Days and share in percent, with what is said when pointing."""

    name: str
    days: tuple[float, ...]
    shares: tuple[float, ...]
    said: tuple[str, ...]


def cumulative(lines: Sequence[Line | None], deadline: float, label: str) -> go.Figure:
    """The cohort, an earlier one and the closed only, in that order; what is not there is None."""
    figure = blank(HEIGHT)
    for one, (colour, dash, width) in zip(lines, LOOKS):
        if one:
            figure.add_trace(
                go.Scatter(
                    x=one.days, y=one.shares, mode="lines", name=plain(one.name),
                    line={"color": colour, "dash": dash, "width": width},
                    text=[plain(text) for text in one.said], hovertemplate="%{text}<extra></extra>",
                )
            )  # fmt: skip
    longest = max([deadline, *(day for one in lines if one for day in one.days)])
    figure.update_layout(
        margin_r=16,
        margin_t=24,
        shapes=[_deadline(deadline), *(_level(share) for share in MARKED)],
        annotations=[_name(deadline, label)],
        xaxis={"range": [0, longest * 1.05], "ticksuffix": "", "rangemode": "tozero"},
        yaxis={"range": [0, 100], "tickvals": [0, 20, 40, 60, *MARKED, 100]},
    )
    return figure


def _deadline(day: float) -> dict[str, object]:
    return {"type": "line", "x0": day, "x1": day, "y0": 0, "y1": 1, "yref": "paper",
            "line": {"color": INK, "width": 2, "dash": "dash"}}  # fmt: skip


def _level(share: float) -> dict[str, object]:
    return {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": share, "y1": share, "layer": "below",
            "line": {"color": HAIRLINE, "width": 2}}  # fmt: skip


def _name(day: float, label: str) -> dict[str, object]:
    return {"x": day, "y": 1, "yref": "paper", "text": plain(label), "showarrow": False, "xanchor": "left",
            "yanchor": "bottom", "xshift": -4, "font": {"size": 12, "color": QUIET}}  # fmt: skip
