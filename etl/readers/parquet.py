"""Parquet: only the named columns are read, a row group at a time; its own footer says how many rows there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from etl.errors import RunError
from etl.identity import mask
from etl.readers.block import RECORDS
from etl.readers.raw import Fault, RawTable, check_count, check_header
from etl.readers.typed import as_text, short_text, sound_text
from etl.readers.unpacked import Buffer, unpacked
from etl.source import Source

LARGEST_GROUP = 8 << 30  # bytes of one row group, all its columns unpacked


def read_parquet(source: Source, path: Path) -> Iterator[RawTable]:
    """Read one file, block by block. Raises RunError where the file as a whole cannot be trusted."""
    with unpacked(path, source=source.name) as data:
        with _readable(source, path):
            file = _opened(source, data)
            names = file.schema_arrow.names
            _check_sizes(source, path, file)
        check_header(source, path, names)
        before = 0
        for group in range(file.metadata.num_row_groups):
            for block in _group(source, path, file, group, before):
                before += block.read
                yield block
        if before != file.metadata.num_rows:
            raise _differ(source, path, file.metadata.num_rows, before)
        if not before:
            yield _block(source, path, file.schema_arrow.empty_table(), 0, 0)


def _opened(source: Source, data: Buffer) -> pq.ParquetFile:
    """Texts stay dictionaries while they are read: a short file may hold one long text a million times."""
    buffer = pa.BufferReader(pa.py_buffer(data))
    schema = pq.read_schema(buffer)
    wanted = {column.source for column in source.columns}
    texts = [field.name for field in schema if field.name in wanted and pa.types.is_string(field.type)]
    return pq.ParquetFile(pa.BufferReader(pa.py_buffer(data)), read_dictionary=texts)


def _group(source: Source, path: Path, file: pq.ParquetFile, group: int, before: int) -> Iterator[RawTable]:
    """One row group in blocks; together they must be as many rows as the footer says."""
    left = file.metadata.row_group(group).num_rows
    names = [column.source for column in source.columns]
    batches = file.iter_batches(RECORDS, row_groups=[group], columns=names, use_threads=False)
    while True:
        with _readable(source, path):
            batch = next(batches, None)
        if batch is None:
            break
        if batch.num_rows > left:
            raise _differ(source, path, left, batch.num_rows)
        yield _block(source, path, batch, batch.num_rows, before)
        left, before = left - batch.num_rows, before + batch.num_rows
    if left:
        raise _differ(source, path, left, 0)


def _block(source: Source, path: Path, batch: pa.RecordBatch | pa.Table, read: int, before: int) -> RawTable:
    return typed_block(
        source, path, {c.source: _array(batch.column(c.source)) for c in source.columns}, read, before
    )


def typed_block(source: Source, path: Path, arrays: dict[str, pa.Array], read: int, before: int) -> RawTable:
    """Typed columns as a block of texts, less the records with a text that is none."""
    faults: dict[int, Fault] = {}
    sound = {}
    for column in source.columns:
        short, long = short_text(arrays[column.source])
        sound[column.name], broken = sound_text(short)
        for reason, places in (("too_long", long), ("bad_encoding", broken)):
            for place in places:
                faults.setdefault(place, Fault(before + place + 1, column.source, reason))
    keep = np.delete(np.arange(read), list(faults))
    where = f"{source.name}: {mask(path.name)}"
    columns = {}
    for column in source.columns:
        values = sound[column.name].take(pa.array(keep)) if faults else sound[column.name]
        columns[column.name] = as_text(column, values, where)
    numbers = pa.array((before + keep + 1).astype(np.int32))
    raw = RawTable(path, read, pa.table({**columns, "record": numbers}), [faults[n] for n in sorted(faults)])
    check_count(source, raw)
    return raw


def _array(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    if isinstance(values, pa.ChunkedArray):
        return values.combine_chunks() if values.num_chunks else pa.array([], values.type)
    return values


def _check_sizes(source: Source, path: Path, file: pq.ParquetFile) -> None:
    """By the row groups' own account: asking their columns would end the process where a footer is damaged."""
    for number in range(file.metadata.num_row_groups):
        size = file.metadata.row_group(number).total_byte_size
        if size > LARGEST_GROUP:
            raise RunError(
                f"{source.name}: {mask(path.name)}: row group {number + 1} becomes {size >> 30} GB when unpacked. "
                "Write the file with smaller row groups."
            )


def _differ(source: Source, path: Path, counted: int, parsed: int) -> RunError:
    return RunError(
        f"{source.name}: {mask(path.name)}: its footer says {counted} rows but {parsed} could be read. "
        "Deliver the file again; nothing was published."
    )


@contextmanager
def _readable(source: Source, path: Path) -> Iterator[None]:
    """Damage shows in many ways, some of them as plain OSError or MemoryError."""
    try:
        yield
    except RunError:
        raise
    except Exception:
        raise RunError(
            f"{source.name}: {mask(path.name)} is not a readable Parquet file. Deliver it again."
        ) from None
