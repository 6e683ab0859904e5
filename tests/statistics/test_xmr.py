"""XmR limits: equal to published ones, of the form that the formula says, and honest about gaps and phases."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics.series import spans
from dashboard.statistics.xmr import FEWEST, SETTLED, TOO_FEW, TRIAL, limits, phases
from tests.statistics.vectors import numbers, rows

# NHSRplotthedots, vignette "Deviations from Excel defaults"; printed with two decimals.
VIGNETTE = [row["y"] for row in numbers("xmr_ptd_outlier_input")]
(EXPECTED,) = [row for row in rows("xmr_ptd_outlier_expected") if row["screen_outliers"] == "False"]
moving = st.lists(st.integers(-1000, 1000).map(float), min_size=FEWEST, max_size=30)
gappy = st.lists(st.one_of(st.none(), st.integers(-50, 50).map(float)), min_size=1, max_size=30)


def test_the_published_vector() -> None:
    found = limits(VIGNETTE)
    expected = [float(EXPECTED[key]) for key in ("mean", "lpl", "upl")]
    assert found
    assert [found.centre, found.lower, found.upper] == pytest.approx(
        expected, abs=float(EXPECTED["tolerance"])
    )
    assert [n for n, value in enumerate(VIGNETTE) if found.is_outside(value)] == [4]


def test_fewer_than_eight_are_too_few_to_tell() -> None:
    assert limits([5.0] * (FEWEST - 1)) is None
    assert limits([]) is None


def test_what_never_moves_has_no_room_and_is_not_outside() -> None:
    found = limits([7.0] * FEWEST)
    assert found and (found.lower, found.upper) == (7, 7)
    assert not found.is_outside(7)
    assert found.is_outside(7.1)


@given(moving, st.integers(-50, 50), st.integers(1, 9))
def test_limits_move_and_stretch_with_the_numbers(values: list[float], shift: int, factor: int) -> None:
    before, after = limits(values), limits([value * factor + shift for value in values])
    assert before and after
    for name in ("centre", "lower", "upper"):
        assert getattr(after, name) == pytest.approx(getattr(before, name) * factor + shift, abs=1e-6)


@given(moving)
def test_limits_lie_evenly_about_the_mean_and_do_not_care_for_direction(values: list[float]) -> None:
    found, turned = limits(values), limits(values[::-1])
    assert found and turned
    assert found.upper - found.centre == pytest.approx(found.centre - found.lower, abs=1e-6)
    assert turned.upper == pytest.approx(found.upper, abs=1e-6)


@given(gappy)
def test_nothing_is_measured_across_a_gap(values: list[float | None]) -> None:
    """Slowly, index by index."""
    there = [value for value in values if value is not None]
    ranges = []
    for n in range(1, len(values)):
        first, then = values[n - 1], values[n]
        if first is not None and then is not None:
            ranges.append(abs(then - first))
    found = limits(values)
    if len(there) < 8 or len(ranges) < 7:
        assert found is None
    else:
        assert found
        mean = sum(there) / len(there)
        assert found.upper == pytest.approx(mean + 2.66 * sum(ranges) / len(ranges))


def test_a_gap_is_not_nought_nor_closed() -> None:
    gap = [10.0] * 8 + [None] + [20.0] * 8
    found = limits(gap)
    assert found and (found.lower, found.upper) == (15, 15)
    assert limits([math.nan if value is None else value for value in gap]) == found
    assert limits([value for each in range(20) for value in (float(each), None)]) is None


def test_a_point_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="infinite"):
        limits([1.0] * 9 + [math.inf])


def test_each_phase_has_limits_of_its_own() -> None:
    first, second = phases([5.0, 7.0] * 6 + [50.0, 60.0] * 4, starts=[12])
    assert (first.first, first.last, second.first, second.last) == (0, 11, 12, 19)
    assert first.limits == limits([5.0, 7.0] * 6) and second.limits == limits([50.0, 60.0] * 4)
    assert (first.certainty, second.certainty) == (SETTLED, TRIAL)


def test_a_phase_that_has_just_begun_has_no_limits_yet() -> None:
    old, new = phases([5.0, 7.0] * 6 + [50.0] * 3, starts=[12])
    assert old.limits and new.limits is None
    assert (new.certainty, new.points) == (TOO_FEW, 3)


@given(moving, st.lists(st.integers(-1000, 1000).map(float), max_size=9))
def test_limits_of_a_baseline_stay_when_months_are_added(values: list[float], later: list[float]) -> None:
    (now,), (then,) = phases(values, baseline=FEWEST), phases(values + later, baseline=FEWEST)
    assert now.limits == then.limits and now.points == then.points == FEWEST


@given(gappy, st.data())
def test_phases_cover_every_point_once(values: list[float | None], data: st.DataObject) -> None:
    starts = data.draw(st.lists(st.integers(0, len(values) - 1)))
    found = phases(values, starts)
    assert [n for one in found for n in range(one.first, one.last + 1)] == list(range(len(values)))
    assert {one.first for one in found} == {0, *starts}


def test_phases_of_nothing_and_outside_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one point"):
        phases([])
    with pytest.raises(ValueError, match="outside the series"):
        spans(3, [3])
    with pytest.raises(ValueError, match="baseline of 5"):
        phases([1.0] * 20, baseline=5)
