"""Om tallet: what stands behind a figure, in a drawer; its name is the address's fragment."""

from typing import Any

from dash import Dash, Input, Output, State, html

from dashboard.components.about_figure import about_figure
from dashboard.components.address import read
from dashboard.components.note import collect, put_aside
from dashboard.metrics.metric import METRICS
from dashboard.metrics.usage import UsageError
from dashboard.pages.frame import warehouse_of
from dashboard.pages.view import BadAddress, read_view
from dashboard.warehouse import NoSnapshot, UnknownSnapshot

PREFIX = "#about-"


def follow(fragment: str, path: str, search: str) -> tuple[bool, Any]:
    name = (fragment or "").removeprefix(PREFIX)
    if not (fragment or "").startswith(PREFIX) or name not in METRICS:
        return False, html.Div()
    here = read(path, search)
    try:
        view = read_view(warehouse_of(here), here)
        answer = view.one(name)
    except (BadAddress, NoSnapshot, UnknownSnapshot, UsageError):
        return False, html.Div()
    figure = about_figure(METRICS[name], answer, view.filters, view.warehouse, view.chosen())
    return True, html.Div([figure, *put_aside()])


def connect(app: Dash) -> None:
    app.callback(
        Output("about", "opened"),
        Output("about", "children"),
        Input("_pages_location", "hash"),
        State("_pages_location", "pathname"),
        State("_pages_location", "search"),
    )(follow)
    collect(app)
