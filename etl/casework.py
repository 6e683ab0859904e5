"""From settled sources to case rows and events: the two case layouts and event logs become one shape."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.database import Connection, arrow, connect
from etl.events import Lookups, Vocabularies, encode, facts, in_order
from etl.reference import Reference
from etl.versions import Settled

LOG = "log"


@dataclass(frozen=True)
class CaseNumbers:
    """case_id by plain key, for each system; the plain keys live only as long as the run."""

    systems: dict[str, tuple[pa.Array, np.ndarray]]

    def of(self, system: str, keys: pa.ChunkedArray) -> np.ndarray:
        """case_id of each key, -1 where no such case was accepted."""
        known, numbers = self.systems.get(system, (pa.array([], pa.string()), np.empty(0, dtype=np.int32)))
        places = pc.fill_null(pc.index_in(keys, known), len(known)).to_numpy()
        return np.append(numbers, -1).astype(np.int32)[places]


def case_numbers(connection: Connection) -> CaseNumbers:
    table = arrow(connection, "SELECT system, plain_key, case_id FROM cases")
    systems = {}
    for system in sorted(set(pc.unique(table["system"]).to_pylist())):
        rows = table.filter(pc.equal(table["system"], system))
        systems[system] = (rows["plain_key"].combine_chunks(), rows["case_id"].to_numpy())
    return CaseNumbers(systems)


def case_rows(one: Settled) -> pa.Table:
    """A source's accepted rows as cases; an event log's events are gathered to their case."""
    return _cases_of_log(one) if one.source.layout == "event_log" else one.accepted


def _cases_of_log(one: Settled) -> pa.Table:
    """One row is a case of the log: attributes of its newest event, days from its first event of each activity."""
    rows, source = one.accepted, one.source
    constants = set(source.get("constants", {}))
    attributes = [c.name for c in source.columns if c.source.startswith("case:") and c.kind != "moment"]
    attributes += [n for n in rows.column_names if n.endswith("__hash") or n in constants]
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
            "case_key": some["case_key"], "at": some[column].cast(pa.timestamp("us")), "unit": some["unit"],
            "activity": pa.array([activity] * count, pa.string()).dictionary_encode(),
            "file_no": some["file_no"], "record": some["record"],
            "place": pa.repeat(pa.scalar(place, pa.int16()), count),
        }))  # fmt: skip
    connection.register("days", pa.concat_tables(parts).unify_dictionaries())
    # A day is known, not an hour: it counts from its midnight in Denmark.
    query = "SELECT * REPLACE (timezone('UTC', timezone('Europe/Copenhagen', \"at\")) AS \"at\") FROM days"
    moments = arrow(connection, query)["at"]
    connection.unregister("days")
    table = pa.concat_tables(parts).unify_dictionaries()
    return table.set_column(table.column_names.index("at"), "at", moments)


def make_events(
    connection: Connection, sources: list[Settled], numbers: CaseNumbers, reference: Reference
) -> dict[str, pa.Table]:
    """The facts case_events and case_steps."""
    words, encoded = Vocabularies(), []
    for one in sources:
        rows = event_rows(one, connection)
        known = "case_id" in rows.column_names  # found when the events were settled
        ids = rows["case_id"].to_numpy() if known else numbers.of(one.source.system, rows["case_key"])
        encoded.append(encode(one.source.system, rows, ids, words))
    if not encoded:
        return {}
    events, steps = facts(in_order(connection, encoded), _lookups(connection, words, reference))
    return {"case_events": events, "case_steps": steps}


def _lookups(connection: Connection, words: Vocabularies, reference: Reference) -> Lookups:
    known = {row["key"]: row for row in reference.tables["activities"]}
    activities = words.activity.texts()
    units = dict(
        connection.execute(
            "SELECT code, any_value(unit ORDER BY first DESC) FROM places GROUP BY code"
        ).fetchall()
    )
    process = arrow(connection, "SELECT process FROM cases ORDER BY case_id")["process"]
    coded = process.combine_chunks().dictionary_encode()
    return Lookups(
        activity=list(activities),
        phase=[known.get(name, {}).get("phase") or None for name in activities],
        waits_on=[known.get(name, {}).get("waits_on") or None for name in activities],
        unit=[units.get(code) for code in words.unit.texts()],
        role_group=list(words.role_group.texts()),
        process=coded.dictionary.to_pylist(),
        # Cases are numbered from 1.
        process_of_case=np.append([0], coded.indices.to_numpy(zero_copy_only=False)),
    )
