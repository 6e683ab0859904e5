"""Other cities: whatever the seed, a run finds exactly what the sample planted."""

import shutil
import time
from pathlib import Path

from etl.sample import write_sample
from tests.faults import run, wrong_sums
from tests.soak_found import Found

COUNTED = ("read", "accepted", "duplicates", "superseded")


def stage(folder: Path, count: int, until: float) -> Found:
    found = Found()
    for seed in range(100, 100 + count):
        if time.monotonic() > until:
            break
        found.tried += 1
        found.wrong += [f"seed {seed}: {one}" for one in _differences(folder, seed)]
    return found


def _differences(folder: Path, seed: int) -> list[str]:
    raw, facts = folder / "raw", folder / "facts"
    shutil.rmtree(raw, ignore_errors=True)
    planted = write_sample(raw, seed=seed, scale=0.02)["sources"]
    told = run(raw, facts)
    if told.code:
        return [told.err[-400:]]
    wrong = [f"{name}: the sum does not hold" for name in wrong_sums(told.report)]
    for one in told.report["sources"]:
        read = {name: one[name] for name in COUNTED}
        expected = {name: planted.get(one["source"], one)[name] for name in COUNTED}
        if read != expected:
            wrong.append(f"{one['source']}: planted {expected}, found {read}")
    return wrong
