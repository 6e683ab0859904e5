"""Verify a published snapshot: hashes, row counts, required columns, keys."""

import json
from pathlib import Path
from typing import Any

import duckdb

from etl.errors import RunError, UsageError
from etl.identity import file_hash


def current(facts: Path) -> str:
    """The snapshot in use."""
    pointer = facts / "CURRENT"
    if not pointer.is_file():
        raise UsageError(f"No snapshot in {facts.name}: there is no CURRENT. Run: python -m etl run")
    return pointer.read_text(encoding="utf-8").strip()


def check_snapshot(facts: Path, snapshot: str | None = None) -> dict[str, Any]:
    """Check every file of the snapshot; raises RunError with all that is wrong."""
    name = snapshot or current(facts)
    folder = facts / name
    if not (folder / "datapackage.json").is_file():
        raise RunError(f"{name}: datapackage.json is missing. Run: python -m etl run")
    try:
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        problems = [problem for resource in package["resources"] for problem in _problems(folder, resource)]
        if package["snapshot"] != name:
            problems.append(f"datapackage.json says {package['snapshot']}")
        problems += _sums(package)
    except (ValueError, KeyError, TypeError) as error:
        raise RunError(
            f"{name}: datapackage.json cannot be read ({type(error).__name__}). Run etl run again."
        ) from None
    if problems:
        raise RunError(f"{name}: {'; '.join(problems)}. Run etl run again; do not edit facts by hand.")
    return {"snapshot": name, "ok": True, "facts": {r["name"]: r["rows"] for r in package["resources"]}}


def _sums(package: dict[str, Any]) -> list[str]:
    parts = ("accepted", "rejected", "duplicates", "superseded")
    return [
        f"{source['source']}: read is not the sum of its parts"
        for source in package["sources"]
        if source["read"] != sum(source[part] for part in parts)
    ]


def _problems(folder: Path, resource: dict[str, Any]) -> list[str]:
    found = []
    for path in resource["path"]:
        if not (folder / path).is_file():
            return [f"{path} is missing"]
        if f"sha256:{file_hash(folder / path)}" != resource["hash"][path]:
            found.append(f"{path} is not the file that was published (its hash differs)")
    return found or _rows([str(folder / path) for path in resource["path"]], resource)


def _rows(paths: list[str], resource: dict[str, Any]) -> list[str]:
    """Counts and keys over all parts, read from the files themselves."""
    connection, name, found = duckdb.connect(), resource["name"], []
    ((rows,),) = connection.execute("SELECT count(*) FROM read_parquet($paths)", {"paths": paths}).fetchall()
    if rows != resource["rows"]:
        found.append(f"{name} has {rows} rows, not {resource['rows']}")
    if resource["primaryKey"]:
        keys = ", ".join(f'"{key}"' for key in resource["primaryKey"])
        sql = f"SELECT count(*) FROM (SELECT 1 FROM read_parquet($paths) GROUP BY {keys} HAVING count(*) > 1)"
        ((doubled,),) = connection.execute(sql, {"paths": paths}).fetchall()
        if doubled:
            found.append(f"{name}: {doubled} keys occur more than once")
    return found
