"""Every source reads its fixture: what is accepted and what is rejected stand in CSV files beside the extract."""

import csv
from pathlib import Path

import pytest

from etl.errors import RunError
from etl.source import FOLDER, PEOPLE, load_source, load_sources
from tests.etl.sources import FIXTURES, rejects, rows, settled

SOURCES = [source.name for source in load_sources()]


def expected(source: str, name: str) -> list[dict[str, str]]:
    with open(FIXTURES / source / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_accepts_and_rejects_what_its_fixture_says(name: str) -> None:
    one = settled(name)
    assert rows(one.accepted) == expected(name, "expected")
    assert rejects(one) == expected(name, "rejected")


@pytest.mark.parametrize("name", SOURCES)
def test_every_row_read_has_one_fate(name: str) -> None:
    one = settled(name)
    assert one.read == one.accepted.num_rows + one.rejected + one.duplicates + one.superseded


@pytest.mark.parametrize("name", SOURCES)
def test_an_invented_layout_says_so(name: str) -> None:
    source = load_source(FOLDER / f"{name}.toml")
    assert "layout_assumed" in source.caveats or source.get("root") == "examples" or source.format == "form"


@pytest.mark.parametrize("missing", PEOPLE)
def test_a_source_without_its_promises_is_refused(missing: str, tmp_path: Path) -> None:
    lines = (FOLDER / "domus_cases.toml").read_text("utf-8").splitlines()
    copy = tmp_path / "domus_cases.toml"
    copy.write_text("\n".join(line for line in lines if not line.startswith(f"{missing} =")), "utf-8")
    with pytest.raises(RunError, match=f"'{missing}' is missing"):
        load_source(copy)


def test_a_source_that_cannot_feed_its_fact_is_refused(tmp_path: Path) -> None:
    lines = (FOLDER / "domus_cases.toml").read_text("utf-8").splitlines()
    copy = tmp_path / "domus_cases.toml"
    copy.write_text("\n".join(line for line in lines if not line.startswith("received_on =")), "utf-8")
    with pytest.raises(RunError, match="must supply received_on"):
        load_source(copy)


def test_a_column_the_file_lacks_stops_the_source_and_names_those_it_has(tmp_path: Path) -> None:
    text = (FIXTURES / "capacity" / "capacity_2025-12-31.csv").read_bytes().replace(b"HOVEDER", b"ANTAL")
    (tmp_path / "capacity_2025-12-31.csv").write_bytes(text)
    with pytest.raises(
        RunError, match="no column HOVEDER.*has 5 columns, of which ENHED, MAANED, AARSVAERK stand"
    ):
        settled("capacity", tmp_path)


def test_a_file_without_an_extract_date_is_refused(tmp_path: Path) -> None:
    (tmp_path / "capacity_new.csv").write_bytes(
        (FIXTURES / "capacity" / "capacity_2025-12-31.csv").read_bytes()
    )
    with pytest.raises(RunError, match="no extract date"):
        settled("capacity", tmp_path)
