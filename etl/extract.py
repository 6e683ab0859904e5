"""One delivered file, read block by block: the rows that fit, typed, and for every other why not.

A person code lives only while its file is read: it becomes "same or another person than at the case's event before",
and is dropped. Between two files nobody is compared.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.clean import clean
from etl.columns import Context
from etl.readers.raw import Fault, RawTable
from etl.source import Source


@dataclass
class Extract:
    """What one file gave. `table` holds the rows that fit; `record` is their number in the file."""

    name: str  # as it may be told: masked
    extracted_on: date
    sha256: str
    size: int
    read: int
    table: pa.Table
    faults: list[Fault] = field(default_factory=list)
    corrected: dict[int, int] = field(default_factory=dict)  # rows that each declared correction met


def gather(
    source: Source, blocks: Iterable[RawTable], extracted_on: date, context: Context
) -> tuple[pa.Table, list[Fault], int]:
    """All blocks of a file: the rows that fit, the faults by record, and how many records were read."""
    tables, faults, read = [], [], 0
    for block in blocks:
        cleaned = clean(source, block, extracted_on, context)
        fits = cleaned.table if not cleaned.faults else cleaned.table.filter(pa.array(cleaned.fitting))
        tables.append(fits)
        faults += [*block.faults, *cleaned.faults.values()]
        read += block.read
    table = pa.concat_tables(tables, promote_options="permissive").unify_dictionaries()
    return table, sorted(faults, key=lambda fault: fault.record), read


def without_persons(table: pa.Table, key: str = "") -> pa.Table:
    """The column `person` becomes `before` (the record compared with) and `another` (whether it was another person).

    Of rows that tell of the same event (`key`) only the last is compared, as it is the one that can be accepted.
    """
    if "person" not in table.column_names:
        return table
    import pandas as pd  # slow to load, and a run that finds nothing new does without

    case, at = table["case_no"].to_numpy(), table["at"].cast(pa.int64()).to_numpy()
    record, before = table["record"].to_numpy(), np.full(table.num_rows, -1, dtype=np.int64)
    order = np.argsort(at, kind="stable") if np.any(at[1:] < at[:-1]) else np.arange(len(at))
    if key and pa.types.is_integer(table[key].type):
        order = order[~table[key].to_pandas().duplicated(keep="last").to_numpy()[order]]
    rows = pd.Series(np.arange(len(order)))
    earlier = (
        rows.groupby(case[order], sort=False).shift().to_numpy()
    )  # by hashing: no sort of millions of rows
    has_one = ~np.isnan(earlier)
    before[order[has_one]] = order[earlier[has_one].astype(np.int64)]
    known = before >= 0
    persons = _codes(table["person"])
    another = persons != persons[before]
    unknown = ~known | (persons < 0) | (persons[before] < 0)
    table = table.drop_columns(["person"])
    table = table.append_column("before", pa.array(record[before], pa.int32(), mask=~known))
    return table.append_column("another", pa.array(another, pa.bool_(), mask=unknown))


def _codes(column: pa.ChunkedArray) -> np.ndarray:
    """Numbers of a dictionary column's values, the same in all its chunks; -1 where missing."""
    parts = [
        pc.fill_null(chunk.indices, -1).to_numpy(zero_copy_only=False)
        for chunk in column.unify_dictionaries().chunks
    ]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)
