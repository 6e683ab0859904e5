"""The frame of every page: header with the product's name, navigation, the drawer Om tallet."""

from collections.abc import Sequence
from typing import Any

import dash
import dash_mantine_components as dmc
from dash import ClientsideFunction, Input, Output, State, dcc, html

from dashboard.access.prefix import inside, under
from dashboard.components.address import MINED, OWN, read
from dashboard.components.extra import extra
from dashboard.components.theme import THEME
from dashboard.content import say

OF_PROCESSES = ("processes", "variants", "bottlenecks", "rules")  # they share the filters of a process
NAVBAR = {"width": 208, "breakpoint": "md", "collapsed": {"mobile": True}}
Link = tuple[str, str]  # path and title


def shell(links: Sequence[Link], synthetic: bool, account: Any = None) -> dmc.MantineProvider:
    frame = dmc.AppShell(
        [
            dmc.AppShellHeader(_header(synthetic), className="shell-header"),
            dmc.AppShellNavbar(
                html.Nav(_nav(links, account), **extra(aria_label=say("shell.navigation"))),
                className="shell-nav",
            ),
            dmc.AppShellMain(
                html.Div(dash.page_container, id="content", tabIndex=-1), className="shell-main"
            ),
        ],
        id="frame",
        header={"height": 60},
        navbar=NAVBAR,
        padding=0,
        transitionDuration=0,
    )
    skip = html.A(say("shell.skip"), href="#content", className="skip")
    return dmc.MantineProvider(
        [skip, frame, _drawer(), dcc.Store(id="forgotten"), dcc.Store(id="note", storage_type="session")],
        theme=THEME,
        defaultColorScheme="auto",
    )


def _header(synthetic: bool) -> html.Div:
    name = [html.Strong(say("shell.product")), html.Span(say("shell.owner"))]
    burger = dmc.Burger(
        id="burger",
        opened=False,
        size="sm",
        hiddenFrom="md",
        className="burger",
        **extra(aria_label=say("shell.menu")),
    )
    toggle = dmc.ColorSchemeToggle(
        lightIcon="◐", darkIcon="◑", id="scheme", variant="subtle", size="lg", className="scheme",
        **extra(aria_label=say("shell.scheme")),
    )  # fmt: skip
    badge = html.Span(synthetic_badge(synthetic), id="synthetic")
    return html.Div(
        [
            burger,
            dcc.Link(name, href=under("/"), className="product"),
            html.Div([badge, toggle], className="bar-end"),
        ],
        className="bar",
    )


def synthetic_badge(synthetic: bool) -> Any:
    return (
        html.Span(say("shell.synthetic"), className="synthetic", title=say("shell.synthetic_title"))
        if synthetic
        else None
    )


def _nav(links: Sequence[Link], account: Any) -> list[Any]:
    note = [
        html.P(say("shell.measured")),
        dcc.Link(say("shell.measured_link"), href=under(say("paths.trust"))),
    ]
    return [html.Ul(nav_items(links, "", ""), id="nav"), account, html.Div(note, className="note")]


def nav_items(links: Sequence[Link], path: str, search: str) -> list[html.Li]:
    """Links keep the filters, so that a reader looks at the same part of the city on the next page."""
    path = inside(path)
    filters = read(path, search).changed(**dict.fromkeys(OWN))
    elsewhere, mined = filters.changed(**dict.fromkeys(MINED)).search(), filters.search()
    of_processes = {say(f"paths.{page}") for page in OF_PROCESSES}
    items = []
    for target, title in links:
        kept = mined if target in of_processes else elsewhere
        here = path == target or (target != "/" and path.startswith(f"{target}/"))
        current = extra(aria_current="page") if here else {}
        items.append(html.Li(dcc.Link(title, href=under(target) + kept, className="link"), **current))
    return items


def _drawer() -> dmc.Drawer:
    return dmc.Drawer(
        id="about",
        opened=False,
        position="right",
        size=480,
        title=say("about.title"),
        closeButtonProps={"aria-label": say("about.close")},
        transitionProps={"duration": 150},
        keepMounted=False,
    )


def connect(app: dash.Dash) -> None:
    """Pure view toggles stay in the browser."""
    app.clientside_callback(
        ClientsideFunction("shell", "navbar"),
        Output("frame", "navbar"),
        Input("burger", "opened"),
        State("frame", "navbar"),
    )
    app.clientside_callback(
        ClientsideFunction("shell", "closed"),
        Output("burger", "opened"),
        Input("_pages_location", "pathname"),
    )
    app.clientside_callback(
        ClientsideFunction("shell", "forget"),
        Output("forgotten", "data"),
        Input("about", "opened"),
        prevent_initial_call=True,
    )
