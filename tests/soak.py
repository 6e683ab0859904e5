"""The long proofs, over seeds, damaged files and killed runs: python -m tests.soak --seeds 20 --kills 50

Seeds: the ETL finds exactly what the sample planted. Mutations: whatever a file suffers, the sum holds or nothing is
published. Kills: whenever a run is killed, CURRENT names a snapshot that passes its check.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from etl.sample import write_sample

HOME = Path(__file__).resolve().parent.parent
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
ENVIRONMENT = {**os.environ, "LEDELSE_KEY": "a key for the soak only"}


def run(raw: Path, facts: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "etl", "run", "--raw", str(raw), "--facts", str(facts), "--json"]
    return subprocess.run(command, cwd=HOME, env=ENVIRONMENT, capture_output=True, text=True)


def check(facts: Path) -> bool:
    command = [sys.executable, "-m", "etl", "check", "--facts", str(facts)]
    return subprocess.run(command, cwd=HOME, env=ENVIRONMENT, capture_output=True).returncode == 0


def seeds(folder: Path, count: int) -> int:
    wrong = 0
    for seed in range(100, 100 + count):
        raw, facts = folder / "raw", folder / "facts"
        truth = write_sample(raw, seed=seed, scale=0.02)
        report = json.loads(run(raw, facts).stdout)
        for source in report["sources"]:
            planted = truth["sources"].get(source["source"])
            found = {name: source[name] for name in ("read", "accepted", "duplicates", "superseded")}
            if planted and found != {name: planted[name] for name in found}:
                wrong += 1
                print(f"seed {seed}: {source['source']}: planted {planted}, found {found}")
    return wrong


def mutate(data: bytes, chance: random.Random) -> bytes:
    """One of the things that happen to files on their way."""
    place = chance.randrange(len(data))
    other = chance.randrange(place, min(len(data), place + 5000))
    return chance.choice([
        lambda: data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :],
        lambda: data[:place] + b'"' + data[place:],
        lambda: data[:place] + b"\n" + data[place:],
        lambda: data[:place] + data[other:],
        lambda: data[:place] + data[place:other] * 2 + data[other:],
        lambda: data[:place],
        lambda: data[:place] + b"016172-1234" + data[place:],
        lambda: b"",
    ])()  # fmt: skip


def mutations(folder: Path, count: int) -> int:
    clean, raw, facts, wrong = folder / "clean", folder / "raw", folder / "facts", 0
    write_sample(clean, seed=1, scale=0.001)
    files = [
        path for path in sorted(clean.rglob("*")) if path.is_file() and path.suffix not in (".toml", ".json")
    ]
    chance = random.Random(1)
    for number in range(count):
        shutil.rmtree(raw, ignore_errors=True)
        shutil.copytree(clean, raw)
        file = raw / chance.choice(files).relative_to(clean)
        file.write_bytes(mutate(file.read_bytes(), chance))
        done = run(raw, facts)
        fine = done.returncode in (0, 1) and "Traceback" not in done.stderr and "016172" not in done.stderr
        if done.returncode == 0:
            parts = ("accepted", "rejected", "duplicates", "superseded")
            fine = fine and all(
                s["read"] == sum(s[p] for p in parts) for s in json.loads(done.stdout)["sources"]
            )
        if not fine:
            wrong += 1
            print(f"mutation {number} of {file.name}: exit {done.returncode}: {done.stderr[-800:]}")
    return wrong


def kills(folder: Path, count: int) -> int:
    raw, facts, wrong = folder / "raw", folder / "facts", 0
    write_sample(raw, seed=1, scale=0.02)
    run(raw, facts)
    chance = random.Random(1)
    for number in range(count):
        command = [sys.executable, "-m", "etl", "run", "--raw", str(raw), "--facts", str(facts)]
        key = {"LEDELSE_KEY": f"key number {number} makes another snapshot"}
        child = subprocess.Popen(command, cwd=HOME, env={**ENVIRONMENT, **key}, **QUIET)
        time.sleep(chance.uniform(0.5, 6))
        child.send_signal(signal.SIGKILL)
        child.wait()
        if not check(facts):
            wrong += 1
            print(f"kill {number}: CURRENT names a snapshot that does not pass its check")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, count in (("seeds", 12), ("mutations", 300), ("kills", 30)):
        parser.add_argument(f"--{name}", type=int, default=count)
    options, wrong = parser.parse_args(), 0
    for proof in (seeds, mutations, kills):
        count = getattr(options, proof.__name__)
        with tempfile.TemporaryDirectory() as folder:
            found = proof(Path(folder), count)
        print(f"{proof.__name__}: {count} tried, {found} wrong")
        wrong += found
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
