"""Versions over deliveries against slow plain Python; what a later run changes, what it leaves, what it forgets."""

import hashlib
import json
import os
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.__main__ import main
from etl.extract import Extract
from etl.identity import key_letters
from etl.retention import last_day, oldest_kept
from etl.source import Column, Source
from etl.versions import Settled, settle
from tests.etl.sources import KEY

DAYS = [date(2026, month, 28) for month in range(1, 6)]
# A delivery is rows of key and content; five deliveries at most, on different days.
DELIVERIES = st.lists(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=5), min_size=1, max_size=5
)
Rows = list[list[tuple[str, str]]]


def source(delivery: str) -> Source:
    columns = (Column("k", "K", "pattern", pattern="."), Column("v", "V", "pattern", pattern="."))
    return Source(
        "example", columns, {"key": ["k"], "delivery": delivery, "keep": "forever", "layout": "rows"}
    )


def settled(deliveries: Rows, delivery: str) -> Settled:
    files = []
    for day, rows in zip(DAYS, deliveries):
        table = pa.table({
            "k": pa.array([k for k, _ in rows], pa.string()), "v": pa.array([v for _, v in rows], pa.string()),
            "record": pa.array(range(1, len(rows) + 1), pa.int32()),
        })  # fmt: skip
        files.append(Extract("f", day, "", 0, len(rows), table))
    return settle(source(delivery), files)


def known_on(one: Settled, day: date) -> dict[str, str]:
    """What the facts would answer as known on a day: current rows, and earlier ones that were not yet ended."""
    now = [row for row in one.accepted.to_pylist() if row["extracted_on"] <= day]
    then = [row for row in one.earlier.to_pylist() if row["extracted_on"] <= day < row["known_to"]]
    found = [(row["k"], row["v"]) for row in now + then]
    assert len(found) == len(dict(found)), "a key is known once"
    return dict(found)


def obvious(deliveries: Rows, delivery: str, day: date) -> dict[str, str]:
    """The last row of each key in the newest delivery that tells it; a full delivery forgets what it does not tell."""
    known: dict[str, str] = {}
    for extract, rows in zip(DAYS, deliveries):
        if extract <= day:
            known = dict(rows) if delivery == "full" else known | dict(rows)
    return known


@given(DELIVERIES, st.sampled_from(["changes", "full"]))
@settings(max_examples=150, deadline=None)
def test_as_known_on_every_day_equals_the_obvious(deliveries: Rows, delivery: str) -> None:
    one = settled(deliveries, delivery)
    for day in [*DAYS[: len(deliveries)], DAYS[0] - timedelta(1)]:
        assert known_on(one, day) == obvious(deliveries, delivery, day)


@given(DELIVERIES, st.sampled_from(["changes", "full"]))
@settings(max_examples=100, deadline=None)
def test_every_row_has_one_fate(deliveries: Rows, delivery: str) -> None:
    one = settled(deliveries, delivery)
    assert one.read == one.accepted.num_rows + one.rejected + one.duplicates + one.superseded
    newest: dict[str, tuple[date, str]] = {}
    rows = [(day, k, v) for day, found in zip(DAYS, deliveries) for k, v in found]
    for day, k, v in rows:
        newest[k] = (day, v)
    twins = sum(v == newest[k][1] for _, k, v in rows) - len(newest)
    assert one.duplicates == twins
    assert one.rejected == sum(day == newest[k][0] and v != newest[k][1] for day, k, v in rows)
    last = DAYS[len(deliveries) - 1]
    gone = sum(day < last for day, _ in newest.values()) if delivery == "full" else 0
    assert one.withdrawn == gone and one.accepted.num_rows == len(newest) - gone


def test_retention_is_counted_in_the_unit_it_is_declared_in() -> None:
    five = Source("s", (), {"keep": "5 years", "layout": "rows"})
    assert oldest_kept(five, date(2026, 10, 31)) == date(2021, 10, 28)
    assert oldest_kept(Source("s", (), {"keep": "30 days", "layout": "rows"}), date(2026, 1, 31)) == date(
        2026, 1, 1
    )
    end = last_day(five, date(2021, 10, 28))
    assert end and oldest_kept(five, end) <= date(2021, 10, 28) < oldest_kept(five, end + timedelta(1))


def run(raw: Path, facts: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["run", "--raw", str(raw), "--facts", str(facts), "--json"]) == 0
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def bytes_of(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_new_delivery_gives_what_a_run_from_nothing_gives(
    delivery: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late = [path for path in delivery.rglob("*2025-12-31*") if "domus" in path.name]
    held = tmp_path / "held"
    held.mkdir()
    for path in late:
        shutil.move(path, held / path.name)
    first = run(delivery, tmp_path / "grown", capsys)
    for path in late:
        shutil.move(held / path.name, path)
    grown, fresh = run(delivery, tmp_path / "grown", capsys), run(delivery, tmp_path / "fresh", capsys)
    assert first["snapshot"] != grown["snapshot"] == fresh["snapshot"]
    name = str(fresh["snapshot"])
    assert bytes_of(tmp_path / "grown" / name) == bytes_of(tmp_path / "fresh" / name)
    again = run(delivery, tmp_path / "grown", capsys)
    assert again["unchanged"] and again["sources"] == grown["sources"] and again["facts"] == grown["facts"]


def test_an_untouched_month_is_the_same_file(
    delivery: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = tmp_path / "facts"
    before = facts / str(run(delivery, facts, capsys)["snapshot"])
    file = next(delivery.rglob("domus_cases_2025-12-31.csv"))
    file.write_bytes(file.read_bytes().replace(b"01-08-2025", b"04-08-2025"))
    after = facts / str(run(delivery, facts, capsys)["snapshot"])
    same = [
        os.path.samefile(path, after / "cases" / path.name) for path in sorted((before / "cases").iterdir())
    ]
    assert before != after and any(same) and not all(same)


def test_rows_past_their_time_leave_every_byte(
    delivery: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = tmp_path / "facts"
    run(delivery, facts, capsys)
    hashed = str(key_letters(KEY, pa.array(["2025-0000001"]))[0]).encode()
    assert holds(facts, hashed)
    # Six years later one small delivery comes: all older rows are past the five years they may be kept.
    file = next(delivery.rglob("capacity_2025-12-31.csv"))
    shutil.copy(file, file.with_name("capacity_2031-12-31.csv"))
    report = run(delivery, facts, capsys)
    told = {source["source"]: source for source in report["sources"]}["domus_cases"]
    assert (
        told["accepted"] == 0 and told["read"] == told["rejected"] + told["duplicates"] + told["superseded"]
    )
    assert not holds(facts, hashed)
    assert [path.name for path in facts.iterdir() if path.name[0] != "."].count(str(report["snapshot"])) == 1


def holds(facts: Path, text: bytes) -> bool:
    """Whether a snapshot or the store holds the text, in its bytes or once its columns are unpacked."""
    for path in facts.rglob("*"):
        if path.is_file() and text in path.read_bytes():
            return True
        if path.suffix == ".parquet":
            rows = duckdb.sql(f"SELECT * FROM read_parquet('{path}')").fetchall()
            if text in repr(rows).encode():
                return True
        if path.suffix == ".arrow" and text in repr(pa.feather.read_table(path).to_pydict()).encode():
            return True
    return False
