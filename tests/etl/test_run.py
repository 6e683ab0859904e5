"""A run as its users meet it: the report, what is published, and what happens when something is broken."""

import hashlib
import json
import shutil
from pathlib import Path

import duckdb
import pytest

from etl.__main__ import main


def run(raw: Path, facts: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert main(["run", "--raw", str(raw), "--facts", str(facts), "--json"]) == 0
    report: dict[str, object] = json.loads(capsys.readouterr().out)
    return report


def bytes_of(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def query(published: Path, fact: str, what: str) -> list[tuple[object, ...]]:
    return duckdb.sql(f"SELECT {what} FROM read_parquet('{published}/{fact}/*.parquet')").fetchall()


def test_the_report_conserves_every_row(
    delivery: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = run(delivery, tmp_path / "facts", capsys)
    assert report["published"] is True and len(report["sources"]) >= 19  # type: ignore[arg-type]
    for source in report["sources"]:  # type: ignore[attr-defined]
        parts = ("accepted", "rejected", "duplicates", "superseded")
        assert source["read"] == sum(source[part] for part in parts), source


def test_the_same_in_is_the_same_out_whatever_the_threads(
    delivery: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for threads in ("1", "2", "3"):
        monkeypatch.setenv("LEDELSE_THREADS", threads)
        facts = tmp_path / f"facts{threads}"
        found.append((run(delivery, facts, capsys)["snapshot"], bytes_of(facts)))
    assert found[0] == found[1] == found[2]


def test_another_key_is_another_snapshot(
    delivery: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = run(delivery, tmp_path / "a", capsys)["snapshot"]
    monkeypatch.setenv("LEDELSE_KEY", "another key of enough bytes")
    assert run(delivery, tmp_path / "b", capsys)["snapshot"] != one


def test_cases_and_events_hang_together(published: Path) -> None:
    ((cases, events, steps),) = [
        tuple(query(published, fact, "count(*)")[0][0] for fact in ("cases", "case_events", "case_steps"))
    ]
    ((with_events,),) = query(published, "case_events", "count(DISTINCT case_id)")
    assert steps == events - with_events and cases == 22  # type: ignore[operator]
    # The workbook's days became events, in order; a log's case takes its days from its events.
    suf = "list(activity ORDER BY seq) FILTER (process = 'rehabilitation_training')"
    assert query(published, "case_events", suf)[0][0] == [
        "received", "assigned", "complete", "decided", "sent", "service_started", "closed",
    ]  # fmt: skip
    permit = "received_on::VARCHAR, complete_on::VARCHAR, decided_on::VARCHAR"
    rows = query(
        published, "cases", f"list(({permit}) ORDER BY received_on) FILTER (process = 'building_permit')"
    )[0][0]
    assert rows == [("2025-03-03", "2025-03-20", "2025-04-20"), ("2025-05-03", None, None)]


def test_moments_are_utc_and_persons_become_same_or_another(published: Path) -> None:
    rows = query(
        published,
        "case_steps",
        "list((activity, next_activity, person_changed, unit_changed, wait_seconds) ORDER BY seq) "
        "FILTER (process = 'additional_expenses_adults')",
    )
    # A team whose size nobody told counts as its centre.
    assert rows[0][0] == [
        ("received", "assigned", True, False, 89100.0), ("assigned", "decided", True, True, 1481400.0),
    ]  # fmt: skip
    moment = query(
        published,
        "case_events",
        "(min(\"at\") FILTER (activity = 'received' AND process = 'additional_expenses_adults'))::VARCHAR",
    )
    assert moment[0][0] == "2025-01-02 07:15:00"


def test_a_complaint_finds_its_case_and_its_earlier_complaint(published: Path) -> None:
    rows = query(
        published,
        "complaints",
        "count(*), count(case_id), count(repeat_of), count(*) FILTER (legal_basis = 'SEL-100')",
    )
    assert rows == [(8, 6, 1, 2)]
    assert query(published, "complaint_points", "count(*)") == [(9,)]
    assert query(published, "appeals", "count(complaint_id)") == [(1,)]


def test_check_passes_and_fails_after_one_byte(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = published.parent
    assert main(["check", "--facts", str(facts)]) == 0
    file = next((published / "complaints").glob("*.parquet"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert main(["check", "--facts", str(facts), "--json"]) == 1
    printed = capsys.readouterr()
    assert "complaints/complaints.parquet" in printed.err and "Traceback" not in printed.err


def test_a_run_mends_a_damaged_snapshot(published: Path, delivery: Path) -> None:
    file = next((published / "complaints").glob("*.parquet"))
    file.write_bytes(b"x")
    assert main(["run", "--raw", str(delivery), "--facts", str(published.parent)]) == 0
    assert main(["check", "--facts", str(published.parent)]) == 0


@pytest.mark.parametrize(
    ("break_it", "says"),
    [
        (
            lambda raw: (raw / "capacity/capacity_2025-12-31.csv").write_bytes(b""),
            "capacity_2025-12-31.csv is empty",
        ),
        (
            lambda raw: (raw / "visitation/visitation_2025-12-31.xlsx").write_bytes(b"no zip"),
            "not a readable workbook",
        ),
        (
            lambda raw: (raw / "building/building_permits_2025-12-31.xes.gz").write_bytes(b"no gzip"),
            "not a whole .gz file",
        ),
        (
            lambda raw: (raw / "capacity/capacity_2025-12-31.csv").write_bytes(b"A;B\n1;2\n"),
            "no column ENHED",
        ),
        (
            lambda raw: (raw / "capacity/capacity_2025-12-31.csv").rename(
                raw / "capacity/capacity_0161721234.csv"
            ),
            "no extract date",
        ),
    ],
)
def test_a_broken_file_leaves_yesterday_in_use(
    break_it, says: str, published: Path, delivery: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (published.parent / "CURRENT").read_text()
    break_it(delivery)
    assert main(["run", "--raw", str(delivery), "--facts", str(published.parent)]) == 1
    printed = capsys.readouterr().err
    assert says in printed and "0161721234" not in printed and "Traceback" not in printed
    assert (published.parent / "CURRENT").read_text() == before
    assert {path.name for path in published.parent.iterdir() if path.name not in (".lock", ".clean")} == {
        before.strip(),
        "CURRENT",
    }


def test_an_absent_file_publishes_with_a_caveat(
    delivery: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(delivery / "domus")
    shutil.rmtree(delivery / "dubu")
    shutil.rmtree(delivery / "access")
    report = run(delivery, tmp_path / "facts", capsys)
    package = json.loads(
        (tmp_path / "facts" / str(report["snapshot"]) / "datapackage.json").read_text("utf-8")
    )
    assert {caveat["source"] for caveat in package["caveats"]} >= {
        "domus_cases",
        "domus_events",
        "dubu_cases",
    }
    assert not [c for c in package["coverage"] if c["department"] == "SOF" and c["fact"] == "cases"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["rnu"], "Nearest: run"),
        (["run", "--raw", "nowhere"], "no folder nowhere"),
        (["sample", "--out", "x", "--until", "31-10-2026"], "is not a day"),
        (["sample", "--out", "x", "--scale", "-1"], "outside"),
        (["log", "nothing.xes"], "no such file"),
        (["check", "--facts", "nowhere"], "etl run"),
        (["run", "--colour"], "--help"),
    ],
)
def test_wrong_use_is_one_line_and_exit_2(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    printed = capsys.readouterr().err
    assert says in printed and printed.count("\n") == 1
