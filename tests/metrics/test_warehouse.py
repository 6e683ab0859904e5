"""The only door to the facts: hardened, safe between threads, and quick to see a new snapshot."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from dashboard.warehouse import (
    NoSnapshot,
    Scope,
    UnknownSnapshot,
    current_snapshot,
    facts_folder,
    open_warehouse,
)
from tests.facts_folder import write_facts
from tests.metrics.small_city import cases

SCOPE = Scope()
COUNT = "SELECT count(*) AS n FROM cases WHERE department = $department"


def count(facts: Path, snapshot: str | None = None) -> int:
    return int(open_warehouse(facts, snapshot).query(COUNT, SCOPE, department="SOF")[0]["n"])


def test_a_new_snapshot_is_seen_at_once_and_the_old_one_can_still_be_asked_for(tmp_path: Path) -> None:
    old = write_facts(tmp_path, {"cases": cases(3)})
    assert count(tmp_path) == 3
    write_facts(tmp_path, {"cases": cases(5)})
    assert (count(tmp_path), count(tmp_path, old)) == (5, 3)


def test_an_unknown_snapshot_is_told_with_those_there_are(tmp_path: Path) -> None:
    known = write_facts(tmp_path, {})
    with pytest.raises(UnknownSnapshot) as fault:
        open_warehouse(tmp_path, "../" + known)
    assert fault.value.known == [known]


def test_nothing_published_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshot, match="python -m etl run"):
        current_snapshot(tmp_path)


@pytest.mark.parametrize("damaged", ["datapackage.json", "cases/cases.parquet"])
def test_a_damaged_snapshot_says_to_check_it(damaged: str, tmp_path: Path) -> None:
    snapshot = write_facts(tmp_path, {"cases": cases(3)})
    (tmp_path / snapshot / damaged).write_bytes(b"PAR1")
    with pytest.raises(NoSnapshot, match="etl check"):
        count(tmp_path)


def test_a_package_cannot_name_files_outside_its_snapshot(tmp_path: Path) -> None:
    snapshot = write_facts(tmp_path, {})
    package = tmp_path / snapshot / "datapackage.json"
    package.write_text(
        package.read_text("utf-8").replace("cases/cases.parquet", "../secret.parquet"), "utf-8"
    )
    with pytest.raises(NoSnapshot, match="outside its snapshot"):
        count(tmp_path)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/out.csv'",
        "ATTACH '/tmp/other.db'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ],
)
def test_a_query_reaches_nothing_but_the_facts(sql: str, tmp_path: Path) -> None:
    write_facts(tmp_path, {})
    with pytest.raises((duckdb.Error, NoSnapshot)):
        open_warehouse(tmp_path).query(sql, SCOPE)


def test_values_are_never_sql(tmp_path: Path) -> None:
    write_facts(tmp_path, {"cases": cases(3)})
    rows = open_warehouse(tmp_path).query(COUNT, SCOPE, department="SOF' OR 'a' = 'a")
    assert rows == [{"n": 0}]


def test_many_threads_ask_at_once(tmp_path: Path) -> None:
    write_facts(tmp_path, {"cases": cases(7)})
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: count(tmp_path), range(100))) == {7}


def test_arrow_gives_the_same_rows(tmp_path: Path) -> None:
    write_facts(tmp_path, {"cases": cases(2)})
    warehouse = open_warehouse(tmp_path)
    sql = "SELECT case_id, department FROM cases ORDER BY case_id"
    assert warehouse.arrow(sql, SCOPE).to_pylist() == warehouse.query(sql, SCOPE)


def test_a_folder_name_with_a_quote_is_only_a_name(tmp_path: Path) -> None:
    folder = tmp_path / "it's"
    write_facts(folder, {"cases": cases(2)})
    assert count(folder) == 2
    shutil.rmtree(folder)


def test_the_folder_can_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LEDELSE_DATA", str(tmp_path))
    assert facts_folder() == tmp_path / "facts"
    monkeypatch.delenv("LEDELSE_DATA")
    assert facts_folder().parts[-2:] == ("data", "facts")


def test_a_snapshot_older_than_a_fact_says_what_to_run(tmp_path: Path) -> None:
    snapshot = write_facts(tmp_path, {"cases": []})
    file = tmp_path / snapshot / "datapackage.json"
    package = json.loads(file.read_text("utf-8"))
    package["resources"] = [each for each in package["resources"] if each["name"] != "case_paths"]
    file.write_text(json.dumps(package), "utf-8")
    with pytest.raises(NoSnapshot, match="has no fact case_paths; .* run python -m etl run"):
        open_warehouse(tmp_path).query("SELECT * FROM case_paths", Scope())
