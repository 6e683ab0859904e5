"""Faults, on purpose: what is planted never comes out, what breaks is told plainly, what is published stays whole.

The long ones, with thousands of files and hundreds of kills, are in tests/soak.py.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings

from dashboard.__main__ import main as dashboard
from etl import delivery as reading
from etl.__main__ import main
from etl.check import current
from etl.source import Source
from tests.etl.sources import context
from tests.fault_app import answers_of
from tests.fault_kills import Readers, small_delivery, stopped_run, whole_now
from tests.fault_limits import bound_by_permissions, peak_of, small_files
from tests.fault_oracle import Event
from tests.fault_planting import NUMBER, WHO, planted_delivery
from tests.fault_reading import fixture_files, logs_of, spoil_and_read
from tests.fault_rows import (
    CASES,
    EVENTS,
    ROWS,
    compare_cleaning,
    compare_due_days,
    compare_steps,
    each_text_in_each_column,
    each_wait_in_each_deadline,
)
from tests.faults import NUMBERS, Told, checked, not_plain, run, traces, traces_in, wrong_sums


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A small delivery and what is published of it; tests that change either take a copy."""
    folder = tmp_path_factory.mktemp("small")
    raw, facts = small_delivery(folder / "raw"), folder / "facts"
    assert main(["run", "--raw", str(raw), "--facts", str(facts)]) == 0
    return raw, facts


@pytest.fixture
def copy(small: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    return Path(shutil.copytree(small[0], tmp_path / "raw")), Path(
        shutil.copytree(small[1], tmp_path / "facts")
    )


def refused(told: Told, facts: Path, before: str, *says: str) -> None:
    """Told in plain lines, with nothing planted in them; what was published is published still, and nothing half is."""
    assert not_plain(told, says) == [] and traces(told.err) == []
    assert (facts / "CURRENT").read_text() == before and whole_now(facts)
    assert not [path.name for path in facts.iterdir() if path.name.startswith((".2", ".CURRENT"))]


def in_process(arguments: list[str | Path], capsys: pytest.CaptureFixture[str], run_it: Any = main) -> Told:
    code = run_it([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return Told(code, printed.out, printed.err)


FIGURES = ("indberetning", "complaints_2014", "national_appeals")  # in which little or nothing is planted

# 1. What is planted


def test_the_numbers_are_nobodys() -> None:
    for one in NUMBERS:
        try:
            assert datetime.strptime(one[:4] + "20" + one[4:6], "%d%m%Y").year > 2030 and one[6] in "456789"
        except ValueError:  # no day at all
            continue
    assert {checked(one) == 0 for one in NUMBERS} == {True, False}
    assert traces("ring 310299-9999") == [] and traces(NUMBER) and traces(WHO.encode("utf-16-le"))


def test_what_is_planted_everywhere_comes_out_nowhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw, facts, scratch = planted_delivery(tmp_path / "raw"), tmp_path / "facts", tmp_path / "scratch"
    scratch.mkdir()
    told = run(raw, facts, TMPDIR=str(scratch))
    assert told.code == 0 and wrong_sums(told.report) == []
    for one in told.report["sources"]:  # it was there: in rejected rows, and in columns that nobody reads
        assert one["accepted"] and (one["rejected"] > 100 or one["source"] in FIGURES), one
    assert traces(told.out + told.err) == [] and traces_in(facts) == [] and not list(scratch.iterdir())
    asked = [(path, status, traces(data)) for path, status, data in answers_of(facts)]
    assert len(asked) > 50 and [one for one in asked if one[1] != 200 or one[2]] == []
    for arguments in (
        ["answer", "cases_received", "--by", "department", "--format", "json"], ["answer", NUMBER], ["signals"],
        ["answer", "complaints_received", "--by", "unit"], ["answer", "cases_received", "--where", f"unit={WHO}"],
        *(["mine", "--process", name] for name in ("building_permit", "personal_assistance", WHO)),
    ):  # fmt: skip
        answer = in_process([*arguments, "--facts", facts], capsys, dashboard)
        assert "Traceback" not in answer.err and answer.out + answer.err
        if NUMBER not in str(arguments):  # one's own words are told back
            assert traces(answer.out + answer.err) == []


def test_what_is_planted_is_told_in_no_refusal(copy: tuple[Path, Path], tmp_path: Path) -> None:
    """Every planted file is spoilt as well: each is told in its own line, by a name that holds nobody's."""
    facts, before = copy[1], (copy[1] / "CURRENT").read_text()
    raw = planted_delivery(tmp_path / "planted")
    files = [path for path in raw.rglob("*") if path.is_file()]
    for path in files:
        content = path.read_bytes()
        plain = path.suffix in (".csv", ".tsv", ".txt")
        path.write_bytes(b"x" + content if plain else content[: len(content) // 2])
        if path.suffix == ".jsonl":
            path.write_bytes(b"[" + content + b"\n]")
    told = run(raw, facts)
    refused(
        told, facts, before, "domus_cases_xxxxxxxx xxxxxxxxx ######-####_2025-12-31.csv", "is not whole XML"
    )
    assert len(told.err.splitlines()) == len(files)


def test_headers_of_a_single_log_are_not_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "log.csv"
    file.write_text(f"case_id,activity,{WHO}\n1,a,2025-01-01\n", "utf-8")
    told = in_process(["log", file, "--facts", tmp_path / "facts"], capsys)
    assert told.code == 2 and not_plain(told, ["no column timestamp"]) == [] and traces(told.err) == []


# 2. Killed runs


def test_killed_runs_leave_one_whole_snapshot_and_need_no_help(
    copy: tuple[Path, Path], tmp_path: Path
) -> None:
    facts, chance = copy[1], Random(1)
    raws = [copy[0], small_delivery(tmp_path / "less", without="complaints_")]
    with Readers(facts) as readers:
        for number in range(5):
            stopped_run(raws[number % 2], facts, f"key number {number}", chance, 1.2)
            assert whole_now(facts)
        last = run(raws[0], facts, LEDELSE_KEY="the last key of all")
    assert readers.wrong == [] and readers.reads > 3
    assert last.code == 0 and current(facts) == last.report["snapshot"] and whole_now(facts)


# 3. Disk, files, permissions, two at once, the clock


@pytest.mark.parametrize("most", [600, 30_000])
def test_a_full_disk_is_told_once(copy: tuple[Path, Path], most: int) -> None:
    """One breaks while extracts are kept, the other while facts are written."""
    raw, facts = copy
    before = (facts / "CURRENT").read_text()
    told = run(raw, facts, first=small_files(most), LEDELSE_KEY="another key, so that all is written again")
    refused(told, facts, before, "Make room")


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), duckdb.IOException("x"), MemoryError()]
)
def test_a_disk_or_memory_that_ends_while_facts_are_written(
    copy: tuple[Path, Path],
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def no_room(*args: object) -> None:
        raise error

    raw, facts = copy
    before = (facts / "CURRENT").read_text()
    monkeypatch.setattr("etl.publish.write_package", no_room)
    monkeypatch.setenv("LEDELSE_KEY", "another key")
    refused(
        in_process(["run", "--raw", raw, "--facts", facts], capsys), facts, before, "Nothing was published"
    )


def test_permissions_that_bind(copy: tuple[Path, Path]) -> None:
    """A file and a folder that may not be read are faults, not absences; and a folder that may not be written to."""
    raw, facts = copy
    before, bound = (facts / "CURRENT").read_text(), bound_by_permissions()
    if bound is None:
        pytest.skip("nothing here takes root's permissions away")
    closed = [next((raw / "complaints").glob("sof*")), raw / "domus", facts / ".lock"]
    closed[0].chmod(0)
    closed[1].chmod(0)
    told = run(raw, facts, before=bound)
    refused(
        told, facts, before, "sof_complaints_2025-12-31.csv", "domus: Permission denied", "leave to use it"
    )
    closed[2].chmod(0)
    told = run(raw, facts, before=bound)
    for path in closed:
        path.chmod(0o755)
    refused(told, facts, before, ".lock: Permission denied")


def instead(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        path.unlink()
        make(path)

    return change


PUT_ASIDE: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a folder in a file's place": (instead(Path.mkdir), "is no file"),
    "a pipe in a file's place": (instead(os.mkfifo), "is no file"),
    "a link to nowhere": (instead(lambda path: path.symlink_to("nowhere")), "No such file"),
    "words about the delivery": (
        lambda p: (p.parents[1] / "delivery.toml").write_text("x = ["),
        "delivery.toml",
    ),
    "bytes about the delivery": (
        lambda p: (p.parents[1] / "delivery.toml").write_bytes(b"\xff"),
        "delivery.toml",
    ),
    "a header with another line end": (
        lambda path: path.write_bytes(b"A;B\rC\n1;2\n"),
        "line end of another kind",
    ),
    "a header without end": (lambda path: path.write_bytes(b"A" * 200_000 + b"\n1;2\n"), "cannot be read"),
}


@pytest.mark.parametrize("fault", PUT_ASIDE)
def test_what_stands_in_a_files_place(
    fault: str, copy: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    raw, facts = copy
    before = (facts / "CURRENT").read_text()
    change, says = PUT_ASIDE[fault]
    change(raw / "capacity" / "capacity_2025-12-31.csv")
    refused(in_process(["run", "--raw", raw, "--facts", facts], capsys), facts, before, says)


@pytest.mark.parametrize(
    "change", [Path.unlink, lambda path: path.write_bytes(path.read_bytes() + b"more\n")]
)
def test_a_file_that_changes_while_the_run_reads_it(
    change: Callable[[Path], Any], copy: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    raw, facts = copy
    before, file = (facts / "CURRENT").read_text(), raw / "capacity" / "capacity_2025-12-31.csv"
    reader = reading.READERS["delimited"]

    def disturbed(source: Source, path: Path) -> Any:
        for block in reader(source, path):
            yield block
            if path == file:
                change(path)

    monkeypatch.setitem(reading.READERS, "delimited", disturbed)
    monkeypatch.setenv("LEDELSE_KEY", "another key, so that all is read again")
    refused(in_process(["run", "--raw", raw, "--facts", facts], capsys), facts, before, "while it was read")


def test_two_runs_at_once(copy: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    raw, facts = copy
    before = (facts / "CURRENT").read_text()
    with open(facts / ".lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused(
            in_process(["run", "--raw", raw, "--facts", facts], capsys), facts, before, "Another run", "Wait"
        )
    assert in_process(["run", "--raw", raw, "--facts", facts], capsys).code == 0


@pytest.mark.parametrize("now", [0.0, 4e9])
def test_a_clock_that_is_wrong_changes_nothing(
    now: float, copy: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files from the future and a clock set back or forward: the same snapshot, and nothing in use is pruned."""
    raw, facts = copy
    before = current(facts)
    others = [facts / f"2030-01-0{number}-aaaaaaaa" for number in (1, 2, 3)]
    for path in others:
        path.mkdir()
    for path in [*raw.rglob("*"), facts / before, facts / "CURRENT", *others]:
        os.utime(path, (3e9, 3e9) if path in others else (2e9, 2e9))
    monkeypatch.setattr(time, "time", lambda: now)
    again = in_process(["run", "--raw", raw, "--facts", facts, "--json"], capsys).report
    assert again["unchanged"] and again["snapshot"] == before and whole_now(facts)
    (raw / "capacity" / "capacity_2025-12-31.csv").unlink()
    assert in_process(["run", "--raw", raw, "--facts", facts], capsys).code == 0
    assert current(facts) != before and whole_now(facts)


# 4. Spoilt files


def test_spoilt_files_are_read_or_refused_in_a_plain_line(tmp_path: Path) -> None:
    """Each number is one file spoilt in one way; the soak goes on with thousands more."""
    files, known = [*fixture_files(), *logs_of(tmp_path / "logs")], context()
    found = [spoil_and_read(files, number, tmp_path, known) for number in range(250)]
    assert [one for one in found if one] == []


def test_a_field_of_200_megabytes_is_one_rejected_record_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "capacity_2025-12-31.csv"
    row = b"SOF-HAN-1;2025-01;11,5;12\n"
    head = b"ENHED;MAANED;AARSVAERK;HOVEDER\n"
    path.write_bytes(
        head + row + b'"' + b"x" * (200 << 20) + b'";SOF\n' + row.replace(b"2025-01", b"2025-02")
    )
    told, peak = peak_of("capacity", path, address_space=3 << 30)
    assert told == "read 3, accepted 2" and peak < 900


# 5. Against plain Python


def test_each_peculiar_text_and_each_last_day() -> None:
    compare_cleaning(each_text_in_each_column())
    compare_due_days(each_wait_in_each_deadline())


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_cleaning_equals_reading_row_by_row(rows: list[dict[str, str]]) -> None:
    compare_cleaning(rows)


@settings(max_examples=15, deadline=None)
@given(CASES)
def test_due_days_equal_counting_on_fingers_in_every_deadline(cases: list[tuple[Any, ...]]) -> None:
    compare_due_days(cases)


@settings(max_examples=6, deadline=None)
@given(EVENTS)
def test_waits_and_repetitions_equal_walking_through_each_case(events: list[Event]) -> None:
    compare_steps(events)
