"""The same page for another appeal body, which the address names: /ankestyrelsen/instans/BYG."""

from typing import Any

from dash import html

from dashboard.content import say
from dashboard.pages import appeals
from dashboard.pages.appeals_figures import BODIES
from dashboard.pages.appeals_parts import BODY_PATH
from dashboard.pages.appeals_parts import PATH as FIRST
from dashboard.pages.frame import shown
from dashboard.pages.view import BadAddress, View

PATH = f"{BODY_PATH}/<body>"
TITLE = say("pages.appeals")


def layout(body: str = "", **query: Any) -> html.Div:
    if body not in BODIES:
        # Shown at the first body's address, so that the way back leads to a page that exists.
        return shown(FIRST, query, lambda view: _refuse(view, body))
    return appeals.shown_body(f"{BODY_PATH}/{body}", body, query)


def _refuse(view: View, body: str) -> list[Any]:
    raise BadAddress("body", body)
