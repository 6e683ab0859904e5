"""XmR limits: equal to published ones, and of the form that the formula says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics.xmr import FEWEST, limits

# NHSRplotthedots, vignette "Deviations from Excel defaults", without screening; printed with two decimals.
VIGNETTE = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
numbers = st.lists(st.integers(-1000, 1000).map(float), min_size=FEWEST, max_size=30)


def test_the_published_vector() -> None:
    found = limits(VIGNETTE)
    assert found
    assert (found.centre, found.lower, found.upper) == pytest.approx((1.94, -3.06, 6.95), abs=0.005)
    assert [n for n, value in enumerate(VIGNETTE) if found.is_outside(value)] == [4]


def test_fewer_than_eight_are_too_few_to_tell() -> None:
    assert limits([5.0] * (FEWEST - 1)) is None
    assert limits([]) is None


def test_what_never_moves_has_no_room_and_is_not_outside() -> None:
    found = limits([7.0] * FEWEST)
    assert found and (found.lower, found.upper) == (7, 7)
    assert not found.is_outside(7)
    assert found.is_outside(7.1)


@given(numbers, st.integers(-50, 50), st.integers(1, 9))
def test_limits_move_and_stretch_with_the_numbers(values: list[float], shift: int, factor: int) -> None:
    before, after = limits(values), limits([value * factor + shift for value in values])
    assert before and after
    for name in ("centre", "lower", "upper"):
        assert getattr(after, name) == pytest.approx(getattr(before, name) * factor + shift, abs=1e-6)


@given(numbers)
def test_limits_lie_evenly_about_the_mean_and_do_not_care_for_direction(values: list[float]) -> None:
    found, turned = limits(values), limits(values[::-1])
    assert found and turned
    assert found.upper - found.centre == pytest.approx(found.centre - found.lower, abs=1e-6)
    assert turned.upper == pytest.approx(found.upper, abs=1e-6)
