"""Wilson intervals and Laney's p' against published numbers."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics.proportions import laney_limits, wilson_interval
from dashboard.statistics.rules import OUTSIDE, signals
from dashboard.statistics.xmr import FEWEST, limits
from tests.statistics.vectors import numbers


@pytest.mark.parametrize("row", numbers("wilson_ci"))
def test_wilson_as_published(row: dict[str, float]) -> None:
    found = wilson_interval(row["x"], row["n"], row["confidence"])
    assert found == pytest.approx((row["lower"], row["upper"]), abs=1e-9)


@given(st.integers(1, 500), st.data())
def test_the_share_lies_inside_and_the_other_share_is_its_mirror(of: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, of))
    low, high = wilson_interval(count, of)
    assert 0 <= low <= count / of <= high <= 1
    assert wilson_interval(of - count, of) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize(("count", "of"), [(1, 0), (-1, 5), (6, 5), (math.nan, 5), (1, math.nan)])
def test_what_is_no_share_is_refused(count: float, of: float) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson_interval(count, of)


def test_laney_as_published() -> None:
    weeks = numbers("pprime_chart_nhs_accidents")
    found = laney_limits([w["seen_within_4h"] for w in weeks], [w["attendances"] for w in weeks])
    assert found
    assert found.sigma_z == pytest.approx(weeks[0]["sigma_z"], abs=5e-7)
    lower, upper = ([100 * each for each in side if each] for side in (found.lower, found.upper))
    assert lower == pytest.approx([w["lcl_3s_pct"] for w in weeks], abs=5e-5)
    assert upper == pytest.approx([w["ucl_3s_pct"] for w in weeks], abs=5e-5)


MONTHS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.lists(st.integers(0, 100), min_size=FEWEST, max_size=30))
def test_with_equal_denominators_it_is_the_xmr_chart(counts: list[int]) -> None:
    """All but the factor 2.66, which is 3 / 1.128 rounded."""
    found, same = laney_limits(counts, [100] * len(counts)), limits([count / 100 for count in counts])
    assert found and same and found.limits[0]
    assert found.centre == pytest.approx(same.centre)
    assert found.limits[0].upper - found.centre == pytest.approx(
        (same.upper - same.centre) * 3 / 1.128 / 2.66
    )


@given(st.lists(st.one_of(st.none(), MONTHS), min_size=1, max_size=30))
def test_equal_to_the_formula_taken_slowly(months: list[tuple[int, int] | None]) -> None:
    there = [month for month in months if month]
    p = sum(count for count, _ in there) / sum(of for _, of in there) if there else 0
    jumps = []
    for first, then in pairwise(months):
        if first and then and 0 < p < 1:
            z = [(count / of - p) / math.sqrt(p * (1 - p) / of) for count, of in (first, then)]
            jumps.append(abs(z[1] - z[0]))
    found = laney_limits([m and m[0] for m in months], [m and m[1] for m in months])
    if len(there) < 8 or (0 < p < 1 and len(jumps) < 7):
        assert found is None
        return
    assert found
    sigma_z = sum(jumps) / len(jumps) / 1.128 if jumps else 0
    assert found.sigma_z == pytest.approx(sigma_z, abs=1e-9)
    for month, bound in zip(months, found.limits, strict=True):
        assert (month is None) == (bound is None)
        if month and bound:
            reach = 3 * math.sqrt(p * (1 - p) / month[1]) * sigma_z
            assert (bound.lower, bound.upper) == pytest.approx((p - reach, p + reach), abs=1e-9)


@given(
    st.lists(MONTHS, min_size=FEWEST, max_size=20), st.integers(0, 20), st.sampled_from([None, 0.0, math.nan])
)
def test_a_month_with_nothing_to_be_a_share_of_is_a_gap(
    months: list[tuple[int, int]], place: int, nothing: float | None
) -> None:
    place = min(place, len(months))
    counts, of = [float(c) for c, _ in months], [float(n) for _, n in months]
    found = laney_limits([*counts[:place], 0.0, *counts[place:]], [*of[:place], nothing, *of[place:]])
    missing = laney_limits([*counts[:place], None, *counts[place:]], [*of[:place], 5.0, *of[place:]])
    assert found == missing
    if found:
        assert found.shares[place] is None and found.lower[place] is None and found.upper[place] is None


def test_the_rules_take_its_limits_as_they_are() -> None:
    counts, of = [45, 66] * 8 + [190], [100, 120] * 8 + [200]
    found = laney_limits(counts, of)
    assert found
    assert [(one.rule, one.first) for one in signals(found.shares, found.limits)] == [(OUTSIDE, 16)]


def test_limits_that_are_shown_are_shares_while_those_that_judge_are_raw() -> None:
    found = laney_limits([1, 9, 0, 10, 1, 9, 0, 10], [10] * 8)
    assert found and found.limits[0]
    assert (found.lower[0], found.upper[0]) == (0, 1)
    assert found.limits[0].lower < 0 and found.limits[0].upper > 1


def test_shares_that_never_move_have_no_width() -> None:
    nothing, everything = (laney_limits([share * 10] * 9, [10] * 9) for share in (0, 1))
    assert nothing and nothing.upper == (0,) * 9
    assert everything and everything.lower == (1,) * 9
    assert nothing.sigma_z == everything.sigma_z == 0


def test_too_few_points_have_no_limits_and_none_are_refused() -> None:
    assert laney_limits([1] * 7, [10] * 7) is None
    with pytest.raises(ValueError, match="at least one point"):
        laney_limits([], [])
    for count, of in ((11, 10), (-1, 10), (1, -5)):
        with pytest.raises(ValueError, match="below nought or above"):
            laney_limits([1] * 9 + [count], [10] * 9 + [of])
