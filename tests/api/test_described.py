"""The app answers as openapi.json says, whatever is sent: schemathesis makes the requests and checks the answers."""

import json
from contextvars import copy_context
from typing import Any

import pytest
import schemathesis
from dash import Dash
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.config import SchemathesisConfig

from dashboard.access.roles import rights
from dashboard.api.routes import DESCRIPTION
from dashboard.metrics.metric import METRICS
from dashboard.warehouse import Warehouse
from tests.dashboard.signed_in import access_of

OPERATIONS = (
    "/api/v1/openapi.json",
    "/api/v1/metrics",
    "/api/v1/metrics/{metric}",
    "/api/v1/answers/{metric}",
)
# What is well formed is answered, or named as something that the snapshot does not hold.
CHECKS = {"checks": {"positive_data_acceptance": {"expected-statuses": [200, 404, 422]}}}
MANY = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def described() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(DESCRIPTION.read_text("utf-8"))
    return told


def without_session() -> dict[str, Any]:
    """Where what is asked shall be wrong, the session must not be."""
    return {key: part for key, part in described().items() if key != "security"}


def lifelike(warehouse: Warehouse) -> dict[str, Any]:
    """The description with the names that this snapshot has, so that most requests get as far as a number."""
    told = described()
    parameters = told["components"]["parameters"]
    departments = ["SOF", "BIF", "TMF", "SUF", "nowhere"]
    where = [f"department={each}" for each in departments] + ["class=formal", "class=both", "point=F01"]
    parameters["metric"]["schema"] = {"enum": sorted(METRICS)}
    parameters["by"]["schema"]["items"] = {"enum": ["department", "class", "month", "channel", "point"]}
    parameters["where"]["schema"]["items"] = {"enum": where}
    parameters["period"]["schema"] = {
        "enum": ["2025", "2025-H1", "2025-W14", "2014", "2024-01..2025-06", "2199"]
    }
    parameters["snapshot"]["schema"] = {"enum": [warehouse.snapshot]}
    parameters["known_on"]["schema"] = {"enum": ["2026-10-31", "1999-01-01"]}
    return told


def walked(app: Dash, told: dict[str, Any], path: str, mode: GenerationMode) -> list[int]:
    """The statuses that an analyst was given; schemathesis fails on the first answer that is not as described, and
    asks again without the session, which must be refused."""
    access = access_of(app)
    token, _ = access.sessions.open("analyst@test", {"roles": [rights().role("analyst").claim]})
    schema = schemathesis.openapi.from_dict(told, config=SchemathesisConfig.from_dict(CHECKS))
    schema.app = app.server
    statuses = []

    @MANY
    @given(case=schema[path]["GET"].as_strategy(generation_mode=mode))
    def asked(case: Case) -> None:
        sent = {"base_url": "https://localhost", "cookies": {access.cookie: token}}
        # In a context of its own: Dash remembers the app of the last request and never forgets it.
        response = copy_context().run(case.call_and_validate, **sent)
        statuses.append(response.status_code)

    asked()
    return statuses


@pytest.mark.parametrize("path", OPERATIONS)
def test_what_is_allowed_is_answered_as_described(near: Dash, warehouse: Warehouse, path: str) -> None:
    statuses = walked(near, lifelike(warehouse), path, GenerationMode.POSITIVE)
    assert 200 in statuses


@pytest.mark.parametrize("path", OPERATIONS[1:])
def test_anything_at_all_gets_a_described_answer(near: Dash, path: str) -> None:
    walked(near, described(), path, GenerationMode.POSITIVE)


@pytest.mark.parametrize("path", OPERATIONS[1:])
def test_what_is_wrong_is_refused_as_described(near: Dash, path: str) -> None:
    statuses = walked(near, without_session(), path, GenerationMode.NEGATIVE)
    assert statuses and all(400 <= status < 500 for status in statuses)
