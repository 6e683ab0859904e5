"""Sheets of a workbook: a table from the third row, numbers as numbers, and a native chart of a sheet's own cells."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.content.format import is_share
from dashboard.reports.marks import numbered, shared, table_marks
from dashboard.reports.result import Cell, Chart, Column, Figure, Label, Report, Section, Table, shown
from dashboard.reports.rows import harmless

HEAD_ROW = 2  # title, subtitle, then the table's head
WIDEST = 60
PLAIN, BOLD, TITLE, WRAP = "plain", "bold", "title", "wrap"
Book = Any
Formats = Mapping[str, Any]


def chart_table(chart: Chart) -> Table:
    """A chart's figures as a table: what the chart on the sheet is drawn from."""
    labels = [point.label for point in chart.series[0].points]
    rows: list[tuple[Cell, ...]] = [
        (Label(label), *(series.points[place].figure for series in chart.series))
        for place, label in enumerate(labels)
    ]
    columns = (Column(" "), *(Column(series.name, True) for series in chart.series))
    return Table(chart.title, chart.subtitle, columns, tuple(rows))


def looks(book: Book) -> Formats:
    return {
        PLAIN: book.add_format({"valign": "top"}),
        BOLD: book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        TITLE: book.add_format({"bold": True, "font_size": 14}),
        WRAP: book.add_format({"text_wrap": True, "valign": "top"}),
        **{pattern: book.add_format({"num_format": pattern, "valign": "top"}) for pattern in PATTERNS},
    }


PATTERNS = ("#,##0", "#,##0.0", '#,##0.0" %"')


def fill(sheet: Any, table: Table, section: Section, report: Report, formats: Formats) -> None:
    """Title, what it is of, then the table; notes that hold for all figures stand in the second line."""
    common = [report.notes[key].title for key in sorted(shared(table))]
    said = [table.subtitle, report.words["one_table"], report.warning]
    if common:
        said.append(f"{report.words['for_all']}: {', '.join(common)}")
    put_text(sheet, 0, 0, f"{section.title}: {table.title}", formats[TITLE])
    put_text(sheet, 1, 0, ". ".join(line.rstrip(".") for line in said if line), formats[PLAIN])
    heads = _unique([column.title for column in table.columns] + [report.words["notes"]])
    marks = _row_marks(table, report)
    for column, head in enumerate(heads):
        put_text(sheet, HEAD_ROW, column, head, formats[BOLD])
        sheet.set_column(column, column, _width(table, column, head))
    for number, row in enumerate(table.all_rows):
        for column, cell in enumerate(row):
            _cell(sheet, HEAD_ROW + 1 + number, column, cell, formats)
        put_text(sheet, HEAD_ROW + 1 + number, len(heads) - 1, marks[number], formats[PLAIN])
    excel_table(sheet, sheet.get_name(), table.all_rows, heads, formats)
    sheet.freeze_panes(HEAD_ROW + 1, 1)


def _row_marks(table: Table, report: Report) -> list[str]:
    """The numbers of the notes that hold for something in the row, which the sheet of notes explains."""
    marks = table_marks(table)
    heads = frozenset().union(*marks.columns.values())
    rows = []
    for row, cells in enumerate(table.all_rows):
        keys = marks.rows.get(row, frozenset()) | heads
        for column in range(len(cells)):
            keys |= marks.cells.get((row, column), frozenset())
        rows.append(", ".join(map(str, numbered(keys, report))))
    return rows


def _cell(sheet: Any, row: int, column: int, cell: Cell, formats: Formats) -> None:
    """A figure whose text is its value is a number; an interval, a part of a whole or a sign is text."""
    if isinstance(cell, Figure) and cell.value is not None and is_plain(cell):
        value = cell.value * 100 if is_share(cell.unit) else cell.value
        sheet.write_number(row, column, value, formats[_pattern(cell)])
    else:
        put_text(sheet, row, column, shown(cell), formats[WRAP])


def is_plain(cell: Figure) -> bool:
    """Whether the text is one number, perhaps with its unit, and not two."""
    text = cell.text.removesuffix(cell.unit).strip()
    return bool(text) and all(letter.isdigit() or letter in ".,\u2212" for letter in text)


def _pattern(cell: Figure) -> str:
    decimals = "," in cell.text
    return "#,##0.0" if decimals else "#,##0"


def put_text(sheet: Any, row: int, column: int, text: str, look: Any) -> None:
    """Always text, never a formula or a link, whatever it begins with."""
    sheet.write_string(row, column, str(harmless(text)), look)


def excel_table(sheet: Any, name: str, rows: Sequence[Any], heads: Sequence[str], formats: Formats) -> None:
    """A real Excel table with names of its own, so that screen readers and other programs find it."""
    safe = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name)
    columns = [{"header": head, "header_format": formats[BOLD]} for head in heads]
    look = {"name": f"t_{safe}", "columns": columns, "style": "Table Style Light 1", "banded_rows": False}
    sheet.add_table(HEAD_ROW, 0, HEAD_ROW + max(1, len(rows)), len(heads) - 1, look | {"autofilter": False})


def _unique(heads: Sequence[str]) -> list[str]:
    """Excel wants every head once: a second one of the same name gets its number."""
    seen: dict[str, int] = {}
    made = []
    for head in heads:
        seen[head] = seen.get(head, 0) + 1
        made.append(head if seen[head] == 1 else f"{head} {seen[head]}")
    return made


def _width(table: Table, column: int, head: str) -> float:
    cells = [len(shown(row[column])) for row in table.all_rows] if column < len(table.columns) else []
    return min(WIDEST, max([10, *cells, *(len(word) + 2 for word in head.split())]) + 2)


def picture(book: Book, sheet: Any, chart: Chart, name: str) -> None:
    """A native chart of the sheet's own cells, beside them, with a description for whoever does not see it."""
    count = len(chart.series[0].points)
    made = book.add_chart({"type": "line" if chart.kind == "months" else "bar"})
    for column in range(1, len(chart.series) + 1):
        made.add_series(
            {
                "name": [name, HEAD_ROW, column],
                "categories": [name, HEAD_ROW + 1, 0, HEAD_ROW + count, 0],
                "values": [name, HEAD_ROW + 1, column, HEAD_ROW + count, column],
            }
        )
    made.set_title({"name": chart.title, "name_font": {"size": 11}})
    if chart.kind != "months":
        made.set_y_axis({"reverse": True})
        made.set_legend({"none": True})
    made.set_size({"width": 760, "height": 360 if chart.kind == "months" else 120 + 18 * count})
    sheet.insert_chart(HEAD_ROW, len(chart.series) + 3, made, {"description": chart.alt})
