"""The package that an .xlsx file is: its parts, each unpacked only as far as an honest workbook goes.

Every part is XML and is read as any other: no entity is resolved, no DOCTYPE let in.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from etl.readers.unpacked import Buffer, Limits, chunks_of, held, limited
from etl.readers.xml import count_elements, elements, forget, local

LIMITS = Limits(ratio=200, ratio_from=64 << 20, most=2 << 30)
BOOK, STRINGS, STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
# Numbers of the formats that show a day, which every program knows without being told.
DAYS = frozenset((*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58))
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')  # in a format: texts, colours, spaces
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Package:
    """An opened workbook."""

    def __init__(self, packed: bytes, where: str) -> None:
        self.where, self._size = where, len(packed)
        self._zip = zipfile.ZipFile(io.BytesIO(packed))
        self.sheets: dict[str, str] = {}  # name to part
        self.is_1904 = False
        targets = {one.get("Id"): one.get("Target", "") for one in self._each(RELATIONS, "Relationship")}
        for one in self._each(BOOK, "workbookPr", "sheet"):
            if local(one.tag) == "workbookPr":
                self.is_1904 = one.get("date1904", "0") in ("1", "true", "on")
            else:
                target = targets[_relation(one)].lstrip("/")
                self.sheets[one.get("name", "")] = target if target.startswith("xl/") else f"xl/{target}"

    @contextmanager
    def part(self, name: str) -> Iterator[Buffer]:
        """The XML of one part."""
        with held(self._chunks(name), self.where) as data:
            yield data

    def strings(self) -> list[str]:
        """The texts that cells share, by number."""
        return [spelled(item) for item in self._each(STRINGS, "si")]

    def day_styles(self) -> set[str]:
        """Numbers of the cell styles by which a number is shown as a day."""
        formats: dict[str, str] = {}
        styles: set[str] = set()
        for one in self._each(STYLES, "numFmt", "cellXfs"):
            if local(one.tag) == "numFmt":
                formats[one.get("numFmtId", "")] = one.get("formatCode", "")
                continue
            for number, style in enumerate(one):
                form = style.get("numFmtId", "0")
                if shows_day(formats[form]) if form in formats else form.isdigit() and int(form) in DAYS:
                    styles.add(str(number))
        return styles

    def _each(self, part: str, *names: str) -> Iterator[Any]:
        if part in (STRINGS, STYLES) and part not in self._zip.namelist():
            return
        with self.part(part) as data:
            count_elements(data, names[0], self.where)  # refuses what could make a small part large
            for _, element in elements(data, names, ("end",), self.where):
                yield element
                forget(element)

    def _chunks(self, name: str) -> Iterator[bytes]:
        with self._zip.open(name) as file:
            yield from limited(chunks_of(file), self._size, self.where, LIMITS)


def _relation(sheet: Any) -> str:
    """Its attribute `id`, in whichever namespace of relations the program wrote it."""
    return next(str(value) for name, value in sheet.attrib.items() if name.endswith("}id"))


def spelled(element: Any) -> str:
    """The text of a cell or a shared text: all its pieces, but not how they are pronounced."""
    if len(element) == 1 and local(element[0].tag) == "t":
        return _unescaped(element[0].text or "")
    pieces = [
        piece.text or ""
        for piece in element.iter("{*}t")
        if (parent := piece.getparent()) is None or local(parent.tag) != "rPh"
    ]
    return _unescaped("".join(pieces))


def _unescaped(text: str) -> str:
    """Excel writes characters that XML does not allow by their number."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def shows_day(form: str) -> bool:
    """Whether a format shows a number as a day: it has a d or a y outside texts, or a month beside them."""
    return any(mark in LITERAL.sub("", form).lower() for mark in ("d", "y", "mmm"))
