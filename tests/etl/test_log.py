"""One event log by itself, in every form it may come in."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.__main__ import main as dashboard
from etl.__main__ import main as etl

PLAIN = """case_id,activity,timestamp,resource,event_index
NA,b,2025-03-30 01:30:00,r1,2
NA,a,2025-03-30 01:30:00,,1
007,a,2025-03-30 00:30:00.500,r1,3
007,b,2025-03-30 03:30:00,r2,4
7,a,2025-03-30 03:30:00,r2,5
"""


def mined(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    facts = tmp_path / "facts"
    assert etl(["log", str(file), "--facts", str(facts), "--public", "--json", *more]) == 0
    report = json.loads(capsys.readouterr().out)["sources"][0]
    assert report["read"] == report["accepted"] + report["rejected"]
    assert (
        dashboard(["mine", "--process", "log", "--facts", str(facts), "--variants", "0", "--format", "json"])
        == 0
    )
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def expect_plain(found: dict[str, Any]) -> None:
    """ "NA" is a case, 007 is not 7, the index breaks ties, an unknown person is no handover, moments stand as told."""
    assert (found["cases"], found["events"]) == (3, 5)
    assert found["variants"] == [{"activities": ["a", "b"], "count": 2}, {"activities": ["a"], "count": 1}]
    (edge,) = found["edges"]
    assert (edge["from"], edge["to"], edge["count"], edge["mean_s"]) == ("a", "b", 2, 5399.75)
    assert found["handovers"] == 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_plain_names_and_any_delimiter(
    delimiter: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "log.csv"
    file.write_text(PLAIN.replace(",", delimiter), "utf-8")
    expect_plain(mined(file, tmp_path, capsys))


def test_parquet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header, *lines = [line.split(",") for line in PLAIN.splitlines()]
    columns = dict(zip(header, map(list, zip(*lines))))
    pq.write_table(pa.table(columns), tmp_path / "log.parquet")
    expect_plain(mined(tmp_path / "log.parquet", tmp_path, capsys))


def test_without_an_index_the_order_of_the_file_breaks_ties(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "log.csv"
    file.write_text("case_id,activity,timestamp\n1,b,2025-01-01\n1,a,2025-01-01\n1,c,2024-12-31\n", "utf-8")
    assert mined(file, tmp_path, capsys)["variants"] == [{"activities": ["c", "b", "a"], "count": 1}]


def test_a_log_that_knows_no_persons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    events = "".join(
        f'<event><string key="concept:name" value="{name}"/>'
        f'<date key="time:timestamp" value="2025-01-0{day}T10:00:00+01:00"/></event>'
        for name, day in (("b", 2), ("a", 1))
    )
    file = tmp_path / "log.xes"
    file.write_text(f'<log><trace><string key="concept:name" value="x"/>{events}</trace></log>', "utf-8")
    found = mined(file, tmp_path, capsys)
    assert found["edges"][0] | {"p90_s": 0} == {
        "from": "a", "to": "b", "count": 1, "median_s": 86400.0, "mean_s": 86400.0, "p90_s": 0
    }  # fmt: skip


def test_what_does_not_fit_is_rejected_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "log.csv"
    file.write_text(
        "case_id,activity,timestamp\n1,a,2025-01-01\n1,call 016172-1234,2025-01-02\n1,b,yesterday\n,c,2025-01-02\n",
        "utf-8",
    )
    assert mined(file, tmp_path, capsys)["events"] == 1


def test_an_entity_is_not_expanded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    file = tmp_path / "log.xes"
    file.write_text(
        f'<!DOCTYPE log [<!ENTITY x SYSTEM "file://{secret}">]><log><trace><string key="concept:name" value="1"/>'
        '<event><string key="concept:name" value="a">&x;</string>'
        '<date key="time:timestamp" value="2025-01-01"/></event>'
        "</trace></log>",
        "utf-8",
    )
    assert etl(["log", str(file), "--facts", str(tmp_path / "facts")]) == 1
    printed = capsys.readouterr()
    assert "DOCTYPE" in printed.err and "Traceback" not in printed.err


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("log.csv", "case,activity,timestamp\n1,a,2025-01-01\n", "no column case_id"),
        ("log.txt", "x", "not a log we can read"),
    ],
)
def test_wrong_use_names_what_is_allowed(
    name: str, content: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    assert etl(["log", str(tmp_path / name), "--facts", str(tmp_path / "facts")]) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "facts" / "CURRENT").exists()
