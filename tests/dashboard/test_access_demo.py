"""The demo: signed in as an invented role on this machine, switched in the page, and written down."""

import shutil
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboard.__main__ import main
from dashboard.access import applog
from dashboard.access.audit import entries, files
from dashboard.access.guard import CSRF_HEADER
from dashboard.access.visitors import CSRF_COOKIE
from dashboard.app import create_app
from dashboard.metrics.evaluate import Filters, evaluate
from dashboard.metrics.period import parse_period
from dashboard.server import serve
from dashboard.warehouse import Scope, Warehouse, WrongUse
from tests.dashboard.signed_in import access_of, body_of, page_callback


@pytest.fixture
def visitor(city: Path) -> tuple[Dash, FlaskClient, dict[str, str]]:
    """A browser that has opened the page."""
    app = create_app(city)
    client = app.server.test_client()
    asked(client, "GET", "/")
    csrf = client.get_cookie(CSRF_COOKIE, domain="127.0.0.1")
    assert csrf
    return app, client, {CSRF_HEADER: csrf.value, "Origin": "http://127.0.0.1"}


def asked(client: FlaskClient, method: str, path: str, **more: Any) -> Any:
    return copy_context().run(client.open, path, method=method, base_url="http://127.0.0.1", **more)


def test_one_sees_the_pages_as_another_role(visitor: tuple[Dash, FlaskClient, dict[str, str]]) -> None:
    app, client, headers = visitor
    without_token = {"Origin": headers["Origin"]}
    assert (
        asked(client, "POST", "/vis-som", data={"role": "analyst"}, headers=without_token).status_code == 403
    )
    answer = asked(client, "POST", "/vis-som", data={"role": "works_council"}, headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/tillid")
    body = body_of(app, page_callback(app), {"pathname": "/klager", "search": ""})
    page = asked(client, "POST", "/_dash-update-component", json=body, headers=headers)
    assert (
        "MED"
        in page.json["response"]["_pages_content"]["children"]["props"]["children"]["props"]["children"][1][
            "props"
        ]["children"]
    )
    assert asked(client, "POST", "/vis-som", data={"role": "king"}, headers=headers).status_code == 403
    foreign = headers | {"Origin": "https://evil.test"}
    assert asked(client, "POST", "/vis-som", data={"role": "analyst"}, headers=foreign).status_code == 403
    told = [
        entry for entry in entries(files(access_of(app).audit.folder)[-1]) if entry["action"] == "view_as"
    ]
    assert told[-1]["role"] == "works_council" and told[-1]["before"] == "public"


def test_the_cookie_is_not_for_scripts(visitor: tuple[Dash, FlaskClient, dict[str, str]]) -> None:
    _, client, _ = visitor
    cookie = client.get_cookie("ledelse", domain="127.0.0.1")
    assert cookie and cookie.http_only and cookie.same_site == "Lax"


def test_only_with_sign_in_is_another_address_served(
    city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--facts", str(city), "--host", "0.0.0.0"]) == 2
    assert "LEDELSE_SIGN_IN" in capsys.readouterr().err
    monkeypatch.setenv("LEDELSE_SIGN_IN", "/nowhere.toml")
    assert main(["serve", "--facts", str(city), "--host", "0.0.0.0"]) == 2
    assert "/nowhere.toml" in capsys.readouterr().err
    monkeypatch.delenv("LEDELSE_SIGN_IN")
    monkeypatch.setenv("LEDELSE_ROLE", "king")
    with pytest.raises(WrongUse, match="unknown role 'king'"):
        serve(city, "127.0.0.1", 8050)


def test_commands_are_limited_and_written_down(
    city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEDELSE_STATE", str(tmp_path))
    monkeypatch.setenv("LEDELSE_ROLE", "administrator")
    assert main(["answer", "cases_received", "--facts", str(city)]) == 2
    assert "administrator may not see" in capsys.readouterr().err
    monkeypatch.setenv("LEDELSE_ROLE", "analyst")
    assert main(["answer", "cases_received", "--facts", str(city), "--by", "unit", "--format", "json"]) == 0
    denied, told = entries(files(tmp_path / "audit")[-1])
    assert (denied["action"], denied["role"]) == ("denied", "administrator")
    assert told["action"] == "answer" and "SOF-HAN-1" in told["places"] and told["rows"] > 10


def test_a_log_that_cannot_be_written_stops_all_but_the_public(
    city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "audit").write_text("not a folder")
    monkeypatch.setenv("LEDELSE_STATE", str(tmp_path))
    assert main(["answer", "cases_received", "--facts", str(city)]) == 0
    assert "cannot be written" in capsys.readouterr().err
    monkeypatch.setenv("LEDELSE_ROLE", "analyst")
    assert main(["answer", "cases_received", "--facts", str(city)]) == 1


def test_a_copy_of_the_folder_is_a_backup(city: Path, tmp_path: Path) -> None:
    shutil.copytree(city, tmp_path / "restored")
    asked_for = Filters(parse_period("2025"))
    before, after = (
        evaluate("cases_received", asked_for, Warehouse(folder), Scope(), ("department",))
        for folder in (city, tmp_path / "restored")
    )
    assert before == after


def test_the_applications_log_names_nobody() -> None:
    assert (
        applog.masked("person 010203-1234 and a.b@kk.dk, 0102031234")
        == "person (number) and (address), (number)"
    )
