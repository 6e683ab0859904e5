"""One event log by itself becomes a snapshot with the single process "log".

Any log: .xes, .xes.gz, .csv, .csv.gz, .parquet, with the standard XES keys or with
case_id, activity, timestamp[, resource][, event_index]. A moment that names no time zone is taken as it stands.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.casework import LOG, case_numbers
from etl.clean import EPOCH
from etl.columns import Context
from etl.database import Connection, arrow, load
from etl.errors import RunError, UsageError
from etl.extract import Extract, gather, without_persons
from etl.fact import ensure_all, fact_named, prepare, run_sql, stack
from etl.identity import file_hash, fingerprint, load_key, mask
from etl.package import Story
from etl.parts import Month, Part, Parts, event_parts
from etl.publish import code_digest, one_at_a_time, publish, snapshot_id
from etl.readers.delimited import header_of, read_delimited
from etl.readers.raw import RawTable, blocks_of, whole
from etl.readers.xes import read_xes
from etl.reference import load_reference
from etl.run import Delivery, check_sum, rejected
from etl.source import Column, Source
from etl.story import source_story
from etl.versions import Settled, settle

XES = {
    "case_key": "case:concept:name",
    "activity": "concept:name",
    "at": "time:timestamp",
    "person": "org:resource",
}
PLAIN = {
    "case_key": "case_id",
    "activity": "activity",
    "at": "timestamp",
    "person": "resource",
    "event_index": "event_index",
}
KINDS = {"case_key": "key", "activity": "label", "at": "moment", "person": "person", "event_index": "integer"}
ENDINGS = (".xes", ".xes.gz", ".csv", ".csv.gz", ".parquet")


def publish_log(file: Path, facts: Path, public: bool, home: Path, connection: Connection) -> dict[str, Any]:
    """Read the log and publish it; returns the report of a run."""
    if not file.is_file():
        raise UsageError(f"{mask(file.name)}: no such file. Give an event log: {', '.join(ENDINGS)}")
    if not file.name.endswith(ENDINGS):
        raise UsageError(f"{mask(file.name)}: not a log we can read. Allowed: {', '.join(ENDINGS)}")
    key, reference = load_key(home), load_reference(home / "data" / "reference")
    code = code_digest(home / "data" / "reference")
    with one_at_a_time(facts):
        connection.execute("SET TimeZone = 'UTC'")
        source, raw = read_log(file)
        settled = settle_log(source, raw, Context(key, reference.codes(), connection))
        prepare(connection, reference, {})
        until, since = _cases(connection, settled)
        delivery = Delivery(settled={source.name: settled}, until=until, since=since)
        load(connection, "rejected", rejected(delivery))
        inputs, mark = [(mask(file.name), file_hash(file))], fingerprint(key)
        story = Story(
            until=until, since=since, inputs=inputs, key_fingerprint=mark,
            sources=[source_story(settled, until)], public=public,
            feeds=dict.fromkeys(("cases", "case_events", "case_steps", "case_paths", "rejected"), [source.name]),
            extracts={source.name: [until.isoformat()]},
        )  # fmt: skip

        def make(folder: Path) -> dict[str, list[Part]]:
            """All cases of a log are one part: it is published once and never grows."""
            parts = Parts(folder, facts, code)
            ((first, last),) = connection.execute("SELECT min(case_id), max(case_id) FROM cases").fetchall()
            whole = [Month("log", first, last, 0, inputs[0][1])]
            event_parts(connection, parts, whole, [settled], case_numbers(connection), reference)
            write_log_cases(connection, parts, until)
            ensure_all(connection)
            return parts.written

        published = publish(
            connection, facts, story, snapshot_id(until, inputs, code, f"{mark}{public}"), make
        )
    names = ("source", "files", "read", "accepted", "rejected", "duplicates", "superseded")
    told = story.sources[0] | {"files": 1}
    return {
        "snapshot": published.snapshot, "published": True, "sources": [{name: told[name] for name in names}],
        "facts": published.facts,
    }  # fmt: skip


def read_log(file: Path) -> tuple[Source, RawTable]:
    if file.name.endswith((".xes", ".xes.gz")):
        source = declare(file, XES, set(XES.values()))
        try:
            return source, blocks_of(read_xes(source, file))
        except RunError as error:
            if "org:resource" not in str(error) or "attribute org:resource." not in str(error):
                raise
        source = declare(file, XES, set(XES.values()) - {"org:resource"})  # a log may know no resources
        return source, blocks_of(read_xes(source, file))
    if file.suffix == ".parquet":
        return _read_parquet(file)
    source = declare(file, {}, set())
    header, delimiter = header_of(file)
    names = XES if XES["case_key"] in header else PLAIN
    source = declare(file, names, set(header), delimiter)
    return source, whole(read_delimited(source, file))


def declare(file: Path, names: dict[str, str], present: set[str], delimiter: str = ",") -> Source:
    """The log as a source: what stands in a TOML for a system's extract."""
    needed = [names[name] for name in ("case_key", "activity", "at") if name in names]
    missing = [name for name in needed if name not in present]
    if missing:
        raise UsageError(
            f"{mask(file.name)}: no column {', '.join(missing)} among its {len(present)}. "
            f"Give the standard XES keys ({', '.join(XES.values())}) or {', '.join(PLAIN.values())}"
        )
    columns = tuple(
        Column(
            name, names[name], KINDS[name], required=name in ("case_key", "activity", "at"),
            pattern="(?s).+", format="iso",
        )
        for name in names if names[name] in present
    )  # fmt: skip
    settings = {
        "title": mask(file.name), "feeds": ["cases", "case_events"], "layout": "event_log", "system": LOG, "covers": [],
        "encoding": "utf-8", "delimiter": delimiter, "key": ["row_number"], "contact": "", "purpose": "One event log",
        "legal_basis": "", "decided_in_med": "", "staff_informed": "", "keep": "forever", "caveats": [],
        "format": "log", "expected_every": "once",
    }  # fmt: skip
    return Source(LOG, columns, settings)


def _read_parquet(file: Path) -> tuple[Source, RawTable]:
    try:
        table = pq.read_table(file)
    except (pa.ArrowInvalid, OSError):
        raise RunError(f"{mask(file.name)} is not a readable Parquet file. Write it again.") from None
    names = XES if XES["case_key"] in table.column_names else PLAIN
    source = declare(file, names, set(table.column_names))
    columns = {c.name: pc.fill_null(table[c.source].cast(pa.string()), "") for c in source.columns}
    for name in ("activity", "person"):
        if name in columns:
            columns[name] = columns[name].dictionary_encode()
    numbers = pa.array(np.arange(1, table.num_rows + 1, dtype=np.int32))
    count = pq.ParquetFile(file).metadata.num_rows
    return source, RawTable(file, count, pa.table({**columns, "record": numbers}))


def settle_log(source: Source, raw: RawTable, context: Context) -> Settled:
    """Every event is kept, whatever its lifecycle: none is a duplicate of another."""
    table, faults, read = gather(source, [raw], date.max, context)
    if not table.num_rows:
        raise RunError(f"{mask(raw.path.name)}: no event could be accepted ({len(faults)} rejected).")
    if "event_index" in table.column_names:
        # The log's own order breaks ties; where it tells none, the order of the file does.
        order = np.argsort(pc.fill_null(table["event_index"], -1).to_numpy(), kind="stable")
        table = table.take(pa.array(order)).drop_columns(["event_index"])
    places = pa.array(np.arange(table.num_rows, dtype=np.int32))
    table = table.set_column(table.column_names.index("record"), "record", places)
    rows = without_persons(table).append_column("row_number", places)
    extract = Extract(
        mask(raw.path.name), date.max, file_hash(raw.path), raw.path.stat().st_size, read, rows, faults
    )
    settled = settle(source, [extract], history=False)
    check_sum(settled)
    return settled


def _cases(connection: Connection, settled: Settled) -> tuple[date, date]:
    """One row is a case of the log; it was received on the day of its first event."""
    connection.register("logged", settled.accepted)
    query = """
        SELECT any_value(case_key) AS case_key, case_no, 'log' AS process, min("at")::DATE AS received_on,
          max(max("at")::DATE) OVER () AS extracted_on
        FROM logged GROUP BY case_no ORDER BY case_no
    """
    found = arrow(connection, query)
    until = found["extracted_on"][0].as_py()
    day = (until - EPOCH).days
    for file in settled.files:
        file.extracted_on = EPOCH + timedelta(days=day)
    connection.register("delivered_cases", stack([(settled.source, found)], fact_named("cases").delivered))
    connection.execute(
        "CREATE OR REPLACE TABLE cases AS SELECT system, case_no, case_key, process, unit, service_area, legal_basis, "
        "received_on, DATE '2000-01-01' AS month, "
        "row_number() OVER (ORDER BY received_on, case_key)::INTEGER AS case_id FROM delivered_cases"
    )
    return until, pc.min(found["received_on"]).as_py()


def write_log_cases(connection: Connection, parts: Parts, until: date) -> None:
    """The fact cases: by the same SQL as every other case."""
    sql = (
        "CREATE OR REPLACE TABLE changed AS SELECT DISTINCT strftime(received_on, '%Y-%m') AS name FROM cases"
    )
    connection.execute(sql)
    connection.execute("UPDATE cases SET month = date_trunc('month', received_on)")
    run_sql(connection, "cases", until)
    fact = fact_named("cases")
    typed = ", ".join(f'"{name}"::{spec["type"]} AS "{name}"' for name, spec in fact.columns.items())
    table = arrow(connection, f"SELECT {typed} FROM made_cases ORDER BY case_id")
    parts.write(fact, "log", "log", table)
