"""Figures put aside for a note, from the drawer about one: a metric and an address, kept in the browser."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html

from dashboard.content import say

MOST = 40


def put_aside() -> list[Any]:
    """The button in the drawer, and where it says that it did."""
    return [
        html.Button(say("making.collect"), id="note-add", className="quiet-action", type="button"),
        html.P("", id="note-said", role="status"),
        dcc.Store(id="note-words", data=say("making.collected", n="{n}")),
    ]


def counted() -> list[Any]:
    """On Rapporter: how many there are, and the way to none."""
    return [
        html.P("", id="note-count", role="status"),
        html.Button(say("making.empty"), id="note-empty", className="quiet-action", type="button"),
        dcc.Store(id="note-count-words", data=say("making.collected_count", n="{n}")),
    ]


def collect(app: Dash) -> None:
    """All in the browser; nothing is asked of the server before a report is made."""
    app.clientside_callback(
        ClientsideFunction("note", "add"),
        Output("note", "data"), Output("note-said", "children"),
        Input("note-add", "n_clicks"), State("_pages_location", "hash"), State("_pages_location", "search"),
        State("note", "data"), State("note-words", "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    app.clientside_callback(
        ClientsideFunction("note", "count"),
        Output("note-count", "children"),
        Input("note", "data"), Input("note-count-words", "data"),
    )  # fmt: skip
    app.clientside_callback(
        ClientsideFunction("note", "empty"),
        Output("note", "data", allow_duplicate=True),
        Input("note-empty", "n_clicks"),
        prevent_initial_call=True,
    )
