"""A snapshot is written whole beside the others, checked, renamed; only then does CURRENT change, in one step."""

import fcntl
import hashlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.database import Connection
from etl.errors import RunError
from etl.fact import IN_PARTS, TYPES, check, fact_named, load_facts, select
from etl.identity import file_hash
from etl.large import write_table
from etl.package import Story, write_package
from etl.parts import Part

KEPT_SNAPSHOTS, KEPT_SECONDS = 3, 24 * 3600
CODE = Path(__file__).parent


@dataclass(frozen=True)
class Published:
    snapshot: str
    facts: dict[str, int]


def code_digest(reference: Path) -> str:
    """A hash of everything but the delivery that decides what a run makes: code, declarations, tables, libraries."""
    digest = hashlib.sha256()
    for name in ("duckdb", "pyarrow", "pandas"):
        digest.update(f"{name} {version(name)}\0".encode())
    for path in sorted(
        [*CODE.rglob("*.py"), *CODE.rglob("*.toml"), *CODE.rglob("*.sql"), *reference.glob("*.csv")]
    ):
        if "sample" not in path.relative_to(CODE.parent if path.is_relative_to(CODE) else reference).parts:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def snapshot_id(until: date, inputs: list[tuple[str, str]], code: str, about: str) -> str:
    """Newest extract date, then a hash of inputs, code and key: the same in, the same id."""
    digest = hashlib.sha256(f"{code}{about}".encode())
    for name, value in sorted(inputs):
        digest.update(f"{name}\0{value}\0".encode())
    return f"{until}-{digest.hexdigest()[:8]}"


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
    connection: Connection,
    facts: Path,
    story: Story,
    name: str,
    make: Callable[[Path], dict[str, list[Part]]],
) -> Published:
    """Write, check and swap in the snapshot. Whatever fails, CURRENT still names the one before.

    `make` fills the new folder with the parts of the large facts, and leaves the others as tables in the connection.
    """
    partial = facts / f".{name}.{uuid.uuid4().hex[:8]}"
    try:
        partial.mkdir(parents=True)
        parts = make(partial)
        parts |= _write_facts(connection, partial, parts)
        write_package(partial, name, story, parts)
        target = facts / name
        if target.exists():
            shutil.rmtree(target) if _differs(partial, target) else shutil.rmtree(partial)
        if partial.exists():
            os.rename(partial, target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    point_to(facts, name)
    prune(facts, name, story.until)
    return Published(name, {fact: sum(part.rows for part in found) for fact, found in sorted(parts.items())})


def whole_snapshot(folder: Path) -> dict[str, Any] | None:
    """The package of a snapshot that is there with every byte it was published with; else None."""
    try:
        package = json.loads((folder / "datapackage.json").read_text("utf-8"))
        hashes = [item for resource in package["resources"] for item in resource["hash"].items()]
        whole = all(f"sha256:{file_hash(folder / path)}" == value for path, value in hashes)
        return package if whole else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


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
    new = facts / ".CURRENT.new"  # one name: what a killed run leaves, the next writes over
    with open(new, "w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, facts / "CURRENT")


def prune(facts: Path, current: str, until: date) -> None:
    """Readers reopen files: a replaced snapshot stays at least a day, and the newest few stay.

    What holds rows past their source's retention goes at once, whoever reads it.
    """
    folders = [path for path in facts.iterdir() if path.is_dir() and path.name not in (current, ".clean")]
    snapshots = sorted(
        (p for p in folders if not p.name.startswith(".")), key=lambda p: p.stat().st_mtime, reverse=True
    )
    leftovers = [path for path in folders if path.name.startswith(".")]
    old = [path for path in snapshots if _expired(path, until)]
    for path in [*snapshots[KEPT_SNAPSHOTS - 1 :], *leftovers]:
        if time.time() - path.stat().st_mtime > KEPT_SECONDS:
            old.append(path)
    for path in old:
        shutil.rmtree(path, ignore_errors=True)


def _expired(folder: Path, until: date) -> bool:
    try:
        last = json.loads((folder / "datapackage.json").read_text("utf-8")).get("keep_until")
    except (OSError, ValueError):
        return False
    return bool(last) and date.fromisoformat(last) < until


def _write_facts(connection: Connection, folder: Path, parts: dict[str, list[Part]]) -> dict[str, list[Part]]:
    """Every fact that is one file, checked and written."""
    written = {}
    for fact in load_facts():
        if fact.name in IN_PARTS:
            written[fact.name] = sorted(parts.get(fact.name, []), key=lambda part: part.path)
            continue
        path = f"{fact.name}/{fact.name}.parquet"
        (folder / fact.name).mkdir(parents=True)
        rows = check(connection, fact)
        to = f"'{_sql_text(folder / path)}' (FORMAT parquet, COMPRESSION snappy)"
        connection.execute(f"COPY ({select(connection, fact)}) TO {to}")
        written[fact.name] = [Part(path, rows, file_hash(folder / path), "")]
    for name in IN_PARTS:  # a fact without a row is there all the same, with its columns
        if not any(part.rows for part in written[name]):
            fact, path = fact_named(name), f"{name}/none.parquet"
            (folder / name).mkdir(parents=True, exist_ok=True)
            empty = {column: pa.array([], TYPES[spec["type"]]) for column, spec in fact.columns.items()}
            write_table(fact, pa.table(empty), folder / path)
            written[name] = [Part(path, 0, file_hash(folder / path), "")]
    return written


def _sql_text(path: Path) -> str:
    return str(path).replace("'", "''")
