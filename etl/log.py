"""One event log by itself becomes a snapshot with the single process "log".

Any log: .xes, .xes.gz, .csv, .csv.gz, .parquet, with the standard XES keys or with
case_id, activity, timestamp[, resource][, event_index]. A moment that names no time zone is taken as it stands.
"""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.casework import LOG, case_numbers, make_events
from etl.clean import Context, clean
from etl.database import Connection, arrow
from etl.errors import RunError, UsageError
from etl.fact import DELIVERED, ensure_all, prepare, run_sql
from etl.identity import file_hash, fingerprint, load_key, mask
from etl.publish import Story, one_at_a_time, publish
from etl.readers.delimited import header_of, read_delimited
from etl.readers.raw import RawTable
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
    with one_at_a_time(facts):
        connection.execute("SET TimeZone = 'UTC'")
        context = Context(key, reference.codes(), connection)
        source, raw = read_log(file)
        settled = settle_log(source, raw, context)
        prepare(connection, reference, {})
        until, since = _cases(connection, settled)
        large = make_events(connection, [settled], case_numbers(connection), reference)
        delivery = Delivery(settled={source.name: settled}, until=until, since=since)
        connection.register("rejected", rejected(delivery))
        ensure_all(connection)
        hashes = {file: file_hash(file)}
        story = Story(
            until=until, since=since, inputs=[(mask(file.name), hashes[file])], key_fingerprint=fingerprint(key),
            sources=[source_story(settled, hashes)], public=public,
            feeds=dict.fromkeys(("cases", "case_events", "case_steps", "rejected"), [source.name]),
        )  # fmt: skip
        published = publish(connection, facts, story, home / "data" / "reference", large)
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
            return source, read_xes(source, file)
        except RunError as error:
            if "org:resource" not in str(error) or "attribute org:resource." not in str(error):
                raise
        source = declare(file, XES, set(XES.values()) - {"org:resource"})  # a log may know no resources
        return source, read_xes(source, file)
    if file.suffix == ".parquet":
        return _read_parquet(file)
    source = declare(file, {}, set())
    header, delimiter = header_of(file)
    names = XES if XES["case_key"] in header else PLAIN
    source = declare(file, names, set(header), delimiter)
    return source, read_delimited(source, file)


def declare(file: Path, names: dict[str, str], present: set[str], delimiter: str = ",") -> Source:
    """The log as a source: what stands in a TOML for a system's extract."""
    needed = [names[name] for name in ("case_key", "activity", "at") if name in names]
    missing = [name for name in needed if name not in present]
    if missing:
        raise UsageError(
            f"{mask(file.name)}: no column {', '.join(missing)}. It has: {', '.join(map(mask, sorted(present)))}. "
            f"Give the standard XES keys ({', '.join(XES.values())}) or {', '.join(PLAIN.values())}"
        )
    columns = tuple(
        Column(
            name, names[name], KINDS[name], required=name in ("case_key", "activity", "at"),
            pattern="(?s).+", format="iso", hashed=name == "case_key",
        )
        for name in names if names[name] in present
    )  # fmt: skip
    settings = {
        "title": mask(file.name), "feeds": ["cases", "case_events"], "layout": "event_log", "system": LOG, "covers": [],
        "encoding": "utf-8", "delimiter": delimiter, "key": ["row_number"], "contact": "", "purpose": "One event log",
        "legal_basis": "", "decided_in_med": "", "staff_informed": "", "keep": "", "caveats": [], "format": "log",
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
    cleaned = clean(source, raw, date.max, context)
    rows = np.arange(raw.table.num_rows, dtype=np.int64)
    cleaned.table = cleaned.table.append_column("row_number", pa.array(rows))
    settled = settle(source, [cleaned])
    if "event_index" in settled.accepted.column_names:
        # The log's own order breaks ties; where it tells none, the order of the file does.
        index = pc.fill_null(settled.accepted["event_index"], -1).to_numpy()
        rank = np.empty(len(index), dtype=np.int32)
        rank[np.argsort(index, kind="stable")] = np.arange(len(index), dtype=np.int32)
        place = settled.accepted.column_names.index("record")
        settled.accepted = settled.accepted.set_column(place, "record", pa.array(rank))
    check_sum(settled)
    if not settled.accepted.num_rows:
        raise RunError(f"{mask(raw.path.name)}: no event could be accepted ({settled.rejected} rejected).")
    return settled


def _cases(connection: Connection, settled: Settled) -> tuple[date, date]:
    """One row is a case of the log; it was received on the day of its first event."""
    connection.register("logged", settled.accepted)
    query = """
        SELECT case_key, any_value(case_key__hash) AS case_key__hash, min("at")::DATE AS received_on,
          max(max("at")::DATE) OVER () AS extracted_on
        FROM logged GROUP BY case_key ORDER BY case_key
    """
    found = arrow(connection, query)
    count = found.num_rows
    given = {
        "source": pa.repeat(LOG, count),
        "system": pa.repeat(LOG, count),
        "process": pa.repeat(LOG, count),
    }
    columns = {
        name: given[name] if name in given
        else found[name].cast(kind) if name in found.column_names else pa.nulls(count, kind)
        for name, kind in DELIVERED["delivered_cases"].items()
    }  # fmt: skip
    until = found["extracted_on"][0].as_py()
    connection.register("delivered_cases", pa.table(columns))
    run_sql(connection, "cases", until)
    return until, pc.min(found["received_on"]).as_py()
