"""Known errors of a source are corrected as declared, and the run stops when they are gone."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as some

from etl.clean import clean
from etl.corrections import apply, check_corrections, expectation, told
from etl.errors import RunError
from etl.readers.raw import RawTable, column_type
from etl.source import FOLDER, Source, load_source
from tests.etl.sources import context

RIGHT: dict[str, Any] = {
    "match": {"unit": "SOF-HAN-1", "class": "X"},
    "set": {"class": "F"},
    "reason": "The system wrote X for F until its update",
    "told": "Functional management of the register",
    "since": date(2026, 3, 1),
}


def complaints(*corrections: dict[str, Any]) -> Source:
    source = load_source(FOLDER / "sof_complaints.toml")
    source.settings["corrections"] = list(corrections)
    return source


def block(source: Source, *rows: dict[str, str], chunks: int = 1) -> pa.Table:
    """A block as a reader hands it on: text in every named column, and the number of the record."""
    parts = [rows[first::chunks] for first in range(chunks)]
    columns = {}
    for column in source.columns:
        made = [pa.array([row.get(column.name, "") for row in part], pa.string()) for part in parts]
        kind = column_type(column)
        columns[column.name] = pa.chunked_array(
            [one.dictionary_encode() if pa.types.is_dictionary(kind) else one for one in made], kind
        )
    return pa.table(columns).append_column("record", pa.array(range(1, len(rows) + 1), pa.int32()))


def test_a_row_that_matches_all_texts_is_corrected_and_no_other() -> None:
    """
    unit        class   becomes
    SOF-HAN-1   X       F
    SOF-HAN-1   " X "   F        blanks around a text are no part of it
    SOF-HAN-1   R       R
    SOF-VOK-1   X       X        another unit
    """
    source, counts = complaints(RIGHT), {}
    rows = [("SOF-HAN-1", "X"), ("SOF-HAN-1", " X "), ("SOF-HAN-1", "R"), ("SOF-VOK-1", "X")]
    delivered = block(source, *({"unit": unit, "class": letter} for unit, letter in rows))
    corrected = apply(source, delivered, counts)
    assert corrected["class"].to_pylist() == ["F", "F", "R", "X"]
    assert corrected.drop_columns(["class"]) == delivered.drop_columns(["class"])
    assert corrected.schema == delivered.schema
    assert counts == {0: 2}


def test_counts_go_on_over_blocks_and_files() -> None:
    source, counts = complaints(RIGHT), {}
    for _ in range(3):
        apply(source, block(source, {"unit": "SOF-HAN-1", "class": "X"}), counts)
    assert counts == {0: 3}
    expectation(source, counts)
    assert told(source, counts) == [
        {"reason": RIGHT["reason"], "told": RIGHT["told"], "since": "2026-03-01", "rows": 3}
    ]


def test_a_source_without_corrections_is_left_alone() -> None:
    source = complaints()
    table = block(source, {"class": "X"})
    assert apply(source, table, {}) is table
    expectation(source, {})


def test_corrections_look_at_the_text_as_delivered() -> None:
    """X becomes F and F becomes R: a row delivered as X does not end as R."""
    second = RIGHT | {"match": {"class": "F"}, "set": {"class": "R"}}
    source, counts = complaints(RIGHT, second), {}
    table = block(source, {"unit": "SOF-HAN-1", "class": "X"}, {"unit": "SOF-HAN-1", "class": "F"})
    assert apply(source, table, counts)["class"].to_pylist() == ["F", "R"]
    assert counts == {0: 1, 1: 1}


def test_two_corrections_of_one_cell_stop_the_run() -> None:
    source = complaints(RIGHT, RIGHT | {"match": {"class": "X"}, "set": {"class": "R"}})
    with pytest.raises(RunError, match="correction 2 sets class in a row that an earlier one has set"):
        apply(source, block(source, {"unit": "SOF-HAN-1", "class": "X"}), {})


@given(
    some.lists(some.tuples(some.sampled_from("XFR "), some.sampled_from(["SOF-HAN-1", "SOF-VOK-1", ""]))),
    some.integers(1, 3),
)
def test_it_is_what_a_plain_loop_does(rows: list[tuple[str, str]], chunks: int) -> None:
    source, counts = complaints(RIGHT, RIGHT | {"match": {"unit": ""}, "set": {"unit": "SOF"}}), {}
    table = block(source, *({"class": letter, "unit": unit} for letter, unit in rows), chunks=chunks)
    corrected = apply(source, table, counts)
    letters, units = table["class"].to_pylist(), table["unit"].to_pylist()
    first = [letter == "X" and unit == "SOF-HAN-1" for letter, unit in zip(letters, units)]
    assert corrected["class"].to_pylist() == ["F" if hit else was for hit, was in zip(first, letters)]
    assert corrected["unit"].to_pylist() == [unit or "SOF" for unit in units]
    assert counts == {0: sum(first), 1: units.count("")}


@pytest.mark.parametrize(
    ("expect", "rows", "says"),
    [
        ("some", 0, "the source is mended: remove the correction"),
        (2, 0, "the source is mended: remove the correction"),
        (2, 1, "1 rows match, 2 were expected"),
        (2, 3, "3 rows match, 2 were expected"),
    ],
)
def test_the_run_stops_when_the_rows_are_not_there(expect: str | int, rows: int, says: str) -> None:
    source = complaints(RIGHT | {"expect": expect})
    with pytest.raises(RunError, match=f"sof_complaints.toml: correction 1 .*{says}"):
        expectation(source, {0: rows})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reason": ""}, "'reason' is missing. A correction states match, set, reason, told, since"),
        ({"told": None}, "'told' is missing"),
        ({"since": None}, "'since' is missing"),
        ({"match": {}}, "'match' is missing"),
        ({"since": "2026-03-01"}, "since must be a day"),
        ({"expect": 0}, "expect must be a number of rows from 1 up"),
        ({"expect": True}, "expect must be a number of rows from 1 up"),
        ({"expekt": 1}, "'expekt' is unknown. Nearest: expect"),
        ({"match": {"klass": "X"}}, "match: klass: sof_complaints has no such column. Nearest: class"),
        ({"set": {"points": 1}}, "write the text as the source delivers it"),
        ({"set": {"class": "Q"}}, "a code cannot be 'Q'"),
        ({"set": {"class": ""}}, "a code cannot be ''"),
        ({"set": {"complaint_key": "Anna Jensen"}}, "a key cannot be"),
        ({"set": {"received_on": "31-02-2025"}}, "a date cannot be '31-02-2025'"),
        ({"match": {"unit": "012345-6789"}}, "looks like a personal number"),
    ],
)
def test_a_correction_that_cannot_be_right_is_refused_with_the_name_of_the_file(
    change: dict[str, Any], says: str
) -> None:
    with pytest.raises(RunError, match="sof_complaints.toml: correction 1: ") as refused:
        check_corrections(complaints(RIGHT | change))
    assert says in str(refused.value)
    assert "6789" not in str(refused.value)


def test_who_somebody_is_cannot_be_corrected_here() -> None:
    source = load_source(FOLDER / "domus_cases.toml")
    name = next(column.name for column in source.columns if column.kind == "cpr")
    source.settings["corrections"] = [RIGHT | {"match": {name: "x"}}]
    with pytest.raises(RunError, match="a column of kind cpr is never corrected here"):
        check_corrections(source)


def test_a_right_one_passes() -> None:
    check_corrections(complaints(RIGHT, RIGHT | {"set": {"points": "F01", "answered_on": ""}, "expect": 3}))


def test_what_is_set_is_cleaned_like_anything_delivered() -> None:
    """A unit that nobody knows cannot come in by way of a correction."""
    source = complaints(RIGHT | {"set": {"unit": "Anna Jensen, Vej 1"}})
    check_corrections(source)
    row = {
        "complaint_key": "SK000001", "unit": "SOF-HAN-1", "class": "X", "received_on": "01-04-2025"
    }  # fmt: skip
    table = apply(source, block(source, row), {})
    cleaned = clean(source, RawTable(Path("x.csv"), 1, table), date(2025, 12, 31), context())
    assert [fault.reason for fault in cleaned.faults.values()] == ["unknown_unit"]
    assert cleaned.table["unit"].to_pylist() == [None]
