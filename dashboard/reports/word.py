"""A report as a Word file for editing: real headings, repeated table heads, alt texts, and every figure bookmarked.

The bookmarks are how `report check` finds a figure again after somebody has edited the words around it.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from string import Formatter
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from dashboard.reports.marks import Keys, keys_of, numbered, numbers, shared, table_marks
from dashboard.reports.pdf import png
from dashboard.reports.result import Block, Cell, Chart, Figure, Report, Sentences, Table, cells_of, shown
from dashboard.reports.widths import DENSE, EDITED, column_widths
from dashboard.reports.word_table import lay_out, page_number

BOOKMARK = "tal_"
STYLES = {"point": "List Bullet", "numbered": "List Number"}
INK, BRAND, QUIET = RGBColor(0x1B, 0x24, 0x30), RGBColor(0x12, 0x3B, 0x6D), RGBColor(0x4F, 0x5B, 0x6B)
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the oldest that a zip can say
NONE: Keys = frozenset()


def word(report: Report) -> bytes:
    """The same bytes for the same report: fixed dates in the file and in its zip."""
    writer = Writer(report)
    writer.cover()
    for section in report.sections:
        writer.document.add_heading(section.title, section.level)
        for block in section.blocks:
            writer.block(block)
    made = io.BytesIO()
    writer.document.save(made)
    return repacked(made.getvalue())


def written(report: Report) -> Iterator[tuple[str, Figure]]:
    """Every figure that stands as text in the Word file, with its bookmark, in reading order."""
    number = count(1)
    for block in report.blocks:
        if not isinstance(block, Chart):
            for cell in cells_in_order(block):
                if isinstance(cell, Figure):
                    yield f"{BOOKMARK}{next(number):04d}", cell


def cells_in_order(block: Sentences | Table) -> Iterator[Cell]:
    """Slots as the text names them, cells row by row."""
    if isinstance(block, Table):
        yield from cells_of(block)
    else:
        yield from (block.slots[name] for _, name, _, _ in Formatter().parse(block.text) if name)


class Writer:
    """One Word document in the making."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.document = Document()
        self.number = count(1)
        self.captions = {"table": count(1), "chart": count(1)}
        self._look()

    def _look(self) -> None:
        day = datetime.fromisoformat(self.report.extracted_on)
        properties = self.document.core_properties
        properties.title, properties.subject = self.report.title, self.report.cover
        properties.author, properties.comments = self.report.cover, self.report.warning
        properties.language = "da-DK"
        properties.created = properties.modified = day
        for style in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Caption"):
            of = self.document.styles[style]
            of.font.name = "Calibri"
            for theme in ("asciiTheme", "hAnsiTheme"):  # a theme's font goes before the named one
                of.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)
            of.font.color.rgb = INK if style in ("Normal", "Caption") else BRAND
        self.document.styles["Normal"].font.size = Pt(11)
        self.document.styles["Caption"].font.size = Pt(10)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "da-DK")
        self.document.styles["Normal"].element.get_or_add_rPr().append(language)
        page = self.document.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = Cm(2.3)
        page.header.paragraphs[0].text = self.report.warning
        page.footer.paragraphs[0].text = f"{self.report.words['snapshot']} {self.report.snapshot}"
        page_number(page.footer.paragraphs[0], self.report.words["page"])

    def cover(self) -> None:
        report = self.report
        self.document.add_paragraph(report.cover)
        self.document.add_heading(report.title, 0)
        self.document.add_paragraph(report.subtitle)
        for name, text in report.facts:
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.add_run(f"{name}: ").bold = True
            paragraph.add_run(text)
        if report.warning:
            self.document.add_paragraph().add_run(report.warning).bold = True

    def block(self, block: Block) -> None:
        if isinstance(block, Sentences):
            self.sentences(block)
        elif isinstance(block, Table):
            self.table(block)
        else:
            self.chart(block)

    def sentences(self, block: Sentences) -> None:
        """Left blanks are marked, so that nobody sends them by mistake."""
        paragraph = self.document.add_paragraph(style=STYLES.get(block.kind))
        for before, name, _, _ in Formatter().parse(block.text):
            self.run(paragraph, before, block.kind)
            if name:
                cell = block.slots[name]
                self.cell(paragraph, cell, keys_of(cell), block.kind)

    def run(self, paragraph: Any, text: str, kind: str = "plain") -> Any:
        run = paragraph.add_run(text)
        if kind == "blank":
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        run.italic = True if kind in ("blank", "remark") else None
        return run

    def cell(self, paragraph: Any, cell: Cell, keys: Keys, kind: str = "plain") -> None:
        """The text, inside its bookmark where it is a figure, and its marks after it."""
        if isinstance(cell, Figure):
            number = next(self.number)
            paragraph._p.append(_bookmark("w:bookmarkStart", number, f"{BOOKMARK}{number:04d}"))
            self.run(paragraph, shown(cell), kind)
            paragraph._p.append(_bookmark("w:bookmarkEnd", number))
        else:
            self.run(paragraph, shown(cell), kind)
        self.marks(paragraph, keys)

    def marks(self, paragraph: Any, keys: Keys) -> None:
        if keys:
            run = paragraph.add_run(" " + " ".join(map(str, numbered(keys, self.report))))
            run.font.superscript = True

    def table(self, table: Table) -> None:
        marks = table_marks(table)
        self.caption("table", table.title, table.subtitle)
        made = self.document.add_table(rows=1, cols=len(table.columns))
        for place, column in enumerate(table.columns):
            paragraph = self._in(made.rows[0].cells[place], column.number)
            paragraph.add_run(column.title).bold = True
            self.marks(paragraph, marks.columns.get(place, NONE))
        for row, cells in enumerate(table.all_rows):
            places = made.add_row().cells
            for place, cell in enumerate(cells):
                keys = marks.cells.get((row, place), NONE) | (
                    marks.rows.get(row, NONE) if place == 0 else NONE
                )
                self.cell(self._in(places[place], table.columns[place].number), cell, keys)
        lay_out(made, table.title, self._widths(table), len(table.columns) > DENSE, table.total is not None)
        self.notes(marks.marked, marks.common, table.notes)

    def _widths(self, table: Table) -> list[float]:
        rows = [[(shown(cell), len(keys_of(cell))) for cell in cells] for cells in table.all_rows]
        return column_widths(table, rows, EDITED)

    def caption(self, word: str, title: str, unit_line: str) -> None:
        """Numbered as in the PDF, so that a text may point at it."""
        number, name = next(self.captions[word]), self.report.words[word]
        caption = self.document.add_paragraph(f"{name} {number}. {title}", style="Caption")
        caption.paragraph_format.keep_with_next = True
        caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(8), Pt(0)
        if unit_line:
            below = self.document.add_paragraph()
            below.paragraph_format.keep_with_next = True
            below.paragraph_format.space_after = Pt(2)
            run = below.add_run(unit_line)
            run.font.size, run.font.color.rgb = Pt(9), QUIET

    def _in(self, cell: Any, is_number: bool) -> Any:
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if is_number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        return paragraph

    def notes(self, marked: Keys, common: Keys, own: tuple[str, ...] = ()) -> None:
        """Below the table: what some figures have in full, what all have by name."""
        report, known = self.report, numbers(self.report)
        lines = [f"{known[key]} {report.notes[key].text}" for key in sorted(marked, key=known.__getitem__)]
        lines += own
        if common:
            named = [
                f"{report.notes[key].title} ({known[key]})" for key in sorted(common, key=known.__getitem__)
            ]
            lines.append(f"{report.words['for_all']}: {', '.join(named)}.")
        for line in lines:
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.add_run(line).font.size = Pt(8)
        self.document.add_paragraph()

    def chart(self, chart: Chart) -> None:
        self.caption("chart", chart.title, chart.subtitle)
        self.document.add_picture(io.BytesIO(png(self.report, chart)), width=Cm(16))
        self.document.inline_shapes[-1]._inline.docPr.set("descr", chart.alt)
        others = frozenset().union(*(keys_of(cell) for cell in cells_of(chart))) - shared(chart)
        self.notes(others, shared(chart))


def _bookmark(kind: str, number: int, name: str = "") -> Any:
    element = OxmlElement(kind)
    element.set(qn("w:id"), str(number))
    if name:
        element.set(qn("w:name"), name)
    return element


def repacked(document: bytes) -> bytes:
    """The same parts in a zip that does not tell when it was made."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, FIRST_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 3
            new.writestr(part, old.read(name))
    return made.getvalue()
