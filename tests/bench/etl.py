"""`etl run` against a bare DuckDB COPY of the same delimited files, in one run: python -m tests.bench.etl --scale 1

The bare COPY reads each file with read_csv as it comes and writes Parquet; it types, checks, joins and hashes nothing.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from etl.source import load_sources

HOME = Path(__file__).resolve().parents[2]
COPY = """
import duckdb, json, sys
connection = duckdb.connect()
for number, (path, options) in enumerate(json.load(sys.stdin)):
    target = f"{sys.argv[1]}/{number}.parquet"
    connection.execute(f"COPY (FROM read_csv('{path}', {options})) TO '{target}' (FORMAT parquet)")
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--raw", type=Path, help="extracts made before; else they are made for the bench")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        raw = options.raw or _sample(Path(scratch), options.scale)
        delimited, files = _only_delimited(raw, Path(scratch) / "delimited")
        pairs = [
            (_etl(delimited, Path(scratch) / "facts"), _copy(files, Path(scratch)))
            for _ in range(options.rounds)
        ]
        size = sum(Path(path).stat().st_size for path, _ in files)
        report = json.loads((Path(scratch) / "report.json").read_text())
    ours, bare = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
    read = sum(source["read"] for source in report["sources"])
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    for number, (one, other) in enumerate(pairs, start=1):
        print(f"round {number}: etl run {one:.2f} s, bare COPY {other:.2f} s, ratio {one / other:.2f}")
    print(f"etl run / bare COPY: {ours / bare:.2f} (fastest of each; at most 6 is promised)")
    print(f"rows per second: {read / ours:,.0f} ({read:,} rows, {size / 1e6:,.0f} MB)")
    print(f"peak memory of any step: {peak:.2f} GB")


def _sample(scratch: Path, scale: float) -> Path:
    raw, started = scratch / "raw", time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "etl", "sample", "--out", raw, "--scale", str(scale)], check=True, cwd=HOME
    )  # fmt: skip
    print(f"etl sample --scale {scale}: {time.monotonic() - started:.1f} s")
    return raw


def _only_delimited(raw: Path, folder: Path) -> tuple[Path, list[tuple[str, str]]]:
    """The delivery without workbooks and event logs, and how a bare read_csv has to be told to read each file."""
    files = []
    for source in load_sources():
        if source.format != "delimited" or source.get("root") == "examples":
            continue
        for path in sorted(raw.glob(source.files)):
            target = folder / path.relative_to(raw)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
            encoding = "utf-8" if source.encoding == "utf-8" else "latin-1"
            options = f"delim='{source.delimiter}', header=true, encoding='{encoding}', ignore_errors=true"
            files.append((str(target), options))
    return folder, files


def _etl(raw: Path, facts: Path) -> float:
    shutil.rmtree(facts, ignore_errors=True)
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "etl", "run", "--raw", raw, "--facts", facts, "--json"],
        check=True, cwd=HOME, capture_output=True, env={**os.environ, "LEDELSE_KEY": "a key for the bench only"},
    )  # fmt: skip
    seconds = time.monotonic() - started
    (facts.parent / "report.json").write_bytes(done.stdout)
    return seconds


def _copy(files: list[tuple[str, str]], scratch: Path) -> float:
    target = scratch / "copied"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", COPY, target], input=json.dumps(files), text=True, check=True)
    return time.monotonic() - started


if __name__ == "__main__":
    main()
