"""What must hold of a report in every format, for any report and any filters. Used by the tests and by the soak."""

import csv
import io
from collections.abc import Iterator, Mapping

from dashboard.content.format import is_share
from dashboard.metrics.metric import METRICS
from dashboard.reports.compare import BOOKMARK
from dashboard.reports.pdf import drawn
from dashboard.reports.result import (
    Chart,
    Figure,
    Report,
    Sentences,
    Table,
    cells_of,
    figures_of,
    said,
    shown,
)
from dashboard.reports.rows import figure_rows
from dashboard.reports.sheets import HEAD_ROW, chart_table, is_plain
from dashboard.reports.word import written
from tests.reports.reading import laid_bare, pdf_text, squeezed, word_text, workbook_cells
from tests.reports.validator import findings

Files = Mapping[str, bytes]


def prove(report: Report, files: Files) -> None:
    """Each format by itself; a format that was not made is not asked for."""
    for path, data in files.items():
        if path.endswith(".pdf"):
            prove_pdf(report, data)
        elif path.endswith(".xlsx"):
            prove_workbook(report, data)
        elif path.endswith(".docx"):
            prove_word(report, data)
        elif path.endswith("/tal.csv"):
            prove_danish(report, data)
        elif path.endswith("/figures.csv"):
            prove_machine(report, data)
    prove_withheld(report, files)


def prove_pdf(report: Report, data: bytes) -> None:
    """Every sentence, every row with its marks, every chart's values, every note in full, and what the file claims."""
    assert findings(data) == []
    text = pdf_text(data)
    for section in drawn(report)["sections"]:
        assert squeezed(section["title"]) in text
        for block in section["blocks"]:
            lines = (
                [block["runs"]]
                if block["kind"] == "text"
                else [*block.get("rows", []), block.get("total", [])]
            )
            for line in lines:
                wanted = squeezed("".join(each["text"] + "".join(map(str, each["marks"])) for each in line))
                assert wanted in text, (section["title"], wanted)
            for series in block.get("series", []):
                assert all(
                    squeezed(point["text"]) in text for point in series["points"] if block["draw"] != "months"
                )
            for _, note in block["notes"]:
                assert squeezed(note) in text
    for note in report.notes.values():
        assert squeezed(note.text) in text


def prove_workbook(report: Report, data: bytes) -> None:
    """One sheet a table and chart, numbers as numbers, every caveat and definition on its sheet."""
    sheets = workbook_cells(data)
    counted = {Table: 0, Chart: 0}
    for block in report.blocks:
        if isinstance(block, Table | Chart):
            counted[type(block)] += 1
            word = report.words["table" if isinstance(block, Table) else "chart"]
            cells = sheets[f"{word} {counted[type(block)]}"]
            table = block if isinstance(block, Table) else chart_table(block)
            for row, line in enumerate(table.all_rows, HEAD_ROW + 1):
                for column, cell in enumerate(line):
                    _same_cell(cells.get((row, column), ""), cell)
    notes = set(sheets[report.words["notes_sheet"]].values())
    assert {note.text for note in report.notes.values()} <= notes
    assert {of.title for of in report.definitions.values()} <= set(
        sheets[report.words["definitions_sheet"]].values()
    )


def _same_cell(found: str | float, cell: object) -> None:
    if isinstance(cell, Figure) and cell.value is not None and is_plain(cell):
        wanted = cell.value * 100 if is_share(cell.unit) else cell.value
        assert isinstance(found, float) and abs(found - wanted) <= 1e-9 * max(1, abs(wanted)), (found, cell)
    else:
        assert str(found).removeprefix("'") == shown(cell), (found, cell)


def prove_word(report: Report, data: bytes) -> None:
    text = word_text(data)
    for block in report.blocks:
        if isinstance(block, Table):
            assert all(squeezed(shown(cell)) in text for cell in cells_of(block))
        elif isinstance(block, Sentences) and not any(
            isinstance(each, Figure) for each in block.slots.values()
        ):
            assert squeezed(said(block)) in text
    known = dict(written(report))
    assert len(known) == len({name for name in known if name.startswith(BOOKMARK)})
    used = {key for _, figure in written(report) for key in figure.caveats}
    assert all(squeezed(report.notes[key].title) in text for key in used - {"synthetic_data"})


def prove_machine(report: Report, data: bytes) -> None:
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8"))))
    wanted = list(figure_rows(report))
    assert (
        len(rows)
        == len(wanted)
        == sum(isinstance(cell, Figure) for block in report.blocks for cell in cells_of(block))
    )
    for row, of in zip(rows, wanted, strict=True):
        for name, value in of.items():
            if isinstance(value, float | int):
                assert float(row[name]) == value
            else:
                assert row[name].removeprefix("'") == ("" if value is None else value)


def prove_danish(report: Report, data: bytes) -> None:
    assert data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\r\n")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))[1:]
    names = [key.removeprefix("field_") for key in report.words if key.startswith("field_")]
    for row, of in zip(rows, figure_rows(report), strict=True):
        told = dict(zip(names, row, strict=True))
        for name in ("value", "low", "high"):
            assert told[name] == "" if of[name] is None else float(told[name].replace(",", ".")) == of[name]


def prove_withheld(report: Report, files: Files) -> None:
    """A withheld figure holds no number in any row of any file."""
    for figure in (cell for block in report.blocks for cell in cells_of(block) if isinstance(cell, Figure)):
        if figure.withheld:
            numbers = (figure.value, figure.numerator, figure.denominator, figure.low, figure.high)
            assert numbers == (None,) * 5 and not any(letter.isdigit() for letter in figure.text)
    for path, data in files.items():
        if path.endswith("/figures.csv"):
            for row in csv.DictReader(io.StringIO(data.decode("utf-8"))):
                if row["withheld"]:
                    assert not any(row[name] for name in ("value", "numerator", "denominator", "low", "high"))


def traces(truths: Mapping[str, float], files: Files) -> list[str]:
    """Where a true value that is withheld can be read to six digits, in any unpacked byte of any file."""
    found = []
    for path, data in laid_bare(files).items():
        for name, truth in truths.items():
            digits = f"{truth:.15f}".split(".")[1][:6]
            if any(f"{mark}{digits}".encode() in data for mark in "0.,"):
                found.append(f"{path}: {name}")
    return found


def secrets(report: Report, opened: Report) -> dict[str, float]:
    """True values of what is withheld, from the same report over a city without protection: fractions, whose digits
    are their own, unless the report tells the same value elsewhere."""
    truth = {_key(figure): figure.value for figure in _metrics(opened) if figure.value is not None}
    told = {
        f"{value % 1:.6f}"
        for each in _figures(report)
        for value in (each.value, each.low, each.high)
        if value
    }
    wanted = {_key(figure): truth.get(_key(figure)) for figure in _metrics(report) if figure.withheld}
    return {
        " ".join(key): value
        for key, value in wanted.items()
        if value is not None and value % 1 and f"{value % 1:.6f}" not in told
    }


def _key(figure: Figure) -> tuple[str, str, str]:
    return figure.metric, figure.filters, figure.period


def _figures(report: Report) -> Iterator[Figure]:
    return (each for block in report.blocks for each in figures_of(block))


def _metrics(report: Report) -> Iterator[Figure]:
    """Figures that are the metric itself, not a part of it."""
    return (
        each
        for each in _figures(report)
        if each.metric in METRICS and each.title == METRICS[each.metric].title
    )
