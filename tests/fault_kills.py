"""Runs that are killed while readers ask, and what the readers then found."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from threading import Event, Thread

from dashboard.warehouse import Scope, Warehouse
from etl.check import current
from etl.publish import whole_snapshot
from tests.etl.sources import raw_folder
from tests.faults import HOME, environment

KEPT = ("domus", "complaints", "capacity", "surveys")
FACTS = ("cases", "case_events", "case_steps", "complaints", "complaint_points", "rejected", "targets")


def small_delivery(folder: Path, without: str = "") -> Path:
    """Some of the fixtures, for runs that take a second; `without` leaves out files whose names hold it."""
    raw_folder(folder)
    for path in folder.iterdir():
        if path.name not in KEPT:
            shutil.rmtree(path)
    for path in folder.rglob(f"*{without}*") if without else ():
        path.unlink()
    return folder


def stopped_run(raw: Path, facts: Path, key: str, chance: Random, longest: float) -> str:
    """A run that is killed: at any moment, or soon after it has begun to write its snapshot. Says when."""
    command = [sys.executable, "-m", "etl", "run", "--raw", str(raw), "--facts", str(facts)]
    started = time.monotonic()
    child = subprocess.Popen(
        command, cwd=HOME, env=environment(LEDELSE_KEY=key), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )  # fmt: skip
    if chance.random() < 0.5:
        time.sleep(chance.uniform(0.0, longest))
    else:
        before = {path.name for path in facts.iterdir()}
        while child.poll() is None and not _writes(facts, before):
            time.sleep(0.002)
        time.sleep(chance.uniform(0.0, 0.25))
    child.send_signal(signal.SIGKILL)
    child.wait()
    return f"{time.monotonic() - started:.2f} s"


def _writes(facts: Path, before: set[str]) -> bool:
    return any(path.name not in before and path.name.startswith(".2") for path in facts.iterdir())


def whole_now(facts: Path) -> bool:
    """Whether CURRENT names a snapshot that has every byte it was published with."""
    return whole_snapshot(facts / current(facts)) is not None


class Readers:
    """Threads that open the current snapshot again and again and ask it; `wrong` says what they met."""

    def __init__(self, facts: Path, count: int = 1) -> None:
        self.facts, self.reads, self.wrong = facts, 0, list[str]()
        self.snapshots: set[str] = set()
        self._end = Event()
        self._threads = [Thread(target=self._read) for _ in range(count)]

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        while not self._end.is_set():
            try:
                self._one()
            except Exception as error:
                self.wrong.append(f"{type(error).__name__}: {error}")
            self._end.wait(0.15)

    def _one(self) -> None:
        """One whole snapshot: every fact has the rows that its package says, and they hang together."""
        warehouse = Warehouse(self.facts)
        for fact in FACTS:
            said = warehouse.resources[fact]["rows"]
            found = warehouse.query(f"SELECT count(*) AS rows FROM {fact}", Scope())[0]["rows"]
            if found != said:
                self.wrong.append(f"{warehouse.snapshot}: {fact} has {found} rows, its package says {said}")
        lost = "SELECT count(*) AS rows FROM case_events ANTI JOIN cases USING (case_id)"
        if warehouse.query(lost, Scope())[0]["rows"]:
            self.wrong.append(f"{warehouse.snapshot}: events without their case")
        self.snapshots.add(warehouse.snapshot)
        self.reads += 1
