"""Delimited text: any delimiter and quote, UTF-8, UTF-16, Latin-1 or Windows-1252.

The scan tells records by their bytes, pyarrow parses them; both counts must agree. A record whose quoted field never
closes properly is one rejected record, and reading goes on after it.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from etl.errors import RunError
from etl.identity import mask
from etl.readers.raw import Fault, RawTable, check_count, check_header, column_type
from etl.readers.scan import Buffer, Marks, Piece, find_bad_bytes, next_line, next_piece
from etl.readers.unpacked import unpacked
from etl.source import Source

CODECS = {"utf-8": "utf-8", "utf-16": "utf-8", "latin-1": "latin-1", "windows-1252": "cp1252"}
BOM = b"\xef\xbb\xbf"
TOO_FEW = "is empty. Deliver it with its header line."


def read_delimited(source: Source, path: Path) -> Iterator[RawTable]:
    """Read one file, block by block. Raises RunError where the file as a whole cannot be trusted."""
    encoding = source.get("encoding", "utf-8")
    if encoding not in CODECS:
        raise RunError(f"{source.name}: encoding '{encoding}' is unknown. Known: {', '.join(CODECS)}.")
    marks = Marks(source.get("delimiter", ",").encode(), source.get("quote", '"').encode())
    if path.stat().st_size == 0:
        raise RunError(f"{source.name}: {mask(path.name)} {TOO_FEW}")
    with unpacked(path, encoding, source.name) as data:
        header, position = _header(source, path, data)
        check_header(source, path, header)
        before = 0
        while position < len(data) or not before:
            piece = next_piece(data, position, marks)
            if piece.records or not before:
                yield _block(source, path, data, piece, header, before)
            before, position = before + max(piece.records, 1), piece.end


def header_of(path: Path) -> tuple[list[str], str]:
    """Names in the first line, and the delimiter that splits it into most of them."""
    if path.stat().st_size == 0:
        raise RunError(f"{mask(path.name)} {TOO_FEW}")
    with unpacked(path, "utf-8") as data:
        line = data[: next_line(data, 0)].removeprefix(BOM).decode("utf-8", "replace").rstrip("\r\n")
    delimiter = max(",;\t|", key=line.count)
    return _names(line, delimiter, '"', mask(path.name)), delimiter


def _header(source: Source, path: Path, data: Buffer) -> tuple[list[str], int]:
    """The names in the first line that is not blank, and the byte after it."""
    start = len(BOM) if data[: len(BOM)] == BOM else 0
    while data[start : start + 1] in (b"\r", b"\n"):
        start += 1
    end = next_line(data, start)
    if start >= len(data):
        raise RunError(f"{source.name}: {mask(path.name)} {TOO_FEW}")
    try:
        text = data[start:end].decode(CODECS[source.get("encoding", "utf-8")]).rstrip("\r\n")
    except UnicodeDecodeError:
        raise RunError(
            f"{source.name}: {mask(path.name)}: the header is not {source.get('encoding', 'utf-8')}. "
            f"Set 'encoding' in {source.name}.toml."
        ) from None
    where = f"{source.name}: {mask(path.name)}"
    return _names(text, source.get("delimiter", ","), source.get("quote", '"'), where), end


def _names(line: str, delimiter: str, quote: str, where: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, quotechar=quote))
    except csv.Error:  # a bare carriage return, or a name without end
        raise RunError(
            f"{where}: the header line cannot be read: it holds a line end of another kind or a name without end. "
            "Deliver the file with its header on one line."
        ) from None


def _block(
    source: Source, path: Path, data: Buffer, piece: Piece, header: list[str], before: int
) -> RawTable:
    """One piece as named columns; `before` is the number of records that stand before it."""
    text = _utf8(source, data, piece)
    table, wrong = _parse(source, path, text, header, piece.quoted)
    faults = [Fault(before + number + 1, "", reason) for number, _, _, reason in piece.broken]
    gone = [number for number, *_ in piece.broken]
    faults += [Fault(before + _original(number, gone) + 1, "", "wrong_column_count") for number in wrong]
    dropped = np.array([fault.record for fault in faults], dtype=np.int64)
    numbers = np.arange(before + 1, before + piece.records + 1, dtype=np.int32)
    if len(dropped):
        numbers = numbers[~np.isin(numbers, dropped)]
    raw = RawTable(path, piece.records, table, faults)
    check_count(source, raw)
    raw.table = table.append_column("record", pa.array(numbers))
    return raw


def _utf8(source: Source, data: Buffer, piece: Piece) -> bytes:
    """The piece without its broken records, as UTF-8."""
    codec = CODECS[source.get("encoding", "utf-8")]
    text = _without(data, piece)
    if text.isascii():
        return text
    try:
        decoded = text.decode(codec)
    except UnicodeDecodeError:
        marks = Marks(source.get("delimiter", ",").encode(), source.get("quote", '"').encode())
        find_bad_bytes(data, piece, marks, codec)
        decoded = _without(data, piece).decode(codec)
    return text if codec == "utf-8" and len(piece.broken) == 0 else decoded.encode()


def _without(data: Buffer, piece: Piece) -> bytes:
    if not piece.broken:
        return data[piece.start : piece.end]
    parts, position = [], piece.start
    for _, first, after, _ in piece.broken:
        parts.append(data[position:first])
        position = after
    return b"".join([*parts, data[position : piece.end]])


def _parse(
    source: Source, path: Path, text: bytes, header: list[str], quoted: bool
) -> tuple[pa.Table, list[int]]:
    """The named columns as text, and the places (from 0) of records with too many or too few fields."""
    wrong: list[int] = []

    def skip(row: pacsv.InvalidRow) -> str:
        wrong.append(row.number - 1)
        return "skip"

    types = {column.source: column_type(column) for column in source.columns}
    names = {column.source: column.name for column in source.columns}
    if not text.strip(b"\r\n"):
        return pa.table({names[name]: pa.array([], kind) for name, kind in types.items()}), wrong
    # By one thread, because only then are wrong rows numbered; several files are read at a time.
    reading = pacsv.ReadOptions(use_threads=False, block_size=len(text) + 1, column_names=header)
    parsing = pacsv.ParseOptions(
        delimiter=source.get("delimiter", ","), quote_char=source.get("quote", '"'), newlines_in_values=quoted,
        invalid_row_handler=skip,
    )  # fmt: skip
    converting = pacsv.ConvertOptions(
        include_columns=list(types), column_types=types, strings_can_be_null=False
    )
    try:
        table = pacsv.read_csv(pa.BufferReader(text), reading, parsing, converting)
    except pa.ArrowInvalid:
        raise RunError(
            f"{source.name}: {mask(path.name)}: cannot be read as delimited text. "
            f"Check delimiter '{source.get('delimiter', ',')}', quote and encoding in {source.name}.toml."
        ) from None
    return table.rename_columns([names[name] for name in table.column_names]), wrong


def _original(number: int, gone: list[int]) -> int:
    """A record's place in the piece as delivered, from its place in the piece without its broken records."""
    for record in sorted(gone):
        if record <= number:
            number += 1
    return number
