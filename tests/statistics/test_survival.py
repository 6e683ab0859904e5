"""Kaplan-Meier against the published remission times and against counting by hand."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics.survival import Reached, curve, median_days, reached, survival
from tests.statistics.vectors import numbers

# Freireich et al. (1963), weeks in remission: the 6-MP arm as vectors, placebo as printed in Cox & Oakes (1984).
TREATED = [(int(row["days"]), bool(row["closed"]), 1) for row in numbers("km_freireich_6mp_input")]
EXPECTED = [row for row in numbers("km_freireich_6mp_expected") if row["n_event"]]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
WAITS = st.lists(st.tuples(st.integers(0, 30), st.booleans(), st.integers(1, 5)), min_size=1, max_size=30)
Waits = list[tuple[int, bool, int]]


def test_the_published_remission_times() -> None:
    found = survival(TREATED)
    assert [weeks for weeks, _ in found] == [row["time"] for row in EXPECTED]
    assert [share for _, share in found] == pytest.approx([row["survival"] for row in EXPECTED])
    assert median_days(TREATED) == 23
    assert median_days([(weeks, True, 1) for weeks in PLACEBO]) == 8


@pytest.mark.parametrize(("step", "row"), list(zip(curve(TREATED), EXPECTED, strict=True)))
def test_every_step_as_published(step, row: dict[str, float]) -> None:  # type: ignore[no-untyped-def]
    assert (step.days, step.at_risk, step.ended) == (row["time"], row["n_risk"], row["n_event"])
    found = (step.share, step.error, step.lower, step.upper)
    published = ("survival", "std_err_greenwood", "lower95_loglog", "upper95_loglog")
    assert found == pytest.approx([row[key] for key in published], rel=1e-9)


def test_a_median_has_an_interval_as_far_as_the_curve_reaches() -> None:
    assert reached(TREATED) == Reached(23, 13, None)
    assert reached(TREATED, 0.9) == Reached(None, None, None)
    assert reached(TREATED, 0.25) == Reached(13, 6, 22)


def test_half_that_never_ended_has_no_median() -> None:
    assert median_days([(10, True, 4), (20, False, 6)]) is None


def test_nothing_is_left_to_be_sure_of_after_the_last() -> None:
    last = curve([(10, True, 1), (20, True, 1)])[-1]
    assert (last.share, last.error, last.lower, last.upper) == (0, None, None, None)


def test_a_cohort_that_is_none_is_refused() -> None:
    for waits in ([], [(-1, True, 1)], [(1, True, 0)], [(math.nan, True, 1)]):
        with pytest.raises(ValueError, match="cohort needs|days start at 0"):
            curve(waits)  # type: ignore[arg-type]
    for share in (0, 1, math.nan):
        with pytest.raises(ValueError, match="no share"):
            reached(TREATED, share)


def redistributed(waits: Waits) -> dict[int, Fraction]:
    """Efron (1967), another way to the same curve: whose end is not seen hands its weight to those who wait longer."""
    each = sorted((days, not ended) for days, ended, count in waits for _ in range(count))
    weight = [Fraction(1, len(each))] * len(each)
    left, shares = Fraction(1), {}
    for place, (days, is_open) in enumerate(each):
        later = len(each) - place - 1
        if not is_open:
            left -= weight[place]
            shares[days] = left
        elif later:
            for other in range(place + 1, len(each)):
                weight[other] += weight[place] / later
    return shares


@given(WAITS)
def test_equal_to_weights_handed_on(waits: Waits) -> None:
    slow = redistributed(waits)
    assert dict(survival(waits)) == pytest.approx({days: float(share) for days, share in slow.items()})


@given(st.lists(st.integers(0, 60), min_size=1, max_size=40))
def test_without_anything_unfinished_it_is_the_plain_median(days: list[int]) -> None:
    ordered = sorted(days)
    assert median_days([(each, True, 1) for each in days]) == ordered[(len(days) + 1) // 2 - 1]


@given(WAITS)
def test_it_falls_and_lies_inside_its_interval(waits: Waits) -> None:
    steps = curve(waits)
    shares = [step.share for step in steps]
    assert shares == sorted(shares, reverse=True)
    assert all(-1e-9 <= share <= 1 for share in shares)
    for step in steps:
        if step.lower is not None and step.upper is not None:
            assert 0 <= step.lower <= step.share <= step.upper <= 1


@given(WAITS, st.integers(2, 9))
def test_order_and_how_it_is_grouped_change_nothing(waits: Waits, factor: int) -> None:
    one_by_one = [(days, ended, 1) for days, ended, count in waits for _ in range(count)]
    assert curve(waits) == curve(one_by_one[::-1])
    stretched = curve([(days * factor, ended, count) for days, ended, count in waits])
    assert [(step.days, step.share) for step in stretched] == [(d * factor, s) for d, s in survival(waits)]


@pytest.mark.parametrize("late", [1, 7])
def test_waiting_longer_never_makes_it_look_quicker(late: int) -> None:
    waits = [(10, True, 5), (20, True, 5), (15, False, 4)]
    longer = [(10, True, 5), (20, True, 5), (15 + late, False, 4)]
    assert (median_days(longer) or 99) >= (median_days(waits) or 99)
