"""Forms made, filled in and spoilt the way people and their programs do it, for the tests."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import fastexcel
from lxml import etree
from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

from etl.form import file_name, make_form
from etl.form_layout import form_source, months_from, sheets, texts_of
from etl.readers.form import read_form
from etl.readers.raw import RawTable, whole

MONTHS = months_from("2026-01", "2026-10")
NAME = "BUF_indberetning_2026-10-31.xlsx"
QUESTIONS = [metric for _, metric in sheets(form_source(), "BUF", MONTHS)[0].questions]
FIRST = "D6"  # complaints received in January
METHOD = "C6"
COUNTED = texts_of(form_source(), "method")["counted"]
NOT_COMPILED = texts_of(form_source(), "method")["not_compiled"]
Change = Callable[[etree._Element], None]


def blank(folder: Path, department: str = "BUF", until: str = "2026-10") -> Path:
    months = months_from(f"{until[:4]}-01", until)
    return make_form(department, months, folder / file_name(department, until))


def typed(path: Path, cells: dict[str, str], sheet: str = "2026") -> Path:
    """Fill in cells the way a person and Excel do: numbers as numbers, the rest as text, "=" as a formula."""

    def change(page: etree._Element) -> None:
        found = {cell.get("r"): cell for cell in page.iter("{*}c")}
        for place, text in cells.items():
            fill(found[place], text)

    return changed(path, change, sheet)


def fill(cell: etree._Element, text: str) -> None:
    space = etree.QName(cell).namespace
    for part in list(cell):
        cell.remove(part)
    cell.attrib.pop("t", None)
    if text.startswith("="):
        formula, _, value = text[1:].partition(" -> ")
        etree.SubElement(cell, f"{{{space}}}f").text = formula
        etree.SubElement(cell, f"{{{space}}}v").text = value
    elif text.replace(".", "").replace("-", "").isdigit() and text.count("-") <= text.startswith("-"):
        etree.SubElement(cell, f"{{{space}}}v").text = text
    elif text:
        cell.set("t", "inlineStr")
        etree.SubElement(etree.SubElement(cell, f"{{{space}}}is"), f"{{{space}}}t").text = text


def changed(path: Path, change: Change, sheet: str = "2026") -> Path:
    """The workbook with the XML of one sheet changed."""
    number = fastexcel.read_excel(path).sheet_names.index(sheet) + 1
    with zipfile.ZipFile(path) as package:
        parts = {one: package.read(one) for one in package.namelist()}
    page = etree.fromstring(parts[f"xl/worksheets/sheet{number}.xml"])
    change(page)
    parts[f"xl/worksheets/sheet{number}.xml"] = etree.tostring(page)
    with zipfile.ZipFile(path, "w") as package:
        for one, content in parts.items():
            package.writestr(one, content)
    return path


def shifted(down: int = 0, right: int = 0, after: str = "A1") -> Change:
    """Rows or columns put in (or taken out, where negative) after a cell."""
    row, column = xl_cell_to_rowcol(after)

    def change(page: etree._Element) -> None:
        for cell in list(page.iter("{*}c")):
            at_row, at_column = xl_cell_to_rowcol(cell.get("r"))
            if at_row == row and down < 0 or at_column == column and right < 0:
                cell.getparent().remove(cell)
                continue
            moved = at_row + (at_row > row) * down, at_column + (at_column > column) * right
            cell.set("r", xl_rowcol_to_cell(*moved))
            cell.getparent().set("r", str(moved[0] + 1))

    return change


def read(path: Path) -> RawTable:
    return whole(read_form(form_source(), path))


def faults(path: Path) -> list[tuple[str, str, str]]:
    return [(fault.column, fault.reason, fault.shape) for fault in read(path).faults]
