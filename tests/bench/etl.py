"""`etl run` against a bare DuckDB COPY of the same delimited files, in one run: python -m tests.bench.etl --scale 1

The bare COPY reads each file, made UTF-8 beforehand, with read_csv and writes Parquet; it types, checks, joins and
hashes nothing. `etl run` reads the files as they were delivered.
"""

import argparse
import gzip
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from etl.source import Source, load_sources

HOME = Path(__file__).resolve().parents[2]
COPY = """
import duckdb, json, sys
connection = duckdb.connect()
for number, (path, options) in enumerate(json.load(sys.stdin)):
    target = f"{sys.argv[1]}/{number}.parquet"
    connection.execute(f"COPY (FROM read_csv('{path}', {options})) TO '{target}' (FORMAT parquet)")
"""


PANDAS = """
import json, sys, time
import pandas as pd
frames = []
for path, delimiter, encoding in json.load(sys.stdin):
    frame = pd.read_csv(path, sep=delimiter, encoding=encoding, dtype=str, keep_default_na=False, on_bad_lines="skip")
    names = {"HAENDELSE_ID": "no", "SAGSNR": "case", "AKTIVITET": "activity", "TIDSPUNKT": "at", "ENHED": "unit"}
    frame = frame.rename(columns=names).iloc[:, :5]
    frame.columns = ["no", "case", "activity", "at", "unit"]
    frame["at"] = pd.to_datetime(frame["at"], errors="coerce", format="mixed", dayfirst=True)
    frames.append(frame.dropna(subset=["at"]).drop_duplicates("no", keep="last"))
events = pd.concat(frames).sort_values(["case", "at", "no"], kind="stable")
same = events["case"].eq(events["case"].shift())
events["wait"] = (events["at"] - events["at"].shift()).where(same)
events["from"] = events["activity"].shift().where(same)
events["again"] = events.duplicated(["case", "activity"])
events.to_parquet(sys.argv[1])
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--raw", type=Path, help="extracts made before; else they are made for the bench")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="only the ratio to the bare COPY")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch_folder:
        scratch = Path(scratch_folder)
        raw = options.raw or _sample(scratch, options.scale)
        delimited, files = _only_delimited(raw, scratch / "delimited")
        seconds = _against_copy(delimited, files, scratch, options.rounds)
        if options.quick:
            return
        print(
            f"unchanged rerun: {_etl(delimited, scratch / 'facts', fresh=False):.2f} s (under 2 is promised)"
        )
        _one_month(delimited, scratch, "delimited sources")
        _one_month(raw, scratch, "all sources and formats")
        _per_format(raw, scratch)
        _against_pandas(delimited, scratch)
        _growth(scratch, options.scale, seconds)


def _against_copy(raw: Path, files: list[tuple[str, str]], scratch: Path, rounds: int) -> float:
    pairs = [(_etl(raw, scratch / "facts"), _copy(files, scratch)) for _ in range(rounds)]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    size = sum(Path(path).stat().st_size for path, _ in files)
    report = json.loads((scratch / "report.json").read_text())
    ours, bare = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
    read = sum(source["read"] for source in report["sources"])
    for number, (one, other) in enumerate(pairs, start=1):
        print(f"round {number}: etl run {one:.2f} s, bare COPY {other:.2f} s, ratio {one / other:.2f}")
    print(f"etl run / bare COPY: {ours / bare:.2f} (fastest of each; at most 4 is promised)")
    print(
        f"rows per second: {read / ours:,.0f} ({read:,} rows, {size / 1e6:,.0f} MB); peak memory {peak:.2f} GB"
    )
    return ours


def _one_month(raw: Path, scratch: Path, what: str) -> None:
    """The last delivery of each source is held back at first, and comes as the new month."""
    held, newest = scratch / "held", _newest(raw)
    for path in newest:
        target = held / path.relative_to(raw)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, target)
    _etl(raw, scratch / "grown")
    for path in newest:
        shutil.move(held / path.relative_to(raw), path)
    month = _etl(raw, scratch / "grown", fresh=False)
    full = _etl(raw, scratch / "grown")
    print(f"one new month, {what}: {month:.2f} s, {month / full:.2f} of the full {full:.2f} s "
          "(under 0.33 is promised)")  # fmt: skip


def _per_format(raw: Path, scratch: Path) -> None:
    """The whole run of the sources of one format alone, start and publishing included."""
    formats: dict[str, list[Path]] = {}
    for source in load_sources():
        if source.get("root") != "examples" and source.format not in ("database", "form"):
            formats.setdefault(source.format, []).extend(sorted(raw.glob(source.files)))
    for name, files in formats.items():
        alone = scratch / "alone"
        shutil.rmtree(alone, ignore_errors=True)
        for path in files:
            target = alone / path.relative_to(raw)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, target)
        took = _etl(alone, scratch / "aloneout")
        read = sum(source["read"] for source in json.loads((scratch / "report.json").read_text())["sources"])
        print(f"{name}: {read / took:,.0f} rows per second ({read:,} rows in {took:.2f} s)")


def _newest(raw: Path) -> list[Path]:
    """The last of the deliveries of each source that delivers more than once."""
    by_name: dict[str, list[Path]] = {}
    for path in raw.rglob("*-*-*"):
        if path.is_file():
            by_name.setdefault(re.split(r"\d{4}-\d\d-\d\d", path.name)[0], []).append(path)
    return [max(paths, key=lambda path: path.name) for paths in by_name.values() if len(paths) > 1]


def _against_pandas(raw: Path, scratch: Path) -> None:
    """Events only, in one scratch folder each: types, versions, order, steps and Parquet, in plain pandas."""
    files, events = [], scratch / "events"
    for source in load_sources():
        if source.layout in ("event", "case") and source.format == "delimited":
            for path in sorted(raw.glob(source.files)):
                target = events / path.relative_to(raw)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)
                if source.layout == "event":
                    files.append((str(target), source.delimiter, _encoding(source)))
    ours, started = _etl(events, scratch / "eventfacts"), time.monotonic()
    command = [sys.executable, "-c", PANDAS, str(scratch / "pandas.parquet")]
    subprocess.run(command, input=json.dumps(files), text=True, check=True)
    theirs = time.monotonic() - started
    print(f"plain pandas / etl run, cases and events (pandas reads the events only): {theirs / ours:.2f} "
          f"({theirs:.1f} s against {ours:.1f} s; at least 4 is promised)")  # fmt: skip


def _growth(scratch: Path, scale: float, seconds: float) -> None:
    for times in (0.1, 3.0):
        shutil.rmtree(scratch / "raw", ignore_errors=True)
        raw, _ = _only_delimited(_sample(scratch, scale * times), scratch / f"delimited{times}")
        took = _etl(raw, scratch / "facts")
        print(f"scale {scale * times:g}: {took:.2f} s, {took / seconds / times:.2f} of linear growth")
        shutil.rmtree(raw)


def _sample(scratch: Path, scale: float) -> Path:
    raw, started = scratch / "raw", time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "etl", "sample", "--out", raw, "--scale", str(scale)], check=True, cwd=HOME
    )  # fmt: skip
    print(f"etl sample --scale {scale}: {time.monotonic() - started:.1f} s")
    return raw


def _only_delimited(raw: Path, folder: Path) -> tuple[Path, list[tuple[str, str]]]:
    """The delivery without workbooks and event logs; its files in UTF-8, and how read_csv is told to read each."""
    files = []
    for source in load_sources():
        if source.format != "delimited" or source.get("root") == "examples":
            continue
        for path in sorted(raw.glob(source.files)):
            target = folder / path.relative_to(raw)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
            again = folder.with_name(f"{folder.name}_utf8") / path.relative_to(raw)
            again.parent.mkdir(parents=True, exist_ok=True)
            again.write_bytes(_unpacked(path).decode(_encoding(source), errors="replace").encode())
            files.append((str(again), f"delim='{source.delimiter}', header=true, ignore_errors=true"))
    return folder, files


def _encoding(source: Source) -> str:
    return "cp1252" if source.encoding == "windows-1252" else source.encoding


def _unpacked(path: Path) -> bytes:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as packed:
            return packed.read(packed.namelist()[0])
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def _etl(raw: Path, facts: Path, fresh: bool = True) -> float:
    if fresh:
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
