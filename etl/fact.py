"""What a fact holds (etl/facts/*.toml) and how it is made of what the sources delivered (*.sql beside)."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.database import Connection, load
from etl.errors import RunError
from etl.reference import Reference, calendar, legal_versions, placed_units
from etl.source import Source

FOLDER = Path(__file__).parent / "facts"
TYPES = {
    "VARCHAR": pa.string(), "VARCHAR[]": pa.list_(pa.string()), "DATE": pa.date32(), "TIMESTAMP": pa.timestamp("us"),
    "INTEGER": pa.int32(), "BIGINT": pa.int64(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(),
}  # fmt: skip
# Facts of many rows, written part by part (etl/parts.py); the others are one file each.
IN_PARTS = ("cases", "cases_earlier", "case_events", "case_steps", "case_paths")
EARLIER = "_earlier"
ROW_GROUP = 122_880
KNOWN_TO = {
    "type": "DATE",
    "required": True,
    "meaning": "Extract date from which this was no longer what was known",
}
SETTINGS = ("case_systems", "complaint_systems")  # lists of a source's TOML that become a column


@dataclass(frozen=True)
class Fact:
    """A fact as its TOML declares it."""

    name: str
    settings: dict[str, Any]

    @property
    def columns(self) -> dict[str, dict[str, Any]]:
        return self.settings["columns"]

    @property
    def key(self) -> list[str]:
        return self.settings["key"]

    @property
    def is_reference(self) -> bool:
        return bool(self.settings.get("reference"))

    @property
    def delivered(self) -> dict[str, pa.DataType]:
        """The columns that deliveries are stacked into; empty where the fact is made of other facts."""
        return {name: TYPES[kind] for name, kind in self.settings.get("delivered", {}).items()}

    @property
    def row_group(self) -> int:
        """Rows of a file that are read or skipped together."""
        return int(self.settings.get("row_group", ROW_GROUP))

    @property
    def versions_of(self) -> str:
        return str(self.settings.get("versions_of", ""))

    def earlier(self) -> "Fact":
        """The fact's rows as they were known before, each until the extract that told otherwise."""
        columns = {
            name: spec | {"required": spec.get("required", False) and not name.endswith("_id")}
            for name, spec in self.columns.items()
        }
        settings = self.settings | {
            "title": f"{self.settings['title']}, as known before", "row": f"{self.settings['row']}, as known before",
            "key": [], "columns": columns | {"known_to": KNOWN_TO}, "versions_of": self.name, "delivered": {},
        }  # fmt: skip
        return Fact(self.name + EARLIER, settings)


@cache
def load_facts(folder: Path = FOLDER) -> tuple[Fact, ...]:
    """Every fact, and beside those with a history what was known of them before."""
    found = [
        Fact(path.stem, tomllib.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.toml"))
    ]
    return (*found, *(fact.earlier() for fact in found if fact.settings.get("history")))


def fact_named(name: str) -> Fact:
    return next(fact for fact in load_facts() if fact.name == name)


def stack(rows: Iterable[tuple[Source, pa.Table]], columns: dict[str, pa.DataType]) -> pa.Table:
    """Rows of several sources under one another, with the columns a fact is made of; what a source lacks is null."""
    parts = []
    for source, table in rows:
        count = table.num_rows
        if not count:
            continue
        given: dict[str, Any] = {
            "source": pa.repeat(source.name, count),
            "system": pa.repeat(source.system, count),
            **{name: pa.repeat(pa.scalar(source.get(name), TYPES["VARCHAR[]"]), count)
               for name in SETTINGS if source.get(name)},
        }  # fmt: skip
        for name in columns:
            if name not in given:
                given[name] = table[name] if name in table.column_names else pa.nulls(count, columns[name])
        arrays = [_as_declared(given[name], columns[name]) for name in columns]
        parts.append(pa.table(dict(zip(columns, arrays))))
    return pa.concat_tables(parts) if parts else pa.schema(list(columns.items())).empty_table()


def _as_declared(array: Any, kind: pa.DataType) -> Any:
    return array if array.type == kind else array.cast(kind)


def prepare(connection: Connection, reference: Reference, heads: dict[str, int]) -> None:
    """The tables that the facts' SQL joins: reference facts, places, laws and the calendar."""
    for fact in load_facts():
        if fact.is_reference:
            _reference_table(connection, fact, reference.tables[fact.name])
    for name, table in (
        ("places", placed_units(reference, heads)),
        ("laws", legal_versions(reference)),
        ("calendar", calendar()),
    ):
        load(connection, name, table)


def _reference_table(connection: Connection, fact: Fact, rows: list[dict[str, str]]) -> None:
    text = pa.table(
        {name: pa.array([row[name] or None for row in rows], pa.string()) for name in fact.columns}
    )
    connection.register("incoming", text)
    typed = ", ".join(f"{name}::{spec['type']} AS {name}" for name, spec in fact.columns.items())
    connection.execute(f"CREATE OR REPLACE TABLE {fact.name} AS SELECT {typed} FROM incoming")
    connection.unregister("incoming")


def make(connection: Connection, name: str, rows: Iterable[tuple[Source, pa.Table]], until: date) -> None:
    """Make one fact from what was delivered for it."""
    delivered = f"delivered_{name}"
    connection.register(delivered, stack(rows, fact_named(name).delivered))
    run_sql(connection, name, until)
    connection.unregister(delivered)


def run_sql(connection: Connection, name: str, until: date) -> None:
    sql = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    connection.execute(sql, {"until": until} if "$until" in sql else {})


def ensure_all(connection: Connection) -> None:
    """A fact that nothing fed is there all the same, with its columns and no rows."""
    tables = "SELECT table_name FROM information_schema.tables"
    made = {row[0] for row in connection.execute(tables).fetchall()}
    for fact in load_facts():
        base = fact.versions_of or fact.name
        if base not in made and fact.name not in IN_PARTS:
            columns = ", ".join(f'"{name}" {spec["type"]}' for name, spec in fact.columns.items())
            connection.execute(f"CREATE TABLE {fact.name} ({columns})")


def table_of(connection: Connection, fact: Fact) -> str:
    """What to read the fact's rows from: a table of its own, or the one that holds now and before."""
    names = {
        row[0] for row in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()
    }
    if fact.versions_of and fact.name not in names:
        return f"(FROM {fact.versions_of} WHERE known_to IS NOT NULL)"
    described = connection.execute(f"DESCRIBE {fact.name}").fetchall()
    if "known_to" in {row[0] for row in described} and not fact.versions_of:
        return f"(FROM {fact.name} WHERE known_to IS NULL)"
    return fact.name


def select(connection: Connection, fact: Fact) -> str:
    """The fact's declared columns in their declared types, in the order of its key."""
    typed = ", ".join(f'"{name}"::{spec["type"]} AS "{name}"' for name, spec in fact.columns.items())
    # Reference tables keep the order of their file, which is the city's own; what has no key, that of all its columns.
    keys = fact.key or list(fact.columns)
    order = "" if fact.is_reference else f" ORDER BY {', '.join(map(quoted, keys))}"
    return f"SELECT {typed} FROM {table_of(connection, fact)}{order}"


def quoted(name: str) -> str:
    return f'"{name}"'


def check(connection: Connection, fact: Fact) -> int:
    """Keys unique, required columns filled, values among the allowed; returns the number of rows."""
    problems, names = [], []
    for name, spec in fact.columns.items():
        if spec.get("required"):
            problems.append(f'count(*) FILTER ("{name}" IS NULL)')
            names.append(name)
        if spec.get("allowed"):
            allowed = ", ".join(f"'{value}'" for value in spec["allowed"])
            problems.append(f'count(*) FILTER ("{name}"::VARCHAR NOT IN ({allowed}))')
            names.append(name)
    rows = table_of(connection, fact)
    found = connection.execute(f"SELECT {', '.join(['count(*)', *problems])} FROM {rows}").fetchone() or ()
    for name, count in zip(names, found[1:]):
        if count:
            raise RunError(
                f"{fact.name}: {count} rows have no valid {name} (see etl/facts/{fact.name}.toml)."
            )
    if fact.key:
        keys = ", ".join(map(quoted, fact.key))
        sql = f"SELECT count(*) FROM (SELECT 1 FROM {rows} GROUP BY {keys} HAVING count(*) > 1)"
        doubled = connection.execute(sql).fetchone()
        if doubled and doubled[0]:
            raise RunError(f"{fact.name}: {doubled[0]} keys ({', '.join(fact.key)}) occur more than once.")
    return int(found[0])
