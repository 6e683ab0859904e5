"""/health, as a monitoring system asks it."""

import json
import re
from datetime import date
from pathlib import Path

from dashboard.app import create_app
from dashboard.health import health
from tests.demo_rows import SOURCES
from tests.facts_folder import write_facts
from tests.metrics.small_city import cases

HERE = {"Host": "127.0.0.1:8050"}
TODAY = date(2026, 11, 23)
TOLD = ["status", "snapshot", "extracted_on", "age_days", "published_at", "overdue", "absent"]


def test_it_says_what_is_shown_and_how_old_it_is(tmp_path: Path) -> None:
    late = [SOURCES[0] | {"overdue": True}, *SOURCES[1:-1], SOURCES[-1] | {"absent": True}]
    snapshot = write_facts(tmp_path, {}, sources=late)
    told, status = health(tmp_path, TODAY)
    assert status == 200
    assert (told["status"], told["snapshot"], told["extracted_on"]) == ("ok", snapshot, "2026-10-31")
    assert told["age_days"] == 23
    assert (told["overdue"], told["absent"]) == (["domus_cases"], ["sof_complaints"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", told["published_at"])


def test_a_package_from_before_overdue_was_told(tmp_path: Path) -> None:
    write_facts(tmp_path, {}, sources=SOURCES)
    assert health(tmp_path, TODAY)[0]["overdue"] == []


def test_nothing_published_is_503_with_the_reason(tmp_path: Path) -> None:
    told, status = health(tmp_path, TODAY)
    assert status == 503
    assert told["status"] == "unavailable" and "python -m etl run" in told["reason"]
    assert str(tmp_path) not in json.dumps(told)


def test_a_damaged_snapshot_is_503(tmp_path: Path) -> None:
    snapshot = write_facts(tmp_path, {"cases": cases(3)})
    (tmp_path / snapshot / "datapackage.json").write_text("{", "utf-8")
    told, status = health(tmp_path, TODAY)
    assert status == 503 and "etl check" in told["reason"]


def test_the_app_answers_it_in_json_without_figures(tmp_path: Path) -> None:
    app = create_app(tmp_path)
    with app.server.test_client() as client:
        assert client.get("/health", headers=HERE).status_code == 503
        write_facts(tmp_path, {"cases": cases(30)})
        answer = client.get("/health", headers=HERE)
        assert answer.status_code == 200 and answer.mimetype == "application/json"
        assert sorted(answer.json) == sorted(TOLD)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert client.post("/health", headers=HERE).status_code == 405
        assert client.get("/health", headers={"Host": "evil.example"}).status_code == 403
