"""A report as an Excel workbook, as "Releasing statistics in spreadsheets" asks (UK Analysis Function).

Cover, contents, notes and definitions first; one table a sheet from A3 with its title in A1; numbers as numbers in the
reader's own notation; marks in a column of their own and explained; nothing by colour, no merged cells, no empty rows.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from dashboard.reports.result import Chart, Report, Section, Table
from dashboard.reports.sheets import (
    BOLD,
    HEAD_ROW,
    PLAIN,
    TITLE,
    WRAP,
    Book,
    Formats,
    chart_table,
    excel_table,
    fill,
    looks,
    picture,
    put_text,
)


def workbook(report: Report) -> bytes:
    """The same bytes each time: XlsxWriter stamps its zip with 1980, and the created date is the extract's."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties(
        {
            "title": f"{report.title}, {report.subtitle}", "subject": report.cover, "comments": report.warning,
            "created": datetime.fromisoformat(report.extracted_on), "language": "da-DK",
        }
    )  # fmt: skip
    formats = looks(book)
    listed = _listed(report)
    _cover(book, report, formats)
    _contents(book, report, listed, formats)
    _notes(book, report, formats)
    _definitions(book, report, formats)
    for name, section, block in listed:
        sheet = book.add_worksheet(name)
        table = block if isinstance(block, Table) else chart_table(block)
        fill(sheet, table, section, report, formats)
        if isinstance(block, Chart):
            picture(book, sheet, block, name)
    book.close()
    return made.getvalue()


def _listed(report: Report) -> list[tuple[str, Section, Table | Chart]]:
    """Every table and chart with the name of its sheet, in reading order."""
    found: list[tuple[str, Section, Table | Chart]] = []
    counted = {Table: 0, Chart: 0}
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Table | Chart):
                counted[type(block)] += 1
                word = report.words["table" if isinstance(block, Table) else "chart"]
                found.append((f"{word} {counted[type(block)]}", section, block))
    return found


def _cover(book: Book, report: Report, formats: Formats) -> None:
    sheet = book.add_worksheet(report.words["cover_sheet"])
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    lines = [report.subtitle, report.cover, *([report.warning] if report.warning else [])]
    put_text(sheet, 0, 0, report.title, formats[TITLE])
    for row, line in enumerate(lines, 1):
        put_text(sheet, row, 0, line, formats[PLAIN])
    for row, (name, text) in enumerate(report.facts, len(lines) + 1):
        put_text(sheet, row, 0, name, formats[BOLD])
        put_text(sheet, row, 1, text, formats[WRAP])


def _contents(
    book: Book, report: Report, listed: Sequence[tuple[str, Section, Table | Chart]], formats: Formats
) -> None:
    words = report.words
    sheet = book.add_worksheet(words["contents_sheet"])
    rows = [(words["notes_sheet"], words["notes"]), (words["definitions_sheet"], words["definition"])]
    rows += [
        (name, f"{section.title}: {block.title}")
        for name, section, block in listed
        if not hasattr(block, "slots")
    ]
    put_text(sheet, 0, 0, words["contents_sheet"], formats[TITLE])
    put_text(sheet, 1, 0, words["one_table"], formats[PLAIN])
    for column, head in enumerate((words["sheet"], words["contents"])):
        put_text(sheet, HEAD_ROW, column, head, formats[BOLD])
    for row, (name, title) in enumerate(rows, HEAD_ROW + 1):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        put_text(sheet, row, 1, title, formats[PLAIN])
    excel_table(sheet, "indhold", rows, [words["sheet"], words["contents"]], formats)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)


def _notes(book: Book, report: Report, formats: Formats) -> None:
    words = report.words
    rows = [(number, note.title, note.text) for number, note in enumerate(report.notes.values(), 1)]
    heads = [words["mark"], words["notes"], words["meaning"]]
    _plain_sheet(book, words["notes_sheet"], words["one_table"], heads, rows, (8, 34, 100), formats)


def _definitions(book: Book, report: Report, formats: Formats) -> None:
    words = report.words
    rows = [
        (of.title, f"{of.text} {of.counts}".strip(), of.unit, of.owner) for of in report.definitions.values()
    ]
    heads = [words["figure"], words["definition"], words["unit"], words["owner"]]
    _plain_sheet(
        book, words["definitions_sheet"], words["one_table"], heads, rows, (34, 100, 18, 36), formats
    )


def _plain_sheet(
    book: Book,
    name: str,
    line: str,
    heads: list[str],
    rows: list[Any],
    widths: Sequence[int],
    formats: Formats,
) -> None:
    sheet = book.add_worksheet(name)
    put_text(sheet, 0, 0, name, formats[TITLE])
    put_text(sheet, 1, 0, line, formats[PLAIN])
    for column, head in enumerate(heads):
        sheet.set_column(column, column, widths[column])
        put_text(sheet, HEAD_ROW, column, head, formats[BOLD])
    for row, values in enumerate(rows, HEAD_ROW + 1):
        for column, value in enumerate(values):
            if isinstance(value, int):  # the number of a note, counted here
                sheet.write_number(row, column, value, formats["#,##0"])
            else:
                put_text(sheet, row, column, value, formats[WRAP])
    excel_table(sheet, name, rows, heads, formats)
