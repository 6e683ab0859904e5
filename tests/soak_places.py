"""Disks that are full at every size, runs at once, planted people in a database and on every page of the app."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random

from dashboard.metrics.metric import METRICS
from etl.extract import gather
from etl.readers.database import read_database
from etl.source import Source, load_source
from tests.etl.sources import HOME, context
from tests.fault_app import answers_of
from tests.fault_kills import small_delivery, whole_now
from tests.fault_limits import small_files
from tests.fault_planting import TEXTS, planted_delivery
from tests.faults import environment, not_plain, run, traces, traces_in, wrong_sums
from tests.postgres import running
from tests.soak_found import Found

ROOMS = (64, 300, 600, 1_000, 1_400)  # kilobytes of a whole disk
SIZES = (100, 5_000, 15_000, 25_000)  # bytes of the largest file


def stage(folder: Path, count: int, until: float) -> Found:
    found = Found()
    for number in range(count):
        for place in (full_disks, small_limits, at_once, planted_pages, planted_database):
            if time.monotonic() > until:
                return found
            own = folder / f"{place.__name__}{number}"
            own.mkdir()
            found.wrong += [f"{place.__name__}: {one}" for one in place(own)]
        found.tried += 1
    return found


@contextmanager
def _disk(folder: Path, kilobytes: int) -> Iterator[bool]:
    """A disk of its own of this size, where one may be mounted; else False."""
    folder.mkdir()
    size = f"size={kilobytes}k"
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "soak", str(folder)], capture_output=True
    ).returncode
    try:
        yield made == 0
    finally:
        if made == 0:
            subprocess.run(["umount", str(folder)], check=True)


def full_disks(folder: Path) -> list[str]:
    """Smaller than a first run needs, and smaller than a second one does beside what is published."""
    raw, wrong = small_delivery(folder / "raw"), []
    if os.getuid() or sys.platform != "linux":
        return []
    for room in ROOMS:
        with _disk(folder / f"disk{room}", room) as made:
            facts = folder / f"disk{room}" / "facts"
            for key in ("one key", "another key") if made else ():
                wrong += [
                    f"{room} KB, {key}: {one}" for one in _refused_or_whole(raw, facts, LEDELSE_KEY=key)
                ]
    return wrong


def small_limits(folder: Path) -> list[str]:
    raw, facts, wrong = small_delivery(folder / "raw"), folder / "facts", []
    run(raw, facts)
    for size in SIZES:
        found = _refused_or_whole(raw, facts, first=small_files(size), LEDELSE_KEY=f"key {size}")
        wrong += [f"files of {size} bytes: {one}" for one in found]
    return wrong


def _refused_or_whole(raw: Path, facts: Path, **more: object) -> list[str]:
    """Published whole; or told in plain lines, with CURRENT as it was."""
    current = facts / "CURRENT"
    before = current.read_text() if current.is_file() else ""
    told = run(raw, facts, **more)
    if told.code == 0:
        return [] if whole_now(facts) else ["what was published is not whole"]
    after = current.read_text() if current.is_file() else ""
    same = [] if before == after and (not before or whole_now(facts)) else ["CURRENT changed"]
    return not_plain(told) + same


def at_once(folder: Path) -> list[str]:
    """Two and three runs into one folder: one publishes, the others do later or are told to wait."""
    raw, facts, wrong, chance = small_delivery(folder / "raw"), folder / "facts", [], Random(1)
    for number in range(6):
        children = []
        for place in range(2 + number % 2):
            given = [sys.executable, "-m", "etl", "run", "--raw", str(raw), "--facts", str(facts)]
            known = environment(LEDELSE_KEY=f"key {number} of run {place}")
            children.append(
                subprocess.Popen(
                    given, cwd=HOME, env=known, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
                )
            )
            time.sleep(chance.uniform(0, 0.3))
        ended = [(child.communicate()[1].decode(), child.returncode) for child in children]
        if not any(code == 0 for _, code in ended) or not whole_now(facts):
            wrong.append(f"nobody published: {ended}")
        wrong += [said for said, code in ended if code and not said.startswith("error: Another run")]
    return wrong


def planted_pages(folder: Path) -> list[str]:
    """As in the quick test, on the page of every metric."""
    raw, facts = planted_delivery(folder / "raw"), folder / "facts"
    told = run(raw, facts)
    wrong = [told.err] if told.code else wrong_sums(told.report)
    wrong += [f"said: {one}" for one in traces(told.out + told.err)] + traces_in(facts)
    for path, status, data in answers_of(facts, len(METRICS)):
        wrong += [f"{path}: {status}"] if status != 200 else []
        wrong += [f"{path}: {one}" for one in traces(data)]
    return wrong


def planted_database(folder: Path) -> list[str]:
    """Every text in every column of a table, wanted or not."""
    declared = load_source(HOME / "etl" / "sources" / "sof_complaints.toml")
    names = [column.source for column in declared.columns]
    wanted = ", ".join(f'"{name}"' for name in names)
    with running() as server:
        columns = ", ".join(f'"{name}" text' for name in [*names, "unwanted"])
        rows = [
            [text if place == number else None for place in range(len(names))] + [text]
            for number in range(len(names)) for text in TEXTS
        ]  # fmt: skip
        server.run(f"CREATE TABLE t ({columns})", *(f"INSERT INTO t VALUES ({_values(row)})" for row in rows))
        settings = {
            "connection": server.uri(), "query": f"SELECT {wanted}, unwanted FROM t", "password_env": "SOAK_PASSWORD",
            "extracted_on_query": "SELECT '2025-12-31'", "key": ["complaint_key"], "layout": "rows",
        }  # fmt: skip
        os.environ["SOAK_PASSWORD"] = server.password
        source = Source("planted_db", declared.columns, settings)
        table, faults, read = gather(source, read_database(source), date(2025, 12, 31), context())
    wrong = traces(str(table.to_pydict()) + str(faults))
    if not read == len(rows) == table.num_rows + len(faults):
        wrong.append(f"{read} of {len(rows)} rows were read")
    return wrong


def _values(row: list[str | None]) -> str:
    return ", ".join("NULL" if value is None else "'" + value.replace("'", "''") + "'" for value in row)
