"""Kaplan-Meier against the published remission times and against counting by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics.survival import median_days, survival

# Freireich et al. (1963), weeks in remission, as printed in Cox & Oakes (1984): 6-MP with censoring, and placebo.
TREATED = [(6, 3), (7, 1), (10, 1), (13, 1), (16, 1), (22, 1), (23, 1)]
CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
PRINTED = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]


def test_the_published_remission_times() -> None:
    waits = [(weeks, True, count) for weeks, count in TREATED] + [(weeks, False, 1) for weeks in CENSORED]
    assert [round(share, 3) for _, share in survival(waits)] == PRINTED
    assert median_days(waits) == 23
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
