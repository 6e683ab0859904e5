"""Word files and workbooks opened by LibreOffice, which none of them was written with: the same text comes out.

Where LibreOffice is not there, the stage's line says so and what to install.
"""

import csv
import io
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

from docx import Document
from docx.oxml.ns import qn

from dashboard.metrics.usage import UsageError
from dashboard.reports.make import make
from dashboard.reports.render import render
from dashboard.warehouse import CheckFailed, Scope, Warehouse
from tests.demo_rows import COVERAGE, SOURCES
from tests.facts_folder import write_facts
from tests.reports.conftest import rows
from tests.reports.reading import squeezed, workbook_cells
from tests.soak_found import Found
from tests.soak_reports import chosen

ABSENT = ", nothing opened: LibreOffice is not here (apt-get install libreoffice-calc libreoffice-writer)"
TEXT = "txt:Text (encoded):UTF8"
# Semicolons, UTF-8, English numbers, cells as they are held and not as they are shown, and a file for each sheet.
SHEETS = "csv:Text - txt - csv (StarCalc):59,34,76,1,,1033,false,false,false,false,false,-1"
ADDED = re.compile(r"[\W\d]*")  # bullets and numbers that a list adds
PATIENCE = 300
Cells = Mapping[tuple[int, int], str | float]


def stage(folder: Path, count: int, until: float) -> Found:
    found = Found()
    office = shutil.which("soffice")
    if office is None:
        found.about = ABSENT
        return found
    write_facts(folder / "facts", rows(), coverage=COVERAGE, sources=SOURCES)
    files = dict(_made(Warehouse(folder / "facts"), count, until))
    for ending, form in (("docx", TEXT), ("xlsx", SHEETS)):
        _convert(office, folder, {path: data for path, data in files.items() if path.endswith(ending)}, form)
    for path, data in files.items():
        compare = compare_word if path.endswith("docx") else compare_workbook
        found.wrong += [f"{path}: {one}" for one in compare(data, folder / "out", Path(path).stem)]
        found.tried += 1
    return found


def _made(warehouse: Warehouse, count: int, until: float) -> Iterator[tuple[str, bytes]]:
    """Word files and workbooks of so many random reports, with names that are their own."""
    chance, number = Random(11), 0
    while number < count and time.monotonic() < until:
        name, filters = chosen(chance, warehouse)
        try:
            files = render(make(name, filters, warehouse, Scope()))
        except (UsageError, CheckFailed):
            continue
        number += 1
        for path, data in files.items():
            if path.endswith((".docx", ".xlsx")):
                yield f"{number}-{name}.{path.rsplit('.', 1)[-1]}", data


def _convert(office: str, folder: Path, files: Mapping[str, bytes], form: str) -> None:
    if not files:
        return
    for path, data in files.items():
        (folder / path).write_bytes(data)
    words = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", form]
    words += ["--outdir", str(folder / "out"), *(str(folder / path) for path in files)]
    subprocess.run(words, check=True, capture_output=True, timeout=PATIENCE)


def compare_word(data: bytes, out: Path, stem: str) -> list[str]:
    """Every paragraph in its order, and nothing between them but bullets and numbers of lists."""
    left, wrong = squeezed((out / f"{stem}.txt").read_text("utf-8-sig")), []
    for paragraph in Document(io.BytesIO(data)).element.body.iter(qn("w:p")):
        wanted = squeezed("".join(text.text or "" for text in paragraph.iter(qn("w:t"))))
        if not wanted:
            continue
        before, mark, after = left.partition(wanted)
        if mark != wanted or not ADDED.fullmatch(before):
            wrong.append(f"'{wanted[:60]}' comes out as '{left[:60]}'")
            break
        left = after
    return wrong + ([f"more than was written: '{left[:60]}'"] if left and not wrong else [])


def compare_workbook(data: bytes, out: Path, stem: str) -> list[str]:
    """Every cell of every sheet, numbers as numbers."""
    wrong = []
    for sheet, cells in workbook_cells(data).items():
        file = out / f"{stem}-{sheet}.csv"
        read = _read(file) if file.exists() else {}
        wanted = {place: cell for place, cell in cells.items() if cell != ""}
        wrong += [
            f"{sheet} {place}: {cell!r} comes out as {read.get(place)!r}"
            for place, cell in wanted.items()
            if not _is_same(cell, read.get(place, ""))
        ]
        wrong += [
            f"{sheet} {place}: {read[place]!r} was not written" for place in read.keys() - wanted.keys()
        ]
    return wrong


def _read(file: Path) -> dict[tuple[int, int], str]:
    lines = csv.reader(io.StringIO(file.read_text("utf-8-sig")), delimiter=";")
    return {(row, column): cell for row, line in enumerate(lines) for column, cell in enumerate(line) if cell}


def _is_same(written: str | float, read: str) -> bool:
    if isinstance(written, str):
        return read.split() == written.split()
    return abs(float(read or "nan") - written) <= 1e-9 * max(1, abs(written))
