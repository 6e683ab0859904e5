"""Thousands of spoilt files: each read by itself in a process that may not grow, some of them in a whole run."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

from tests.etl.sources import context, raw_folder
from tests.fault_mutations import PLANTED, spoilt
from tests.fault_reading import fixture_files, logs_of, spoil_and_read
from tests.faults import HOME, environment, not_plain, run, wrong_sums
from tests.peak import peak_mb
from tests.soak_found import Found

BATCH, AT_A_TIME = 200, 2
MEMORY, PEAK = 8 << 30, 1_500  # bytes of address space; megabytes that a batch may take at most
WHOLE = 100  # one in so many is tried in a whole run too
FIRST = 1_000  # those before are the quick tests'


def stage(folder: Path, count: int, until: float) -> Found:
    found, peak = Found(), 0
    starts = list(range(FIRST, FIRST + count, BATCH))
    with ThreadPoolExecutor(AT_A_TIME) as both:
        batches = both.map(lambda start: _batch(start, min(BATCH, FIRST + count - start), until), starts)
        for tried, wrong, most in batches:
            found.tried += tried
            found.wrong += wrong
            peak = max(peak, most)
    runs = 0
    raw_folder(folder / "clean")
    files = sorted(path for path in (folder / "clean").rglob("*") if path.is_file())
    for number in range(count // WHOLE):
        if time.monotonic() > until:
            break
        runs += 1
        found.wrong += _whole_run(folder, files, number)
    found.about = f", {runs} of them in whole runs, at most {peak} MB"
    return found


def _batch(start: int, count: int, until: float) -> tuple[int, list[str], int]:
    """Files tried, what was wrong, and the memory that it took."""
    if time.monotonic() > until:
        return 0, [], 0
    limit = (
        (lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)))
        if sys.platform == "linux"
        else None
    )
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak_mutations", str(start), str(count)], cwd=HOME, capture_output=True,
        env=environment(), preexec_fn=limit,
    )  # fmt: skip
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    last = next((line for line in reversed(lines) if line.startswith("at ")), "at none")
    wrong = [line for line in lines if not line.startswith(("at ", "peak "))]
    peak = int(lines[-1].split()[1]) if lines and lines[-1].startswith("peak ") else 0
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace")[-300:]
        wrong.append(f"mutation {last[3:]} ended the process (exit {done.returncode}): {said}")
    if peak > PEAK:
        wrong.append(f"mutations {start} to {start + count}: {peak} MB")
    return sum(line.startswith("at ") for line in lines), wrong, peak


def _whole_run(folder: Path, files: list[Path], number: int) -> list[str]:
    """One file of a delivery is spoilt: all is published and accounted for, or nothing is and a line says why."""
    chance = Random(number)
    file = chance.choice(files)
    content = file.read_bytes()
    file.write_bytes(spoilt(file.name, content, chance))
    told = run(folder / "clean", folder / "facts")
    file.write_bytes(content)
    if told.code == 0:
        wrong = [f"the sum of {name} does not hold" for name in wrong_sums(told.report)]
    else:
        wrong = not_plain(told)
    if PLANTED.decode() in told.err + told.out:
        wrong.append("a planted number was told")
    return [f"whole run {number}, {file.name}: {one}" for one in wrong]


def _read_many(start: int, count: int) -> None:
    """Says each number before it is tried, so that it is known which one ended the process."""
    with tempfile.TemporaryDirectory() as name:
        folder, known = Path(name), context()
        files = [*fixture_files(), *logs_of(folder / "logs")]
        for number in range(start, start + count):
            print(f"at {number}", flush=True)
            began = time.process_time()
            if wrong := spoil_and_read(files, number, folder, known):
                print(f"mutation {number}: {wrong}".replace("\n", " "), flush=True)
            if time.process_time() - began > 20:
                print(f"mutation {number}: took {time.process_time() - began:.0f} s", flush=True)
    print(f"peak {peak_mb()}", flush=True)


if __name__ == "__main__":
    _read_many(int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.flush()
    os._exit(0)  # what libraries count at the end is of no interest here
