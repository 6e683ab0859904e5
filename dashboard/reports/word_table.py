"""How a table looks in Word: columns as wide as the PDF's, hair lines, rows in one piece, its head on every page."""

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

SIZE, DENSE_SIZE = Pt(9), Pt(7)
HAIR, RULE = "4", "8"  # eighths of a point
NARROW = "40"  # twentieths of a point beside a cell's text
QUIET, INK = "B9C0C9", "1B2430"


def lay_out(table: Any, title: str, widths: Sequence[float], is_dense: bool, has_total: bool) -> None:
    """`table` is python-docx's, with its cells filled; `title` is its alternative text."""
    table.autofit = False
    _add(table._tbl.tblPr, "w:tblCaption", {"val": title})
    _add(table._tbl.tblPr, "w:tblBorders", {})
    for side, size, colour in (("top", RULE, INK), ("bottom", RULE, INK), ("insideH", HAIR, QUIET)):
        _add(table._tbl.tblPr[-1], f"w:{side}", {"val": "single", "sz": size, "space": "0", "color": colour})
    if is_dense:
        _add(table._tbl.tblPr, "w:tblCellMar", {})
        for side in ("left", "right"):
            _add(table._tbl.tblPr[-1], f"w:{side}", {"w": NARROW, "type": "dxa"})
    for place, width in enumerate(widths):
        table.columns[place].width = Pt(width)
    for row in table.rows:
        _add(row._tr.get_or_add_trPr(), "w:cantSplit", {})
        for place, cell in enumerate(row.cells):
            cell.width = Pt(widths[place])
            for run in cell.paragraphs[0].runs:
                run.font.size = DENSE_SIZE if is_dense else SIZE
    _add(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader", {"val": "true"})
    if has_total:
        for run in (run for cell in table.rows[-1].cells for run in cell.paragraphs[0].runs):
            run.bold = True


def page_number(paragraph: Any, word: str) -> None:
    """' · Side 3' after what stands there."""
    paragraph.add_run(f" \u00b7 {word} ")
    _add(paragraph._p, "w:fldSimple", {"instr": "PAGE"})
    field = paragraph._p[-1]
    _add(field, "w:r", {})
    _add(field[0], "w:t", {})
    field[0][0].text = "1"


def _add(parent: Any, kind: str, values: dict[str, str]) -> None:
    element = OxmlElement(kind)
    for name, value in values.items():
        element.set(qn(f"w:{name}"), value)
    parent.append(element)
