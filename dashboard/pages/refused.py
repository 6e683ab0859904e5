"""What a reader sees who may not open a page: which role they have, and whom to ask."""

from dash import html

from dashboard.access.person import current
from dashboard.access.roles import rights
from dashboard.components.account import role_title
from dashboard.content import say
from dashboard.pages.frame import message


def layout(title: str) -> html.Div:
    role = role_title(current().grant.role.key)
    parts = [say("access.page", page=title, role=role), say("access.whom_to_ask", ask=rights().ask)]
    return message(say("access.page_title"), parts, say("access.page_back"), say("paths.trust"))
