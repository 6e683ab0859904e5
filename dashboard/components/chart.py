"""The one place that makes a chart element: a figure with a name, a reading, a source and its table."""

from typing import Any

import plotly.graph_objects as go
from dash import dcc, html

from dashboard.components.extra import extra
from dashboard.components.table import download
from dashboard.content import say

# No mode bar: plotly.js offers to send the figure to a cloud there, and that must never leave the house.
CONFIG: Any = {
    "displayModeBar": False,
    "displaylogo": False,
    "modeBarButtonsToRemove": ["sendChartToCloud", "sendDataToCloud"],
    "locale": "da",
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": True,
}


def chart(
    key: str, figure: go.Figure, title: str, subtitle: str, reading: str, source: str, table: Any, link: str
) -> html.Figure:
    """`reading` is one sentence for those who do not see the drawing; the table holds the same numbers."""
    height = figure.layout.height or 300
    graph = dcc.Graph(id=f"plot-{key}", figure=figure, config=CONFIG, style={"height": f"{height}px"})
    tools = [
        html.A(say("chart.link"), href=link, title=say("chart.link_title")),
        download(),
        html.Details([html.Summary(say("chart.table")), table]),
    ]
    return html.Figure(
        [
            html.Figcaption([html.H3(title), html.P(subtitle)]),
            html.Div(
                graph,
                className="plot",
                role="img",
                style={"minHeight": f"{height}px"},
                **extra(aria_label=reading),
            ),
            html.P(source, className="source"),
            html.Div(tools, className="tools"),
        ],
        className="chart",
        id=key,
    )


def empty(title: str, text: str, remedy: str = "") -> html.Div:
    """Empty is an answer: why it is empty, and what would fill it."""
    parts = [html.H3(title), html.P(text)]
    if remedy:
        parts.append(html.P(remedy, className="quiet"))
    return html.Div(parts, className="empty")
