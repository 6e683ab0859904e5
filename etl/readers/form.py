"""Filled indberetningsark (etl/form.py makes them). A record is a cell asked that was answered; a blank cell is none.

Where a row says "not compiled", its blank cells are answers too: the figure does not exist, which is neither nought
nor silence. A cell that does not fit is rejected by its place (2026!D7); a sheet whose rows or columns were moved
stops the source, as nobody can know any more what its numbers answer. What stands elsewhere is never read or told.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
from xlsxwriter.utility import xl_rowcol_to_cell as cell

from etl import form_layout as at
from etl.errors import RunError, nearest
from etl.form_layout import TEXTS, WORDS, Sheet
from etl.identity import looks_personal, mask, shape
from etl.readers.form_book import FORMULA, Page, pages
from etl.readers.raw import Fault, RawTable, check_count, column_type
from etl.source import Source, extract_date

PERSONAL_DIGITS = re.compile(r"\d{9,10}")  # typed as a number, it has lost its leading nought
Place = tuple[int, int]


@dataclass
class Answers:
    """What one form says, cell by cell."""

    records: list[dict[str, str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)  # those of `records`, among all cells that were answered
    faults: list[Fault] = field(default_factory=list)
    given: list[dict[str, str]] = field(
        default_factory=list
    )  # department, period and metric of what was answered
    blank: list[dict[str, str]] = field(default_factory=list)  # and of what was not, though the month is over
    read: int = 0  # answered cells as the XML tells them, apart from the parser

    def reject(self, place: str, reason: str, seen: str) -> None:
        self.faults.append(Fault(self._next(), place, reason, shape(seen)))

    def accept(self, record: dict[str, str]) -> None:
        self.numbers.append(self._next())
        self.records.append(record)

    def _next(self) -> int:
        return len(self.records) + len(self.faults) + 1


def read_form(source: Source, path: Path) -> Iterator[RawTable]:
    """The answers of one form, as one block."""
    answers = read_answers(source, path)
    columns = {
        column.name: _array([record[column.name] for record in answers.records], column_type(column))
        for column in source.columns
    }
    raw = RawTable(path, answers.read, pa.table(columns), answers.faults)
    check_count(source, raw)
    raw.table = raw.table.append_column("record", pa.array(np.array(answers.numbers, dtype=np.int32)))
    yield raw


def not_answered(source: Source, path: Path) -> list[dict[str, str]]:
    """The cells of one form that were asked and left blank: department, period and metric."""
    return read_answers(source, path).blank


def still_waiting(source: Source, paths: list[Path]) -> list[dict[str, str]]:
    """What no form has answered, of all that any form asks, for every department that the TOML says is asked."""
    questions: set[tuple[str, str]] = set()
    answered: set[tuple[str, str, str]] = set()
    for path in paths:
        form = read_answers(source, path)
        questions |= {(one["period"], one["metric"]) for one in [*form.given, *form.blank]}
        answered |= {(one["department"], one["period"], one["metric"]) for one in form.given}
    return [
        {"department": department, "period": period, "metric": metric}
        for department in source.asked
        for period, metric in sorted(questions)
        if (department, period, metric) not in answered
    ]


def read_answers(source: Source, path: Path) -> Answers:
    """Everything the form says, or a RunError where it as a whole cannot be trusted."""
    where, answers = f"{source.name}: {mask(path.name)}", Answers()
    day = extract_date(source, path)
    for sheet, page in _sheets(source, path, where):
        _Reading(source, sheet, page, f"{where}, sheet {sheet.year}", answers, day).read()
    return answers


def _array(values: list[str], kind: pa.DataType) -> pa.Array:
    text = pa.array(values, pa.string())
    return text.dictionary_encode() if pa.types.is_dictionary(kind) else text


def _sheets(source: Source, path: Path, where: str) -> list[tuple[Sheet, Page]]:
    """The sheets with questions, known by their marks; what else lies in the workbook is nobody's business."""
    found: dict[str, tuple[Sheet, Page]] = {}
    for page in pages(source.name, path):
        marked = at.MARKED.search(page.text(at.MARK, 0))
        if marked:
            sheet = _marked(source, path, where, *marked.groups())
            if sheet.year in found:
                raise RunError(
                    f"{where}: two sheets for {sheet.year}. Delete the one that is not to be read."
                )
            found[sheet.year] = sheet, page
        elif re.fullmatch(r"20\d\d", page.name):
            raise RunError(
                f"{where}, sheet {page.name}: {cell(at.MARK, 0)} does not say any more which form it is. "
                "Copy the numbers into a new form: python -m etl form DEPARTMENT."
            )
    if not found:
        raise RunError(
            f"{where}: no sheet of it is an indberetningsark. Deliver a form made with: python -m etl form DEPARTMENT."
        )
    return [found[year] for year in sorted(found)]


def _marked(
    source: Source, path: Path, where: str, version: str, department: str, first: str, last: str
) -> Sheet:
    if version != str(TEXTS["version"]):
        raise RunError(
            f"{where}: the form has version {mask(version)}, but {TEXTS['version']} is read. Copy the numbers into "
            "a new form: python -m etl form DEPARTMENT."
        )
    if department not in source.asked:
        raise RunError(
            f"{where}: {cell(at.MARK, 0)} names a department that is not asked. "
            f"{nearest(department, source.asked)}. Add it to 'asked' in {source.name}.toml if it shall be."
        )
    if path.name.split("_")[0].upper() not in (department, at.spelled(department)):
        raise RunError(
            f"{where}: the sheet is {department}'s, the file is named for another. "
            f"Name it {at.spelled(department)}_indberetning_, then the day and .xlsx."
        )
    fits = at.MONTH.fullmatch(first) and at.MONTH.fullmatch(last) and first[:4] == last[:4] and first <= last
    if not fits:
        raise RunError(f"{where}: {cell(at.MARK, 0)} names no months of one year. Use a new form.")
    return at.sheets(source, department, at.months_from(first, last))[0]


def _not_a_count(text: str, filled: str) -> str:
    """Why the text is no count from nought up, or nothing."""
    if looks_personal(text) or PERSONAL_DIGITS.fullmatch(text):
        return "personal_data"
    if not text:
        return "formula_without_value" if filled == FORMULA else ""
    if not re.fullmatch(r"-?[0-9]+([.][0-9]+)?", text):
        return "not_a_number"
    return "" if text.isdecimal() and int(text) <= at.LARGEST else "not_a_count"


@dataclass
class _Reading:
    """One sheet while it is read."""

    source: Source
    sheet: Sheet
    page: Page
    where: str
    answers: Answers
    extracted_on: date

    @property
    def over(self) -> str:
        """The newest month that was over on the day of the delivery."""
        return ((self.extracted_on + timedelta(1)).replace(day=1) - timedelta(1)).isoformat()[:7]

    def read(self) -> None:
        rows, columns = self._edited()
        for (row, column), (metric, month) in self.sheet.cells.items():
            asked = {"department": self.sheet.department, "period": month, "metric": metric}
            text, method = self.page.text(row, column), self._method(row)
            filled = self.page.filled.get(cell(row, column), "")
            is_due = month <= self.over
            compiled = self._known("method").get(method) != "not_compiled" or not is_due
            if not filled and not text and compiled:
                self.answers.blank += [asked] if is_due else []
                continue
            self.answers.given.append(asked)
            self.answers.read += bool(filled) or not compiled
            place, reason, seen = self._fault((row, column), method, month)
            if (row in rows or column in columns) and reason != "personal_data":
                place, reason = (row, column), "edited_form"
            if reason:
                self.answers.reject(f"{self.sheet.year}!{cell(*place)}", reason, seen)
            else:
                question = self.page.text(row, at.QUESTION)
                self.answers.accept({**asked, "metric": question, "value": text, "method": method})

    def _known(self, name: str) -> dict[str, str]:
        column = self.source.column(name)
        return column.known if column else {}

    def _method(self, row: int) -> str:
        """The method as it was chosen, or nothing."""
        text = self.page.text(row, at.METHOD)
        return "" if text == WORDS["choose"] else text

    def _fault(self, place: Place, method: str, month: str) -> tuple[Place, str, str]:
        """The cell that does not fit, why (nothing, if all is well) and what it holds."""
        text = self.page.text(*place)
        filled = self.page.filled.get(cell(*place), "")
        reason = _not_a_count(text, filled)
        if not reason and text and self._known("method").get(method) == "not_compiled":
            reason = "number_and_not_compiled"
        if not reason and month > self.extracted_on.isoformat()[:7]:
            reason = "after_extract"
        if reason or method in self._known("method"):
            return place, reason, text
        reason = "personal_data" if looks_personal(method) else "unknown_code" if method else "missing_value"
        return (place[0], at.METHOD), reason, method

    def _edited(self) -> tuple[set[int], set[int]]:
        """Rows and columns whose question or month is not the form's any more: who knows what their numbers answer.

        One that stands where another belongs was moved, and takes the trust in the whole with it.
        """
        known, header = self._known("metric"), self.sheet.header
        rows = set()
        for row, (_, metric) in zip(self.sheet.rows, self.sheet.questions):
            found = self.page.text(row, at.QUESTION)
            if known.get(found) != metric:
                rows.add(row)
                if found in known or found in header:
                    self._moved(row, at.QUESTION)
        columns = set()
        for column, text in enumerate(header):
            found = self.page.text(at.HEADER, column)
            if found != text:
                columns.add(column)
                if found in header or found in known or column < at.FIRST_MONTH:
                    self._moved(at.HEADER, column)
        return rows, columns

    def _moved(self, row: int, column: int) -> None:
        raise RunError(
            f"{self.where}: {cell(row, column)} does not hold what stands there in the form: a row or column was "
            "moved, deleted, put in or renamed. Copy the numbers into a new form: python -m etl form DEPARTMENT."
        )
