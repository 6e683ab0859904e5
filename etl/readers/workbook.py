"""Workbooks (.xlsx). Rows are counted in the sheet's XML, apart from the parser that reads them."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.errors import RunError
from etl.identity import mask
from etl.readers.raw import RawTable, check_count, check_header, column_type
from etl.source import Source

ROW = re.compile(rb"<row\b[^>]*?(?:/>|>(.*?)</row>)", re.DOTALL)
FILLED = re.compile(rb"<v>\s*[^<\s]|<t(?:\s[^>]*)?>\s*[^<\s]")


def read_workbook(source: Source, path: Path) -> RawTable:
    """Read the sheet that the TOML names; every cell as text, real dates as ISO text."""
    with _readable(source, path):
        book = fastexcel.read_excel(path)
        names = book.sheet_names
    sheet = source.get("sheet", names[0])
    if sheet not in names:
        raise RunError(
            f"{source.name}: {mask(path.name)}: no sheet '{sheet}'. It has: {', '.join(map(mask, names))}. "
            f"Mend the workbook or 'sheet' in {source.name}.toml."
        )
    with _readable(source, path):
        whole = pa.table(book.load_sheet(sheet, dtypes="string").to_arrow())
        counted = _count(path, names.index(sheet))
    check_header(source, path, whole.column_names)
    table = _filled_rows(whole)
    records = pa.array(np.arange(1, table.num_rows + 1, dtype=np.int32))
    table = pa.table({c.name: _text(table[c.source], column_type(c)) for c in source.columns})
    raw = RawTable(path, counted, table)
    check_count(source, raw)
    raw.table = table.append_column("record", records)
    return raw


@contextmanager
def _readable(source: Source, path: Path) -> Iterator[None]:
    """Damage shows in many ways in the packed XML, and the reader of workbooks raises each as an error of its own."""
    try:
        yield
    except Exception:
        raise RunError(
            f"{source.name}: {mask(path.name)} is not a readable workbook (.xlsx). Save it again as .xlsx."
        ) from None


def _filled_rows(table: pa.Table) -> pa.Table:
    """Rows in which anything stands: blank rows are no records."""
    filled = np.zeros(table.num_rows, dtype=bool)
    for column in table.columns:
        text = pc.utf8_trim_whitespace(pc.fill_null(column.cast(pa.string()), ""))
        filled |= pc.not_equal(text, "").to_numpy(zero_copy_only=False)
    return table.filter(pa.array(filled))


def _text(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    text = pc.fill_null(column.cast(pa.string()), "")
    return text.dictionary_encode() if pa.types.is_dictionary(kind) else text


def _count(path: Path, index: int) -> int:
    """Rows of the sheet with something in them, less the header, counted by a pattern over its XML."""
    with zipfile.ZipFile(path) as package:
        targets = dict(
            re.findall(
                rb'<Relationship\b[^>]*?Id="([^"]+)"[^>]*?Target="([^"]+)"', _attributes_first(package)
            )
        )
        sheets = re.findall(rb'<sheet\b[^>]*?r:id="([^"]+)"', package.read("xl/workbook.xml"))
        part = targets[sheets[index]].decode().lstrip("/")
        xml = package.read(part if part.startswith("xl/") else f"xl/{part}")
        strings = _shared_strings(package)
    return sum(1 for row in ROW.finditer(xml) if _has_content(row.group(1) or b"", strings)) - 1


def _attributes_first(package: zipfile.ZipFile) -> bytes:
    """Relationships with Id before Target, in whichever order the program wrote them."""
    text = package.read("xl/_rels/workbook.xml.rels")
    pairs = []
    for element in re.findall(rb"<Relationship\b[^>]*>", text):
        key, target = re.search(rb'Id="([^"]+)"', element), re.search(rb'Target="([^"]+)"', element)
        if key and target:
            pairs.append(b'<Relationship Id="%s" Target="%s"/>' % (key.group(1), target.group(1)))
    return b"".join(pairs)


def _shared_strings(package: zipfile.ZipFile) -> list[bool]:
    """For each shared string whether it holds anything but blanks."""
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    items = re.findall(rb"<si>(.*?)</si>|<si/>", package.read("xl/sharedStrings.xml"), re.DOTALL)
    return [FILLED.search(item) is not None for item in items]


def _has_content(row: bytes, strings: list[bool]) -> bool:
    for cell in re.finditer(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", row, re.DOTALL):
        kind, body = cell.group(1), cell.group(2) or b""
        if b't="s"' in kind:
            number = re.search(rb"<v>(\d+)</v>", body)
            if number and strings[int(number.group(1))]:
                return True
        elif FILLED.search(body):
            return True
    return False
