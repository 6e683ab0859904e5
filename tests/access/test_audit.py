"""The audit log: whatever is done to it afterwards shows, and it answers who saw figures of a unit."""

import json
import multiprocessing
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.access import audit, audit_report
from dashboard.access.audit import AuditLog, NotWritten, files, verify
from dashboard.metrics.trace import note, traced

START = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)


class Clock:
    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


def written(folder: Path, lines: int = 6, days: int = 3) -> Path:
    clock = Clock()
    log = AuditLog(folder, now=clock)
    for n in range(lines):
        clock.at = START + timedelta(days=n * days // lines, seconds=n)
        log.write(
            who=f"person{n % 2}",
            role="unit_lead",
            action="view",
            places=["SOF-HAN-1"][: n % 2],
            metrics=["m"],
        )
    return folder


def test_a_whole_log_verifies_over_days(tmp_path: Path) -> None:
    verdict = verify(written(tmp_path))
    assert (verdict.lines, verdict.days, verdict.broken) == (6, 3, ())
    assert verdict.head == audit.last_hash(tmp_path)
    assert verify(tmp_path / "none").lines == 0


def _lines(folder: Path) -> list[bytes]:
    return files(folder)[1].read_bytes().splitlines(keepends=True)


FORGERIES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "changed": lambda lines: [lines[0].replace(b"person0", b"person9"), *lines[1:]],
    "taken out": lambda lines: lines[1:],
    "put in": lambda lines: [lines[0], lines[0], *lines[1:]],
    "turned round": lambda lines: lines[::-1],
    "made empty": lambda lines: [b"{}\n", *lines[1:]],
    "no JSON": lambda lines: [b"rubbish\n", *lines[1:]],
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_every_forgery_shows(tmp_path: Path, forgery: str) -> None:
    written(tmp_path)
    files(tmp_path)[1].write_bytes(b"".join(FORGERIES[forgery](_lines(tmp_path))))
    assert verify(tmp_path).broken, forgery


def test_a_forged_line_with_a_right_hash_breaks_the_next(tmp_path: Path) -> None:
    written(tmp_path)
    lines = _lines(tmp_path)
    entry = json.loads(lines[0])
    body = {key: value for key, value in entry.items() if key not in ("hash", "previous")} | {"who": "nobody"}
    forged, _ = audit.sealed(body, entry["previous"])
    files(tmp_path)[1].write_bytes(b"".join([forged, *lines[1:]]))
    assert "does not follow" in verify(tmp_path).broken[0]


def test_a_day_taken_away_shows_and_one_retired_does_not(tmp_path: Path) -> None:
    written(tmp_path / "a")
    files(tmp_path / "a")[0].unlink()
    assert "no line says why" in verify(tmp_path / "a").broken[0]
    written(tmp_path / "b")
    later = AuditLog(tmp_path / "b", keep_days=30, now=Clock(START + timedelta(days=32)))
    later.write(who="person", action="view")
    assert [file.stem for file in files(tmp_path / "b")] == ["2026-05-03", "2026-06-02"]
    assert verify(tmp_path / "b").broken == ()


def test_a_line_cut_short_by_a_crash_shows_and_the_chain_goes_on(tmp_path: Path) -> None:
    written(tmp_path)
    with files(tmp_path)[-1].open("ab") as file:
        file.write(b'{"who":"person1","act\n')
    AuditLog(tmp_path, now=Clock(START + timedelta(days=2, hours=1))).write(who="person2", action="view")
    assert len(verify(tmp_path).broken) == 1


def _write_many(folder: Path, name: str) -> None:
    log = AuditLog(folder)
    for _ in range(40):
        log.write(who=name, action="view")


def test_several_processes_write_one_chain(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_write_many, args=(tmp_path, f"p{n}")) for n in range(2)]
    for worker in workers:
        worker.start()
    _write_many(tmp_path, "here")
    for worker in workers:
        worker.join()
    assert (verify(tmp_path).lines, verify(tmp_path).broken) == (120, ())


def test_a_full_disk_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path)
    before = files(tmp_path)[-1].read_bytes()
    log = AuditLog(tmp_path, now=Clock(START + timedelta(days=2, hours=1)))

    def full(opened: object, size: int, line: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(log, "_put", full)
    with pytest.raises(NotWritten, match="No space"):
        log.write(who="person", action="view")
    assert files(tmp_path)[-1].read_bytes() == before
    monkeypatch.undo()
    log.write(who="person", action="view")
    assert verify(tmp_path).broken == ()


def test_the_file_is_the_apps_own(tmp_path: Path) -> None:
    written(tmp_path / "log")
    assert files(tmp_path / "log")[0].stat().st_mode & 0o077 == 0
    assert (tmp_path / "log").stat().st_mode & 0o077 == 0


def test_who_saw_figures_of_a_unit(tmp_path: Path) -> None:
    written(tmp_path)
    [row] = audit_report.looks(tmp_path, "SOF-HAN-1", date(2026, 5, 1), date(2026, 5, 31))
    assert (row["who"], row["times"], row["metrics"]) == ("person1", 3, ["m"])
    assert audit_report.looks(tmp_path, "SOF-HAN-1", date(2026, 6, 1), date(2026, 6, 30)) == []
    assert len(audit_report.looks(tmp_path, None, date.min, date.max)) == 2
    assert audit_report.by_role(tmp_path, date.min, date.max) == {"unit_lead": (6, 0)}


def test_the_command_says_whether_the_chain_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from dashboard.__main__ import main

    monkeypatch.setenv("LEDELSE_STATE", str(tmp_path))
    written(tmp_path / "audit")
    assert main(["audit", "--unit", "SOF-HAN-1", "--period", "2026-05", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["looks"][0]["who"] == "person1"
    assert main(["audit", "--period", "in May"]) == 2
    files(tmp_path / "audit")[0].unlink()
    assert main(["audit"]) == 1
    assert "person1" in capsys.readouterr().out


def test_a_trace_collects_only_inside_its_block() -> None:
    note("outside", [], [], "s")
    with traced() as trace:
        note("m", [("department", "SOF"), ("class", "formal")], [{"unit": "A"}, {"unit": ""}], "s")
    assert trace.metrics == {"m"} and trace.places == {"SOF", "A"} and trace.rows == 2
    assert trace.where == {"department=SOF", "class=formal"}
