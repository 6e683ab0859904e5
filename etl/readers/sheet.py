"""What a workbook's packed XML says by itself: how large it is, how many rows are filled, where its days begin."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from etl.errors import RunError
from etl.readers.unpacked import Buffer, Limits, chunks_of, held, limited

LIMITS = Limits(ratio=200, ratio_from=64 << 20, most=1 << 30)
MOST_CELLS = 25_000_000  # from the first to the last that is filled: the parser makes room for all between
SHEETS = "xl/worksheets/"
ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?(?:/>|>(.*?)(?:</(?:\w+:)?row>|\Z))", re.DOTALL)
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)(?:</(?:\w+:)?c>|\Z))", re.DOTALL)
ITEM = re.compile(rb"<(?:\w+:)?si>(.*?)(?:</(?:\w+:)?si>|\Z)|<(?:\w+:)?si/>", re.DOTALL)
FILLED = re.compile(rb"<(?:\w+:)?(?:v|t(?:\s[^>]*)?)>\s*[^<\s]")
SHARED = re.compile(rb"<(?:\w+:)?v>(\d+)</")
PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,9})"')
IS_1904 = re.compile(rb'<(?:\w+:)?workbookPr\b[^>]*\bdate1904="(?:1|true|on)"')


@dataclass
class Sheet:
    """One sheet's XML, and which of the workbook's shared texts hold anything but blanks."""

    xml: Buffer
    filled: bytes
    is_1904: bool

    def rows(self) -> int:
        """Rows with something in them, the header among them."""
        return sum(1 for row in ROW.finditer(self.xml) if self._has_content(row.group(1) or b""))

    def _has_content(self, row: bytes) -> bool:
        for cell in CELL.finditer(row):
            kind, body = cell.group(1), cell.group(2) or b""
            if b't="s"' in kind:
                number = SHARED.search(body)
                if number and self.filled[int(number.group(1))]:
                    return True
            elif FILLED.search(body):
                return True
        return False

    def check_size(self, where: str) -> None:
        """Two cells in far corners would make the parser ask for room for the seventeen thousand million between."""
        names, last = set(), 0
        for place in PLACE.finditer(self.xml):
            names.add(place.group(1))
            last = max(last, int(place.group(2)))
        if last * max(map(_number, names), default=0) > MOST_CELLS:
            raise RunError(
                f"{where}: its filled cells stand up to row {last:,} and column {max(names, key=_number).decode()}. "
                "Clear the cells far from the table, or deliver it as delimited text."
            )


def check_parts(package: zipfile.ZipFile, packed: int, where: str) -> None:
    """Everything the parser opens beside the sheets, unpacked once to see how large it really is."""
    for info in package.infolist():
        if info.filename.startswith(SHEETS) or not info.filename.endswith((".xml", ".rels")):
            continue
        for _ in _part(package, info.filename, packed, where):
            pass


@contextmanager
def open_sheet(package: zipfile.ZipFile, index: int, packed: int, where: str) -> Iterator[Sheet]:
    """The sheet that stands at this place in the workbook."""
    book = package.read("xl/workbook.xml")
    targets = dict(_relationships(package.read("xl/_rels/workbook.xml.rels")))
    elements = re.findall(rb"<(?:\w+:)?sheet\b[^>]*>", book)
    key = re.search(rb'\b\w+:id="([^"]+)"', elements[index])
    target = targets[key.group(1) if key else b""].decode().lstrip("/")
    part = target if target.startswith("xl/") else f"xl/{target}"
    with held(_part(package, part, packed, where), where) as xml:
        sheet = Sheet(xml, _filled(package, packed, where), IS_1904.search(book) is not None)
        sheet.check_size(where)
        yield sheet


def _relationships(text: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Id and target, in whichever order the program wrote them."""
    for element in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", text):
        key, target = re.search(rb'\bId="([^"]+)"', element), re.search(rb'\bTarget="([^"]+)"', element)
        if key and target:
            yield key.group(1), target.group(1)


def _filled(package: zipfile.ZipFile, packed: int, where: str) -> bytes:
    """For each shared text 1 if it holds anything but blanks."""
    if "xl/sharedStrings.xml" not in package.namelist():
        return b""
    with held(_part(package, "xl/sharedStrings.xml", packed, where), where) as xml:
        return bytes(FILLED.search(item.group(1) or b"") is not None for item in ITEM.finditer(xml))


def _part(package: zipfile.ZipFile, name: str, packed: int, where: str) -> Iterator[bytes]:
    with package.open(name) as file:
        yield from limited(chunks_of(file), packed, where, LIMITS)


def _number(name: bytes) -> int:
    """The place of a column: A is 1, AA is 27."""
    number = 0
    for letter in name:
        number = number * 26 + letter - ord("A") + 1
    return number
