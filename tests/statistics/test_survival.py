"""Kaplan-Meier against the published remission times and against counting by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics.survival import median_days, survival
from tests.statistics.vectors import numbers

# Freireich et al. (1963), weeks in remission: the 6-MP arm as vectors, placebo as printed in Cox & Oakes (1984).
TREATED = [(int(row["days"]), bool(row["closed"]), 1) for row in numbers("km_freireich_6mp_input")]
EXPECTED = [row for row in numbers("km_freireich_6mp_expected") if row["n_event"]]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_the_published_remission_times() -> None:
    found = survival(TREATED)
    assert [weeks for weeks, _ in found] == [row["time"] for row in EXPECTED]
    assert [share for _, share in found] == pytest.approx([row["survival"] for row in EXPECTED])
    assert median_days(TREATED) == 23
    assert median_days([(weeks, True, 1) for weeks in PLACEBO]) == 8


def test_half_that_never_ended_has_no_median() -> None:
    assert median_days([(10, True, 4), (20, False, 6)]) is None
    assert median_days([]) is None


@given(st.lists(st.integers(0, 60), min_size=1, max_size=40))
def test_without_anything_unfinished_it_is_the_plain_median(days: list[int]) -> None:
    ordered = sorted(days)
    assert median_days([(each, True, 1) for each in days]) == ordered[(len(days) + 1) // 2 - 1]


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans(), st.integers(1, 5)), max_size=30))
def test_it_falls_and_never_below_nought(waits: list[tuple[int, bool, int]]) -> None:
    shares = [share for _, share in survival(waits)]
    assert shares == sorted(shares, reverse=True)
    assert all(-1e-9 <= share <= 1 for share in shares)


@pytest.mark.parametrize("late", [1, 7])
def test_waiting_longer_never_makes_it_look_quicker(late: int) -> None:
    waits = [(10, True, 5), (20, True, 5), (15, False, 4)]
    longer = [(10, True, 5), (20, True, 5), (15 + late, False, 4)]
    assert (median_days(longer) or 99) >= (median_days(waits) or 99)
