"""Stacks what the sources delivered and makes the facts of it: etl/facts/*.toml says what they hold, *.sql how."""

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
from etl.versions import Settled

FOLDER = Path(__file__).parent / "facts"
TEXT, DAY, LIST = pa.string(), pa.date32(), pa.list_(pa.string())

# What each kind of delivery is stacked into: a table's columns, whichever sources fill them.
DELIVERED: dict[str, dict[str, pa.DataType]] = {
    "delivered_cases": dict.fromkeys(
        ("source", "system", "case_key", "case_key__hash", "process", "unit", "service_area", "legal_basis", "channel",
         "result", "citizen"), TEXT,
    ) | dict.fromkeys(
        ("received_on", "assigned_on", "complete_on", "decided_on", "sent_on", "closed_on", "follow_up_on",
         "delay_notice_on", "reopened_on", "service_started_on", "extracted_on"), DAY,
    ),
    "delivered_complaints": dict.fromkeys(
        ("source", "system", "complaint_key", "complaint_key__hash", "case_key", "unit", "service_area", "legal_basis",
         "class", "level", "reassessment_result", "justified", "repeat_of", "registration_method"), TEXT,
    ) | dict.fromkeys(("received_on", "answered_on", "reassessed_on", "forwarded_on", "extracted_on"), DAY)
    | {"points": LIST, "case_systems": LIST},
    "delivered_appeals": dict.fromkeys(
        (
            "source", "appeal_key", "appeal_key__hash", "complaint_key", "unit", "legal_basis",
            "body", "outcome", "cause",
        ),
        TEXT,
    ) | dict.fromkeys(("sent_on", "decided_on", "redecided_on", "extracted_on"), DAY)
    | {"formal_criticism": pa.bool_(), "same_result": pa.bool_(), "complaint_systems": LIST},
    "delivered_capacity": {"unit": TEXT, "month": DAY, "fte": pa.float64(), "heads": pa.int64()},
    "delivered_figures": dict.fromkeys(
        ("source", "metric", "department", "scope", "period", "method", "footnote", "printed", "reference"), TEXT,
    ) | dict.fromkeys(("value", "numerator", "denominator"), pa.float64())
    | {"published": pa.bool_(), "extracted_on": DAY},
    "delivered_targets": dict.fromkeys(("metric", "department", "decided_by"), TEXT)
    | {"value": pa.float64(), "valid_from": DAY, "valid_to": DAY, "extracted_on": DAY},
}  # fmt: skip
FEEDS = {
    "cases": "delivered_cases",
    "complaints": "delivered_complaints",
    "appeals": "delivered_appeals",
    "capacity": "delivered_capacity",
    "published_figures": "delivered_figures",
    "targets": "delivered_targets",
}


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


@cache
def load_facts(folder: Path = FOLDER) -> tuple[Fact, ...]:
    return tuple(
        Fact(path.stem, tomllib.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.toml"))
    )


def stack(rows: Iterable[tuple[Settled, pa.Table]], columns: dict[str, pa.DataType]) -> pa.Table:
    """Rows of several sources under one another, with the columns a fact is made of; what a source lacks is null."""
    parts = []
    for settled, table in rows:
        count, source = table.num_rows, settled.source
        given: dict[str, Any] = {
            "source": pa.repeat(source.name, count),
            "system": pa.repeat(source.system, count),
            **{name: pa.repeat(pa.scalar(source.get(name), LIST), count)
               for name in ("case_systems", "complaint_systems") if source.get(name)},
        }  # fmt: skip
        for name in columns:
            if name not in given:
                given[name] = table[name] if name in table.column_names else pa.nulls(count, columns[name])
        arrays = [_as_declared(given.get(name), columns[name], count) for name in columns]
        parts.append(pa.table(dict(zip(columns, arrays))))
    return pa.concat_tables(parts) if parts else pa.schema(list(columns.items())).empty_table()


def _as_declared(array: Any, kind: pa.DataType, count: int) -> Any:
    if array is None:
        return pa.nulls(count, kind)
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


def make(connection: Connection, name: str, rows: Iterable[tuple[Settled, pa.Table]], until: date) -> None:
    """Make one fact from what was delivered for it."""
    delivered = FEEDS[name]
    connection.register(delivered, stack(rows, DELIVERED[delivered]))
    run_sql(connection, name, until)
    connection.unregister(delivered)


def run_sql(connection: Connection, name: str, until: date) -> None:
    sql = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    connection.execute(sql, {"until": until} if "$until" in sql else {})


def ensure_all(connection: Connection) -> None:
    """A fact that nothing fed is there all the same, with its columns and no rows."""
    made = {
        row[0] for row in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()
    }
    for fact in load_facts():
        if fact.name not in made:
            columns = ", ".join(f'"{name}" {spec["type"]}' for name, spec in fact.columns.items())
            connection.execute(f"CREATE TABLE {fact.name} ({columns})")


def select(fact: Fact) -> str:
    """The fact's declared columns in their declared types, in the order of its key."""
    typed = ", ".join(f'"{name}"::{spec["type"]} AS "{name}"' for name, spec in fact.columns.items())
    # Reference tables keep the order of their file, which is the city's own; case_events and case_steps are in order
    # already: sorting millions of rows again would only cost.
    in_order = fact.is_reference or fact.name in ("case_events", "case_steps")
    order = "" if in_order else f" ORDER BY {', '.join(map(_quoted, fact.key))}"
    return f"SELECT {typed} FROM {fact.name}{order}"


def _quoted(name: str) -> str:
    return f'"{name}"'


def check(connection: Connection, fact: Fact) -> int:
    """Keys unique, required columns filled, values among the allowed; returns the number of rows."""
    keys = ", ".join(map(_quoted, fact.key))
    problems = [
        f'count(*) FILTER ("{name}" IS NULL)' for name, spec in fact.columns.items() if spec.get("required")
    ]
    names = [name for name, spec in fact.columns.items() if spec.get("required")]
    for name, spec in fact.columns.items():
        if spec.get("allowed"):
            allowed = ", ".join(f"'{value}'" for value in spec["allowed"])
            problems.append(f'count(*) FILTER ("{name}" NOT IN ({allowed}))')
            names.append(name)
    found = connection.execute(f"SELECT count(*), {', '.join(problems)} FROM {fact.name}").fetchone() or ()
    for name, count in zip(names, found[1:]):
        if count:
            raise RunError(
                f"{fact.name}: {count} rows have no valid {name} (see etl/facts/{fact.name}.toml)."
            )
    if fact.name not in ("case_events", "case_steps"):  # numbered position by position when they were made
        doubled = connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {fact.name} GROUP BY {keys} HAVING count(*) > 1)"
        ).fetchone()
        if doubled and doubled[0]:
            raise RunError(f"{fact.name}: {doubled[0]} keys ({', '.join(fact.key)}) occur more than once.")
    return int(found[0])
