"""One run: every declared source read, cleaned and settled, the facts made of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from etl import casework
from etl.clean import Cleaned, Context, clean
from etl.database import Connection, another, load
from etl.errors import RunError
from etl.fact import ensure_all, make, prepare, run_sql
from etl.identity import mask
from etl.readers.delimited import read_delimited
from etl.readers.raw import Fault, RawTable
from etl.readers.workbook import read_workbook
from etl.readers.xes import read_xes
from etl.reference import Reference
from etl.source import Source, extract_date
from etl.versions import Settled, settle

READERS: dict[str, Callable[[Source, Path], RawTable]] = {
    "delimited": read_delimited,
    "workbook": read_workbook,
    "xes": read_xes,
}
Say = Callable[[str], None]


@dataclass
class Delivery:
    """What a run has read: settled sources by name, and those that delivered nothing."""

    settled: dict[str, Settled] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    until: date = date.min
    since: date = date.max
    large: dict[str, pa.Table] = field(default_factory=dict)  # facts too large to pass through the connection

    def feeding(self, fact: str) -> list[Settled]:
        return [one for one in self.settled.values() if fact in one.source.feeds]


def read_files(source: Source, raw: Path, examples: Path, context: Context) -> list[Cleaned]:
    found = []
    for path in source.files_in(raw, examples):
        table = READERS[source.format](source, path)
        found.append(clean(source, table, extract_date(source, path), context))
    return found


def deliver(
    sources: list[Source], raw: Path, examples: Path, reference: Reference, key: bytes,
    connection: Connection, say: Say,
) -> Delivery:  # fmt: skip
    """Read all sources and make all facts in the connection."""
    codes = reference.codes()

    def read(source: Source) -> list[Cleaned]:
        say(f"reading {source.name}")
        return read_files(source, raw, examples, Context(key, codes, another(connection)))

    delivery, events = Delivery(), []
    # Two at a time: parsing, hashing and counting let go of the interpreter most of the time.
    with ThreadPoolExecutor(2) as readers:
        # The largest first: then neither of the two is left alone with it at the end.
        largest = sorted(sources, key=lambda one: -sum(f.stat().st_size for f in one.files_in(raw, examples)))
        found = {one.name: files for one, files in zip(largest, readers.map(read, largest))}
    for source in sources:
        files = found[source.name]
        if not files:
            delivery.absent.append(source.name)
        elif source.layout == "event":
            events.append((source, files))  # settled when the cases are known
        else:
            delivery.settled[source.name] = settle(source, files)
            check_sum(delivery.settled[source.name])
        delivery.until = max([delivery.until, *(f.extracted_on for f in files)])
    if not delivery.settled and not events:
        raise RunError(
            f"No file of any source was found. Known: {', '.join(s.files for s in sources[:6])}, …"
        )
    prepare(connection, reference, _heads(delivery))
    say("making cases")
    make(
        connection,
        "cases",
        [(one, casework.case_rows(one)) for one in delivery.feeding("cases")],
        delivery.until,
    )
    case_ids = casework.case_numbers(connection)
    for source, files in events:
        delivery.settled[source.name] = _settle_events(source, files, case_ids)
    say("making events and steps")
    with ThreadPoolExecutor(1) as beside:
        sources_of_events = delivery.feeding("case_events")
        events_made = beside.submit(
            casework.make_events, another(connection), sources_of_events, case_ids, reference
        )
        _the_rest(connection, delivery, say)
        delivery.large = events_made.result()
    delivery.since = _since(connection)
    return delivery


def _settle_events(source: Source, files: list[Cleaned], case_ids: casework.CaseNumbers) -> Settled:
    """An event whose case was not accepted is rejected before versions are compared."""
    column = source.column("case_key")
    for file in files:
        numbers = case_ids.of(source.system, file.table["case_key"])
        for row in np.flatnonzero(numbers < 0):
            record = file.table["record"][int(row)].as_py()
            file.faults.setdefault(int(row), Fault(record, column.source if column else "", "missing_case"))
        # From here on an event knows its case by number.
        file.table = file.table.drop_columns(["case_key"]).append_column("case_id", pa.array(numbers))
    settled = settle(source, files)
    check_sum(settled)
    return settled


def _the_rest(connection: Connection, delivery: Delivery, say: Say) -> None:
    for name in ("complaints", "appeals", "capacity", "published_figures", "targets"):
        say(f"making {name}")
        make(connection, name, [(one, one.accepted) for one in delivery.feeding(name)], delivery.until)
        if name == "complaints":
            run_sql(connection, "complaint_points", delivery.until)
    load(connection, "rejected", rejected(delivery))
    ensure_all(connection)


def _heads(delivery: Delivery) -> dict[str, int]:
    """Employees of each team in the newest month it was counted."""
    newest: dict[str, tuple[date, int]] = {}
    for one in delivery.feeding("capacity"):
        rows = one.accepted.select(["unit", "month", "heads"]).to_pylist()
        for row in rows:
            seen = newest.get(row["unit"])
            if not seen or row["month"] > seen[0]:
                newest[row["unit"]] = (row["month"], row["heads"])
    return {unit: heads for unit, (_, heads) in newest.items()}


def _since(connection: Connection) -> date:
    query = (
        "SELECT date_trunc('month', min(received_on))::DATE FROM "
        "(SELECT received_on FROM cases UNION ALL SELECT received_on FROM complaints)"
    )
    found = connection.execute(query).fetchone()
    return found[0] if found and found[0] else date.max


def check_sum(one: Settled) -> None:
    """read = accepted + rejected + duplicates + superseded, or the run stops."""
    total = one.accepted.num_rows + one.rejected + one.duplicates + one.superseded
    if total != one.read:
        raise RunError(
            f"{one.source.name}: {one.read} rows were read, but {one.accepted.num_rows} accepted, {one.rejected} "
            f"rejected, {one.duplicates} duplicates and {one.superseded} superseded make {total}. "
            "Nothing was published."
        )


def rejected(delivery: Delivery) -> pa.Table:
    """One row is a row that did not fit."""
    names = ("source", "file", "record", "column", "reason", "shape")
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for one in delivery.settled.values():
        for file in one.files:
            name = mask(file.raw.path.name)
            for fault in [*file.raw.faults, *file.faults.values()]:
                values = (one.source.name, name, fault.record, fault.column, fault.reason, fault.shape)
                for key, value in zip(names, values):
                    columns[key].append(value)
    types = {"record": pa.int32()}
    return pa.table({name: pa.array(columns[name], types.get(name, pa.string())) for name in names})


def reasons(one: Settled) -> dict[tuple[str, str], int]:
    """How many rows of a source were rejected, by reason and column."""
    counts: dict[tuple[str, str], int] = {}
    for file in one.files:
        for fault in [*file.raw.faults, *file.faults.values()]:
            counts[fault.reason, fault.column] = counts.get((fault.reason, fault.column), 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
