"""Runs killed at random moments while readers ask; every tenth is left to end, and needs no help."""

import time
from pathlib import Path
from random import Random

from etl.check import current
from tests.fault_kills import Readers, small_delivery, stopped_run, whole_now
from tests.faults import command, run
from tests.soak_found import Found

READERS = 2


def stage(folder: Path, count: int, until: float) -> Found:
    facts, chance, found = folder / "facts", Random(1), Found()
    raws = [small_delivery(folder / "all"), small_delivery(folder / "less", without="complaints_")]
    begun = time.monotonic()
    if run(raws[0], facts).code:
        return Found(0, ["the first run failed"])
    longest = time.monotonic() - begun
    with Readers(facts, READERS) as readers:
        for number in range(count):
            if time.monotonic() > until:
                break
            found.tried += 1
            after = stopped_run(raws[number % 2], facts, f"key number {number}", chance, longest)
            if not whole_now(facts):
                found.wrong.append(f"kill {number} after {after}: CURRENT names no whole snapshot")
            if number % 10 == 9:
                found.wrong += [f"after kill {number}: {one}" for one in _next_run(raws[0], facts, number)]
    found.wrong += readers.wrong
    found.about = f", {readers.reads} reads of {len(readers.snapshots)} snapshots meanwhile"
    return found


def _next_run(raw: Path, facts: Path, number: int) -> list[str]:
    told = run(raw, facts, LEDELSE_KEY=f"whole key number {number}")
    if told.code:
        return [f"the next run failed: {told.err[-300:]}"]
    wrong = (
        []
        if current(facts) == told.report["snapshot"]
        else ["CURRENT does not name the snapshot of the next run"]
    )
    checked = command(["etl", "check", "--facts", facts])
    left = [path.name for path in facts.iterdir() if path.name.startswith(".CURRENT")]
    return wrong + ([checked.err] if checked.code else []) + [f"{name} is left behind" for name in left]
