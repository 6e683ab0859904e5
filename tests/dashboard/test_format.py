from datetime import date

import pytest

from dashboard.components import format as write


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0, 0, "0"),
        (999, 0, "999"),
        (1234.5, 1, "1.234,5"),
        (1234567, 0, "1.234.567"),
        (2.45, 1, "2,5"),
        (0.95, 1, "1,0"),
        (-0.04, 1, "0,0"),
        (-3.2, 1, "\u22123,2"),
    ],
)
def test_numbers(value: float, decimals: int, expected: str) -> None:
    assert write.number(value, decimals) == expected


def test_percent_has_a_hard_space() -> None:
    assert write.percent(0.15) == "15,0\u00a0%"


def test_the_unit_only_scales_the_display() -> None:
    assert write.amount(4000 / 164440, "pr. 100 sager") == "2,4"
    assert write.amount(0.5, "%") == "50,0"
    assert write.amount(4000, "klager") == "4.000"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025", "2025"),
        ("2025-H1", "1. halvår 2025"),
        ("2025-Q3", "3. kvt. 2025"),
        ("2025-07", "juli 2025"),
        ("2026-W04", "uge 4, 2026"),
        ("2025-01..2025-09", "januar 2025 til september 2025"),
    ],
)
def test_periods(text: str, expected: str) -> None:
    assert write.period(text) == expected


def test_days() -> None:
    assert write.day(date(2026, 5, 3)) == "03.05.2026"
    assert write.day("2026-05-03") == "03.05.2026"
    assert write.day_in_text(date(2026, 5, 3)) == "3.\u00a0maj 2026"
    assert write.short_period("2025-10") == "okt 2025"


def test_lists_and_danish_order() -> None:
    assert write.listed(["a", "b", "c"]) == "a, b og c"
    assert write.listed(["a"]) == "a"
    names = ["Ål", "Ærø", "Øl", "Zebra", "Aarhus", "Abe"]
    assert sorted(names, key=write.sort_key) == ["Abe", "Zebra", "Ærø", "Øl", "Ål", "Aarhus"]
