"""Funnel limits against published numbers, with and without differences beyond chance."""

import math
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics.funnel import INSIDE, NEAR, OUTSIDE, Z95, Z998, Funnel, expected_outside, funnel
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


@pytest.mark.parametrize("row", numbers("funnel_od_synthetic_limits"))
def test_limits_without_overdispersion_as_published(row: dict[str, float]) -> None:
    """FunnelPlotR stays on the arcsine scale there; so do ours, of ten units or more, where tau² is 0."""
    plain = replace(FOUND, tau2=0.0)
    assert plain.limits(row["denominator"], Z95) == pytest.approx((row["ll95"], row["ul95"]), abs=1e-9)
    assert plain.limits(row["denominator"], Z998) == pytest.approx((row["ll998"], row["ul998"]), abs=1e-9)


@pytest.mark.parametrize("row", rows("funnel_od_synthetic_z"))
def test_z_of_each_unit_says_where_it_lies_as_published(row: dict[str, str]) -> None:
    count, of = dict(zip([r["unit"] for r in rows("funnel_od_synthetic_input")], UNITS, strict=True))[
        row["unit"]
    ]
    z = abs(float(row["z"]))
    assert replace(FOUND, tau2=0.0).where(count, of) == (OUTSIDE if z > Z998 else NEAR if z > Z95 else INSIDE)


def test_phi_is_the_mean_of_the_published_winsorised_z_squared() -> None:
    z = [float(row["z_winsorised"]) for row in rows("funnel_od_synthetic_z")]
    assert FOUND.phi == pytest.approx(sum(each * each for each in z) / len(z), rel=1e-9)


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


@pytest.mark.parametrize(
    ("counts", "of"),
    [([], []), ([math.nan], [5]), ([1], [math.nan]), ([1], [math.inf]), ([6], [5]), ([-1, 6], [5, 5])],
)
def test_no_units_and_units_without_numbers_are_refused(counts: list[float], of: list[float]) -> None:
    with pytest.raises(ValueError, match="units"):
        funnel(counts, of)


def test_a_share_of_units_is_outside_by_chance() -> None:
    assert expected_outside(100, Z95) == pytest.approx(5, abs=1e-4)
    assert expected_outside(1000, Z998) == pytest.approx(2, abs=1e-4)
    assert FOUND.by_chance == pytest.approx(0.04, abs=1e-6)
    for units, z in ((-1, Z95), (5, 0), (5, math.nan)):
        with pytest.raises(ValueError, match="standard deviations"):
            expected_outside(units, z)


def test_units_that_differ_by_chance_alone_lie_outside_as_often_as_is_said() -> None:
    chance, of, rounds, near = np.random.default_rng(5), 2000, 200, 0
    for _ in range(rounds):
        counts = chance.binomial(of, 0.3, size=30)
        found = Funnel(0.3, 1.0, 0.0, adjusted=False, units=30)
        near += sum(found.where(count, of) != INSIDE for count in counts)
    assert near / rounds == pytest.approx(expected_outside(30, Z95), abs=0.25)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 900)), min_size=1, max_size=20), st.randoms())
def test_the_order_of_the_units_changes_nothing(units: list[tuple[int, int]], shuffle: random.Random) -> None:
    mixed = shuffle.sample(units, len(units))
    first, then = (funnel([count for count, _ in each], [of for _, of in each]) for each in (units, mixed))
    assert (then.centre, then.phi, then.tau2) == pytest.approx(
        (first.centre, first.phi, first.tau2), abs=1e-12
    )
