"""A small workbook seen twice: its texts by one parser, which of its cells are filled by another."""

import io
import logging
import zipfile
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import pyarrow as pa
from lxml import etree

from etl.errors import RunError
from etl.identity import mask
from etl.readers.unpacked import unpacked

MOST = 32 << 20  # bytes unpacked: a form is a hundredth of a hundredth of it
ROWS = 200  # read of each sheet: forms have a dozen
VALUE, FORMULA = "value", "formula"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
logging.getLogger("calamine").setLevel(logging.CRITICAL + 1)  # its warnings may quote the file
Filled = dict[str, str]  # A1: VALUE, or FORMULA where a program computes what stands there


@dataclass(frozen=True)
class Page:
    """One sheet: its texts from A1 on, and its filled cells as the XML tells them."""

    name: str
    rows: list[list[str | None]]
    filled: Filled

    def text(self, row: int, column: int) -> str:
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return ""
        return (self.rows[row][column] or "").strip()


def pages(source: str, path: Path) -> list[Page]:
    """Every sheet of the workbook."""
    with unpacked(path, source=source) as data:
        content = bytes(data[: MOST + 1])
    try:
        parts = _parts(content)
        book = fastexcel.read_excel(content)
        return [
            Page(name, _rows(book, name), _filled(parts, part)) for name, part in _sheet_parts(parts).items()
        ]
    except Exception:  # damage shows in many ways in the packed XML
        raise RunError(
            f"{source}: {mask(path.name)} is not a readable form (.xlsx). Open it in Excel, save it again as .xlsx "
            "and deliver it again."
        ) from None


def _parts(content: bytes) -> dict[str, bytes]:
    """All parts of the package, unpacked to the end, so that no part is larger than it says."""
    parts, size = {}, 0
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for one in package.infolist():
            with package.open(one) as file:
                part = file.read(MOST - size + 1)
            size += len(part)
            if size > MOST:
                raise ValueError("larger than any form")
            parts[one.filename] = part
    return parts


def _rows(book: fastexcel.ExcelReader, name: str) -> list[list[str | None]]:
    table = pa.table(book.load_sheet(name, header_row=None, n_rows=ROWS, dtypes="string").to_arrow())
    return [list(row) for row in zip(*(column.to_pylist() for column in table.columns))]


def _xml(part: bytes) -> etree._Element:
    """Entities stay unresolved and nothing is fetched: a form is data, not a program to expand."""
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    """Sheet to the part of the package it stands in."""
    relations = _xml(parts["xl/_rels/workbook.xml.rels"])
    targets = {one.get("Id"): one.get("Target", "") for one in relations.iter("{*}Relationship")}
    found = {}
    for sheet in _xml(parts["xl/workbook.xml"]).iter("{*}sheet"):
        target = targets[sheet.get(RELATION)].lstrip("/")
        found[sheet.get("name", "")] = target if target.startswith("xl/") else f"xl/{target}"
    return found


def _filled(parts: dict[str, bytes], part: str) -> Filled:
    """Which cells hold something other than blanks."""
    shared = _xml(parts["xl/sharedStrings.xml"]) if "xl/sharedStrings.xml" in parts else ()
    strings = ["".join(item.itertext()).strip() for item in shared]
    found = {}
    for cell in _xml(parts[part]).iter("{*}c"):
        value = (cell.findtext("{*}v") or "").strip()
        if cell.get("t") == "s" and value:
            value = strings[int(value)]
        inline = cell.find("{*}is")
        if cell.find("{*}f") is not None or cell.get("t") == "e":
            found[cell.get("r")] = FORMULA
        elif value or (inline is not None and "".join(inline.itertext()).strip()):
            found[cell.get("r")] = VALUE
    return found
