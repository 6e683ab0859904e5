"""How deliveries come, and how a month grows."""

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.metrics.deliveries import by_extract, expected_by, rejected_share, volume
from dashboard.metrics.revisions import Growth, _shares, growth
from tests.metrics.small_city import PUBLIC, city

Row = dict[str, Any]
USUAL = [100, 104, 98, 101, 99, 103, 97, 102]


def source(read: list[int], rejected: list[int | None] | None = None, **more: Any) -> Row:
    files = [
        {"name": f"f_{n}.csv", "extracted_on": f"2025-{n:02d}-28", "read": rows}
        | ({} if rejected is None else {"rejected": rejected[n - 1]})
        for n, rows in enumerate(read, 1)
    ]
    return {
        "source": "x",
        "files": files,
        "extracted_on": files[-1]["extracted_on"] if files else None,
        **more,
    }


def test_a_delivery_of_half_the_rows_stands_out() -> None:
    usual, halved = volume(source(USUAL)), volume(source([*USUAL, 41]))
    assert usual and halved and not usual.is_unusual
    assert halved.is_unusual and halved.newest == 41


def test_seven_extracts_are_too_few_to_tell() -> None:
    few = volume(source(USUAL[:7]))
    assert few and few.limits is None and not few.is_unusual and few.lacking == 1
    assert volume(source([])) is None


def test_a_register_that_grows_evenly_is_as_usual_when_all_is_delivered_each_time() -> None:
    growing = [1000 + 50 * n for n in range(12)]
    full = volume(source(growing, delivery="full"))
    assert full and full.limits and not full.is_unusual
    shrunk = volume(source([*growing[:-1], 600], delivery="full"))
    assert shrunk and shrunk.is_unusual and shrunk.newest == 600 - growing[-2]


def test_files_of_one_day_are_one_extract() -> None:
    both = source([10, 20], [1, 2])
    both["files"][1]["extracted_on"] = both["files"][0]["extracted_on"]
    assert by_extract(both) == [{"day": "2025-01-28", "read": 30, "rejected": 3}]


def test_rejected_shares_need_to_be_told_file_by_file() -> None:
    told = rejected_share(source([*USUAL, 100], [2, 3, 2, 1, 2, 3, 2, 2, 40]))
    assert told and told.newest == 0.4 and told.is_unusual
    assert rejected_share(source(USUAL)) is None
    assert rejected_share(source([0, 10], [0, 1])).values == (0.1,)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        ("week", date(2025, 2, 14)),
        ("month", date(2025, 3, 10)),
        ("year", date(2026, 2, 8)),
        ("once", None),
        ("", None),
    ],
)
def test_when_the_next_is_due(rhythm: str, expected: date | None) -> None:
    told = source([5], expected_every=rhythm, days_of_grace=10)
    assert expected_by(told) == expected
    assert expected_by(told | {"extracted_on": None}) is None


def triangle(folder: Path, rows: list[Row], **settings: Any) -> list[Growth]:
    warehouse = city(folder, {"revisions": rows}, **settings)
    return growth("cases", warehouse, PUBLIC)


def known(month: str, extracted_on: str, count: int, department: str = "SOF", fact: str = "cases") -> Row:
    return {
        "fact": fact,
        "department": department,
        "month": month,
        "extracted_on": extracted_on,
        "known": count,
    }


def test_a_month_grows_extract_by_extract(tmp_path: Path) -> None:
    rows = [
        known("2025-01-01", "2025-01-15", 300),  # before the month had ended
        known("2025-01-01", "2025-01-31", 800),
        known("2025-01-01", "2025-02-28", 950),
        known("2025-01-01", "2025-03-31", 1000),
        known("2025-02-01", "2025-02-28", 900),
        known("2025-02-01", "2025-03-31", 1000),
        known("2025-03-01", "2025-03-31", 500),  # only one extract: nothing to compare
        known("2025-01-01", "2025-03-31", 77, fact="complaints"),
    ]
    assert triangle(tmp_path, rows) == [
        Growth("2025-01", (0.8, 0.95, 1.0)),
        Growth("2025-02", (0.9, 1.0)),
        Growth("", (1700 / 2000, 950 / 1000)),
    ]


def test_sources_grow_by_their_own_extracts(tmp_path: Path) -> None:
    rows = [
        known("2025-01-01", "2025-01-31", 80), known("2025-01-01", "2025-02-28", 100),
        known("2025-01-01", "2025-02-10", 150, "BIF"), known("2025-01-01", "2025-03-10", 300, "BIF"),
    ]  # fmt: skip
    assert triangle(tmp_path, rows)[0] == Growth("2025-01", (230 / 400, 1.0))


def test_a_step_of_a_few_rows_is_withheld_but_not_of_published_data(tmp_path: Path) -> None:
    rows = [known("2025-01-01", f"2025-0{n}-28", count) for n, count in ((2, 90), (3, 97), (4, 100))]
    assert triangle(tmp_path / "house", rows)[0].shares == (0.9, None, 1.0)
    assert triangle(tmp_path / "public", rows, public=True)[0].shares == (0.9, 0.97, 1.0)


def test_a_snapshot_that_does_not_tell_has_no_triangle(tmp_path: Path) -> None:
    assert growth("cases", city(tmp_path, {}), PUBLIC) == []


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_no_step_between_shown_shares_is_small(counts: list[int]) -> None:
    now = counts[-1]
    shares = _shares([(count, now) for count in counts], threshold=5)
    shown = [count for count, share in zip(counts, shares, strict=True) if share is not None]
    steps = defaultdict(int, {abs(a - b): 1 for a, b in zip(shown, shown[1:], strict=False)})
    assert not set(steps) & {1, 2, 3, 4}
    assert not set(shown) & {1, 2, 3, 4}
