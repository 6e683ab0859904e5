"""The walk of one row, from an extract to the pixel: README's list as a test."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from playwright.sync_api import Page, expect

from dashboard.__main__ import main as dashboard
from etl.__main__ import main as etl
from etl.check import current
from etl.identity import key_letters
from etl.sample import write_sample
from tests.conftest import KEY
from tests.e2e.conftest import served, visit

Row = dict[str, str]


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("walk") / "raw"
    write_sample(folder, seed=7, scale=0.02)
    return folder


@pytest.fixture(scope="module")
def facts(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("walk") / "facts"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEDELSE_KEY", KEY)
        assert etl(["run", "--raw", str(raw), "--facts", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def walked(facts: Path) -> Iterator[str]:
    with served(facts) as address:
        yield address


@pytest.fixture(scope="module")
def complaint(raw: Path) -> Row:
    """A formal complaint of 2025 as it stands in the register."""
    with open(raw / "complaints" / "sof_complaints_2025-12-31.csv", encoding="cp1252", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter=";") if row["KLAGETYPE"] == "F"]
    return next(row for row in rows if row["MODTAGET"].endswith("-2025") and row["SAGSNR"])


def rows(facts: Path, sql: str) -> list[tuple[object, ...]]:
    return duckdb.sql(sql.replace("FACTS", str(facts / current(facts)))).fetchall()


def test_the_row_is_a_fact_without_its_number(facts: Path, complaint: Row) -> None:
    hashed = key_letters(KEY.encode(), pa.array([complaint["KLAGENR"]]))[0].as_py()
    day, month, year = complaint["MODTAGET"].split("-")
    found = rows(
        facts,
        "SELECT class, received_on::VARCHAR, case_id IS NOT NULL, source FROM 'FACTS/complaints/*.parquet' "
        f"WHERE complaint_key = '{hashed}'",
    )
    assert found == [("formal", f"{year}-{month}-{day}", True, "sof_complaints")]
    plain = (
        f"SELECT count(*) FROM 'FACTS/complaints/*.parquet' WHERE complaint_key = '{complaint['KLAGENR']}'"
    )
    assert rows(facts, plain) == [(0,)]


def counted(facts: Path) -> int:
    """Complaints of 2025 that belong to SOF, straight from the file."""
    sql = "SELECT count(*) FROM 'FACTS/complaints/*.parquet' WHERE year(received_on) = 2025 AND department = 'SOF'"
    return int(str(rows(facts, sql)[0][0]))


def test_the_command_line_counts_it(facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["answer", "complaints_received", "--period", "2025", "--by", "department", "--format", "json"]
    assert dashboard([*given, "--facts", str(facts)]) == 0
    answers = json.loads(capsys.readouterr().out)["answers"]
    (social,) = [answer for answer in answers if answer["group"] == {"department": "SOF"}]
    assert social["numerator"] == social["value"] == counted(facts) and social["method"] == "counted"
    assert [answer["group"]["department"] for answer in answers] == [
        "ØKF",
        "KFF",
        "BUF",
        "SUF",
        "SOF",
        "TMF",
        "BIF",
    ]


def test_the_screen_shows_the_same(walked: str, facts: Path, page: Page) -> None:
    visit(page, f"{walked}/klager?period=2025")
    row = page.locator("table").first.locator("tr", has_text="Socialforvaltningen")
    expect(row).to_contain_text(str(counted(facts)))
    expect(page.locator("body")).to_contain_text("Syntetiske data")


def test_a_running_app_picks_a_new_snapshot_up(walked: str, facts: Path, raw: Path, page: Page) -> None:
    before = current(facts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEDELSE_KEY", "another key makes another snapshot")
        assert etl(["run", "--raw", str(raw), "--facts", str(facts)]) == 0
    assert current(facts) != before
    visit(page, f"{walked}/klager?period=2025#about-complaints_received")
    expect(page.get_by_role("dialog")).to_contain_text(current(facts))
