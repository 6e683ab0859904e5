"""Deny by default: every route and callback for every role and for nobody, with forged inputs; the table is printed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, html

from dashboard.access.audit import entries, files
from dashboard.access.guard import CALLBACK, CSRF_HEADER, OPEN, STATIC
from dashboard.access.limits import Limit
from dashboard.access.roles import rights
from dashboard.app import ALL_PAGES
from dashboard.content import say
from tests.dashboard.signed_in import Browser, access_of, app_with_sign_in, page_callback, ready

ROLES = (None, *rights().roles)
WITHIN = {"<metric>": "cases_received", "<body>": "AST-BU"}  # in the path of pages that have many
KEYS = {
    re.sub("<.*>", lambda found: WITHIN[found[0]], page.PATH): page.__name__.rsplit(".", 1)[-1]
    for page in ALL_PAGES
}
PARTS = {"package_name": "dash", "fingerprinted_path": "deps/gone.js", "path": "klager", "filename": "x"}
PARTS |= {"name": "cases_received", "rest": "v1"}  # of /api
FORGED = (
    "?department=SOF&unit=SUF-NOR-1",
    "?period=2025&department=' OR 1=1",
    "?snapshot=../../etc",
    "?unit=<script>",
)


@pytest.fixture(scope="module")
def guarded(city: Path) -> Dash:
    return ready(app_with_sign_in(city))


def server_callbacks(app: Dash) -> list[str]:
    """Those that reach the server; the others run in the browser."""
    return [key for key, of in app.callback_map.items() if of.get("callback")]


def kind(answer: Any) -> str:
    """What somebody got: a word for each status, and whether a page was the one that refuses."""
    text = answer.get_data().decode("utf-8", "replace")
    if answer.status_code == 200 and say("access.page_title") in json.dumps(text, ensure_ascii=False):
        return "refused page"
    return {200: "answer", 204: "nothing to change", 303: "to sign-in"}.get(
        answer.status_code, str(answer.status_code)
    )


def test_every_route_for_every_role(guarded: Dash, capsys: pytest.CaptureFixture[str]) -> None:
    rows = []
    for rule in guarded.server.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: PARTS[found[1]], rule.rule)
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        row = [f"{method} {rule.rule}"]
        for role in ROLES:
            browser = Browser(guarded, role)
            answer = browser.get(path) if method == "GET" else browser.post(path, {})
            row.append(kind(answer))
            assert answer.status_code < 500 or rule.endpoint.startswith("sign_"), rule  # no provider here
            if role is None and rule.endpoint not in OPEN:
                assert answer.status_code in (401, 303), rule
                assert answer.status_code == 401 or b"data" not in answer.data
        rows.append(row)
    with capsys.disabled():
        print("\n" + as_table(["route", *map(str, ROLES)], rows))


def test_every_callback_for_every_role(guarded: Dash, capsys: pytest.CaptureFixture[str]) -> None:
    rows = []
    for output in server_callbacks(guarded):
        row = [output[:44]]
        for role in ROLES:
            values = {"pathname": "/klager", "search": FORGED[0], "hash": "#about-cases_received"}
            answer = Browser(guarded, role).ask(guarded, output, **values)
            row.append(kind(answer))
            if role is None:
                assert answer.status_code == 401, output
            elif not rights().role(role).has_figures:
                assert answer.status_code in (403, 204) or "cases_received" not in answer.get_data(
                    as_text=True
                )
        rows.append(row)
    with capsys.disabled():
        print("\n" + as_table(["callback", *map(str, ROLES)], rows))


def test_every_page_for_every_role(
    guarded: Dash, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page is asked for as a callback: any address can be put into it, whatever the menu shows."""
    for page in ALL_PAGES:
        monkeypatch.setattr(page, "layout", lambda **_: html.Div("the page"))  # its making is tested below
    browsers, rows = {role: Browser(guarded, role) for role in ROLES}, []
    for path, key in KEYS.items():
        row = [f"{key} {path}"]
        for role, browser in browsers.items():
            answer = browser.page(guarded, path)
            row.append(kind(answer))
            may_open = role is not None and rights().role(role).may_open(key)
            assert (b"the page" in answer.data) is may_open, (path, role)
            assert row[-1] == ("401" if role is None else "answer" if may_open else "refused page")
        rows.append(row)
    with capsys.disabled():
        print("\n" + as_table(["page", *map(str, ROLES)], rows))


def test_every_page_is_made_for_some_role(guarded: Dash) -> None:
    """Those whose role opens only some pages see each of them; the pages of all are shared out."""
    browsers = {role: Browser(guarded, role) for role in rights().roles}
    every = [role for role in browsers if rights().role(role).pages is None]
    for number, (path, key) in enumerate(KEYS.items()):
        some = [role for role in browsers if role not in every and rights().role(role).may_open(key)]
        for role in (every[number % len(every)], *some):
            answer = browsers[role].page(guarded, path)
            assert answer.status_code == 200, (path, role)
            assert say("bad.broken_title") not in json.dumps(answer.json, ensure_ascii=False), (path, role)


@pytest.mark.parametrize("search", FORGED)
def test_forged_addresses_are_refused_or_answered_never_broken(guarded: Dash, search: str) -> None:
    for role in ("administrator", "works_council", "unit_lead"):
        answer = Browser(guarded, role).page(guarded, "/klager", search)
        assert answer.status_code == 200
        assert say("bad.broken_title") not in json.dumps(answer.json, ensure_ascii=False)
        if role != "unit_lead":
            assert kind(answer) == "refused page"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "https://evil.test"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({CSRF_HEADER: "guessed"}, 403),
        ({CSRF_HEADER: ""}, 403),
        ({"Host": "evil.test"}, 403),
        ({"Content-Type": "text/plain"}, 403),
    ],
)
def test_a_callback_comes_from_our_own_page(guarded: Dash, headers: dict[str, str], status: int) -> None:
    browser = Browser(guarded, "public")
    browser.headers |= headers
    assert browser.page(guarded, say("paths.trust")).status_code == status


def test_a_request_without_origin_is_no_browser_of_ours(guarded: Dash) -> None:
    browser = Browser(guarded, "public")
    del browser.headers["Origin"]
    assert browser.page(guarded, "/").status_code == 403


def test_large_and_many_requests_are_stopped(guarded: Dash, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser(guarded, "administrator")
    assert browser.post(CALLBACK, {"output": "x" * 300_000}).status_code == 413
    monkeypatch.setattr(access_of(guarded), "asked", Limit(burst=3, rate=0))
    asked = [browser.get("/_dash-layout").status_code for _ in range(5)]
    assert asked == [200, 200, 200, 429, 429]


def test_a_body_that_is_no_callback_says_nothing(guarded: Dash) -> None:
    for body in (
        [],
        {},
        {"output": 7},
        {"output": "..", "inputs": None},
        "text",
        {"output": "nothing.children"},
    ):
        answer = Browser(guarded, "administrator").post(CALLBACK, body)
        assert answer.status_code == 400
        assert b"Traceback" not in answer.data and b"File " not in answer.data


def test_headers_of_every_answer(guarded: Dash) -> None:
    browser = Browser(guarded, "public")
    for path in ("/", "/log-ind", "/_dash-layout", "/assets/shell.js"):
        headers = browser.get(path).headers
        assert "unsafe-eval" not in headers["Content-Security-Policy"]
        assert "object-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"


def test_a_look_is_written_down_and_tells_the_places(guarded: Dash) -> None:
    Browser(guarded, "analyst").page(guarded, "/klager", "?department=SOF")
    folder = access_of(guarded).audit.folder
    line = [entry for entry in entries(files(folder)[-1]) if entry["action"] == "view"][-1]
    assert line["who"] == "analyst@test" and line["role"] == "analyst" and line["page"] == "/klager"
    assert "SOF" in line["places"] and "complaints_received" in line["metrics"] and line["rows"] > 0
    assert "numerator" not in json.dumps(line)


def test_what_cannot_be_written_down_is_not_shown(guarded: Dash, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    audit = access_of(guarded).audit
    monkeypatch.setattr(audit, "_append", full)
    answer = Browser(guarded, "analyst").page(guarded, "/")
    assert answer.status_code == 503 and b"cases" not in answer.data
    monkeypatch.undo()
    assert Browser(guarded, "analyst").page(guarded, "/").status_code == 200


def test_the_table_of_open_endpoints_is_short_and_all_of_it_exists(guarded: Dash) -> None:
    there = {rule.endpoint for rule in guarded.server.url_map.iter_rules()}
    assert set(OPEN) <= there and set(STATIC) <= set(OPEN)
    assert page_callback(guarded).startswith("..")


def as_table(head: list[str], rows: list[list[str]]) -> str:
    widths = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths)) for row in [head, *rows]
    )
