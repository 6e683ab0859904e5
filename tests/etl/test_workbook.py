"""Workbooks: days as Excel keeps them, numbers as Danes write them, and packages that are not what they seem."""

import gzip
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.errors import RunError
from etl.readers import block, package, workbook
from etl.readers.raw import RawTable, whole
from etl.readers.unpacked import Limits
from etl.readers.workbook import read_workbook
from etl.source import Column, Source

PLANTED = ("450199-1234", "310299-9999", "Planted Name")
COLUMNS = (
    Column("key", "Sag", "key"),
    Column("received_on", "Modtaget", "date", format="%d-%m-%Y"),
    Column("at", "Set", "moment", format="%d-%m-%Y %H:%M"),
    Column("amount", "Bel\u00f8b", "number", decimal=",", thousands="."),
)
HEADER = ["Sag", "Navn", "Modtaget", "Set", "Bel\u00f8b"]
SOURCE = Source("example", COLUMNS, {"sheet": "Sager"})


def book(*rows: list[Any], sheet_name: str = "Sager", first: int = 0, **options: Any) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **options}) as made:
        made.add_worksheet(PLANTED[2]).write(0, 0, PLANTED[0])
        page = made.add_worksheet(sheet_name)
        day, moment = (made.add_format({"num_format": form}) for form in ("dd-mm-yyyy", "dd-mm-yyyy hh:mm"))
        for row, values in enumerate([HEADER, *rows], first):
            for column, value in enumerate(values):
                form = moment if isinstance(value, datetime) else day if isinstance(value, date) else None
                page.write(row, column, value, form)
    return file.getvalue()


def read(folder: Path, content: bytes, name: str = "x.xlsx") -> RawTable:
    path = folder / name
    path.write_bytes(content)
    raw = whole(read_workbook(SOURCE, path))
    assert raw.read == raw.table.num_rows + len(raw.faults)
    told = str(raw.table.to_pydict()) + str(raw.faults)
    assert not any(planted in told for planted in PLANTED)
    return raw


def rows(raw: RawTable) -> list[tuple[str, ...]]:
    return [tuple(str(value) for value in row.values()) for row in raw.table.to_pylist()]


def refused(folder: Path, content: bytes, says: str, name: str = f"{PLANTED[0]}.xlsx") -> None:
    path = folder / name
    path.write_bytes(content)
    with pytest.raises(RunError, match=says) as caught:
        list(read_workbook(SOURCE, path))
    told = str(caught.value)
    assert (
        told.startswith("example: ") and "\n" not in told and not any(planted in told for planted in PLANTED)
    )


def test_real_dates_serial_numbers_and_texts(tmp_path: Path) -> None:
    day, moment = date(2025, 3, 1), datetime(2025, 3, 1, 14, 30)
    serial = (day - date(1899, 12, 30)).days
    made = book(
        ["A", PLANTED[0], day, moment, 1250.5],
        [],
        ["B", PLANTED[1], serial, serial + 0.604166666666667, "1.250,50"],
        ["C", PLANTED[2], "01-03-2025", "01-03-2025 14:30", 12],
        ["D", None, 2025, 2024, None],
        ["E", None, 99999, -5, "x"],
    )
    expected = ("2025-03-01", "01-03-2025 14:30")
    for name, packed in (("x.xlsx", made), ("x.xlsx.gz", gzip.compress(made))):
        found = rows(read(tmp_path, packed, name))
        assert found[0] == ("A", "2025-03-01 00:00:00", expected[1], "1250,5", "1")
        assert found[1] == ("B", "2025-03-01 00:00:00", expected[1], "1.250,50", "2")
        assert found[2] == ("C", "01-03-2025", expected[1], "12", "3")
        assert found[3] == ("D", "2025", "2024", "", "4")
        assert found[4] == ("E", "99999", "-5", "x", "5")


def test_the_calendar_that_begins_in_1904(tmp_path: Path) -> None:
    day = date(2025, 3, 1)
    serial = (day - date(1904, 1, 1)).days
    found = rows(
        read(tmp_path, book(["A", None, day, day, 1], ["B", None, serial, serial, 1], date_1904=True))
    )
    assert {row[1] for row in found} == {"2025-03-01 00:00:00"}
    assert {row[2] for row in found} == {"01-03-2025 00:00"}


def test_a_text_that_is_a_day_in_its_own_format_is_no_serial_number(tmp_path: Path) -> None:
    short = Source("example", (Column("day", "Modtaget", "date", format="%d%m%y"),), {"sheet": "Sager"})
    path = tmp_path / "x.xlsx"
    path.write_bytes(book(["A", None, "11225"], ["B", None, 45717]))
    found = whole(read_workbook(short, path)).table["day"].to_pylist()
    assert found == ["11225", "2025-03-01 00:00:00"]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moments=st.lists(st.datetimes(datetime(1930, 1, 1), datetime(2099, 12, 31)), min_size=1, max_size=20),
    is_1904=st.booleans(),
)
def test_serial_numbers_mean_what_real_dates_mean(
    tmp_path: Path, moments: list[datetime], is_1904: bool
) -> None:
    whole_minutes = [moment.replace(second=0, microsecond=0) for moment in moments]
    start = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
    serials = [(moment - start) / timedelta(days=1) for moment in whole_minutes]
    made = book(
        *([f"K{i}", None, s, m, i] for i, (s, m) in enumerate(zip(serials, whole_minutes))), date_1904=is_1904
    )
    for row, moment, serial in zip(rows(read(tmp_path, made)), whole_minutes, serials):
        assert row[2] == moment.strftime("%d-%m-%Y %H:%M")
        assert row[1] == str(moment) or serial < 10_000  # four digits: a year, or a day no case is from


def test_numbers_and_texts_of_numbers_are_told_apart(tmp_path: Path) -> None:
    amounts = [1.255, "1.255", 1255, 1e20, 0.1 + 0.2, -0.5, 1e-7, True, "x"]
    raw = read(tmp_path, book(*([f"K{i}", None, None, None, amount] for i, amount in enumerate(amounts))))
    assert raw.table["amount"].to_pylist() == [
        "1,255", "1.255", "1255", "100000000000000000000", "0,3", "-0,5", "0,0000001", "true", "x",
    ]  # fmt: skip


def test_cells_of_every_kind(tmp_path: Path) -> None:
    """Formulas with and without their result, errors, rich and unusual texts, cells that do not say where they are."""
    cells = (
        b'<row><c t="str"><f>1</f><v>K1</v></c><c/><c t="d"><v>2025-03-01</v></c><c/><c t="e"><v>#N/A</v></c></row>'
        b'<row><c t="inlineStr"><is><r><t>K</t></r><r><t>_x0032_</t></r><rPh><t>%s</t></rPh></is></c><c/>'
        b"<c><f>1</f></c></row>"
        b'<row><c t="inlineStr"><is><t>  </t></is></c><c><v> </v></c></row></sheetData>'
    ) % PLANTED[0].encode()
    made = changed(book(), PAGE, lambda text: text.replace(b"</sheetData>", cells))
    assert rows(read(tmp_path, made)) == [("K1", "2025-03-01", "", "#N/A", "1"), ("K2", "=", "", "", "2")]


def test_days_in_columns_of_other_kinds_are_days_too(tmp_path: Path) -> None:
    months = Source("example", (Column("month", "Modtaget", "pattern", pattern=".*"),), {"sheet": "Sager"})
    path = tmp_path / "x.xlsx"
    path.write_bytes(book(["A", None, date(2025, 3, 1)], ["B", None, 45717], ["C", None, date(1900, 1, 5)]))
    found = whole(read_workbook(months, path)).table["month"].to_pylist()
    assert found == ["2025-03-01 00:00:00", "45717", "1900-01-05 00:00:00"]


@pytest.mark.parametrize(
    ("form", "day"),
    [("dd-mm-yyyy", True), ("d. mmmm", True), ("mmm", True), ("General", False), ('0 "dage"', False), ("[Red]0", False),
     ("[h]:mm", False), ("#,##0.00", False), ("0\\d", False), ("hh:mm", False)],
)  # fmt: skip
def test_formats_that_show_a_day(form: str, day: bool) -> None:
    assert package.shows_day(form) is day


def test_large_sheets_come_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block, "RECORDS", 3)
    path = tmp_path / "x.xlsx"
    path.write_bytes(book(*([f"K{i}", None, None, None, i] for i in range(8)), first=4))
    blocks = list(read_workbook(SOURCE, path))
    assert [block.read for block in blocks] == [3, 3, 2]
    assert whole(iter(blocks)).table["record"].to_pylist() == list(range(1, 9))


def test_a_sheet_with_its_header_only_is_one_empty_block(tmp_path: Path) -> None:
    assert read(tmp_path, book()).read == 0


def changed(packed: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part of its package changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return file.getvalue()


PAGE = "xl/worksheets/sheet2.xml"
ROW = ["A", PLANTED[0], "01-03-2025", "", 1]


def test_names_with_a_prefix_are_read_alike(tmp_path: Path) -> None:
    """Some programs write x:row for row."""
    plain = book(ROW, ["B"])
    prefixed = changed(plain, PAGE, lambda text: re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", text).replace(
        b"xmlns=", b"xmlns:x="
    ))  # fmt: skip
    assert rows(read(tmp_path, prefixed)) == rows(read(tmp_path, plain))


def test_a_row_that_the_parser_does_not_see_stops_the_source(tmp_path: Path) -> None:
    hidden = b'<!--<row r="9"><c r="A9"><v>1</v></c></row>--></sheetData>'
    made = changed(book(ROW), PAGE, lambda text: text.replace(b"</sheetData>", hidden))
    refused(tmp_path, made, "2 records were counted but 1 could be read")


@pytest.mark.parametrize("part", [PAGE, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_zip_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    monkeypatch.setattr(package, "LIMITS", Limits(ratio=200, ratio_from=1 << 16, most=1 << 24))
    bomb = changed(book(ROW), part, lambda text: text + b" " * (1 << 23))
    assert len(bomb) < 1 << 15
    refused(tmp_path, bomb, "becomes larger than")


def test_cells_in_far_corners_cost_no_room(tmp_path: Path) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    made = changed(book(ROW), PAGE, lambda text: text.replace(b"</sheetData>", far))
    assert [row[0] for row in rows(read(tmp_path, made))] == ["A", ""]


@pytest.mark.parametrize("part", [PAGE, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_entity_bombs_are_refused(tmp_path: Path, part: str) -> None:
    entity = b'?>\n<!DOCTYPE x [<!ENTITY a "%s">]>' % PLANTED[0].encode()
    refused(tmp_path, changed(book(ROW), part, lambda text: text.replace(b"?>", entity, 1)), "has a DOCTYPE")


def test_damage_is_told_without_a_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = book(ROW)
    damages = [b"", b"PK\x03\x04", made[:-30], made[: len(made) // 2]]
    damages += [
        changed(made, part, lambda _: b"<x")
        for part in (PAGE, "xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    ]
    damages.append(changed(made, PAGE, lambda text: re.sub(rb'(t="s"><v>)\d+', rb"\g<1>77", text)))
    for damaged in damages:
        refused(tmp_path, damaged, "is not a readable workbook")
    refused(tmp_path, book(ROW, sheet_name="Andre"), "none of its 2 sheets is called 'Sager'")
    refused(
        tmp_path,
        changed(made, "xl/sharedStrings.xml", lambda t: t.replace(b"Modtaget", b"Kom")),
        "no column Modt",
    )
    monkeypatch.setattr(workbook, "LARGEST", 100)
    refused(tmp_path, made, "Deliver it as delimited text")
