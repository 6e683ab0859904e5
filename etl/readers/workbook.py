"""Workbooks (.xlsx). Rows are counted in the sheet's XML, apart from the parser that reads them.

A workbook is small by its nature (a sheet has at most a million rows), so it is read whole; what it becomes when
unpacked is measured before anything reads it.
"""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.errors import RunError
from etl.identity import mask, shape
from etl.readers.block import RECORDS
from etl.readers.raw import Fault, RawTable, check_count, check_header, column_type
from etl.readers.serial import as_delivered, unclear_numbers
from etl.readers.sheet import check_parts, open_sheet
from etl.readers.unpacked import unpacked
from etl.source import Source

LARGEST = 256 << 20  # bytes as delivered


def read_workbook(source: Source, path: Path) -> Iterator[RawTable]:
    """Read the sheet that the TOML names; every cell as text, real dates and serial numbers as ISO text."""
    where = f"{source.name}: {mask(path.name)}"
    with unpacked(path, source=source.name) as data:
        if len(data) > LARGEST:
            raise RunError(f"{where}: is larger than {LARGEST >> 20} MB. Deliver it as delimited text.")
        with _readable(where):
            whole, counted, is_1904 = _load(source, bytes(data), where)
        check_header(source, path, whole.column_names)
        table = _filled_rows(whole)
        if table.num_rows != counted:
            raise RunError(
                f"{where}: {counted} rows were counted in its XML but {table.num_rows} could be read. "
                "Save it again as .xlsx; nothing was published."
            )
        for start in range(0, max(counted, 1), RECORDS):
            yield _block(source, path, table.slice(start, RECORDS), start, is_1904)


def _load(source: Source, packed: bytes, where: str) -> tuple[pa.Table, int, bool]:
    """The sheet's cells, how many rows below the header are filled, and where its days begin."""
    with zipfile.ZipFile(io.BytesIO(packed)) as package:
        check_parts(package, len(packed), where)
        book = fastexcel.read_excel(packed)
        names = book.sheet_names
        wanted = source.get("sheet", names[0])
        if wanted not in names:
            raise RunError(
                f"{where}: none of its {len(names)} sheets is called '{wanted}'. "
                f"Mend the workbook or 'sheet' in {source.name}.toml."
            )
        with open_sheet(package, names.index(wanted), len(packed), where) as sheet:
            whole = pa.table(book.load_sheet(wanted, dtypes="string").to_arrow())
            return whole, max(sheet.rows() - 1, 0), sheet.is_1904


@contextmanager
def _readable(where: str) -> Iterator[None]:
    """Damage shows in many ways in the packed XML, and the reader of workbooks raises each as an error of its own."""
    try:
        yield
    except RunError:
        raise
    except Exception:
        raise RunError(f"{where} is not a readable workbook (.xlsx). Save it again as .xlsx.") from None


def _filled_rows(table: pa.Table) -> pa.Table:
    """Rows in which anything stands: blank rows are no records."""
    filled = np.zeros(table.num_rows, dtype=bool)
    for column in table.columns:
        text = pc.utf8_trim_whitespace(pc.fill_null(column.cast(pa.string()), ""))
        filled |= pc.not_equal(text, "").to_numpy(zero_copy_only=False)
    return table.filter(pa.array(filled))


def _block(source: Source, path: Path, rows: pa.Table, before: int, is_1904: bool) -> RawTable:
    texts = {column.name: _text(rows[column.source]) for column in source.columns}
    faults: dict[int, Fault] = {}
    for column in source.columns:
        for place in unclear_numbers(column, texts[column.name]):
            seen = shape(texts[column.name][place].as_py())
            faults.setdefault(place, Fault(before + place + 1, column.source, "not_a_number", seen))
    keep = pa.array(np.delete(np.arange(rows.num_rows), list(faults)))
    columns = {}
    for column in source.columns:
        text = as_delivered(column, texts[column.name].take(keep), is_1904)
        is_coded = pa.types.is_dictionary(column_type(column))
        columns[column.name] = text.dictionary_encode() if is_coded else text
    numbers = pa.array((before + 1 + keep.to_numpy()).astype(np.int32))
    raw = RawTable(
        path, rows.num_rows, pa.table({**columns, "record": numbers}), [faults[n] for n in sorted(faults)]
    )
    check_count(source, raw)
    return raw


def _text(column: pa.ChunkedArray) -> pa.Array:
    text = pc.fill_null(column.cast(pa.string()), "").combine_chunks()
    return pa.concat_arrays(text.chunks) if isinstance(text, pa.ChunkedArray) else text
