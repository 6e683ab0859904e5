"""Any address that no page answers; Dash finds it by its name."""

from typing import Any

from dash import html

from dashboard.content import say
from dashboard.pages.frame import message

PATH = say("paths.not_found")
TITLE = say("pages.not_found")


def layout(**query: Any) -> html.Div:
    return message(
        say("bad.not_found_title"), [say("bad.not_found")], say("bad.way_back"), say("paths.overview")
    )
