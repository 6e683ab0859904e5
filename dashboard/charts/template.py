"""The look of every chart: white space instead of frames, horizontal hairlines only."""

import plotly.graph_objects as go

from dashboard.charts.palette import CARD, FONT, HAIRLINE, INK, QUIET

TICKS = {"size": 12, "color": QUIET}

TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 14, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 72, "t": 12, "b": 28},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": CARD,
            "bordercolor": QUIET,
            "font": {"family": FONT, "size": 14, "color": INK},
        },
        "xaxis": {
            "showgrid": False,
            "zeroline": False,
            "tickfont": TICKS,
            "fixedrange": True,
            "automargin": True,
        },
        "yaxis": {
            "gridcolor": HAIRLINE,
            "zeroline": False,
            "tickfont": TICKS,
            "fixedrange": True,
            "automargin": True,
            "rangemode": "tozero",
            "nticks": 5,
            "separatethousands": True,
            "exponentformat": "none",  # thirty thousand is 30.000 here, not 30k
        },
    }
)


def blank(height: int) -> go.Figure:
    figure = go.Figure()
    figure.update_layout(template=TEMPLATE, height=height)
    return figure
