"""Parquet: types become the text that kinds read; only named columns are read, and never without measure."""

import gzip
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.readers import parquet
from etl.readers.parquet import read_parquet
from tests.etl.reading import PLANTED, code, faults, letters, often, read, refused, rows, source

MOMENT = datetime(2025, 7, 1, 22, 30, 15, 250_000)
TYPED = {
    "key": (pa.array(["K1", None]), code("key", "key", "key"), ["K1", ""]),
    "code": (pa.array(["a", None]).dictionary_encode(), code("code", "code"), ["a", ""]),
    "large": (pa.array(["a", None], pa.large_string()), code("large", "large"), ["a", ""]),
    "bytes": (pa.array([b"a", None]), code("bytes", "bytes"), ["a", ""]),
    "whole": (pa.array([7, None], pa.int16()), code("whole", "whole", "integer"), ["7", ""]),
    "whole_as_double": (pa.array([7.0, None]), code("w", "whole_as_double", "integer"), ["7", ""]),
    "number": (pa.array([1250.5, None]), code("n", "number", "number", decimal=",", thousands="."), ["1250,5", ""]),
    "decimal": (pa.array([Decimal("12.50"), None]), code("d", "decimal", "number"), ["12.50", ""]),
    "code_as_decimal": (pa.array([Decimal("12.00"), None]), code("c", "code_as_decimal"), ["12", ""]),
    "flag": (pa.array([True, None]), code("flag", "flag", "flag"), ["true", ""]),
    "day": (pa.array([date(2025, 7, 1), None]), code("day", "day", "date", format="%d-%m-%Y"), ["2025-07-01", ""]),
    "day_of_moment": (pa.array([MOMENT, None]), code("dm", "day_of_moment", "date"), ["2025-07-01", ""]),
    # Late in the evening of the first in London it is the second in Denmark.
    "day_abroad": (
        pa.array([MOMENT.replace(tzinfo=UTC), None]), code("da", "day_abroad", "date"), ["2025-07-02", ""]
    ),
    "moment": (
        pa.array([MOMENT, None]), code("m", "moment", "moment", format="iso"), ["2025-07-01 22:30:15.250000", ""]
    ),
    "abroad": (
        pa.array([MOMENT.replace(tzinfo=UTC), None]), code("ab", "abroad", "moment", format="iso"),
        ["2025-07-01 22:30:15.250000Z", ""],
    ),
    "written": (
        pa.array([MOMENT, None]), code("wr", "written", "moment", format="%d-%m-%Y %H:%M:%S"),
        ["01-07-2025 22:30:15", ""],
    ),
    "written_finely": (
        pa.array([MOMENT, None]), code("wf", "written_finely", "moment", format="%H:%M:%S.%f"), ["22:30:15.250000", ""]
    ),
    "written_abroad": (
        pa.array([MOMENT.replace(tzinfo=UTC), None], pa.timestamp("ns", "UTC")),
        code("wa", "written_abroad", "moment", format="%d-%m-%Y %H:%M"), ["02-07-2025 00:30", ""],
    ),
    "month": (pa.array([date(2025, 7, 1), None]), code("mo", "month", "pattern", pattern=".*"), ["2025-07-01", ""]),
    "points": (pa.array([["F01", None, "F05"], None]), code("p", "points", "codes"), ["F01,F05", ""]),
    "nothing": (pa.array([None, None]), code("no", "nothing"), ["", ""]),
}  # fmt: skip


def parquet_file(table: pa.Table, **settings_: Any) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file, **settings_)
    return file.getvalue()


def test_parquet_types_become_the_text_that_kinds_read(tmp_path: Path) -> None:
    table = pa.table({name: values for name, (values, _, _) in TYPED.items()})
    table = table.append_column(PLANTED[2], pa.array([PLANTED[0], PLANTED[1]]))
    given_ = source(*(column for _, column, _ in TYPED.values()))
    for name, packed in (
        ("x.parquet", parquet_file(table)),
        ("x.parquet.gz", gzip.compress(parquet_file(table))),
    ):
        raw = read(read_parquet, given_, tmp_path, packed, name)
        for _, column, expected in TYPED.values():
            assert raw.table[column.name].to_pylist() == expected, column.source
        assert raw.table["record"].to_pylist() == [1, 2]


def test_parquet_times_beyond_the_calendar_are_no_dates(tmp_path: Path) -> None:
    far = pa.array([2**31 - 1, -(2**31), 0], pa.int32())
    table = pa.table({
        "day": far.cast(pa.date32()), "second": far.cast(pa.int64()).cast(pa.timestamp("s")),
        "moment": pa.array([2**62, -(2**62), 0], pa.timestamp("us")),
    })  # fmt: skip
    given_ = source(
        code("day", "day", "date"),
        code("second", "second", "date"),
        code("moment", "moment", "moment", format="%Y"),
    )
    raw = read(read_parquet, given_, tmp_path, parquet_file(table), "x.parquet")
    outside = "outside the calendar"
    assert raw.table["day"].to_pylist() == [outside, outside, "1970-01-01"]
    assert raw.table["second"].to_pylist() == ["2038-01-19", "1901-12-13", "1970-01-01"]
    assert raw.table["moment"].to_pylist() == [outside, outside, "1970"]


KEYS = source(code("key", "key", "key"), code("code", "code"))


@often
@given(
    values=st.lists(st.tuples(letters, letters | st.none()), max_size=60), group=st.integers(1, 20),
    size=st.integers(1, 7), coded=st.booleans(),
)  # fmt: skip
def test_parquet_round_trip(
    tmp_path: Path, values: list[tuple[str, str | None]], group: int, size: int, coded: bool
) -> None:
    table = pa.table({
        "key": pa.array([a for a, _ in values], pa.string()), "code": pa.array([b for _, b in values], pa.string())
    })  # fmt: skip
    content = parquet_file(table, row_group_size=group, use_dictionary=coded)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "RECORDS", size)
        raw = read(read_parquet, KEYS, tmp_path, content, "x.parquet")
    assert [row[:2] for row in rows(raw)] == [(a, b or "") for a, b in values]
    assert raw.table["record"].to_pylist() == list(range(1, len(values) + 1))


def test_parquet_texts_that_are_none_cost_their_record_alone(tmp_path: Path) -> None:
    broken = pa.array([b"a", b"\xff", b"b", b"\xfe"]).view(pa.string())
    table = pa.table({"key": pa.array(["1", "2", "3", "4"]), "code": broken})
    for coded in (True, False):
        raw = read(read_parquet, KEYS, tmp_path, parquet_file(table, use_dictionary=coded), "x.parquet")
        assert rows(raw) == [("1", "a", "1"), ("3", "b", "3")]
        assert faults(raw) == [(2, "code", "bad_encoding"), (4, "code", "bad_encoding")]


def test_parquet_that_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"{PLANTED[0]}.parquet"
    content = parquet_file(pa.table({"key": ["x" * 100] * 2_000, "code": ["a"] * 2_000}))
    for damaged in (b"", b"PAR1", content[:-1], content[: len(content) // 2], content[500:]):
        path.write_bytes(damaged)
        refused(read_parquet, KEYS, path, "is not a readable Parquet file")
    path.write_bytes(parquet_file(pa.table({"key": ["1"], "other": ["a"]})))
    refused(read_parquet, KEYS, path, "has no column code")
    path.write_bytes(parquet_file(pa.table({"key": ["1"], "code": [{"a": 1}]})))
    refused(read_parquet, KEYS, path, "column code holds values of type struct")
    path.write_bytes(content)
    monkeypatch.setattr(parquet, "LARGEST_GROUP", 100)
    refused(read_parquet, KEYS, path, "smaller row groups")


def test_a_short_parquet_file_that_holds_a_long_text_many_times(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    long = pa.DictionaryArray.from_arrays(pa.array([0] * 150_000, pa.int32()), pa.array(["x" * 100_000]))
    path.write_bytes(parquet_file(pa.table({"key": long, "code": long})))
    assert path.stat().st_size < 1 << 20
    refused(read_parquet, KEYS, path, "column key is larger than")
    (only,) = read_parquet(source(code("code", "code")), path)
    assert only.table.nbytes < 10 << 20
