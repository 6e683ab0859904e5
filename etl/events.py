"""Events of all systems in one order, and the steps between them, made once so that mining is a GROUP BY."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

UNKNOWN = -1
RECORD_BITS, FILE_BITS = (
    8,
    40,
)  # of an event's place in its source: file, record, place among one record's days


@dataclass
class Vocabulary:
    """Distinct texts as small numbers, the same over all systems."""

    places: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, words: list[str]) -> "Vocabulary":
        return cls({word: number for number, word in enumerate(words)})

    def codes(self, column: pa.ChunkedArray) -> np.ndarray:
        """Numbers of a dictionary column's values; -1 where missing."""
        found = []
        for chunk in column.chunks:
            places = [
                UNKNOWN if value is None else self.places.setdefault(value, len(self.places))
                for value in chunk.dictionary.to_pylist()
            ]
            # A log may name each event differently; then two bytes are too few.
            kind = np.int16 if len(self.places) < np.iinfo(np.int16).max else np.int32
            lookup = np.array([*places, UNKNOWN], dtype=kind)
            indices = pc.fill_null(chunk.indices, len(places)).to_numpy(zero_copy_only=False)
            found.append(lookup[indices])
        return np.concatenate(found) if found else np.empty(0, dtype=np.int16)

    def texts(self) -> list[str]:
        return list(self.places)


@dataclass
class Vocabularies:
    activity: Vocabulary = field(default_factory=Vocabulary)
    unit: Vocabulary = field(default_factory=Vocabulary)
    role_group: Vocabulary = field(default_factory=Vocabulary)


Numbers = dict[str, np.ndarray]


def encode(rows: pa.Table, case_ids: np.ndarray, words: Vocabularies) -> Numbers:
    """One source's accepted events as numbers. `rows` has at, activity, file_no, record and, where known, the rest."""
    count = rows.num_rows
    order = rows["file_no"].to_numpy().astype(np.int64) << FILE_BITS
    order |= rows["record"].to_numpy().astype(np.int64) << RECORD_BITS
    if "place" in rows.column_names:
        order |= rows["place"].to_numpy().astype(np.int64)

    def codes(name: str, vocabulary: Vocabulary) -> np.ndarray:
        if name not in rows.column_names:
            return np.full(count, UNKNOWN, dtype=np.int16)
        return vocabulary.codes(rows[name])

    def numbers(name: str, kind: pa.DataType) -> np.ndarray:
        if name not in rows.column_names:
            return np.full(count, UNKNOWN, dtype=kind.to_pandas_dtype())
        return pc.fill_null(rows[name].cast(kind), UNKNOWN).to_numpy()

    return {
        "case_id": case_ids,
        "at": rows["at"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy(),
        "place": order,
        "activity": codes("activity", words.activity),
        "unit": codes("unit", words.unit),
        "role_group": codes("role_group", words.role_group),
        "before": numbers("before", pa.int32()),
        "another": numbers("another", pa.int8()),
    }


def together(encoded: list[Numbers]) -> Numbers:
    """The events of all sources under one another; each source's stand in the order of its files and records."""
    return {name: np.concatenate([one[name] for one in encoded]) for name in encoded[0]} if encoded else {}


def in_order(events: Numbers, rows: np.ndarray) -> Numbers:
    """These rows case by case, by time and then by their order in the source, which is the order they stand in."""
    case, at = events["case_id"][rows], events["at"][rows]
    by_time = np.argsort(at, kind="stable")  # quick: files are nearly in time order already
    near = case[by_time] - (case.min() if len(case) else 0)
    small = near.astype(np.uint16) if len(near) and near.max() < 1 << 16 else near
    order = rows[by_time[np.argsort(small, kind="stable")]]
    return {name: column[order] for name, column in events.items()}


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


def person_changed(place: np.ndarray, before: np.ndarray, another: np.ndarray, first: np.ndarray) -> pa.Array:
    """Another person or not: known where the second event was compared with the first while their file was read."""
    then, now = place[first], place[first + 1]
    record = (then >> RECORD_BITS) & ((1 << (FILE_BITS - RECORD_BITS)) - 1)
    compared = (then >> FILE_BITS == now >> FILE_BITS) & (record == before[first + 1])
    answer = another[first + 1]
    return pa.array(answer == 1, mask=~compared | (answer == UNKNOWN))


def texts(codes: np.ndarray, names: list[str | None]) -> pa.DictionaryArray:
    """Codes as words; a code may stand for no word."""
    kept = sorted({name for name in names if name is not None})
    place = {name: number for number, name in enumerate(kept)}
    lookup = np.array(
        [place[name] if name is not None else UNKNOWN for name in names] + [UNKNOWN], dtype=np.int32
    )
    indices = lookup[codes]  # -1 is the last entry
    return pa.DictionaryArray.from_arrays(
        pa.array(indices, mask=indices == UNKNOWN), pa.array(kept, pa.string())
    )


@dataclass(frozen=True)
class Lookups:
    """What a number stands for in the facts: by activity, unit and role code."""

    activity: list[str | None]
    phase: list[str | None]
    waits_on: list[str | None]
    unit: list[str | None]
    role_group: list[str | None]

    @property
    def units(self) -> list[str]:
        return sorted({name for name in self.unit if name is not None})

    def shown_units(self, codes: np.ndarray) -> np.ndarray:
        """Units as the facts know them: a team too small to be shown counts as its centre."""
        place = {name: number for number, name in enumerate(self.units)}
        lookup = [place[name] if name is not None else UNKNOWN for name in self.unit]
        return np.array([*lookup, UNKNOWN])[codes]
