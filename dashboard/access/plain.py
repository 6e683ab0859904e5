"""Pages outside the app, for who is not in it: no script, no figure, nothing of the fault."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from flask import Response
from jinja2 import Environment, Template

from dashboard.access.prefix import under
from dashboard.access.roles import rights
from dashboard.content import say

SIGN_OUT = "/log-ud"


def page(status: int, title: str, parts: Sequence[str], links: Sequence[tuple[str, str]] = ()) -> Response:
    ours = [(under(href), text) for href, text in links]
    shown = _template().render(
        title=title, parts=parts, links=ours, assets=under("/assets"), note=say("access.note"),
        product=say("shell.product"), owner=say("shell.owner"),
    )  # fmt: skip
    return Response(shown, status, mimetype="text/html", headers={"Cache-Control": "no-store"})


@cache
def _template() -> Template:
    text = Path(__file__).with_name("plain.html").read_text("utf-8")
    return Environment(autoescape=True).from_string(text)


def no_role(who: str) -> Response:
    parts = [say("access.no_role", who=who), say("access.whom_to_ask", ask=rights().ask)]
    return page(403, say("access.no_role_title"), parts, [(SIGN_OUT, say("access.sign_out"))])


def not_now() -> Response:
    parts = [say("access.not_now"), say("access.not_now_remedy")]
    return page(503, say("access.not_now_title"), parts, [("/", say("access.again"))])
