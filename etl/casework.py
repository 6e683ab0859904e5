"""From settled sources to case rows, complaint rows and events: every layout becomes one shape."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.database import Connection, arrow, connect
from etl.errors import RunError
from etl.events import Lookups, Numbers, Vocabularies, Vocabulary, encode, together
from etl.fact import fact_named, stack
from etl.reference import Reference
from etl.source import Source
from etl.versions import Settled

NUMBERED = (Path(__file__).parent / "numbered.sql").read_text("utf-8")
LOG = "log"
NO_CASE = np.iinfo(np.int32).min


@dataclass(frozen=True)
class CaseNumbers:
    """case_id by the hashed number of the case, for each system."""

    systems: dict[str, tuple[pa.Array, np.ndarray]]

    def of(self, system: str, numbers: pa.ChunkedArray) -> np.ndarray:
        """case_id of each, NO_CASE where no such case was accepted."""
        known, ids = self.systems.get(system, (pa.array([], pa.int64()), np.empty(0, dtype=np.int32)))
        places = pc.fill_null(pc.index_in(numbers, known), len(known)).to_numpy()
        return np.append(ids, NO_CASE).astype(np.int32)[places]


def delivered_cases(settled: Iterable[Settled]) -> pa.Table:
    """Accepted cases, and what was known of them before, as all sources deliver them."""
    rows = [(one.source, table) for one in settled for table in (case_rows(one), _earlier(one, wanted=False))]
    return stack(rows, fact_named("cases").delivered)


def number_cases(connection: Connection) -> CaseNumbers:
    """Number the accepted cases of `delivered_cases` into the table `cases`, which the other facts join."""
    connection.execute(NUMBERED)
    return case_numbers(connection)


def case_numbers(connection: Connection) -> CaseNumbers:
    table = arrow(connection, "SELECT system, case_no, case_id FROM cases")
    systems = {}
    for system in sorted(set(pc.unique(table["system"]).to_pylist())):
        rows = table.filter(pc.equal(table["system"], system))
        numbers = rows["case_no"].combine_chunks()
        if len(pc.unique(numbers)) != len(numbers):
            raise RunError(f"{system}: two case keys have one hash. Change LEDELSE_KEY and run again.")
        systems[system] = (numbers, rows["case_id"].to_numpy())
    return CaseNumbers(systems)


def case_rows(one: Settled) -> pa.Table:
    """A source's accepted rows as cases; an event log's events are gathered to their case."""
    if one.source.layout == "event_log":
        return _cases_of_log(one)
    return one.accepted if one.source.layout != "esdh" else recognised(one.source, one.accepted, False)


def complaint_rows(one: Settled) -> pa.Table:
    """A source's accepted complaints, and what was known of them before."""
    rows = pa.concat_tables([one.accepted, one.earlier], promote_options="permissive")
    if one.source.layout != "esdh":
        return rows
    found = recognised(one.source, rows, True)
    keys = found[
        "case_key"
    ]  # in such a system a complaint is a case of its own, which names the case it is about
    concerns = (
        found["concerns"] if "concerns" in found.column_names else pa.nulls(found.num_rows, pa.string())
    )
    found = found.drop_columns([name for name in ("case_key", "concerns") if name in found.column_names])
    return found.append_column("complaint_key", keys).append_column("case_key", concerns)


def _earlier(one: Settled, wanted: bool) -> pa.Table:
    if one.source.layout == "event_log":
        return one.earlier.slice(0, 0)
    return one.earlier if one.source.layout != "esdh" else recognised(one.source, one.earlier, wanted)


def recognised(source: Source, rows: pa.Table, wanted: bool) -> pa.Table:
    """The rows that are complaints by what `recognise` says of them, or those that are not."""
    ((column, values),) = source.recognise.items()
    found = pc.fill_null(pc.is_in(rows[column].cast(pa.string()), pa.array(values)), False)
    return rows.filter(found if wanted else pc.invert(found))


def _cases_of_log(one: Settled) -> pa.Table:
    """One row is a case of the log: attributes of its newest event, days from its first event of each activity."""
    rows, source = one.accepted, one.source
    constants = set(source.get("constants", {}))
    attributes = [c.name for c in source.columns if c.source.startswith("case:") and c.kind != "moment"]
    attributes += [name for name in rows.column_names if name in constants or name == "case_no"]
    taken = ", ".join(
        f'arg_max("{name}", ordinal) AS "{_case_name(name)}"' for name in attributes if name != "case_key"
    )
    dates = source.get("dates", {})
    # The days are Danish days, the moments UTC.
    days = "".join(
        f", min(day) FILTER (activity = '{activity}') AS {name}"
        for name, activity in dates.items()
        if name != "received_on"
    )
    received = (
        f"coalesce(min(day) FILTER (activity = '{dates.get('received_on', '')}'), min(day)) AS received_on"
    )
    query = f"""
        SELECT case_key, {taken}, {received}{days}, max(extracted_on) AS extracted_on
        FROM (
          SELECT *, timezone('Europe/Copenhagen', timezone('UTC', "at"))::DATE AS day,
            file_no::BIGINT * 4294967296 + record AS ordinal
          FROM logged
        )
        GROUP BY case_key ORDER BY case_key
    """
    connection = connect()
    connection.register("logged", rows)
    return arrow(connection, query)


def _case_name(name: str) -> str:
    return "unit" if name == "case_unit" else name


def event_rows(one: Settled, connection: Connection) -> pa.Table:
    """A source's events: its accepted rows, or one for each state date of a row-per-case layout."""
    if one.source.layout != "case_with_dates":
        return one.accepted
    rows, parts = one.accepted, []
    for place, (column, activity) in enumerate(one.source.events.items()):
        some = rows.filter(pc.is_valid(rows[column]))
        count = some.num_rows
        parts.append(pa.table({
            "case_no": some["case_no"], "at": some[column].cast(pa.timestamp("us")), "unit": some["unit"],
            "activity": pa.array([activity] * count, pa.string()).dictionary_encode(),
            "file_no": some["file_no"], "record": some["record"],
            "place": pa.repeat(pa.scalar(place, pa.int16()), count),
        }))  # fmt: skip
    table = pa.concat_tables(parts).unify_dictionaries()
    connection.register("days", table)
    # A day is known, not an hour: it counts from its midnight in Denmark.
    query = "SELECT * REPLACE (timezone('UTC', timezone('Europe/Copenhagen', \"at\")) AS \"at\") FROM days"
    moments = arrow(connection, query)["at"]
    connection.unregister("days")
    return table.set_column(table.column_names.index("at"), "at", moments)


def encoded_events(
    connection: Connection, sources: list[Settled], numbers: CaseNumbers, words: Vocabularies
) -> Numbers:
    """The events of all sources as numbers."""
    encoded = []
    for one in sources:
        rows = event_rows(one, connection)
        known = "case_id" in rows.column_names  # found when the events were settled
        ids = rows["case_id"].to_numpy() if known else numbers.of(one.source.system, rows["case_no"])
        encoded.append(encode(rows, ids, words))
        if one.source.layout == "event":
            one.accepted = one.accepted.select(["record"])  # counted still, but no longer held
    return together(encoded)


def vocabularies(reference: Reference) -> Vocabularies:
    """Words known before any event is read have the same number in every run."""
    activities = sorted(row["key"] for row in reference.tables["activities"])
    units = sorted(row["code"] for row in reference.tables["organisation"])
    return Vocabularies(Vocabulary.of(activities), Vocabulary.of(units))


def lookups(connection: Connection, words: Vocabularies, reference: Reference) -> Lookups:
    known = {row["key"]: row for row in reference.tables["activities"]}
    activities = words.activity.texts()
    sql = "SELECT code, any_value(unit ORDER BY first DESC) FROM places GROUP BY code"
    units = dict(connection.execute(sql).fetchall())
    return Lookups(
        activity=list(activities),
        phase=[known.get(name, {}).get("phase") or None for name in activities],
        waits_on=[known.get(name, {}).get("waits_on") or None for name in activities],
        unit=[units.get(code) for code in words.unit.texts()],
        role_group=list(words.role_group.texts()),
    )
