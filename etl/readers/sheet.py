"""The cells of one sheet, row by row as they stand in its XML; and how many rows are filled, by another look at it."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple

from etl.readers.package import Package, spelled
from etl.readers.unpacked import Buffer
from etl.readers.xml import count_elements, elements, forget, local

ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?(?:/>|>(.*?)(?:</(?:\w+:)?row>|\Z))", re.DOTALL)
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)(?:</(?:\w+:)?c>|\Z))", re.DOTALL)
FILLED = re.compile(rb"<(?:\w+:)?(?:v|t(?:\s[^>]*)?)>\s*[^<\s]|<(?:\w+:)?f[\s/>]")
SHARED = re.compile(rb"<(?:\w+:)?v>\s*(\d+)\s*</")
NOT_COMPUTED = "="  # a formula whose result the program did not write: rejected by every kind


class Cell(NamedTuple):
    """What stands in a cell. A number keeps its value, for days and decimals are written in many ways."""

    text: str
    number: float | None = None
    is_day: bool = False


Row = dict[str, Cell]  # by the letters of the column


class Sheet:
    """One sheet of a workbook."""

    def __init__(self, package: Package, xml: Buffer) -> None:
        self._xml, self._where = xml, package.where
        self._strings, self._days = package.strings(), package.day_styles()
        count_elements(xml, "row", package.where)  # refuses what could make a small part large

    def count(self) -> int:
        """Rows with something in them, the header among them, by a pattern over the XML."""
        filled = bytes(not text.isspace() and text != "" for text in self._strings)
        return sum(1 for row in ROW.finditer(self._xml) if _has_content(row.group(1) or b"", filled))

    def rows(self) -> Iterator[Row]:
        """The filled rows; blank ones are no records."""
        for _, element in elements(self._xml, ("row",), ("end",), self._where):
            row = {letters: cell for letters, cell in self._cells(element) if cell.text.strip()}
            if row:
                yield row
            forget(element)

    def _cells(self, row: Any) -> Iterator[tuple[str, Cell]]:
        letters = ""
        for cell in row.iterchildren("{*}c"):
            place = cell.get("r")
            letters = place.rstrip("0123456789") if place else next_letters(letters)
            if len(cell):
                yield letters, self._cell(cell)

    def _cell(self, cell: Any) -> Cell:
        kind, value, has_formula = cell.get("t", "n"), None, False
        for child in cell:
            name = local(child.tag)
            if name == "v":
                value = child.text
            elif name == "is":
                return Cell(spelled(child))
            elif name == "f":
                has_formula = True
        if not value:
            return Cell(NOT_COMPUTED if has_formula else "")
        if kind == "s":
            return Cell(self._strings[int(value)])
        if kind == "b":
            return Cell("true" if value.strip() == "1" else "false")
        return _number(value, cell.get("s", "") in self._days) if kind == "n" else Cell(value)


@lru_cache(1 << 14)  # days return again and again
def _number(value: str, is_day: bool) -> Cell:
    """A number as it is shown: Excel knows fifteen digits and no more."""
    try:
        shown = Decimal(f"{float(value):.15g}")
    except (ValueError, InvalidOperation):
        return Cell(value)
    text = f"{shown:f}" if shown.is_finite() else value
    return Cell(text.rstrip("0").rstrip(".") if "." in text else text, float(value), is_day)


def _has_content(row: bytes, filled: bytes) -> bool:
    for cell in CELL.finditer(row):
        kind, body = cell.group(1), cell.group(2) or b""
        shared = b't="s"' in kind and SHARED.search(body)
        if filled[int(shared.group(1))] if shared else FILLED.search(body):
            return True
    return False


def next_letters(letters: str) -> str:
    """The column after this one: A, B … Z, AA."""
    head, last = letters[:-1], letters[-1:]
    if not last:
        return "A"
    return next_letters(head) + "A" if last == "Z" else head + chr(ord(last) + 1)
