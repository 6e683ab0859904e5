"""The indberetningsark: an Excel form for a department that counts by hand. etl/readers/form.py reads it back.

One sheet a year: a question in each row with its definition beside it, a month in each column, and the method of the
row. Nought is an answer; a blank cell is none. Remarks are not asked for: free text never enters.
"""

import argparse
import calendar
import re
import textwrap
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from etl import form_layout as at
from etl.errors import UsageError, nearest
from etl.form_layout import TEXTS, WORDS, Sheet, form_source, months_from, sheets, spelled, texts_of
from etl.reference import load_reference
from etl.source import Source

HOME = Path(__file__).resolve().parent.parent
CELL, GUIDE = TEXTS["cell"], TEXTS["guide"]
WIDTHS = {at.QUESTION: 24, at.DEFINITION: 54, at.METHOD: 16}
Answers = Mapping[tuple[str, str], int]  # metric and month: the number
Methods = Mapping[str, str]  # metric: method


def file_name(department: str, until: str) -> str:
    """As a delivery is named, with the last day asked about as the day of the extract."""
    last = calendar.monthrange(int(until[:4]), int(until[5:]))[1]
    return f"{spelled(department)}_indberetning_{until}-{last:02}.xlsx"


def make_form(
    department: str,
    periods: Sequence[str],
    out: Path,
    answers: Answers | None = None,
    methods: Methods | None = None,
) -> Path:
    """Write the form for a department and months such as 2026-07; the same question gives the same bytes.

    With answers and methods the cells are filled in already, for samples and tests.
    """
    organisation = load_reference(HOME / "data" / "reference").tables["organisation"]
    names = {row["code"]: row["name"] for row in organisation}
    source = form_source()
    book = xlsxwriter.Workbook(out)
    book.set_properties({
        "title": f"{WORDS['subject']}: {names[department]}", "subject": WORDS["subject"],
        "author": WORDS["author"], "created": datetime.combine(TEXTS["created"], time()),
    })  # fmt: skip
    styles = _styles(book)
    _guide(book, styles, source, file_name(department, max(periods)))
    for sheet in sheets(source, department, periods):
        _Page(book, styles, sheet, names[department]).write(source, answers or {}, methods or {})
    book.close()
    return out


def _styles(book: xlsxwriter.Workbook) -> dict[str, Any]:
    """Dark blue on white and grey; no meaning by colour alone: the white cells have a frame."""
    box = {"border": 1, "border_color": "#595959", "valign": "top", "text_wrap": True}
    fixed = {**box, "bg_color": "#F2F2F2"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "font_color": "#00244D"}),
        "line": book.add_format({"valign": "top"}),
        "mark": book.add_format({"font_size": 8, "font_color": "#595959"}),
        "header": book.add_format({**box, "bold": True, "font_color": "#FFFFFF", "bg_color": "#00244D"}),
        "question": book.add_format({**fixed, "bold": True}),
        "fixed": book.add_format(fixed),
        "method": book.add_format({**box, "locked": False}),
        "number": book.add_format({**box, "locked": False, "num_format": "#,##0", "align": "right"}),
    }


def _height(text: str, width: int) -> int:
    """Points that a wrapped text needs: not every program finds out by itself."""
    return 15 * max(1, len(textwrap.wrap(text, width))) + 3


def _guide(book: xlsxwriter.Workbook, styles: dict[str, Any], source: Source, name: str) -> None:
    """The first sheet: how to fill in the others."""
    page = book.add_worksheet(GUIDE["sheet"])
    named = re.sub(r"\d{4}-\d{2}-\d{2}", GUIDE["day"], name)
    rows = [[row["topic"], row["text"].format(file=named)] for row in GUIDE["rows"]]
    methods = [
        [f"{WORDS['method']}: {text}", TEXTS["methods"][m]] for m, text in texts_of(source, "method").items()
    ]
    rows += methods
    page.set_column(0, 0, 30, styles["line"])
    page.set_column(1, 1, 90, styles["line"])
    page.write_string(0, 0, GUIDE["title"], styles["title"])
    _table(page, styles, 2, GUIDE["table"], GUIDE["about"], [GUIDE["topic"], GUIDE["explanation"]], len(rows))
    for number, (topic, text) in enumerate(rows, start=3):
        page.set_row(number, _height(text, 88))
        page.write_string(number, 0, topic, styles["question"])
        page.write_string(number, 1, text, styles["fixed"])
    _printed(page, "")
    page.protect("", {"format_columns": True, "format_rows": True})


def _table(
    page: Any, styles: dict[str, Any], first: int, name: str, about: str, header: list[str], rows: int
) -> None:
    """A real table: programs that read aloud then tell the header of each cell."""
    page.add_table(first, 0, first + rows, len(header) - 1, {
        "name": name, "description": about, "autofilter": False, "style": None,
        "columns": [{"header": text, "header_format": styles["header"]} for text in header],
    })  # fmt: skip


def _printed(page: Any, footer: str) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.set_footer(footer)
    page.hide_gridlines(2)


class _Page:
    """The sheet of one year while it is written."""

    def __init__(
        self, book: xlsxwriter.Workbook, styles: dict[str, Any], sheet: Sheet, department: str
    ) -> None:
        self.book, self.styles, self.sheet, self.department = book, styles, sheet, department
        self.page = book.add_worksheet(sheet.year)
        self.last_row, self.last_column = sheet.rows[-1], sheet.columns[-1]

    def write(self, source: Source, answers: Answers, methods: Methods) -> None:
        page, sheet, styles = self.page, self.sheet, self.styles
        title = WORDS["title"].format(year=sheet.year, department=self.department)
        for row, text in ((at.TITLE, title), (at.ZERO, WORDS["zero"]), (at.PEOPLE, WORDS["people"])):
            page.write_string(row, 0, text, styles["title" if row == at.TITLE else "line"])
        page.write_string(at.MARK, 0, WORDS["mark"].format(mark=sheet.mark), styles["mark"])
        rows = len(sheet.questions)
        name = WORDS["table"].format(year=sheet.year)
        _table(page, styles, at.HEADER, name, WORDS["about"], sheet.header, rows)
        texts = texts_of(source, "method")
        for row, (question, metric) in enumerate(sheet.questions, start=at.FIRST_ROW):
            definition = TEXTS["definitions"][metric]
            page.set_row(row, _height(definition, WIDTHS[at.DEFINITION]))
            page.write_string(row, at.QUESTION, question, styles["question"])
            page.write_string(row, at.DEFINITION, definition, styles["fixed"])
            page.write_string(
                row, at.METHOD, texts.get(methods.get(metric, ""), WORDS["choose"]), styles["method"]
            )
            self._ask(row, question, definition)
        for (row, column), asked in sheet.cells.items():
            page.write(row, column, answers.get(asked), styles["number"])
        self._methods(list(texts.values()))
        self._finish()

    def _ask(self, row: int, question: str, definition: str) -> None:
        """Whole numbers only, with the definition beside the cell one stands in."""
        self.page.data_validation(row, at.FIRST_MONTH, row, self.last_column, {
            "validate": "integer", "criteria": "between", "minimum": 0, "maximum": at.LARGEST,
            "input_title": question, "input_message": definition,
            "error_title": CELL["number_error_title"],
            "error_message": CELL["number_error"].format(largest=f"{at.LARGEST:,}".replace(",", ".")),
        })  # fmt: skip

    def _methods(self, texts: list[str]) -> None:
        self.page.data_validation(at.FIRST_ROW, at.METHOD, self.last_row, at.METHOD, {
            "validate": "list", "source": texts,
            "input_title": CELL["method_title"], "input_message": CELL["method_message"],
            "error_title": CELL["method_error_title"], "error_message": CELL["method_error"],
        })  # fmt: skip

    def _finish(self) -> None:
        page, year = self.page, self.sheet.year
        for column, width in WIDTHS.items():
            page.set_column(column, column, width)
        page.set_column(at.FIRST_MONTH, self.last_column, 9)
        page.set_row(at.HEADER, 20)
        page.freeze_panes(at.FIRST_ROW, at.QUESTION + 1)
        page.repeat_rows(at.HEADER)
        page.print_area(0, 0, self.last_row, self.last_column)
        _printed(page, WORDS["print"].format(department=self.department, year=year))
        area = xl_range_abs(at.FIRST_ROW, at.FIRST_MONTH, self.last_row, self.last_column)
        self.book.define_name(WORDS["fields"].format(year=year), f"='{year}'!{area}")
        page.set_selection(xl_rowcol_to_cell(at.FIRST_ROW, at.METHOD))
        page.protect("", {"format_columns": True, "format_rows": True})


def add_form(subparsers: Any) -> None:
    """The command `form` and its options."""
    one = subparsers.add_parser(
        "form",
        help="an Excel form for a department that counts by hand",
        description="An Excel form for a department that counts by hand.",
        epilog="Example: python -m etl form BUF --until 2026-10",
    )
    one.add_argument("department", help="a department that is asked, such as BUF; OKF is understood too")
    one.add_argument("--out", type=Path, help="file to write (default: named as a delivery, in this folder)")
    one.add_argument("--until", help="last month asked about, from January (default: the last whole month)")


def form(options: argparse.Namespace) -> None:
    """Write the form and say where it is."""
    asked = form_source().asked
    known = {name: code for code in asked for name in (code, spelled(code))}
    department = known.get(options.department.upper())
    if department is None:
        raise UsageError(
            f"'{options.department}' is not asked to count by hand. {nearest(options.department.upper(), known)}. "
            "Add it to 'asked' in etl/sources/indberetning.toml if it shall be"
        )
    until = options.until or _last_month(date.today())
    if not at.MONTH.fullmatch(until):
        raise UsageError(f"--until: '{until}' is not a month. Write it as 2026-10")
    out = options.out or Path(file_name(department, until))
    if out.suffix != ".xlsx":
        raise UsageError(
            f"--out: '{out.name}' must end with .xlsx. Write --out {file_name(department, until)}"
        )
    if out.exists():
        raise UsageError(f"--out: {out} is there already and may hold answers. Name another file")
    if not out.parent.is_dir():
        raise UsageError(f"--out: there is no folder {out.parent}. Make it first")
    try:
        print(make_form(department, months_from(f"{until[:4]}-01", until), out))
    except FileCreateError:
        raise UsageError(
            f"--out: {out} cannot be written. Name a file in a folder you may write to"
        ) from None


def _last_month(today: date) -> str:
    """The newest month that is over."""
    return f"{today.year}-{today.month - 1:02}" if today.month > 1 else f"{today.year - 1}-12"
