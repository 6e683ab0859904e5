"""The API for every role and for nobody, with forged questions: refused, or protected as for everybody."""

import json
from typing import Any

import pytest
from dash import Dash

from dashboard.access.audit import entries, files
from dashboard.access.guard import API, API_PAGE, CSRF_HEADER
from dashboard.access.limits import Limit
from dashboard.access.roles import rights
from tests.dashboard.signed_in import Browser, access_of

ROLES = tuple(rights().roles)
ALLOWED = tuple(key for key, role in rights().roles.items() if role.has_figures and role.may_open(API_PAGE))
ADDRESSES = (
    "/api/v1/openapi.json",
    "/api/v1/metrics",
    "/api/v1/metrics/cases_received",
    "/api/v1/answers/cases_received",
    "/api/v1/answers/complaints_received?by=unit&by=class",
    "/api/v1/nothing",
    "/api/",
)
# A unit's own lead sees its counts as they are on the unit's page, never here.
OWN = "/api/v1/answers/complaints_received?period=2025&where=unit=SOF-HAN-1&by=month&by=class"
FORGED = (
    f"{OWN}&role=administrator",
    f"{OWN}&units=SOF-HAN-1",
    f"{OWN}&scope=unit_lead",
    f"{OWN}&threshold=1",
    "/api/v1/answers/cases_received?where=unit=' OR 1=1 --",
    "/api/v1/answers/cases_received?by=case_id",
    "/api/v1/answers/cases_received?where=citizen=x",
    "/api/v1/answers/cases_received;unit=SOF-HAN-1",
    "/api/v1/answers/..%2f..%2fetc%2fpasswd",
    "/api/v1/metrics/cases_received%00",
    "/api/v1/metrics?snapshot=..",
)


def last_line(app: Dash) -> dict[str, Any]:
    return list(entries(files(access_of(app).audit.folder)[-1]))[-1]


def test_some_roles_are_let_in_and_some_are_not() -> None:
    assert set(ALLOWED) == {"public", "employee", "unit_lead", "department_head", "analyst"}


@pytest.mark.parametrize("path", [*ADDRESSES, OWN, *FORGED])
def test_nobody_is_told_nothing(served: Dash, path: str) -> None:
    response = Browser(served, None).get(path)
    assert response.status_code == 401
    assert response.json == {"error": "not signed in"}
    stolen = Browser(served, None)
    stolen.client.set_cookie(access_of(served).cookie, "guessed", domain="ledelse.test", secure=True)
    assert stolen.get(path).status_code == 401


@pytest.mark.parametrize("role", [each for each in ROLES if each not in ALLOWED])
@pytest.mark.parametrize("path", [*ADDRESSES, OWN])
def test_a_role_without_open_figures_is_refused_and_it_is_written_down(
    served: Dash, role: str, path: str
) -> None:
    response = Browser(served, role).get(path)
    assert (response.status_code, response.json) == (403, {"error": "refused"})
    line = last_line(served)
    assert (line["action"], line["role"], line["page"]) == ("denied", role, path.partition("?")[0])


@pytest.mark.parametrize("path", [*ADDRESSES, OWN])
def test_every_role_that_is_let_in_is_told_the_same(served: Dash, path: str) -> None:
    """Nobody's own units are shown as they are: two who compare notes learn nothing."""
    told = {Browser(served, role).get(path).data for role in ALLOWED}
    assert len(told) == 1


def test_the_lead_of_a_unit_gets_its_small_counts_withheld(served: Dash) -> None:
    answers = Browser(served, "unit_lead").get(OWN).json["answers"]
    assert any(each["withheld"] for each in answers)
    assert not any(each["numerator"] in (1, 2, 3, 4) for each in answers)


@pytest.mark.parametrize("path", FORGED)
@pytest.mark.parametrize("role", ALLOWED)
def test_a_forged_question_is_refused_without_a_figure(served: Dash, role: str, path: str) -> None:
    response = Browser(served, role).get(path)
    assert response.status_code in (400, 404, 422), response.data
    assert set(response.json) <= {"error", "parameter", "given", "allowed", "nearest"}
    assert "numerator" not in response.json and "Traceback" not in response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.test"}, 403),
        ({"X-Role": "analyst", "X-Forwarded-User": "analyst"}, 200),
        ({CSRF_HEADER: "guessed"}, 200),
        ({"X-HTTP-Method-Override": "DELETE"}, 200),
    ],
)
def test_headers_give_nobody_another_role(served: Dash, headers: dict[str, str], status: int) -> None:
    response = Browser(served, "public").get(ADDRESSES[3], **headers)
    assert response.status_code == status
    assert status != 200 or last_line(served)["role"] == "public"
    assert "Access-Control-Allow-Origin" not in response.headers
    assert Browser(served, None).get(ADDRESSES[3], **headers).status_code == (403 if status == 403 else 401)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_changed(served: Dash, method: str) -> None:
    for role, status in (("analyst", 405), (None, 401)):
        browser = Browser(served, role)
        response = browser._sent(method, ADDRESSES[3], headers=browser.headers)
        assert response.status_code == status and response.mimetype == "application/json"


def test_each_answer_is_a_line_and_one_that_is_unchanged_too(served: Dash) -> None:
    browser = Browser(served, "analyst")
    first = browser.get("/api/v1/answers/cases_received?by=department&where=department=SOF&period=2025")
    line = last_line(served)
    assert (line["action"], line["who"], line["page"]) == ("answer", "analyst@test", ADDRESSES[3])
    assert (line["metrics"], line["where"], line["places"]) == (
        ["cases_received"],
        ["department=SOF"],
        ["SOF"],
    )
    assert line["rows"] == 1 and "numerator" not in json.dumps(line)
    again = browser.get(
        "/api/v1/answers/cases_received?by=department&where=department=SOF&period=2025",
        **{"If-None-Match": first.headers["ETag"]},
    )
    assert again.status_code == 304 and last_line(served)["previous"] == line["hash"]


def test_what_cannot_be_written_down_is_not_told(served: Dash, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(access_of(served).audit, "_append", full)
    response = Browser(served, "analyst").get(ADDRESSES[3])
    assert response.status_code == 503 and "answers" not in response.json


def test_too_many_are_told_to_wait(served: Dash, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_of(served), "served", Limit(burst=2, rate=0))
    browser = Browser(served, "analyst")
    asked = [browser.get(ADDRESSES[1]) for _ in range(3)]
    assert [each.status_code for each in asked] == [200, 200, 429]
    assert asked[2].headers["Retry-After"] and "wait" in asked[2].json["error"]
    assert Browser(served, "analyst").get("/_dash-layout").status_code == 200


def test_every_address_of_the_api_is_behind_the_guard(served: Dash) -> None:
    rules = [rule for rule in served.server.url_map.iter_rules() if rule.rule.startswith("/api")]
    assert {rule.endpoint for rule in rules} == set(API)
