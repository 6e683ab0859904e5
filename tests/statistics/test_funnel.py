"""Funnel limits against published numbers, with and without differences beyond chance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics.funnel import OUTSIDE, Z95, Z998, Funnel, funnel
from dashboard.statistics.proportions import wilson_interval
from tests.statistics.vectors import numbers, rows

UNITS = [(float(row["numerator"]), float(row["denominator"])) for row in rows("funnel_od_synthetic_input")]
FOUND = funnel([count for count, _ in UNITS], [of for _, of in UNITS])


def test_centre_and_overdispersion_as_published() -> None:
    (expected,) = numbers("funnel_od_synthetic_summary")
    assert FOUND.centre == pytest.approx(expected["target"], rel=1e-9)
    assert FOUND.phi == pytest.approx(expected["phi"], rel=1e-9)
    assert FOUND.tau2 == pytest.approx(expected["tau2"], rel=1e-9)


@pytest.mark.parametrize("row", numbers("funnel_od_synthetic_limits"))
def test_limits_as_published(row: dict[str, float]) -> None:
    assert FOUND.limits(row["denominator"], Z95) == pytest.approx((row["odll95"], row["odul95"]), abs=1e-7)
    assert FOUND.limits(row["denominator"], Z998) == pytest.approx((row["odll998"], row["odul998"]), abs=1e-7)


@given(st.integers(20, 5000), st.data())
def test_plain_limits_invert_the_wilson_interval(of: int, data: st.DataObject) -> None:
    """A unit lies outside the funnel where its own interval does not hold the centre."""
    count = data.draw(st.integers(0, of))
    few = Funnel(0.3, 1.0, 0.0, adjusted=False, units=4)
    low, high = wilson_interval(count, of, 0.998)
    near = min(abs(0.3 - low), abs(0.3 - high)) < 1e-6
    assert near or (few.where(count, of) == OUTSIDE) == (not low <= 0.3 <= high)


def test_few_units_are_not_adjusted_for_differences_that_cannot_be_estimated() -> None:
    assert not funnel([5, 9, 2], [100, 90, 110]).adjusted
    assert FOUND.adjusted


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 900)), min_size=10, max_size=40))
def test_larger_units_have_narrower_limits(units: list[tuple[int, int]]) -> None:
    found = funnel([count for count, _ in units], [of for _, of in units])
    small, large = found.limits(60, Z998), found.limits(600, Z998)
    assert small[0] <= large[0] + 1e-12 and large[1] <= small[1] + 1e-12


def test_a_unit_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="of something"):
        funnel([1], [0])
    with pytest.raises(ValueError, match="nothing"):
        FOUND.limits(0, Z95)
