"""Facts in many files: the same answers, whatever the number of parts and the order of their rows."""

import json
import random
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dashboard.metrics.metric import METRICS
from dashboard.mining.mine import mine
from dashboard.warehouse import Warehouse
from tests.demo_rows import COVERAGE, demo_rows
from tests.facts_folder import write_facts
from tests.metrics.small_city import PUBLIC, ask

MONTHLY = {"cases": "received_on", "case_events": "at", "case_steps": "at", "complaints": "received_on"}


def written(folder: Path, rows: dict[str, Any], parts: dict[str, str] | None = None) -> Warehouse:
    return Warehouse(folder, write_facts(folder, rows, coverage=COVERAGE, public=True, parts=parts))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return written(tmp_path_factory.mktemp("whole"), demo_rows(1500))


@pytest.fixture(scope="module")
def parted(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A file a month, and within it the rows in any order."""
    rows = demo_rows(1500)
    chance = random.Random(1)
    for fact in MONTHLY:
        chance.shuffle(rows[fact])
    return written(tmp_path_factory.mktemp("parted"), rows, MONTHLY)


def test_the_parts_are_there(parted: Warehouse) -> None:
    assert len(parted.resources["cases"]["path"]) >= 30
    first = parted.resources["cases"]["path"][0]
    assert first == "cases/2023-11.parquet"
    assert pq.read_metadata(parted.facts / parted.snapshot / first).num_rows < 1500


@pytest.mark.parametrize("name", METRICS)
def test_metrics_do_not_see_the_parts(name: str, whole: Warehouse, parted: Warehouse) -> None:
    for by in ((), ("month",), ("unit",)):
        asked = {"where": [("department", "SOF")]}
        assert ask(parted, name, "2025", *by, **asked) == ask(whole, name, "2025", *by, **asked)


def test_mining_does_not_see_the_order(whole: Warehouse, parted: Warehouse) -> None:
    processes = [row["process"] for row in whole.query("SELECT DISTINCT process FROM cases", PUBLIC)]
    assert len(processes) > 3
    for process in processes:
        for variants in (0, 3):
            found = [
                json.dumps(mine(process, each, PUBLIC, variants=variants).as_json())
                for each in (whole, parted)
            ]
            assert found[0] == found[1], process


def test_a_fact_without_rows_may_have_no_part(tmp_path: Path) -> None:
    snapshot = write_facts(tmp_path, {"cases_earlier": []})
    package = tmp_path / snapshot / "datapackage.json"
    told = json.loads(package.read_text("utf-8"))
    for each in told["resources"]:
        if each["name"] == "cases_earlier":
            each["path"] = []
    package.write_text(json.dumps(told), "utf-8")
    assert Warehouse(tmp_path).query("SELECT known_to FROM cases_earlier", PUBLIC) == []
