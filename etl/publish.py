"""A snapshot is written whole beside the others, checked, renamed; only then does CURRENT change, in one step."""

import fcntl
import hashlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.database import Connection
from etl.errors import RunError
from etl.fact import Fact, check, load_facts, select
from etl.identity import file_hash
from etl.large import check_table, write_table

KEPT_SNAPSHOTS, KEPT_SECONDS = 3, 24 * 3600
TYPES = {
    "VARCHAR": "string", "INTEGER": "integer", "BIGINT": "integer", "DOUBLE": "number", "DATE": "date",
    "TIMESTAMP": "datetime", "BOOLEAN": "boolean",
}  # fmt: skip
CODE = Path(__file__).parent


@dataclass(frozen=True)
class Published:
    snapshot: str
    facts: dict[str, int]


@dataclass(frozen=True)
class Story:
    """What datapackage.json tells beside the facts themselves."""

    until: date
    since: date
    inputs: list[tuple[str, str]]  # name and hash of each file read
    key_fingerprint: str
    sources: list[dict[str, Any]] = field(default_factory=list)
    feeds: dict[str, list[str]] = field(default_factory=dict)
    coverage: list[dict[str, Any]] = field(default_factory=list)
    caveats: list[dict[str, str]] = field(default_factory=list)
    synthetic: bool = False
    public: bool = False


def snapshot_id(story: Story, reference: Path) -> str:
    """Newest extract date, then a hash of inputs, code and key: the same in, the same id."""
    digest = hashlib.sha256()
    for name, value in sorted(story.inputs):
        digest.update(f"{name}\0{value}\0".encode())
    for path in sorted(
        [*CODE.rglob("*.py"), *CODE.rglob("*.toml"), *CODE.rglob("*.sql"), *reference.glob("*.csv")]
    ):
        if "sample" not in path.relative_to(path.anchor).parts:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    digest.update(f"{story.key_fingerprint}{story.public}{story.synthetic}".encode())
    return f"{story.until}-{digest.hexdigest()[:8]}"


@contextmanager
def one_at_a_time(facts: Path) -> Iterator[None]:
    """Two runs into one folder would race for CURRENT: the second is told to wait."""
    facts.mkdir(parents=True, exist_ok=True)
    with open(facts / ".lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise RunError("Another run is writing to this facts folder. Wait until it has ended.") from None
        yield


def publish(
    connection: Connection, facts: Path, story: Story, reference: Path, large: dict[str, pa.Table]
) -> Published:
    """Write, check and swap in the snapshot. Whatever fails, CURRENT still names the one before."""
    name = snapshot_id(story, reference)
    partial = facts / f".{name}.{uuid.uuid4().hex[:8]}"
    try:
        counts = _write_facts(connection, partial, large)
        _write_package(partial, name, story, counts)
        target = facts / name
        if target.exists():
            shutil.rmtree(target) if _differs(partial, target) else shutil.rmtree(partial)
        if partial.exists():
            os.rename(partial, target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    point_to(facts, name)
    prune(facts, name)
    return Published(name, counts)


def _differs(new: Path, old: Path) -> bool:
    """An equal snapshot stays as it is: readers may have it open. A damaged one is replaced."""
    package = "datapackage.json"
    if not (old / package).is_file() or (old / package).read_bytes() != (new / package).read_bytes():
        return True
    hashes = [
        item
        for r in json.loads((new / package).read_text("utf-8"))["resources"]
        for item in r["hash"].items()
    ]
    return any(
        not (old / path).is_file() or f"sha256:{file_hash(old / path)}" != value for path, value in hashes
    )


def point_to(facts: Path, name: str) -> None:
    new = facts / f".CURRENT.{uuid.uuid4().hex[:8]}"
    with open(new, "w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, facts / "CURRENT")


def prune(facts: Path, current: str) -> None:
    """Readers reopen files: a replaced snapshot stays at least a day, and the newest few stay."""
    folders = [path for path in facts.iterdir() if path.is_dir() and path.name != current]
    snapshots = sorted(
        (p for p in folders if not p.name.startswith(".")), key=lambda p: p.stat().st_mtime, reverse=True
    )
    leftovers = [path for path in folders if path.name.startswith(".")]
    for path in [*snapshots[KEPT_SNAPSHOTS - 1 :], *leftovers]:
        if time.time() - path.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(path, ignore_errors=True)


def _write_facts(connection: Connection, folder: Path, large: dict[str, pa.Table]) -> dict[str, int]:
    """Every fact checked and written; the largest beside the others."""
    counts: dict[str, int] = {}
    with ThreadPoolExecutor(2) as writers:
        writing = []
        for fact in sorted(load_facts(), key=lambda fact: fact.name not in large):
            file = folder / fact.name / f"{fact.name}.parquet"
            file.parent.mkdir(parents=True)
            if fact.name in large:
                counts[fact.name] = check_table(fact, large[fact.name])
                writing.append(writers.submit(write_table, fact, large[fact.name], file))
                continue
            counts[fact.name] = check(connection, fact)
            to = f"'{_sql_text(file)}' (FORMAT parquet, COMPRESSION snappy)"
            connection.execute(f"COPY ({select(fact)}) TO {to}")
        for one in writing:
            one.result()
    return dict(sorted(counts.items()))


def _write_package(folder: Path, name: str, story: Story, counts: dict[str, int]) -> None:
    resources = [
        _resource(fact, folder / fact.name / f"{fact.name}.parquet", counts[fact.name], story)
        for fact in load_facts()
    ]
    package = {
        "name": "ledelsesinformation",
        "snapshot": name,
        "extracted_on": story.until.isoformat(),
        "since": story.since.isoformat(),
        "until": story.until.isoformat(),
        "synthetic": story.synthetic,
        "public": story.public,
        "threshold": 5,
        "key_fingerprint": story.key_fingerprint,
        "resources": resources,
        "sources": story.sources,
        "coverage": story.coverage,
        "caveats": story.caveats,
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(text, encoding="utf-8")


def _sql_text(path: Path) -> str:
    return str(path).replace("'", "''")


def _resource(fact: Fact, file: Path, rows: int, story: Story) -> dict[str, Any]:
    path = f"{fact.name}/{file.name}"
    return {
        "name": fact.name,
        "title": fact.settings["title"],
        "row": fact.settings["row"],
        "path": [path],
        "hash": {path: f"sha256:{file_hash(file)}"},
        "rows": rows,
        "threshold": 0 if story.public else 5,
        "primaryKey": fact.key,
        "dimensions": fact.settings["dimensions"],
        "dated": fact.settings.get("dated", []),
        "sources": story.feeds.get(fact.name, []),
        "schema": {"fields": [_field(name, spec) for name, spec in fact.columns.items()]},
    }


def _field(name: str, spec: dict[str, Any]) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": bool(spec.get("required"))}
    if spec.get("allowed"):
        constraints["enum"] = spec["allowed"]
    if spec.get("pattern"):
        constraints["pattern"] = spec["pattern"]
    kind = TYPES[spec["type"]]
    return {
        "name": name, "type": kind, "duckdb": spec["type"], "description": spec["meaning"], "constraints": constraints,
    }  # fmt: skip
