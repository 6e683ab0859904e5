"""Versions of one row over deliveries: one is accepted, the others are duplicates, superseded or conflicting."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.clean import EPOCH
from etl.database import arrow, connect
from etl.extract import Extract
from etl.readers.raw import Fault
from etl.source import Source

if TYPE_CHECKING:
    import pandas as pd

UNFIT, ACCEPTED, DUPLICATE, SUPERSEDED, CONFLICTING = range(5)
# Columns about the delivery, or found between its rows, which are not of a row's own content.
TOLD = ("record", "row", "file_no", "extracted_on", "before", "another")
DENSE = 20  # as many numbers as rows, times this, are worth a table
NEVER = np.iinfo(np.int32).max


@dataclass
class Settled:
    """A source after all its files: the rows that count, what was known before, and what became of every other row."""

    source: Source
    files: list[Extract]
    accepted: pa.Table
    earlier: pa.Table  # what a key was known as before, with the extract that ended it in `known_to`
    duplicates: int
    superseded: int
    withdrawn: int = 0  # of the superseded: rows that a later full delivery no longer held
    faults: list[tuple[int, Fault]] = field(default_factory=list)  # file and fault, found between files

    oldest: date | None = None  # the oldest day by which retention is counted

    @property
    def corrected(self) -> dict[int, int]:
        """Rows that each declared correction met, over all files."""
        counts: dict[int, int] = {}
        for file in self.files:
            for number, rows in file.corrected.items():
                counts[number] = counts.get(number, 0) + rows
        return counts

    @property
    def rejected(self) -> int:
        return sum(len(file.faults) for file in self.files) + len(self.faults)

    @property
    def read(self) -> int:
        return sum(file.read for file in self.files)

    def faults_of(self, number: int) -> list[Fault]:
        found = [*self.files[number].faults, *(fault for file, fault in self.faults if file == number)]
        return sorted(found, key=lambda fault: fault.record)


def settle(
    source: Source, files: list[Extract], unfit: np.ndarray | None = None, history: bool = True
) -> Settled:
    """Accept the newest version of each key.

    Same content as the accepted row: duplicate. Other content from an earlier extract: superseded. Other content from
    the same extract: nobody can say which is right, so all but the last are rejected as `conflicting_key`. A row that
    a later full delivery no longer holds is withdrawn, and counts as superseded. `unfit` marks rows to leave out.
    """
    rows = numbered(files)
    fate = np.full(rows.num_rows, ACCEPTED, dtype=np.int8)
    if unfit is not None:
        fate[unfit] = UNFIT
    keys = _keys(source, rows)
    extracts = sorted({file.extracted_on for file in files})
    full = source.get("delivery") == "full" and len(extracts) > 1
    again = np.flatnonzero(fate == ACCEPTED) if full else _again(keys, fate == ACCEPTED)
    frame = _frame(keys, rows, again)
    newest, withdrawn = _settle_fates(frame, fate, extracts if full else [])
    faults = [
        (rows["file_no"][int(row)].as_py(), _conflict(source, rows["record"][int(row)].as_py()))
        for row in np.flatnonzero(fate == CONFLICTING)
    ]
    earlier = rows.slice(0, 0).append_column("known_to", pa.array([], pa.date32()))
    if history and len(again):
        since = rows["extracted_on"].cast(pa.int32()).to_numpy().copy()
        earlier = _history(rows, frame, since, extracts if full else [])
        place = rows.column_names.index("extracted_on")
        rows = rows.set_column(place, "extracted_on", pa.array(since, pa.int32()).cast(pa.date32()))
    accepted = rows if bool((fate == ACCEPTED).all()) else rows.filter(pa.array(fate == ACCEPTED))
    counts = [int((fate == what).sum()) for what in (DUPLICATE, SUPERSEDED)]
    return Settled(source, files, accepted, earlier, counts[0], counts[1], withdrawn, faults)


def _conflict(source: Source, record: int) -> Fault:
    column = source.column(source.key[0])
    return Fault(record, column.source if column else source.key[0], "conflicting_key")


def numbered(files: list[Extract]) -> pa.Table:
    """The rows of all files, each with its file's number and extract date."""
    parts = []
    for number, file in enumerate(files):
        count = file.table.num_rows
        day = pa.scalar((file.extracted_on - EPOCH).days, pa.int32()).cast(pa.date32())
        table = file.table.append_column("file_no", pa.repeat(pa.scalar(number, pa.int16()), count))
        parts.append(table.append_column("extracted_on", pa.repeat(day, count)))
    return pa.concat_tables(parts, promote_options="permissive").unify_dictionaries()


def _keys(source: Source, rows: pa.Table) -> np.ndarray:
    """One number for each distinct key."""
    names = [
        "case_no" if name == "case_key" and "case_no" in rows.column_names else name for name in source.key
    ]
    parts = [rows[name] for name in names]
    if len(parts) == 1 and pa.types.is_integer(parts[0].type):
        return pc.fill_null(parts[0], -1).to_numpy()
    texts = [pc.fill_null(part.cast(pa.string()), "") for part in parts]
    joined = texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, "\x1f")
    return joined.combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)


def _again(keys: np.ndarray, fits: np.ndarray) -> np.ndarray:
    """The fitting rows whose key is met more than once; only these are compared."""
    places = np.flatnonzero(fits)
    some = keys if len(places) == len(keys) else keys[places]
    low, high = (int(some.min()), int(some.max())) if len(some) else (0, 0)
    if high - low > DENSE * len(some):
        import pandas as pd

        return places[pd.Series(some).duplicated(keep=False).to_numpy()]
    # Serial numbers lie close together: each writes its place into a table, and who finds another's there has a twin.
    last = np.empty(high - low + 1, dtype=np.int32)
    mine = np.arange(len(some), dtype=np.int32)
    last[some - low] = mine
    twins = last[some - low] != mine
    twins[last[some[twins] - low]] = True
    return places[twins]


def _frame(keys: np.ndarray, rows: pa.Table, again: np.ndarray) -> pd.DataFrame:
    """The rows to compare, by key, then by extract, then as delivered."""
    import pandas as pd  # slow to load, and a run that finds nothing new does without

    some = rows.take(pa.array(again))
    content = [name for name in rows.column_names if name not in TOLD]
    return pd.DataFrame(
        {
            "key": keys[again],
            "row": again,
            "extract": some["extracted_on"].cast(pa.int32()).to_numpy(),
            "content": _content(some.select(content)),
        }
    ).sort_values(["key", "extract", "row"])


def _content(table: pa.Table) -> np.ndarray:
    """A 64-bit hash of each row's content."""
    if not table.num_rows:
        return np.empty(0, dtype=np.uint64)
    connection = connect()
    connection.register("rows_", table)
    names = ", ".join(f'"{name}"' for name in table.column_names)
    found: np.ndarray = arrow(connection, f"SELECT hash({names}) FROM rows_").column(0).to_numpy()
    return found


def _last_of(*columns: np.ndarray) -> np.ndarray:
    """Whether each row is the last of its run of equal values in all the columns."""
    last = np.ones(len(columns[0]), dtype=bool)
    if len(last):
        last[:-1] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return last


def _settle_fates(frame: pd.DataFrame, fate: np.ndarray, full: list[date]) -> tuple[np.ndarray, int]:
    """Write each compared row's fate; returns the newest rows and how many of them were withdrawn."""
    newest = _last_of(frame["key"].to_numpy())
    at = np.flatnonzero(newest)
    of = np.repeat(at, np.diff(np.r_[-1, at]))
    content, extract = frame["content"].to_numpy(), frame["extract"].to_numpy()
    found = np.select(
        [newest, content == content[of], extract < extract[of]],
        [ACCEPTED, DUPLICATE, SUPERSEDED],
        CONFLICTING,
    )
    gone = newest & (extract < (full[-1] - EPOCH).days) if full else np.zeros(len(newest), dtype=bool)
    found[gone] = SUPERSEDED
    fate[frame["row"].to_numpy()] = found
    return frame["row"].to_numpy()[newest], int(gone.sum())


def _history(rows: pa.Table, frame: pd.DataFrame, since: np.ndarray, full: list[date]) -> pa.Table:
    """What each compared key was known as before. `since` gets the extract that first told an accepted row."""
    told = frame[_last_of(frame["key"].to_numpy(), frame["extract"].to_numpy())]
    key, content, row, extract = (told[name].to_numpy() for name in ("key", "content", "row", "extract"))
    days = np.array([(day - EPOCH).days for day in full], dtype=np.int64)
    # The first full delivery after a row that does not hold it any more ends what was known.
    after = (
        np.r_[days, NEVER][np.searchsorted(days, extract, side="right")] if full else np.full(len(key), NEVER)
    )
    same = np.r_[False, key[1:] == key[:-1]]
    gap = np.r_[False, extract[1:] > after[:-1]]
    starts = (
        np.flatnonzero(~same | gap | np.r_[True, content[1:] != content[:-1]])
        if len(key)
        else np.empty(0, int)
    )
    ends = np.r_[starts[1:], len(key)] - 1  # the last row that tells this version
    following = np.r_[starts[1:], -1]
    goes_on = (following >= 0) & (key[following] == key[ends])
    known_to = np.where(goes_on, np.minimum(extract[following], after[ends]), after[ends])
    current = known_to == NEVER
    since[row[ends[current]]] = extract[starts[current]]
    past = ~current
    first, last = row[starts[past]], row[ends[past]]
    table = rows.take(pa.array(last))
    place = table.column_names.index("extracted_on")
    day = pa.array(since[first].astype(np.int32), pa.int32()).cast(pa.date32())
    table = table.set_column(place, "extracted_on", day)
    return table.append_column(
        "known_to", pa.array(known_to[past].astype(np.int32), pa.int32()).cast(pa.date32())
    )
