"""Events of all systems in one order, and the steps between them, made once so that mining is a GROUP BY.

A person code is used here for one thing, "same or another person than in the step before", and goes no further.
"""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.database import Connection, arrow

UNKNOWN = -1


@dataclass
class Vocabulary:
    """Distinct texts as small numbers, the same over all systems."""

    places: dict[str, int] = field(default_factory=dict)

    def codes(self, column: pa.ChunkedArray, prefix: str = "") -> np.ndarray:
        """Numbers of a dictionary column's values; -1 where missing."""
        found = []
        for chunk in column.chunks:
            places = [
                UNKNOWN if value is None else self.places.setdefault(prefix + value, len(self.places))
                for value in chunk.dictionary.to_pylist()
            ]
            lookup = np.array([*places, UNKNOWN], dtype=np.int32)
            indices = pc.fill_null(chunk.indices, len(places)).to_numpy(zero_copy_only=False)
            found.append(lookup[indices])
        return np.concatenate(found) if found else np.empty(0, dtype=np.int32)

    def texts(self) -> list[str]:
        return list(self.places)


@dataclass
class Vocabularies:
    activity: Vocabulary = field(default_factory=Vocabulary)
    unit: Vocabulary = field(default_factory=Vocabulary)
    role_group: Vocabulary = field(default_factory=Vocabulary)
    person: Vocabulary = field(default_factory=Vocabulary)


def encode(system: str, rows: pa.Table, case_ids: np.ndarray, words: Vocabularies) -> pa.Table:
    """One system's accepted events as numbers. `rows` has at, activity, file_no, record and, where known, the rest."""
    order = (
        rows["file_no"].to_numpy().astype(np.int64) << 40 | rows["record"].to_numpy().astype(np.int64) << 8
    )
    if "place" in rows.column_names:
        order |= rows["place"].to_numpy().astype(np.int64)

    def codes(name: str, vocabulary: Vocabulary, prefix: str = "") -> np.ndarray:
        if name not in rows.column_names:
            return np.full(rows.num_rows, UNKNOWN, dtype=np.int32)
        return vocabulary.codes(rows[name], prefix)

    return pa.table(
        {
            "case_id": case_ids,
            "at": rows["at"].cast(pa.timestamp("us")),
            "place": order,
            "activity": codes("activity", words.activity),
            "unit": codes("unit", words.unit),
            "role_group": codes("role_group", words.role_group),
            # Initials are only unique within a system.
            "person": codes("person", words.person, f"{system}:"),
        }
    )


def in_order(connection: Connection, encoded: list[pa.Table]) -> pa.Table:
    """All events, case by case, by time and then by their order in the source."""
    connection.register("encoded", pa.concat_tables(encoded))
    query = 'SELECT * EXCLUDE (place) FROM encoded ORDER BY case_id, "at", place'
    table = arrow(connection, query)
    connection.unregister("encoded")
    return table


def positions(case_id: np.ndarray) -> np.ndarray:
    """Position in the case, from 1, of events in order."""
    count = len(case_id)
    starts = (
        np.flatnonzero(np.r_[True, case_id[1:] != case_id[:-1]]) if count else np.empty(0, dtype=np.int64)
    )
    lengths = np.diff(np.r_[starts, count])
    return (np.arange(count) - np.repeat(starts, lengths) + 1).astype(np.int32)


def repetitions(case_id: np.ndarray, activity: np.ndarray) -> np.ndarray:
    """Whether the event's activity has already occurred in its case."""
    width = int(activity.max()) + 1 if len(activity) else 1
    keys = case_id.astype(np.int64) * width + activity
    order = np.argsort(keys, kind="stable")  # quick: cases stand in order already
    ordered, again = keys[order], np.zeros(len(keys), dtype=bool)
    again[order[1:]] = ordered[1:] == ordered[:-1]
    return again


def changed(codes: np.ndarray, first: np.ndarray) -> pa.Array:
    """Whether the second event of each pair has another code than the first; null where either is unknown."""
    before, after = codes[first], codes[first + 1]
    return pa.array(before != after, mask=(before == UNKNOWN) | (after == UNKNOWN))


def texts(codes: np.ndarray, names: list[str | None]) -> pa.DictionaryArray:
    """Codes as words; a code may stand for no word."""
    kept = sorted({name for name in names if name is not None})
    place = {name: number for number, name in enumerate(kept)}
    lookup = np.array(
        [place[name] if name is not None else UNKNOWN for name in names] + [UNKNOWN], dtype=np.int32
    )
    indices = lookup[codes]  # -1 is the last entry
    unknown = (
        indices == UNKNOWN if UNKNOWN in lookup[:-1] or (len(codes) and codes.min() == UNKNOWN) else None
    )
    return pa.DictionaryArray.from_arrays(pa.array(indices, mask=unknown), pa.array(kept, pa.string()))


@dataclass(frozen=True)
class Lookups:
    """What a number stands for in the facts: by activity, unit and role code, and by case."""

    activity: list[str | None]
    phase: list[str | None]
    waits_on: list[str | None]
    unit: list[str | None]
    role_group: list[str | None]
    process: list[str | None]
    process_of_case: np.ndarray


def facts(ordered: pa.Table, look: Lookups) -> tuple[pa.Table, pa.Table]:
    """The facts case_events and case_steps from events in order."""
    column = {
        name: ordered[name].to_numpy() for name in ("case_id", "activity", "unit", "role_group", "person")
    }
    seq = positions(column["case_id"])
    process = look.process_of_case[column["case_id"]] if len(seq) else np.empty(0, dtype=np.int64)
    # Units are compared as the facts know them: a team too small to be shown counts as its centre.
    unit_names = sorted({name for name in look.unit if name is not None})
    lookup = np.array(
        [unit_names.index(name) if name is not None else UNKNOWN for name in look.unit] + [UNKNOWN]
    )
    unit = lookup[column["unit"]]
    events = pa.table(
        {
            "case_id": ordered["case_id"],
            "seq": seq,
            "process": texts(process, look.process),
            "activity": texts(column["activity"], look.activity),
            "phase": texts(column["activity"], look.phase),
            "role_group": texts(column["role_group"], look.role_group),
            "unit": texts(unit, list(unit_names)),
            "waits_on": texts(column["activity"], look.waits_on),
            "at": ordered["at"],
        }
    )
    first = np.flatnonzero(column["case_id"][1:] == column["case_id"][:-1])
    moments = ordered["at"].cast(pa.int64()).to_numpy()
    steps = pa.table(
        {
            "case_id": column["case_id"][first],
            "seq": seq[first],
            "process": texts(process[first], look.process),
            "activity": texts(column["activity"][first], look.activity),
            "next_activity": texts(column["activity"][first + 1], look.activity),
            "at": ordered["at"].combine_chunks().take(pa.array(first))
            if len(first)
            else ordered["at"].slice(0, 0),
            "wait_seconds": np.round((moments[first + 1] - moments[first]) / 1e6, 3),
            "unit": texts(unit[first], list(unit_names)),
            "next_unit": texts(unit[first + 1], list(unit_names)),
            "unit_changed": changed(unit, first),
            "person_changed": changed(column["person"], first),
            "is_repetition": repetitions(column["case_id"], column["activity"])[first + 1],
        }
    )
    return events, steps
