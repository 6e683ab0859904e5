"""The indberetningsark: what is asked, what is read back, and what cannot be trusted."""

import tomllib
import zipfile
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import fastexcel
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from lxml import etree

from etl import form_layout as at
from etl.errors import RunError, UsageError
from etl.form import CELL, file_name, form, make_form
from etl.form_layout import TEXTS, form_source, months_from, sheets, spelled, texts_of
from etl.readers.form import not_answered, read_form, still_waiting
from etl.readers.raw import whole
from tests.etl.forms import (
    COUNTED,
    FIRST,
    METHOD,
    MONTHS,
    NAME,
    NOT_COMPILED,
    QUESTIONS,
    Change,
    blank,
    changed,
    faults,
    read,
    shifted,
    typed,
)
from tests.etl.sources import HOME

# The form itself


def test_the_same_question_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    make_form("KFF", MONTHS, one)
    make_form("KFF", MONTHS, two)
    assert one.read_bytes() == two.read_bytes()


def test_a_sheet_for_each_year_after_the_guide(tmp_path: Path) -> None:
    path = make_form("KFF", [*months_from("2025-11", "2025-12"), *MONTHS], tmp_path / "a.xlsx")
    assert fastexcel.read_excel(path).sheet_names == [TEXTS["guide"]["sheet"], "2025", "2026"]


def test_each_question_stands_beside_its_definition(tmp_path: Path) -> None:
    book = fastexcel.read_excel(blank(tmp_path))
    page = pa.table(book.load_sheet("2026", header_row=at.HEADER, dtypes="string").to_arrow())
    assert page.column_names == sheets(form_source(), "BUF", MONTHS)[0].header
    assert page.column(0).to_pylist() == list(texts_of(form_source(), "metric").values())
    assert page.column(1).to_pylist() == [TEXTS["definitions"][metric] for metric in QUESTIONS]
    assert set(page.column(2).to_pylist()) == {TEXTS["words"]["choose"]}


def test_only_the_cells_to_fill_in_are_open_and_they_take_whole_numbers(tmp_path: Path) -> None:
    def look(page: etree._Element) -> None:
        styles = {cell.get("r"): cell.get("s") for cell in page.iter("{*}c")}
        assert styles[FIRST] != styles["A6"] and styles[METHOD] != styles["A6"]
        assert page.find("{*}sheetProtection").get("sheet") == "1"
        assert page.find("{*}pageSetup").get("orientation") == "landscape"
        rules = {rule.get("sqref"): rule for rule in page.iter("{*}dataValidation")}
        rule = rules["D6:M6"]
        assert (rule.get("type"), rule.findtext("{*}formula1")) == ("whole", "0")
        assert rule.get("prompt") == TEXTS["definitions"]["complaints_received"]
        assert rule.get("error") == CELL["number_error"].format(largest="9.999.999")
        assert rules["C6:C12"].get("type") == "list"

    changed(blank(tmp_path), look)


def test_texts_are_as_short_as_excel_wants_them() -> None:
    for metric, question in texts_of(form_source(), "metric").items():
        assert len(question) <= 32 and len(TEXTS["definitions"][metric]) <= 255
    assert len(",".join(texts_of(form_source(), "method").values())) <= 255
    for key, text in CELL.items():
        assert len(text) <= (32 if key.endswith("title") else 230), key


# On the form they stand below the question they are part of, with shorter words.
PARTS_OF_A_QUESTION = ("complaints_formal", "complaints_material", "complaints_both")


def test_every_question_and_method_is_defined_and_as_the_metric_defines_it() -> None:
    source = form_source()
    assert list(TEXTS["definitions"]) == QUESTIONS
    assert list(TEXTS["methods"]) == list(texts_of(source, "method"))
    for metric, question in texts_of(source, "metric").items():
        path = HOME / "dashboard" / "metrics" / f"{metric}.toml"
        if path.is_file():
            told = tomllib.loads(path.read_text("utf-8"))
            assert TEXTS["definitions"][metric] == told["definition"]
            assert question == told["title"] or metric in PARTS_OF_A_QUESTION


# Reading back


def test_a_form_comes_back_as_it_was_filled_in(tmp_path: Path) -> None:
    """Nought is an answer, a blank cell is none."""
    path = typed(blank(tmp_path), {METHOD: COUNTED, FIRST: "0", "E6": "12", "M6": "7"})
    raw = read(path)
    assert (raw.read, raw.faults) == (3, [])
    assert raw.table.select(["period", "value"]).to_pylist() == [
        {"period": "2026-01", "value": "0"}, {"period": "2026-02", "value": "12"},
        {"period": "2026-10", "value": "7"},
    ]  # fmt: skip
    assert set(raw.table["department"].to_pylist()) == {"BUF"}
    missing = not_answered(form_source(), path)
    assert len(missing) == len(QUESTIONS) * 10 - 3
    assert missing[0] == {"department": "BUF", "period": "2026-03", "metric": "complaints_received"}


def test_an_empty_form_has_no_records(tmp_path: Path) -> None:
    path = blank(tmp_path)
    assert (read(path).read, read(path).table.num_rows) == (0, 0)
    assert len(not_answered(form_source(), path)) == len(QUESTIONS) * 10


def test_not_compiled_is_an_answer_without_a_number(tmp_path: Path) -> None:
    path = typed(blank(tmp_path), {METHOD: NOT_COMPILED, FIRST: "3"})
    raw = read(path)
    assert raw.read == 10
    assert raw.table["value"].to_pylist() == [""] * 9
    assert [(f.record, f.column, f.reason) for f in raw.faults] == [(1, "2026!D6", "number_and_not_compiled")]
    assert raw.table["record"].to_pylist() == list(range(2, 11))
    assert not any(one["metric"] == "complaints_received" for one in not_answered(form_source(), path))


def test_months_that_are_not_over_are_not_waited_for(tmp_path: Path) -> None:
    path = blank(tmp_path, until="2026-12").rename(tmp_path / "BUF_indberetning_2026-10-30.xlsx")
    typed(path, {METHOD: COUNTED, "N6": "4"})
    assert {one["period"] for one in not_answered(form_source(), path)} == set(MONTHS[:9])
    assert faults(path) == [("2026!N6", "after_extract", "#")]


@pytest.mark.parametrize(
    ("text", "reason", "shape"),
    [
        ("ingen", "not_a_number", "xxxxx"),
        ("-", "not_a_number", "-"),
        ("-3", "not_a_count", "-#"),
        ("4.5", "not_a_count", "#.#"),
        ("1.234 ca", "not_a_number", "#.### xx"),
        ("10000000", "not_a_count", "########"),
        ("0123456789", "personal_data", "#########"),
        ("9923456789", "personal_data", "##########"),
        ("012345-6789", "personal_data", "######-####"),
        ("se 012345-6789", "personal_data", "xx ######-####"),
        ("=SUM(A1)", "formula_without_value", ""),
        ("=1/0 -> #DIV/0!", "formula_without_value", ""),
    ],
)
def test_a_cell_that_is_no_count_is_rejected_by_its_place(
    text: str, reason: str, shape: str, tmp_path: Path
) -> None:
    path = typed(blank(tmp_path), {METHOD: COUNTED, "D6": text.lstrip("0") if text.isdigit() else text})
    if "DIV" in text:
        path = changed(
            path, lambda page: next(c for c in page.iter("{*}c") if c.get("r") == "D6").set("t", "e")
        )
    found = faults(path)
    assert [one[:2] for one in found] == [("2026!D6", reason)]
    assert found[0][2] == shape


@pytest.mark.parametrize(("text", "value"), [(" 12 ", "12"), ("=3+4 -> 7", "7"), ("9999999", "9999999")])
def test_a_count_is_read_however_it_was_made(text: str, value: str, tmp_path: Path) -> None:
    raw = read(typed(blank(tmp_path), {METHOD: COUNTED, FIRST: text}))
    assert (raw.read, raw.table["value"].to_pylist()) == (1, [value])


@pytest.mark.parametrize(
    ("method", "reason"),
    [(TEXTS["words"]["choose"], "missing_value"), ("", "missing_value"), ("omtrent", "unknown_code"),
     ("012345-6789", "personal_data")],
)  # fmt: skip
def test_numbers_without_a_known_method_are_rejected(method: str, reason: str, tmp_path: Path) -> None:
    path = typed(blank(tmp_path), {METHOD: method, FIRST: "3", "E6": "4"})
    assert [one[:2] for one in faults(path)] == [("2026!C6", reason)] * 2


@pytest.mark.parametrize(("cell", "places"), [("A6", ["2026!D6", "2026!E6"]), ("D5", ["2026!D6", "2026!D7"])])
def test_numbers_under_a_renamed_question_or_month_are_rejected(
    cell: str, places: list[str], tmp_path: Path
) -> None:
    answers = {METHOD: COUNTED, "C7": COUNTED, "D6": "1", "E6": "2", "D7": "3"}
    raw = read(typed(blank(tmp_path), {**answers, cell: "Klager fra Anna Jensen"}))
    assert [(fault.column, fault.reason, fault.shape) for fault in raw.faults] == [
        (place, "edited_form", "#") for place in places
    ]
    assert raw.read == 3


def test_a_question_as_an_older_form_wrote_it_is_still_known(tmp_path: Path) -> None:
    source = form_source()
    column = source.column("metric")
    values = (*column.values, ("Klager i alt", "complaints_received"))
    older = SimpleNamespace(**vars(column) | {"values": values, "known": dict(values)})
    columns = tuple(older if one is column else one for one in source.columns)
    path = typed(blank(tmp_path), {"A6": "Klager i alt", METHOD: COUNTED, FIRST: "3"})
    raw = whole(read_form(type(source)(source.name, columns, source.settings), path))
    assert raw.table["metric"].to_pylist() == ["Klager i alt"]


# What cannot be trusted


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (shifted(down=1, after="A6"), "sheet 2026: A8 does not hold what stands there"),
        (shifted(down=-1, after="A8"), "sheet 2026: A8 does not hold"),
        (shifted(right=1, after="D1"), "sheet 2026: F5 does not hold"),
        (shifted(right=-1, after="E1"), "sheet 2026: E5 does not hold"),
        (shifted(down=1, after="A1"), "sheet 2026: A4 does not say any more which form it is"),
        (shifted(right=-1, after="A1"), "sheet 2026: A4 does not say any more which form it is"),
    ],
    ids=[
        "row put in",
        "row deleted",
        "column put in",
        "column deleted",
        "all moved down",
        "first column deleted",
    ],
)
def test_a_sheet_whose_rows_or_columns_were_moved_stops_the_source(
    change: Change, says: str, tmp_path: Path
) -> None:
    path = changed(typed(blank(tmp_path), {METHOD: COUNTED, FIRST: "3"}), change)
    with pytest.raises(RunError, match=says):
        read(path)


@pytest.mark.parametrize(
    ("mark", "says"),
    [
        ("indberetning/0/BUF/2026-01..2026-10", "version 0, but 1 is read"),
        ("indberetning/1/BFU/2026-01..2026-10", "not asked. Nearest: BUF"),
        ("indberetning/1/KFF/2026-01..2026-10", "the sheet is KFF's, the file is named for another"),
        ("indberetning/1/BUF/2026-10..2026-01", "names no months of one year"),
        ("indberetning/1/BUF/2025-10..2026-01", "names no months of one year"),
        ("indberetning/1/BUF/2026-01..2026-13", "names no months of one year"),
        ("Anna Jensen, 012345-6789", "does not say any more which form it is"),
    ],
)
def test_a_form_that_does_not_say_what_it_is_stops_the_source(mark: str, says: str, tmp_path: Path) -> None:
    path = typed(blank(tmp_path), {"A4": mark})
    with pytest.raises(RunError, match=f"indberetning: {NAME}.*{says}") as stopped:
        read(path)
    assert "Anna" not in str(stopped.value) and "6789" not in str(stopped.value)


def test_two_sheets_for_one_year_stop_the_source(tmp_path: Path) -> None:
    path = make_form("BUF", ["2025-12", *MONTHS], tmp_path / NAME)
    typed(path, {"A4": "indberetning/1/BUF/2026-01..2026-10"}, "2025")
    with pytest.raises(RunError, match="two sheets for 2026"):
        read(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"KLAGER;3\n"])
def test_what_is_no_workbook_stops_the_source(content: bytes, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(RunError, match="not a readable form"):
        read(tmp_path / NAME)


def test_a_form_that_was_cut_short_stops_the_source(tmp_path: Path) -> None:
    path = blank(tmp_path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(RunError, match="not a readable form"):
        read(path)


def test_a_workbook_without_a_form_stops_the_source(tmp_path: Path) -> None:
    path = blank(tmp_path)
    with zipfile.ZipFile(path) as package:
        parts = {one: package.read(one) for one in package.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'name="2026"', b'name="Anna"')
    with zipfile.ZipFile(path, "w") as package:
        for one, content in parts.items():
            package.writestr(one, content)
    typed(path, {"A4": "Noter"}, "Anna")
    with pytest.raises(RunError, match="no sheet of it is an indberetningsark"):
        read(path)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=some.dictionaries(
    some.tuples(some.sampled_from(QUESTIONS), some.sampled_from(MONTHS)), some.integers(-9, 10**11) | some.none()
))  # fmt: skip
def test_whatever_is_typed_is_a_record_a_fault_or_not_answered(
    answers: dict[tuple[str, str], Any], tmp_path: Path
) -> None:
    path = make_form("BUF", MONTHS, tmp_path / NAME, answers, dict.fromkeys(QUESTIONS, "counted"))
    raw, given_ = read(path), {key: value for key, value in answers.items() if value is not None}
    fit = {key: str(value) for key, value in given_.items() if 0 <= value <= at.LARGEST}
    metrics = form_source().column("metric").known
    rows = raw.table.select(["metric", "period", "value"]).to_pylist()
    assert {(metrics[row["metric"]], row["period"]): row["value"] for row in rows} == fit
    assert (raw.read, len(raw.faults)) == (len(given_), len(given_) - len(fit))
    assert len(not_answered(form_source(), path)) == len(QUESTIONS) * len(MONTHS) - len(given_)


# Who has not answered


def test_what_any_form_answers_is_not_waited_for_and_silent_departments_are(tmp_path: Path) -> None:
    first = typed(blank(tmp_path, until="2026-01"), {METHOD: COUNTED, "D6": "3"})
    second = typed(blank(tmp_path, until="2026-02"), {METHOD: COUNTED, "E6": "5"})
    waiting = still_waiting(form_source(), [first, second])
    of_complaints = [
        (one["department"], one["period"]) for one in waiting if one["metric"] == "complaints_received"
    ]
    assert of_complaints == [
        (department, period) for department in ("KFF", "ØKF") for period in ("2026-01", "2026-02")
    ]
    assert ("BUF", "2026-01") in {(one["department"], one["period"]) for one in waiting}


# The command


def asked_of(department: str, out: Path | None, until: str | None = "2026-10") -> SimpleNamespace:
    return SimpleNamespace(department=department, out=out, until=until)


@pytest.mark.parametrize("department", ["OKF", "okf", "ØKF"])
def test_the_command_writes_a_form_and_says_where(
    department: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    form(asked_of(department, None))
    assert capsys.readouterr().out.strip() == "OKF_indberetning_2026-10-31.xlsx"
    assert {
        one["department"]
        for one in not_answered(form_source(), tmp_path / "OKF_indberetning_2026-10-31.xlsx")
    } == {"ØKF"}


@pytest.mark.parametrize(
    ("department", "out", "until", "says"),
    [
        ("BFU", "a.xlsx", "2026-10", "'BFU' is not asked to count by hand. Nearest: BUF"),
        ("BUF", "a.xlsx", "2026-13", "'2026-13' is not a month. Write it as 2026-10"),
        ("BUF", "a.xlsx", "2026", "is not a month"),
        ("BUF", "a.csv", "2026-10", "must end with .xlsx"),
        ("BUF", "there.xlsx", "2026-10", "is there already and may hold answers"),
        ("BUF", "nowhere/a.xlsx", "2026-10", "there is no folder"),
    ],
)
def test_wrong_use_is_told(department: str, out: str, until: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "there.xlsx").write_bytes(b"answers")
    with pytest.raises(UsageError, match=says):
        form(asked_of(department, tmp_path / out, until))
    assert (tmp_path / "there.xlsx").read_bytes() == b"answers"


def test_without_until_the_last_whole_month_is_asked_about() -> None:
    from etl.form import _last_month

    assert [_last_month(day) for day in (date(2026, 11, 1), date(2027, 1, 31))] == ["2026-10", "2026-12"]
    assert file_name("ØKF", "2024-02") == "OKF_indberetning_2024-02-29.xlsx"
    assert spelled("ØKF") == "OKF"
