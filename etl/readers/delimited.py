"""Delimited text: any delimiter and quote, UTF-8, Latin-1 or Windows-1252.

The scan counts records and finds broken quotes and bytes without parsing a field; pyarrow then parses in parallel.
They must agree. A line whose quoted field never closes properly is one rejected record, and reading goes on after it.
"""

import codecs
import csv
import gzip
import mmap
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from etl.errors import RunError
from etl.identity import mask
from etl.readers.raw import Fault, RawTable, check_count, check_header, column_type
from etl.source import Source

BLOCK = 8 << 20
ENCODINGS = {"utf-8": "utf8", "latin-1": "latin-1", "windows-1252": "cp1252"}
BOM = b"\xef\xbb\xbf"
Buffer = bytes | mmap.mmap


@dataclass
class Scan:
    """What the file holds, told from its bytes alone. Record 0 is the header."""

    records: int = 0
    longest: int = 0
    broken: list[tuple[int, int, int, str]] = field(
        default_factory=list
    )  # record, first byte, byte after, reason


def read_delimited(source: Source, path: Path) -> RawTable:
    """Read one file. Raises RunError where the file as a whole cannot be trusted."""
    if source.get("encoding", "utf-8") not in ENCODINGS:
        raise RunError(
            f"{source.name}: encoding '{source.encoding}' is unknown. Known: {', '.join(ENCODINGS)}."
        )
    if path.stat().st_size == 0:
        raise RunError(f"{source.name}: {mask(path.name)} is empty. Deliver it with its header line.")
    with _bytes(path) as data:
        scanned = scan(data, source)
        check_header(source, path, _header(source, path, data))
        if not _decodes(data, ENCODINGS[source.get("encoding", "utf-8")]):
            find_bad_bytes(data, source, scanned)
        table, wrong = _parse(source, path, _without(data, scanned), scanned)
    faults = [Fault(record, "", reason) for record, _, _, reason in scanned.broken]
    gone = np.array([fault.record for fault in faults], dtype=np.int64)
    wrong = [_original(number, gone) for number in wrong]
    faults += [Fault(record, "", "wrong_column_count") for record in wrong]
    dropped = np.array(sorted(fault.record for fault in faults), dtype=np.int64)
    numbers = np.setdiff1d(np.arange(1, scanned.records, dtype=np.int64), dropped, assume_unique=True)
    raw = RawTable(path, scanned.records - 1, table, faults)
    check_count(source, raw)
    raw.table = table.append_column("record", pa.array(numbers.astype(np.int32)))
    return raw


@contextmanager
def _bytes(path: Path) -> Iterator[Buffer]:
    """The file's bytes: mapped rather than read where it is plain, unpacked where it is gzipped."""
    if path.suffix == ".gz":
        try:
            yield gzip.decompress(path.read_bytes())
        except (OSError, EOFError, zlib.error):
            raise RunError(f"{mask(path.name)} is not whole gzip. Deliver it again.") from None
        return
    with open(path, "rb") as file:
        yield mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)  # unmapped when its last reader lets go


def header_of(path: Path) -> tuple[list[str], str]:
    """Names in the first line, and the delimiter that splits it into most of them."""
    if path.stat().st_size == 0:
        raise RunError(f"{mask(path.name)} is empty. Deliver it with its header line.")
    with _bytes(path) as data:
        line = data[: _next_line(data, 0)].removeprefix(BOM).decode("utf-8", "replace").rstrip("\r\n")
    delimiter = max(",;\t|", key=line.count)
    return next(csv.reader([line], delimiter=delimiter)), delimiter


def scan(data: Buffer, source: Source) -> Scan:
    """Count records and find broken ones. Only lines that hold a quote are looked at closely."""
    quote, delimiter = source.get("quote", '"').encode(), source.get("delimiter", ",").encode()
    record = _record_pattern(delimiter, quote)
    result, position, size = Scan(), 3 if data[:3] == BOM else 0, len(data)
    while position < size:
        mark = _find(data, quote, position)
        line = size if mark < 0 else data.rfind(b"\n", position, mark) + 1 or position
        result.records += _lines(data, position, line)
        if mark < 0:
            break
        match = record.match(data, line)
        after = match.end() if match else _next_line(data, line)
        if not match:
            result.broken.append((result.records, line, after, "unclosed_quote"))
        result.records += 1
        result.longest = max(result.longest, after - line)
        position = after
    return result


def _find(data: Buffer, mark: bytes, start: int) -> int:
    """Where the mark stands next. A mapped file searches byte by byte; its pieces are searched many at once."""
    size = 1 << 12  # the next mark is often near; where it is not, pieces grow
    while start < len(data):
        found = data[start : start + size].find(mark)
        if found >= 0:
            return start + found
        start, size = start + size, min(4 * size, BLOCK)
    return -1


def _record_pattern(delimiter: bytes, quote: bytes) -> re.Pattern[bytes]:
    """One whole record from its first byte to its line end; possessive, so that a broken one fails at once."""
    d, q = re.escape(delimiter), re.escape(quote)
    quoted = q + b"[^" + q + b"]*+(?:" + q + q + b"[^" + q + b"]*+)*+" + q
    plain = b"[^" + q + d + rb"\r\n][^" + d + rb"\r\n]*+"
    one = b"(?:" + quoted + b"|" + plain + b"|)"
    return re.compile(one + b"(?:" + d + one + rb")*+(?:\r?\n|\r?\Z)")


def _lines(data: Buffer, start: int, end: int) -> int:
    """Records between two line starts where no quote stands; blank lines do not count."""
    count = 0
    while start < end:  # in pieces that end with a line, so that a large file is not held twice
        stop = data.find(b"\n", min(start + BLOCK, end) - 1) + 1
        stop = end if stop <= 0 or stop > end else stop
        count += _lines_in(data[start:stop])
        start = stop
    return count


def _lines_in(part: bytes) -> int:
    """Lines of whole lines that are not blank."""
    blank = part.startswith((b"\n", b"\r\n")) + part.endswith(b"\n\r")
    for mark in (b"\n\n", b"\n\r\n"):
        found = part.find(mark)
        while found >= 0:
            blank += 1
            found = part.find(mark, found + 1)
    return part.count(b"\n") + (part[-1:] != b"\n") - blank


def _next_line(data: Buffer, start: int) -> int:
    end = data.find(b"\n", start)
    return len(data) if end < 0 else end + 1


def _decodes(data: Buffer, codec: str) -> bool:
    """Whether every byte is known to the encoding; nearly always so, and quickly told."""
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        for start in range(0, len(data) if codec != "latin-1" else 0, BLOCK):
            decoder.decode(data[start : start + BLOCK], start + BLOCK >= len(data))
    except UnicodeDecodeError:
        return False
    return True


def find_bad_bytes(data: Buffer, source: Source, result: Scan) -> None:
    """Add the records with bytes that the declared encoding does not know."""
    codec = ENCODINGS[source.get("encoding", "utf-8")]
    record = _record_pattern(source.get("delimiter", ",").encode(), source.get("quote", '"').encode())
    known = {first for _, first, _, _ in result.broken}
    number, position = 0, 3 if data[:3] == BOM else 0
    while position < len(data):
        match = record.match(data, position)
        after = match.end() if match and position not in known else _next_line(data, position)
        part = data[position:after]
        if part.strip(b"\r\n"):
            try:
                part.decode(codec)
            except UnicodeDecodeError:
                if position not in known:
                    result.broken.append((number, position, after, "bad_encoding"))
            number += 1
        position = after
    result.broken.sort()


def _without(data: Buffer, scanned: Scan) -> Buffer:
    """The file without its broken records, held in memory only; the file itself where it has none."""
    if not scanned.broken:
        return data
    parts, position = [], 0
    for _, first, after, _ in scanned.broken:
        parts.append(data[position:first])
        position = after
    return b"".join([*parts, data[position:]])


def _header(source: Source, path: Path, data: Buffer) -> list[str]:
    start = 3 if data[:3] == BOM else 0
    while data[start : start + 1] in (b"\r", b"\n"):
        start += 1
    line = data[start : _next_line(data, start)]
    try:
        text = line.decode(ENCODINGS[source.get("encoding", "utf-8")]).rstrip("\r\n")
    except UnicodeDecodeError:
        raise RunError(
            f"{source.name}: {mask(path.name)}: the header is not {source.encoding}. "
            f"Set 'encoding' in {source.name}.toml."
        ) from None
    return next(
        csv.reader([text], delimiter=source.get("delimiter", ","), quotechar=source.get("quote", '"'))
    )


def _parse(source: Source, path: Path, content: Buffer, scanned: Scan) -> tuple[pa.Table, list[int]]:
    """The named columns as text, and the numbers (after the header) of records with too many or too few fields."""
    wrong: list[tuple[int | None, bytes]] = []
    table = _parse_once(source, path, content, scanned, True, wrong)
    numbers = _numbers_of(content, [line for _, line in wrong]) if not scanned.longest else None
    if numbers is None:
        # With quotes in the file only a reader that goes record by record can number the wrong ones.
        wrong = []
        table = _parse_once(source, path, content, scanned, False, wrong)
        numbers = [number - 1 for number, _ in wrong if number is not None]
    names = {column.source: column.name for column in source.columns}
    return table.rename_columns([names[name] for name in table.column_names]), numbers


def _numbers_of(content: Buffer, lines: list[bytes]) -> list[int] | None:
    """Numbers (after the header) of the records that are exactly these lines; None where that cannot be told."""
    places: set[int] = set()
    for line in set(lines):
        found = content.find(line)
        while found >= 0:
            ends = content[found + len(line) : found + len(line) + 1]
            if (found == 0 or content[found - 1 : found] == b"\n") and ends in (b"\n", b"\r", b""):
                places.add(found)
            found = content.find(line, found + 1)
    if len(places) != len(lines):
        return None
    numbers, before, position = [], 0, len(BOM) if content[:3] == BOM else 0
    for place in sorted(places):
        before += _lines(content, position, place)
        numbers.append(before)
        position = place
    return numbers


def _parse_once(
    source: Source,
    path: Path,
    content: Buffer,
    scanned: Scan,
    threads: bool,
    wrong: list[tuple[int | None, bytes]],
) -> pa.Table:
    def skip(row: pacsv.InvalidRow) -> str:
        wrong.append((row.number, row.text.encode(ENCODINGS[source.get("encoding", "utf-8")])))
        return "skip"

    reading = pacsv.ReadOptions(
        use_threads=threads,
        block_size=max(BLOCK, 2 * scanned.longest),
        encoding=ENCODINGS[source.get("encoding", "utf-8")],
    )
    parsing = pacsv.ParseOptions(
        delimiter=source.get("delimiter", ","),
        quote_char=source.get("quote", '"'),
        newlines_in_values=scanned.longest > 0,
        invalid_row_handler=skip,
    )
    converting = pacsv.ConvertOptions(
        include_columns=[column.source for column in source.columns],
        column_types={column.source: column_type(column) for column in source.columns},
        strings_can_be_null=False,
    )
    try:
        return pacsv.read_csv(pa.BufferReader(pa.py_buffer(content)), reading, parsing, converting)
    except pa.ArrowInvalid as error:
        if "straddling" in str(error) and reading.block_size < len(content):
            return _parse_once(source, path, content, replace(scanned, longest=len(content)), threads, wrong)
        raise RunError(
            f"{source.name}: {mask(path.name)}: cannot be read as delimited text. "
            f"Check delimiter '{source.get('delimiter', ',')}', quote and encoding in {source.name}.toml."
        ) from None


def _original(number: int, gone: np.ndarray) -> int:
    """A record's number in the file as delivered, from its number in the file without its broken records."""
    for record in gone:
        if record <= number:
            number += 1
    return number
