"""Periods as the contract writes them."""

from datetime import date
from itertools import pairwise

import pytest

from dashboard.metrics.period import newest_complete_year, parse_period, split
from dashboard.metrics.usage import UsageError


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025-H1", date(2025, 1, 1), date(2025, 6, 30)),
        ("2025-H2", date(2025, 7, 1), date(2025, 12, 31)),
        ("2025-Q3", date(2025, 7, 1), date(2025, 9, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-W14", date(2026, 3, 30), date(2026, 4, 5)),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
        ("2025-01..2025-09", date(2025, 1, 1), date(2025, 9, 30)),
        ("2024..2025", date(2024, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_period_is_the_days_it_says(text: str, start: date, end: date) -> None:
    period = parse_period(text)
    assert (period.text, period.start, period.end) == (text, start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "25",
        "2025-13",
        "2025-00",
        "2025-H3",
        "2025-Q5",
        "2025-W54",
        "2025-W00",
        "2025-1",
        "2025-01..",
        "x\ny",
        "٢٠٢٥",
    ],
)
def test_anything_else_says_how_to_write_one(text: str) -> None:
    with pytest.raises(UsageError, match="2025-Q3") as fault:
        parse_period(text)
    assert "\n" not in str(fault.value)


def test_a_range_runs_forward() -> None:
    with pytest.raises(UsageError, match="ends before it begins"):
        parse_period("2025-03..2025-01")


def test_slices_make_up_the_period_without_gap_or_overlap() -> None:
    for text, by, count in (
        ("2025", "month", 12),
        ("2025-H2", "quarter", 2),
        ("2023-11..2026-10", "month", 36),
    ):
        period = parse_period(text)
        slices = split(period, by)
        assert len(slices) == count
        assert (slices[0].start, slices[-1].end) == (period.start, period.end)
        assert all((after.start - before.end).days == 1 for before, after in pairwise(slices))
        assert [parse_period(each.text) for each in slices] == slices


@pytest.mark.parametrize(
    ("text", "by"), [("2026-W14", "month"), ("2025-02..2025-04", "quarter"), ("2025-H1", "year")]
)
def test_a_period_is_not_split_into_broken_slices(text: str, by: str) -> None:
    with pytest.raises(UsageError, match="cannot be split"):
        split(parse_period(text), by)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2023-11-01", "2026-10-31", "2025"),
        ("2023-11-01", "2026-12-31", "2026"),
        ("2010-10-02", "2011-05-23", "2010-10..2011-05"),
    ],
)
def test_the_default_is_the_newest_complete_year(since: str, until: str, expected: str) -> None:
    assert newest_complete_year({"since": since, "until": until, "extracted_on": until}).text == expected
