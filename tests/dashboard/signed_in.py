"""The app with sign-in, and browsers of people with roles: what the identity provider would have said is put in."""

from collections.abc import Sequence
from contextvars import copy_context
from pathlib import Path
from typing import Any

from dash import Dash
from flask.testing import FlaskClient

from dashboard.access.guard import CSRF_HEADER
from dashboard.access.roles import rights
from dashboard.access.settings import SignIn
from dashboard.access.visitors import Access
from dashboard.app import create_app

SETTINGS = SignIn("https://ledelse.test", "https://provider.test", "app", "a secret")
HOST = "ledelse.test"
UNITS = ("SOF-HAN-1",)


def app_with_sign_in(facts: Path) -> Dash:
    return create_app(facts, SETTINGS)


def access_of(app: Dash) -> Access:
    access: Access = app.server.config["ACCESS"]
    return access


class Browser:
    """A client with somebody's session, that sends what a browser sends from our own pages."""

    def __init__(self, app: Dash, role: str | None, units: Sequence[str] = UNITS) -> None:
        self.client: FlaskClient = app.server.test_client()
        self.headers = {
            "Host": HOST,
            "Origin": "https://ledelse.test",
            "Sec-Fetch-Site": "same-origin",
        }
        if role is not None:
            access = access_of(app)
            claims = {"roles": [rights().role(role).claim], "units": list(units)}
            token, session = access.sessions.open(f"{role}@test", claims)
            self.client.set_cookie(access.cookie, token, domain=HOST, secure=True)
            self.headers[CSRF_HEADER] = session.csrf

    def get(self, path: str, **headers: str) -> Any:
        sent = self.headers | headers
        return self._sent("GET", path, headers=sent, buffered=True)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        sent = self.headers | headers
        return self._sent("POST", path, json=body, headers=sent)

    def _sent(self, method: str, path: str, **more: Any) -> Any:
        """In a context of its own: Dash remembers the app of the last request and never forgets it."""
        base = f"https://{HOST}"
        return copy_context().run(self.client.open, path, method=method, base_url=base, **more)

    def ask(self, app: Dash, output: str, **values: Any) -> Any:
        """A callback, with the values of the inputs and states whose property is named."""
        return self.post("/_dash-update-component", body_of(app, output, values))

    def page(self, app: Dash, path: str, search: str = "") -> Any:
        return self.ask(app, page_callback(app), pathname=path, search=search)


def body_of(app: Dash, output: str, values: dict[str, Any]) -> dict[str, Any]:
    known = app.callback_map[output]

    def filled(parts: list[dict[str, Any]]) -> list[Any]:
        return [
            [] if part["id"].startswith("{") else {**part, "value": values.get(part["property"])}
            for part in parts
        ]

    outputs = [dict(zip(("id", "property"), each.rsplit(".", 1))) for each in output.strip(".").split("...")]
    changed = [f"{part['id']}.{part['property']}" for part in known["inputs"] if part["id"][0] != "{"]
    return {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": filled(known["inputs"]),
        "state": filled(known["state"]),
        "changedPropIds": changed,
    }


def page_callback(app: Dash) -> str:
    return next(key for key in app.callback_map if key.startswith(".._pages_content.children"))


def ready(app: Dash) -> Dash:
    """Dash adds its page callback with the first request."""
    Browser(app, None).get("/log-ind")
    return app
