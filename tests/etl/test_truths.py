"""What the sample plants is found again in the facts, by plain SQL, whatever the seed."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.__main__ import main
from etl.sample import write_sample

STEPS = """
    SELECT count(*) FILTER (requests > 1) / count(*)
    FROM cases LEFT JOIN (
      SELECT case_id, count(*) AS requests FROM case_events WHERE activity = 'information_requested' GROUP BY case_id
    ) USING (case_id)
    WHERE process = $process
"""
HELD = """
    SELECT median(sent_on - decided_on) FILTER (unit = $unit), median(sent_on - decided_on) FILTER (unit <> $unit)
    FROM cases WHERE process = $process
"""
WEEKLY = """
    SELECT isodow("at") - 1 AS weekday, count(*) / sum(count(*)) OVER () AS share
    FROM case_events WHERE process = $process AND activity = 'committee_met' GROUP BY ALL ORDER BY share DESC LIMIT 1
"""


@pytest.fixture(scope="module", params=[1, 77])
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """Truths of a seed, and its facts."""
    folder = tmp_path_factory.mktemp("truths")
    patch = pytest.MonkeyPatch()
    patch.setenv("LEDELSE_KEY", "a key for tests only, 0123456789")
    truth = write_sample(folder / "raw", seed=request.param, scale=0.05, progress=lambda what, share: None)
    assert main(["run", "--raw", str(folder / "raw"), "--facts", str(folder / "facts")]) == 0
    patch.undo()
    return truth, facts_of(folder / "facts")


def facts_of(folder: Path) -> duckdb.DuckDBPyConnection:
    snapshot = folder / (folder / "CURRENT").read_text().strip()
    connection = duckdb.connect()
    for resource in json.loads((snapshot / "datapackage.json").read_text("utf-8"))["resources"]:
        files = [str(snapshot / path) for path in resource["path"]]
        connection.execute(f"CREATE VIEW {resource['name']} AS FROM read_parquet({files})")
    return connection


def planted(truth: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    found = [one for one in truth["truths"] if one["kind"] == kind]
    assert found, f"{kind} is not planted"
    return found


def test_decisions_held_back_before_sending(city: tuple[Any, Any]) -> None:
    truth, facts = city
    (one,) = planted(truth, "held_back")
    mine, others = facts.execute(HELD, one["scope"]).fetchall()[0]
    assert mine == pytest.approx(one["expected"]["median_days"], abs=1)
    assert others == pytest.approx(one["expected"]["median_days_elsewhere"], abs=1)
    assert mine > others + 3


def test_information_asked_for_again_and_again(city: tuple[Any, Any]) -> None:
    truth, facts = city
    (one,) = planted(truth, "repeated_requests")
    ((share,),) = facts.execute(STEPS, one["scope"]).fetchall()
    assert share == pytest.approx(one["expected"]["share_of_cases"], abs=one["expected"]["within"])
    others = [row[0] for row in facts.execute("SELECT DISTINCT process FROM case_events").fetchall()]
    usual = [facts.execute(STEPS, {"process": other}).fetchall()[0][0] for other in others]
    assert share > sorted(usual)[len(usual) // 2]


def test_a_committee_that_meets_once_a_week(city: tuple[Any, Any]) -> None:
    truth, facts = city
    for one in planted(truth, "weekly_committee"):
        weekday, share = facts.execute(WEEKLY, one["scope"]).fetchall()[0]
        assert weekday == one["expected"]["weekday"]
        assert share == pytest.approx(one["expected"]["share"], abs=one["expected"]["within"])


def test_the_step_where_a_process_waits_longest(city: tuple[Any, Any]) -> None:
    truth, facts = city
    sql = """
        SELECT activity, next_activity, sum(wait_seconds) / 3600 / 3 AS hours FROM case_steps WHERE process = $process
        GROUP BY ALL ORDER BY hours DESC LIMIT 1
    """
    for one in truth["processes"]:
        activity, following, hours = facts.execute(sql, {"process": one["key"]}).fetchall()[0]
        assert [activity, following] == one["bottleneck"]
        assert hours == pytest.approx(one["hours_a_year"], rel=0.05)


def test_seeds_plant_in_other_places() -> None:
    from etl.sample.plan import load
    from etl.sample.planted import plant
    from tests.etl.test_sample import UNTIL

    places = {plant(load(seed, 0.01, UNTIL)) for seed in range(8)}
    assert len({one.held_unit for one in places}) > 2 and len({one.loop_process for one in places}) > 2
