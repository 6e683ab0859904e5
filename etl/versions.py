"""Versions of one row over deliveries: one is accepted, the others are duplicates, superseded or conflicting."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from etl.clean import EPOCH, Cleaned
from etl.readers.raw import Fault
from etl.source import Source

UNFIT, ACCEPTED, DUPLICATE, SUPERSEDED, CONFLICTING = range(5)


@dataclass
class Settled:
    """A source after all its files: the rows that count, and what became of every other."""

    source: Source
    files: list[Cleaned]
    accepted: pa.Table
    duplicates: int
    superseded: int

    @property
    def rejected(self) -> int:
        return sum(len(file.raw.faults) + len(file.faults) for file in self.files)

    @property
    def read(self) -> int:
        return sum(file.raw.read for file in self.files)


def settle(source: Source, files: list[Cleaned]) -> Settled:
    """Accept the newest version of each key.

    Same content as the accepted row: duplicate. Other content from an earlier extract: superseded. Other content from
    the same extract: nobody can say which is right, so all but the last are rejected as `conflicting_key`.
    """
    rows = pa.concat_tables(
        [_numbered(number, file) for number, file in enumerate(files)], promote_options="permissive"
    )
    fate = _fates(source, rows, _fitting(files))
    for row in np.flatnonzero(fate == CONFLICTING):
        at = {name: rows[name][int(row)].as_py() for name in ("file_no", "row", "record")}
        files[at["file_no"]].faults[at["row"]] = Fault(at["record"], _key_column(source), "conflicting_key")
    accepted = rows.drop_columns(["row"]).filter(pa.array(fate == ACCEPTED))
    return Settled(source, files, accepted, int((fate == DUPLICATE).sum()), int((fate == SUPERSEDED).sum()))


def _numbered(number: int, file: Cleaned) -> pa.Table:
    count = file.table.num_rows
    table = file.table.append_column("row", pa.array(np.arange(count, dtype=np.int32)))
    table = table.append_column("file_no", pa.repeat(pa.scalar(number, pa.int16()), count))
    day = pa.scalar((file.extracted_on - EPOCH).days, pa.int32()).cast(pa.date32())
    return table.append_column("extracted_on", pa.repeat(day, count))


def _fitting(files: list[Cleaned]) -> np.ndarray:
    """Which rows of all files had no fault."""
    parts = []
    for file in files:
        keep = np.ones(file.table.num_rows, dtype=bool)
        keep[list(file.faults)] = False
        parts.append(keep)
    return np.concatenate(parts)


def _key_column(source: Source) -> str:
    column = source.column(source.key[0])
    return column.source if column else source.key[0]


def _fates(source: Source, rows: pa.Table, fitting: np.ndarray) -> np.ndarray:
    """What becomes of each row. Only rows whose key is met twice are compared."""
    fate = np.where(fitting, ACCEPTED, UNFIT).astype(np.int8)
    keys = _keys(source, rows)
    ordered = np.sort(keys[fitting])
    again = np.flatnonzero(fitting & np.isin(keys, np.unique(ordered[1:][ordered[1:] == ordered[:-1]])))
    if not len(again):
        return fate
    content = [name for name in rows.column_names if name not in ("record", "row", "file_no", "extracted_on")]
    some = rows.take(pa.array(again))
    frame = pd.DataFrame(
        {
            "key": keys[again],
            "row": again,
            "extract": some["extracted_on"].cast(pa.int32()).to_numpy(),
            "record": some["record"].to_numpy(),
            "content": _content(some.select(content)),
        }
    ).sort_values(["key", "extract", "row"], ascending=[True, False, False])
    newest = frame.groupby("key", sort=False)[["row", "extract", "content"]].transform("first")
    found = np.select(
        [
            frame["row"] == newest["row"],
            frame["content"] == newest["content"],
            frame["extract"] < newest["extract"],
        ],
        [ACCEPTED, DUPLICATE, SUPERSEDED],
        CONFLICTING,
    )
    fate[frame["row"].to_numpy()] = found
    return fate


def _keys(source: Source, rows: pa.Table) -> np.ndarray:
    """One number for each distinct key."""
    parts = [rows[name] for name in source.key]
    if len(parts) == 1 and pa.types.is_integer(parts[0].type):
        return pc.fill_null(parts[0], -1).to_numpy()
    texts = [pc.fill_null(part.cast(pa.string()), "") for part in parts]
    joined = texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, "\x1f")
    return joined.combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)


def _content(table: pa.Table) -> np.ndarray:
    """A 64-bit hash of each row's content."""
    columns = {}
    for name in table.column_names:
        column = table[name]
        if pa.types.is_list(column.type):
            columns[name] = pd.Series(
                ["|".join(v) if v is not None else None for v in column.to_pylist()], dtype=object
            )
        elif pa.types.is_dictionary(column.type):
            columns[name] = column.cast(pa.string()).to_pandas()
        else:
            columns[name] = column.to_pandas()
    return pd.util.hash_pandas_object(pd.DataFrame(columns), index=False).to_numpy()
