"""What somebody tries who has curl and an hour, with and without a session: no figure, no fault of ours, no way out."""

import json
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashboard.access.guard import CALLBACK
from dashboard.access.limits import Limit
from dashboard.access.sign_in import local
from dashboard.components.address import MINED
from dashboard.content import say
from tests.dashboard.signed_in import (
    HOST,
    Browser,
    access_of,
    app_with_sign_in,
    body_of,
    page_callback,
    ready,
)

LEAKS = ("Traceback", 'File "', "duckdb", "site-packages", "Jinja")
JUNK: tuple[Any, ...] = (
    None, 0, -1, 1.5, True, 10**30, "", "x" * 5000, "\0", "\ud800", "../../etc/passwd", "<script>", [], [[]], ["x"],
    {}, {"a": 1}, {"__proto__": 1}, [None] * 50, {"id": 7}, [{"id": {"a": 1}, "property": "b"}],
)  # fmt: skip
# What may stand in an address: SQL, markup, templates, control characters, other scripts, spreadsheet formulas.
VALUES = (
    "' OR 1=1--", '"; DROP TABLE cases;--', "<script>alert(1)</script>", "javascript:alert(1)", "../../../etc/passwd",
    "%252e%252e%252f", "a%0d%0aSet-Cookie:%20x=1", "%00", "%ff%fe", "\u202e", "²", "٣", "{{7*7}}", "%s%n", "1e999",
    "=cmd|'/C calc'!A0", "9" * 40, "2025-00", "0000", "2025-W99", "2025..0001", "x" * 2000,
)  # fmt: skip
KEYS = (
    "department", "unit", "service_area", "period", "known_on", "organisation", "snapshot", "process", "edge", "by",
    "columns", "rows", "point", "deadline", "enhed", "report", "year_hours", *MINED,
)  # fmt: skip
PATHS = (
    "/..%2f..%2fetc/passwd", "/assets/../access/roles.toml", "/assets/%2e%2e/access/roles.toml",
    "/assets/..%2faccess%2froles.toml", "/assets/%252e%252e/access/roles.toml", "/static/../app.py",
    "/_dash-component-suites/dashboard/app.py", "/_dash-component-suites/dash/../../x.js",
    "/_dash-component-suites/dash/deps/%00.js", "/_dash-layout/", "/_dash-layout%00", "/_DASH-LAYOUT", "//_dash-layout",
    "/_dash-layout;x", "/api/v1//metrics", "/.env", "/.git/HEAD", "/_mcp", "/%0d%0aSet-Cookie:x=1", "/%ff%fe",
)  # fmt: skip
VERBS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND")


@pytest.fixture(scope="module")
def attacked(city: Path) -> Dash:
    app = ready(app_with_sign_in(city))
    access = access_of(app)
    access.asked = access.served = access.tried = Limit(burst=1e9, rate=0)  # else most would be told to wait
    return app


def looked_at(answer: Any, tried: object) -> str:
    text = str(answer.get_data(as_text=True))
    assert answer.status_code < 500 and answer.status_code != 429, tried
    assert [word for word in LEAKS if word in text] == [], tried
    return text


def test_paths_and_verbs_without_a_session_give_no_data(attacked: Dash) -> None:
    browser = Browser(attacked, None)
    for path in PATHS:
        for verb in VERBS:
            answer = browser._sent(verb, path, headers=browser.headers, buffered=True)
            text = looked_at(answer, (verb, path))
            assert answer.status_code in (303, 308, 400, 401, 403, 404, 405) or not text, (verb, path)
            assert "claim" not in text and "import" not in text, path
            assert "\n" not in answer.headers.get("Location", "")


@pytest.mark.parametrize(
    "given",
    [
        *(
            {"Host": each}
            for each in ("evil.test", f"{HOST}.evil.test", f"evil.test@{HOST}", "", "127.0.0.1")
        ),
        {"X-Forwarded-Host": "evil.test", "X-Forwarded-Prefix": "/evil", "X-Script-Name": "/evil"},
        {"Forwarded": "host=evil.test", "X-Original-URL": "/_dash-layout", "X-Rewrite-URL": "/_dash-layout"},
        {"X-HTTP-Method-Override": "POST", "Remote-User": "analyst@test", "X-Forwarded-User": "analyst@test"},
        {"Cookie": "__Host-ledelse=../../x"},
        {"Cookie": "__Host-ledelse=" + "a" * 4000},
        {"Cookie": "asking=eyJ0aWwiOiIvIn0.x.y; ledelse=\u00e6"},
        {"Authorization": "Basic YWRtaW46YWRtaW4="},
    ],
)
def test_headers_make_nobody_somebody_and_stand_in_no_answer(attacked: Dash, given: dict[str, str]) -> None:
    browser = Browser(attacked, None)
    for path in ("/", "/_dash-layout", "/log-ind?til=/klager"):
        answer = browser.get(path, **given)
        text = looked_at(answer, given)
        assert "evil" not in text + str(answer.headers)
        assert path.startswith("/log-ind") or answer.status_code in (303, 400, 401, 403)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.test", "///evil.test", "/\\evil.test", "https://evil.test", "javascript:alert(1)", "\\/evil.test",
        "/\t/evil.test", "/\r\nLocation: //evil.test", "/\u2028/evil.test", "/log-ud", "", None,
    ],
)  # fmt: skip
def test_nobody_is_sent_elsewhere_after_sign_in(path: str | None) -> None:
    assert local(path) == "/"


def test_a_callback_of_another_shape_is_no_callback(attacked: Dash) -> None:
    """Each part of a request replaced by what does not belong there, and each value by each kind of value."""
    browser = Browser(attacked, "analyst")
    for output in server_callbacks(attacked):
        good = body_of(attacked, output, {"pathname": say("paths.trust"), "search": "", "hash": ""})
        bodies = [{**good, key: junk} for key in good for junk in JUNK if key != "output"]
        bodies += [{name: part for name, part in good.items() if name != key} for key in good]
        for key in ("inputs", "state"):
            bodies += [{**good, key: good[key] + [{"id": "x", "property": "pathname", "value": "/"}]}]
            bodies += [{**good, key: with_value(good[key], place, junk)} for place, junk in places(good[key])]
        for body in bodies:
            looked_at(sent(browser, json.dumps(body)), (output, body))


def test_a_button_cannot_pass_for_the_address(attacked: Dash) -> None:
    """Named a pathname, it would let a role without the page in."""
    browser = Browser(attacked, "borgerraadgiver")
    output = next(each for each in server_callbacks(attacked) if "report-job" in each)
    body = body_of(attacked, output, {"pathname": "/rapporter", "n_clicks": 1})
    assert browser.post(CALLBACK, body).status_code == 403
    body["inputs"][0] |= {"property": "pathname", "value": "/klager"}
    assert browser.post(CALLBACK, body).status_code == 400


@pytest.mark.parametrize("output", ["chosen.title", "process-chosen.title"])
@pytest.mark.parametrize("word", ["self", "path", "x" * 500, "by", "until", "starts", "", []])
@pytest.mark.parametrize("value", ["y", 7, [7], [["a"]], {"a": 1}])
def test_a_control_of_no_page_chooses_nothing(attacked: Dash, output: str, word: Any, value: Any) -> None:
    """Of the words in the id of a control each may be anything."""
    body = body_of(attacked, output, {"pathname": "/klager", "search": ""})
    place = next(n for n, part in enumerate(attacked.callback_map[output]["inputs"]) if part["id"][0] == "{")
    words = json.loads(attacked.callback_map[output]["inputs"][place]["id"])
    told = {key: word if key in ("own", "mined") else "x" for key in words}
    body["inputs"][place] = [{"id": told, "property": "value", "value": value}]
    body["changedPropIds"] = [json.dumps(told, separators=(",", ":"), sort_keys=True) + ".value"]
    looked_at(Browser(attacked, "analyst").post(CALLBACK, body), (output, word, value))


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, '{"a":' * 20_000, "NaN", "1" * 50_000, '{"output":"a","output":"b"}']
)
def test_a_body_that_is_no_document_is_refused(attacked: Dash, text: str) -> None:
    assert sent(Browser(attacked, "analyst"), text).status_code == 400


def test_every_filter_is_told_nonsense_and_no_page_breaks(attacked: Dash) -> None:
    browser = Browser(attacked, "analyst")
    for number, key in enumerate(KEYS):
        for place, value in enumerate(VALUES[number % 5 :: 5]):
            path = ("/klager", "/varianter", "/ankestyrelsen", "/rapporter")[(number + place) % 4]
            answer = browser.page(attacked, path, f"?{key}={value}")
            text = looked_at(answer, (path, key, value))
            assert say("bad.broken_title") not in json.dumps(json.loads(text), ensure_ascii=False), (
                key,
                value,
            )


def test_the_api_refuses_nonsense_in_json(attacked: Dash) -> None:
    browser = Browser(attacked, "analyst")
    for key in ("period", "by", "where", "organisation", "known_on", "snapshot", "format", "x"):
        for value in (*VALUES[:9], "department=' OR 1=1", "unit=<script>"):
            answer = browser.get(f"/api/v1/answers/complaints_received?{key}={value}")
            looked_at(answer, (key, value))
            assert answer.status_code in (400, 404, 422) and answer.mimetype == "application/json"


def server_callbacks(app: Dash) -> list[str]:
    others = [key for key, of in app.callback_map.items() if of.get("callback") and key != page_callback(app)]
    return [*others, page_callback(app)]


def places(parts: list[Any]) -> list[tuple[int, Any]]:
    return [(place, junk) for place, part in enumerate(parts) if isinstance(part, dict) for junk in JUNK]


def with_value(parts: list[Any], place: int, junk: Any) -> list[Any]:
    return [{**part, "value": junk} if number == place else part for number, part in enumerate(parts)]


def sent(browser: Browser, text: str) -> Any:
    headers = {**browser.headers, "Content-Type": "application/json"}
    return browser._sent("POST", CALLBACK, data=text, headers=headers)
