"""A block of text becomes typed columns; what does not fit is rejected with record, column and reason."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.columns import DISTINCT_READERS, Context, distinct
from etl.readers.raw import Fault, RawTable
from etl.source import Column, Source
from etl.vectors import PLAIN_READERS

EPOCH = date(1970, 1, 1)


@dataclass
class Cleaned:
    """A block, read: a typed row for each record, and for each that does not fit its first fault."""

    table: pa.Table
    faults: dict[int, Fault] = field(default_factory=dict)  # by row of the table

    @property
    def fitting(self) -> np.ndarray:
        keep = np.ones(self.table.num_rows, dtype=bool)
        keep[list(self.faults)] = False
        return keep


def clean(source: Source, raw: RawTable, extracted_on: date, context: Context) -> Cleaned:
    """Type every named column and find each row's first fault, in the order of the TOML."""
    arrays: dict[str, pa.Array] = {}
    faults: dict[int, Fault] = {}
    records = raw.table["record"].to_numpy()
    for column in source.columns:
        reader = distinct if column.kind in DISTINCT_READERS else PLAIN_READERS[column.kind]
        typed, wrong = reader(column, raw.table[column.name], context)
        arrays.update(typed)
        for row, reason, seen in wrong:
            faults.setdefault(
                row, Fault(int(records[row]), column.source, _named(reason, column, source), seen)
            )
    for name, value in source.get("constants", {}).items():
        arrays[name] = pa.repeat(value, raw.table.num_rows)
    table = pa.table({**arrays, "record": raw.table["record"]})
    _out_of_order(source, table, records, faults)
    _after_extract(source, table, extracted_on, records, faults)
    return Cleaned(table, faults)


def _named(reason: str, column: Column, source: Source) -> str:
    return "missing_key" if reason == "missing_value" and column.name in source.key else reason


def days(table: pa.Table, name: str) -> np.ndarray:
    """Days since 1970 as numbers, not-a-number where missing."""
    values = table[name]
    dates = values.cast(pa.date32()) if pa.types.is_timestamp(values.type) else values
    return pc.fill_null(dates.cast(pa.int32()).cast(pa.float64()), float("nan")).to_numpy(
        zero_copy_only=False
    )


def _out_of_order(source: Source, table: pa.Table, records: np.ndarray, faults: dict[int, Fault]) -> None:
    for first, then in source.get("order", []):
        if first not in table.column_names or then not in table.column_names:
            continue
        column = source.column(then)
        for row in np.flatnonzero(days(table, then) < days(table, first)):
            name = column.source if column else then
            faults.setdefault(int(row), Fault(int(records[row]), name, "dates_out_of_order"))


def _after_extract(
    source: Source, table: pa.Table, extracted_on: date, records: np.ndarray, faults: dict[int, Fault]
) -> None:
    limit = (extracted_on - EPOCH).days
    for column in source.columns:
        if column.kind not in ("date", "moment") or column.future:
            continue
        for row in np.flatnonzero(days(table, column.name) > limit):
            faults.setdefault(int(row), Fault(int(records[row]), column.source, "after_extract"))
