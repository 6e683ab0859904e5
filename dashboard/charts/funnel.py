"""Units by size and rate within the funnel that chance makes: wide for small ones, narrow for large ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.palette import BETTER, BRAND, CARD, CONTEXT, HAIRLINE, INK, QUIET, WORSE
from dashboard.charts.points import plain
from dashboard.charts.template import blank

HEIGHT = 360
# Never colour alone: symbol, colour and size.
LOOKS = {
    "ordinary": ("circle", CONTEXT, 8),
    "improving": ("triangle-up", BETTER, 12),
    "worsening": ("triangle-down", WORSE, 12),
}


@dataclass(frozen=True)
class Spot:
    """One unit. `meaning`: ordinary, improving or worsening; `far`: outside the outer limits too."""

    name: str
    size: float
    rate: float
    text: str
    meaning: str = "ordinary"
    far: bool = False
    looked_at: bool = False


@dataclass(frozen=True)
class Limit:
    """The limits for a unit of this size: inner lower and upper, outer lower and upper."""

    size: float
    inner: tuple[float, float]
    outer: tuple[float, float]


@dataclass(frozen=True)
class Names:
    size: str
    outer: str
    centre: str


def funnel(spots: Sequence[Spot], limits: Sequence[Limit], centre: float, names: Names) -> go.Figure:
    figure = blank(HEIGHT)
    sizes = [limit.size for limit in limits]
    traces = [_band(limits)]
    traces += [_curve(sizes, [limit.outer[side] for limit in limits], "dot") for side in (0, 1)]
    traces.append(_curve([sizes[0], sizes[-1]], [centre, centre], "solid"))
    for meaning in LOOKS:
        alike = [spot for spot in spots if spot.meaning == meaning]
        traces += [_spots(alike, meaning)] if alike else []
    figure.add_traces(traces)
    top = max([*[spot.rate for spot in spots], limits[0].inner[1], limits[-1].outer[1]]) * 1.08
    figure.update_layout(
        margin={"l": 8, "r": 64, "t": 12, "b": 44},
        annotations=[*_labels(spots, sizes[-1]), *_ends(limits[-1], centre, names)],
        yaxis={"range": [0, top]},
        xaxis={
            "range": [0, sizes[-1]], "title": {"text": plain(names.size), "font": {"size": 12, "color": QUIET}},
            "separatethousands": True, "exponentformat": "none", "nticks": 5,
            "ticks": "outside", "ticklen": 6, "tickcolor": "rgba(0,0,0,0)",
        },
    )  # fmt: skip
    return figure


def _band(limits: Sequence[Limit]) -> go.Scatter:
    around = [(limit.size, limit.inner[1]) for limit in limits]
    around += [(limit.size, limit.inner[0]) for limit in reversed(limits)]
    return go.Scatter(
        x=[round(size, 1) for size, _ in around],
        y=[round(rate, 3) for _, rate in around],
        fill="toself",
        fillcolor=HAIRLINE,
        opacity=0.55,
        mode="none",
        hoverinfo="skip",
    )


def _curve(sizes: Sequence[float], rates: Sequence[float], dash: str) -> go.Scatter:
    return go.Scatter(
        x=[round(size, 1) for size in sizes],
        y=[round(rate, 3) for rate in rates],
        mode="lines",
        line={"color": CONTEXT, "width": 1, "dash": dash},
        hoverinfo="skip",
    )


def _spots(spots: Sequence[Spot], meaning: str) -> go.Scatter:
    symbol, colour, size = LOOKS[meaning]
    return go.Scatter(
        x=[spot.size for spot in spots],
        y=[round(spot.rate, 3) for spot in spots],
        mode="markers",
        marker={
            "symbol": symbol,
            "opacity": 1,
            "size": size,
            "color": [_inside(spot, colour) for spot in spots],
            "line": {"color": [BRAND if spot.looked_at else colour for spot in spots], "width": 2},
        },
        text=[plain(spot.text) for spot in spots],
        hovertemplate="%{text}<extra></extra>",
    )


def _inside(spot: Spot, colour: str) -> str:
    """Hollow between the two limits: it differs, but less surely."""
    if spot.looked_at and spot.meaning == "ordinary":
        return BRAND
    return CARD if spot.meaning != "ordinary" and not spot.far else colour


def _labels(spots: Sequence[Spot], most: float) -> list[dict[str, Any]]:
    """Direct names for what stands outside the outer limits, and for what is looked at."""
    made = []
    for spot in spots:
        if spot.far or spot.looked_at:
            is_right = spot.size > most * 0.55
            made.append(
                {
                    "x": spot.size, "y": spot.rate, "text": plain(spot.name), "font": {"size": 12, "color": INK},
                    "showarrow": False, "yanchor": "middle",
                    "xanchor": "right" if is_right else "left", "xshift": -10 if is_right else 10,
                }
            )  # fmt: skip
    return made


def _ends(last: Limit, centre: float, names: Names) -> list[dict[str, Any]]:
    """The names of the lines at their ends."""
    lines = ((last.outer[1], names.outer), (last.outer[0], names.outer), (centre, names.centre))
    return [
        {
            "xref": "paper", "x": 1, "y": value, "text": plain(text), "font": {"size": 12, "color": QUIET},
            "showarrow": False, "xanchor": "left", "yanchor": "middle", "xshift": 6,
        }
        for value, text in lines
    ]  # fmt: skip
