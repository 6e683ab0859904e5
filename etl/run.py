"""One run: every declared source read, cleaned and settled, and the facts made of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl import casework, retention
from etl.database import Connection, another, load
from etl.errors import RunError
from etl.extract import Extract
from etl.fact import IN_PARTS, ensure_all, fact_named, load_facts, make, prepare, run_sql
from etl.parts import Part, Parts, case_parts, event_parts, in_twos, months
from etl.readers.raw import Fault
from etl.reference import Reference
from etl.revisions import revisions
from etl.source import Source
from etl.versions import Settled, settle

Say = Callable[[str], None]
PLACES = """
    SELECT concat(
      (SELECT sum(hash(p)::HUGEINT) FROM places p), '/', (SELECT sum(hash(l)::HUGEINT) FROM laws l), '/',
      (SELECT sum(hash(p)::HUGEINT) FROM places p WHERE $until BETWEEN first AND last), '/',
      (SELECT sum(hash(l)::HUGEINT) FROM laws l WHERE $until BETWEEN first AND last), '/',
      (SELECT sum(hash(d)::HUGEINT) FROM deadlines d))
"""


@dataclass
class Delivery:
    """What a run has read: settled sources by name, and those that delivered nothing."""

    settled: dict[str, Settled] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    until: date = date.min
    since: date = date.max
    numbers: casework.CaseNumbers | None = None

    def feeding(self, fact: str) -> list[Settled]:
        return [one for one in self.settled.values() if fact in one.source.feeds]


def settle_all(
    sources: list[Source], extracts: dict[str, list[Extract]], connection: Connection, until: date
) -> Delivery:
    """Versions of every source are settled; cases first, because an event without its case is rejected."""
    delivery = Delivery(
        absent=[source.name for source in sources if source.name not in extracts], until=until
    )
    if not extracts:
        raise RunError(
            f"No file of any source was found. Known: {', '.join(s.files for s in sources[:6])}, …"
        )
    oldest = {s.name: retention.oldest(s, extracts[s.name]) for s in sources if s.name in extracts}

    def settle_one(source: Source) -> None:
        if source.layout == "event":
            assert delivery.numbers
            done = settle_events(source, extracts[source.name], delivery.numbers)
        else:
            done = settle(source, extracts[source.name])
        check_sum(done)
        delivery.settled[source.name] = done

    # The largest first, two at a time.
    found = [source for source in sources if source.name in extracts]
    found.sort(key=lambda source: -sum(extract.table.num_rows for extract in extracts[source.name]))
    in_twos(settle_one, [source for source in found if source.layout != "event"])
    connection.register("delivered_cases", casework.delivered_cases(delivery.feeding("cases")))
    delivery.numbers = casework.number_cases(connection)
    in_twos(settle_one, [source for source in found if source.layout == "event"])
    delivery.settled = {name: delivery.settled[name] for name in sorted(delivery.settled)}
    for name, one in delivery.settled.items():
        one.oldest = oldest[name]
    delivery.since = _since(connection, delivery)
    return delivery


def settle_events(source: Source, files: list[Extract], numbers: casework.CaseNumbers) -> Settled:
    """An event whose case was not accepted is rejected before versions are compared."""
    column, unfit, faults, before = source.column("case_key"), [], [], 0
    for number, file in enumerate(files):
        # From here on an event knows its case by number.
        ids = numbers.of(source.system, file.table["case_no"])
        for row in np.flatnonzero(ids == casework.NO_CASE):
            record = file.table["record"][int(row)].as_py()
            faults.append((number, Fault(record, column.source if column else "", "missing_case")))
            unfit.append(before + int(row))
        before += file.table.num_rows
        file.table = file.table.drop_columns(["case_no"]).append_column("case_id", pa.array(ids))
    settled = settle(source, files, np.array(unfit, dtype=np.int64), history=False)
    settled.faults += faults
    for file in files:
        file.table = file.table.select(["record"])  # the accepted rows stand in one table now
    return settled


def make_facts(
    connection: Connection, delivery: Delivery, reference: Reference, parts: Parts, say: Say
) -> dict[str, list[Part]]:
    """All facts: the large ones as parts in the new folder, the others as tables in the connection."""
    prepare(connection, reference, heads(delivery))
    assert delivery.numbers
    found = connection.execute(PLACES, {"until": delivery.until}).fetchall()
    all_months = months(connection)
    say("making events and steps")
    with ThreadPoolExecutor(1) as beside:
        made = beside.submit(
            event_parts, another(connection), parts, all_months, delivery.feeding("case_events"), delivery.numbers,
            reference,
        )  # fmt: skip
        case_parts(connection, parts, all_months, str(found), delivery.until)
        _the_rest(connection, delivery, say)
        made.result()
    return parts.written


def _the_rest(connection: Connection, delivery: Delivery, say: Say) -> None:
    """The facts that are one file each, in an order in which each finds those it joins."""
    others = [fact.name for fact in load_facts() if fact.delivered and fact.name not in IN_PARTS]
    for name in sorted(others, key=lambda name: (name != "complaints", name)):
        say(f"making {name}")
        make(
            connection,
            name,
            [(one.source, _rows(name, one)) for one in delivery.feeding(name)],
            delivery.until,
        )
        if name == "complaints":
            run_sql(connection, "complaint_points", delivery.until)
    load(connection, "rejected", rejected(delivery))
    load(connection, "revisions", revisions(connection, delivery.settled))
    ensure_all(connection)


def _rows(fact: str, one: Settled) -> pa.Table:
    """What a source gives a fact: with what was known before, where the fact has a history."""
    if fact == "complaints":
        return casework.complaint_rows(one)
    if not fact_named(fact).settings.get("history"):
        return one.accepted
    return pa.concat_tables([one.accepted, one.earlier], promote_options="permissive")


def heads(delivery: Delivery) -> dict[str, int]:
    """Employees of each team in the newest month it was counted."""
    newest: dict[str, tuple[date, int]] = {}
    for one in delivery.feeding("capacity"):
        rows = one.accepted.select(["unit", "month", "heads"]).to_pylist()
        for row in rows:
            seen = newest.get(row["unit"])
            if not seen or row["month"] > seen[0]:
                newest[row["unit"]] = (row["month"], row["heads"])
    return {unit: count for unit, (_, count) in newest.items()}


def _since(connection: Connection, delivery: Delivery) -> date:
    """The first day of the first month that a case or a complaint was received in."""
    found = connection.execute("SELECT min(received_on) FROM cases").fetchall()[0]
    days = [found[0]] if found[0] else []
    for one in delivery.feeding("complaints"):
        if one.accepted.num_rows:
            days.append(pc.min(one.accepted["received_on"]).as_py())
    return min(days).replace(day=1) if days else date.max


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
        for number, file in enumerate(one.files):
            for fault in one.faults_of(number):
                values = (one.source.name, file.name, fault.record, fault.column, fault.reason, fault.shape)
                for key, value in zip(names, values):
                    columns[key].append(value)
    types = {"record": pa.int32()}
    return pa.table({name: pa.array(columns[name], types.get(name, pa.string())) for name in names})


def reasons(one: Settled) -> dict[tuple[str, str], int]:
    """How many rows of a source were rejected, by reason and column."""
    counts: dict[tuple[str, str], int] = {}
    for number in range(len(one.files)):
        for fault in one.faults_of(number):
            counts[fault.reason, fault.column] = counts.get((fault.reason, fault.column), 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
