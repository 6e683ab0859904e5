"""Facts folders for tests: what lies between etl and dashboard, written straight from rows, without the etl.

`python -m tests.facts_folder FOLDER` writes a small invented city, to look at the dashboard.
"""

import csv
import hashlib
import json
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tests.path_rows import completed

ROOT = Path(__file__).resolve().parent.parent
REFERENCES = ("organisation", "service_areas", "legal_bases", "processes", "deadlines")
ARROW = {
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "BOOLEAN": pa.bool_(),
    "VARCHAR[]": pa.list_(pa.string()),
}
FRICTIONLESS = {
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "VARCHAR": "string",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "BOOLEAN": "boolean",
    "VARCHAR[]": "array",
}
Row = Mapping[str, Any]
Rows = Any  # rows as mappings, or an Arrow table with the columns of the fact


@cache
def declarations() -> dict[str, dict[str, Any]]:
    """What etl/facts says of each fact."""
    files = sorted((ROOT / "etl/facts").glob("*.toml"))
    return {file.stem: tomllib.loads(file.read_text("utf-8")) for file in files}


@cache
def reference_rows(name: str) -> list[dict[str, Any]]:
    """Rows of data/reference, as the facts of the same name hold them."""
    with (ROOT / f"data/reference/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_facts(
    folder: Path,
    facts: Mapping[str, Rows],
    *,
    synthetic: bool = True,
    coverage: Sequence[Row] | None = None,
    since: str = "2023-11-01",
    until: str = "2026-10-31",
    extracted_on: str | None = None,
    public: bool = False,
    threshold: int = 5,
    sources: Sequence[Row] = (),
    caveats: Sequence[Row] = (),
    parts: Mapping[str, str] | None = None,
    **told: Any,
) -> str:
    """Write one snapshot and make it the current one. Facts not given are empty, or as in data/reference.

    Without `coverage`, every department that has rows of cases or complaints is covered from since to until.
    `parts` names for a fact the date column whose months are files of their own. What else is `told` stands in
    the package as it is (extracts, corrections). Rows of `cases_earlier` make that fact, with `known_to`.
    """
    facts = completed(facts)
    declared = declared_facts(facts)
    tables = {name: _table(name, fact, facts) for name, fact in declared.items()}
    extracted_on = extracted_on or until
    snapshot = f"{extracted_on}-{_digest(tables, coverage, public, threshold)}"
    resources = []
    for name, fact in declared.items():
        by_month = (parts or {}).get(name)
        resources.append(_write(folder / snapshot, name, fact, tables[name], threshold, by_month))
    package = {
        "name": "ledelsesinformation",
        "snapshot": snapshot,
        "extracted_on": extracted_on,
        "synthetic": synthetic,
        "public": public,
        "threshold": threshold,
        "since": since,
        "until": until,
        "resources": resources,
        "sources": list(sources),
        "coverage": list(_covered(tables, since, until) if coverage is None else coverage),
        "caveats": list(caveats),
        **told,
    }
    (folder / snapshot / "datapackage.json").write_text(
        json.dumps(package, ensure_ascii=False, indent=1), "utf-8"
    )
    (folder / "CURRENT.new").write_text(snapshot + "\n", "utf-8")
    (folder / "CURRENT.new").replace(folder / "CURRENT")
    return snapshot


def declared_facts(facts: Mapping[str, Rows]) -> dict[str, dict[str, Any]]:
    """Every declared fact, and the earlier versions of those for which rows of them are given."""
    declared = dict(declarations())
    for name in facts:
        of = name.removesuffix("_earlier")
        if name != of and name not in declared:
            known_to = {"type": "DATE", "required": True, "meaning": "First day on which it was no longer so"}
            columns = declared[of]["columns"] | {"known_to": known_to}
            declared[name] = declared[of] | {"columns": columns, "versions_of": of}
    return declared


def _table(name: str, fact: Mapping[str, Any], facts: Mapping[str, Rows]) -> pa.Table:
    rows = facts.get(name, reference_rows(name) if name in REFERENCES else [])
    columns = fact["columns"]
    schema = pa.schema([(column, ARROW[of["type"]]) for column, of in columns.items()])
    if isinstance(rows, pa.Table):
        return rows.select(schema.names).cast(schema)
    unknown = {key for row in rows for key in row} - set(columns)
    if unknown:
        raise KeyError(f"{name}: no such columns: {sorted(unknown)}")
    values = [[_value(row.get(column), of["type"]) for row in rows] for column, of in columns.items()]
    arrays = [pa.array(column, schema.field(n).type) for n, column in enumerate(values)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _value(value: Any, kind: str) -> Any:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        return value
    if kind in ("INTEGER", "BIGINT"):
        return int(value)
    if kind == "DOUBLE":
        return float(value)
    if kind == "DATE":
        return date.fromisoformat(value)
    if kind == "TIMESTAMP":
        return datetime.fromisoformat(value)
    return value == "true" if kind == "BOOLEAN" else value


def _digest(tables: Mapping[str, pa.Table], *settings: object) -> str:
    digest = hashlib.sha256(repr(settings).encode())
    for name, table in tables.items():
        digest.update(name.encode())
        for column in table.itercolumns():
            for chunk in column.chunks:
                for buffer in chunk.buffers():
                    digest.update(buffer or b"")
    return digest.hexdigest()[:8]


def _write(
    snapshot: Path,
    name: str,
    fact: Mapping[str, Any],
    table: pa.Table,
    threshold: int,
    by_month: str | None = None,
) -> dict[str, Any]:
    (snapshot / name).mkdir(parents=True, exist_ok=True)
    paths = {}
    for part, rows in _parts(name, table, by_month):
        paths[f"{name}/{part}.parquet"] = snapshot / name / f"{part}.parquet"
        pq.write_table(rows, snapshot / name / f"{part}.parquet", compression="zstd")
    versions = {"versions_of": fact["versions_of"]} if "versions_of" in fact else {}
    return {
        "name": name,
        "path": list(paths),
        **versions,
        "title": fact["title"],
        "row": fact["row"],
        "rows": table.num_rows,
        "threshold": threshold,
        "dimensions": fact["dimensions"],
        "primaryKey": fact["key"],
        "hash": {
            path: "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest() for path, file in paths.items()
        },
        "sources": [],
        "schema": {"fields": [_field(column, of) for column, of in fact["columns"].items()]},
    }


def _parts(name: str, table: pa.Table, by_month: str | None) -> Iterator[tuple[str, pa.Table]]:
    """One file, or one a month."""
    if not by_month:
        yield name, table
        return
    months = pc.strftime(table[by_month], format="%Y-%m")
    for month in sorted(set(months.to_pylist())):
        yield month, table.filter(pc.equal(months, month))


def _field(column: str, of: Mapping[str, Any]) -> dict[str, Any]:
    constraints = {"required": True} if of.get("required") else {}
    if "allowed" in of:
        constraints["enum"] = of["allowed"]
    kind = of["type"]
    field = {"name": column, "type": FRICTIONLESS[kind], "duckdb": kind, "description": of["meaning"]}
    return field | {"constraints": constraints}


def _covered(tables: Mapping[str, pa.Table], since: str, until: str) -> list[dict[str, str]]:
    covered = []
    for fact in ("cases", "complaints"):
        for department in sorted(set(tables[fact]["department"].to_pylist()) - {None}):
            covered.append({"fact": fact, "department": department, "from": since, "to": until})
    return covered


def main(folder: str) -> None:
    from tests.demo_rows import COVERAGE, SOURCES, demo_rows

    print(write_facts(Path(folder), demo_rows(), coverage=COVERAGE, sources=SOURCES))


if __name__ == "__main__":
    main(sys.argv[1])
