"""Delimited text against the slow and obvious: Python's own csv module, and a count made by hand."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.errors import RunError
from etl.readers.delimited import read_delimited
from etl.readers.raw import RawTable, whole
from etl.source import Column, Source

COLUMNS = (Column("a", "A", "code"), Column("b", "B", "moment", format="iso"))


def source(**settings_: str) -> Source:
    return Source("example", COLUMNS, {"delimiter": ";", "encoding": "utf-8", **settings_})


def read(folder: Path, content: bytes, **settings_: str) -> RawTable:
    path = folder / "example_2025-01-01.csv"
    path.write_bytes(content)
    return whole(read_delimited(source(**settings_), path))


def values(raw: RawTable) -> list[tuple[int, str, str]]:
    rows = raw.table.to_pylist()
    return [(row["record"], row["a"], row["b"]) for row in rows]


def faults(raw: RawTable) -> list[tuple[int, str]]:
    return sorted((fault.record, fault.reason) for fault in raw.faults)


def test_quoted_line_breaks_count_as_one_record(tmp_path: Path) -> None:
    raw = read(tmp_path, b'A;B;C\n1;"x\ny";n\n\n2;"say ""hi""; now";n\r\n3;5" pipe;n')
    assert values(raw) == [(1, "1", "x\ny"), (2, "2", 'say "hi"; now'), (3, "3", '5" pipe')]
    assert raw.read == 3


def test_an_unclosed_quote_costs_its_own_line_and_no_other(tmp_path: Path) -> None:
    raw = read(tmp_path, b'A;B;C\n1;x;n\n2;"never closed;n\n3;"fine";n\n4;z;n\n')
    assert values(raw) == [(1, "1", "x"), (3, "3", "fine"), (4, "4", "z")]
    assert faults(raw) == [(2, "unclosed_quote")]


def test_wrong_numbers_of_columns_are_told_by_record(tmp_path: Path) -> None:
    raw = read(tmp_path, b'A;B;C\n1;"x\ny";n\n2;x\n3;"open;n\n4;x;n;more\n5;x;n\n')
    assert values(raw) == [(1, "1", "x\ny"), (5, "5", "x")]
    assert faults(raw) == [(2, "wrong_column_count"), (3, "unclosed_quote"), (4, "wrong_column_count")]


@pytest.mark.parametrize(
    ("encoding", "codec"), [("utf-8", "utf-8"), ("latin-1", "latin-1"), ("windows-1252", "cp1252")]
)
def test_encodings(tmp_path: Path, encoding: str, codec: str) -> None:
    raw = read(tmp_path, "A;B;C\nÆblegrød på Øen;é;n\n".encode(codec), encoding=encoding)
    assert values(raw) == [(1, "Æblegrød på Øen", "é")]


def test_a_euro_sign_is_windows_1252(tmp_path: Path) -> None:
    assert values(read(tmp_path, b"A;B;C\n\x80;x;n\n", encoding="windows-1252")) == [(1, "€", "x")]


@pytest.mark.parametrize(("encoding", "bad"), [("utf-8", b"\xe6"), ("windows-1252", b"\x81")])
def test_bytes_that_the_encoding_does_not_know_reject_their_record(
    tmp_path: Path, encoding: str, bad: bytes
) -> None:
    raw = read(tmp_path, b'A;B;C\n1;x;n\n"2\n";' + bad + b";n\n3;y;n\n", encoding=encoding)
    assert values(raw) == [(1, "1", "x"), (3, "3", "y")]
    assert faults(raw) == [(2, "bad_encoding")]


def test_a_cell_of_three_megabytes(tmp_path: Path) -> None:
    big = "x" * 3_000_000
    raw = read(tmp_path, f'A;B;C\n1;x;"{big}\n{big}"\n2;y;{big}\n3;z;n\n'.encode())
    assert values(raw) == [(1, "1", "x"), (2, "2", "y"), (3, "3", "z")]


def test_a_byte_order_mark_belongs_to_no_column(tmp_path: Path) -> None:
    assert values(read(tmp_path, b"\xef\xbb\xbfA;B;C\n1;x;n\n")) == [(1, "1", "x")]


@pytest.mark.parametrize(("delimiter", "quote"), [(",", '"'), ("|", "'"), ("\t", '"'), ("^", "~")])
def test_any_delimiter_and_quote(tmp_path: Path, delimiter: str, quote: str) -> None:
    line = delimiter.join(["1", f"{quote}a{delimiter}b{quote}", "n"])
    raw = read(tmp_path, f"{delimiter.join('ABC')}\n{line}\n".encode(), delimiter=delimiter, quote=quote)
    assert values(raw) == [(1, "1", f"a{delimiter}b")]


def test_only_a_header_is_no_rows_and_an_empty_file_is_an_error(tmp_path: Path) -> None:
    assert read(tmp_path, b"A;B;C\n").read == 0
    with pytest.raises(RunError, match="is empty"):
        read(tmp_path, b"")


CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\r", exclude_categories=["Cs", "Cc"]), max_size=8
)
QUOTED = st.text(st.sampled_from('ab";\n "'), max_size=8)
ROWS = st.lists(st.lists(st.one_of(CELLS, QUOTED), min_size=3, max_size=3), max_size=30)


@given(rows=ROWS, ending=st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_csv_writes_is_read_back(tmp_path: Path, rows: list[list[str]], ending: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator=ending)
    writer.writerows([["A", "B", "C"], *rows])
    raw = read(tmp_path, text.getvalue().encode())
    assert values(raw) == [(n, a, b) for n, (a, b, _) in enumerate(rows, start=1)]
    assert raw.read == len(rows) and not raw.faults


@given(lines=st.lists(st.text(st.sampled_from('ab;"x'), max_size=12), max_size=30))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_broken_line_is_lost_or_takes_others_along(tmp_path: Path, lines: list[str]) -> None:
    """Between two whole lines anything may stand: every record is told, and the whole lines come through."""
    content = "\n".join(["A;B;C", "first;1;n", *lines, "last;2;n", ""])
    raw = read(tmp_path, content.encode())
    found = values(raw)
    assert found[0] == (1, "first", "1") and found[-1][1:] == ("last", "2")
    assert raw.read == len(found) + len(raw.faults)
    assert sorted([row[0] for row in found] + [fault.record for fault in raw.faults]) == list(
        range(1, raw.read + 1)
    )
