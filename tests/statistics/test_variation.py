"""What a signal means, and how a finished improvement stands."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics.rules import CLOSE, OUTSIDE, SHIFT
from dashboard.statistics.variation import (
    COMMON,
    IMPROVING,
    KINDS,
    NEITHER,
    TOO_FEW,
    WORSENING,
    meaning,
    standing,
    variation,
)
from dashboard.statistics.xmr import Limits

AROUND = Limits(0.0, -3.0, 3.0)
BEFORE = [10.0, 12.0] * 6  # mean 11, limits 5.68 to 16.32
POINTS = st.lists(st.one_of(st.none(), st.floats(-20, 40)), min_size=1, max_size=20)
MIRRORED = {IMPROVING: WORSENING, WORSENING: IMPROVING}


@pytest.mark.parametrize(
    ("direction", "better", "kind"),
    [
        (1, "higher", IMPROVING), (-1, "higher", WORSENING), (1, "lower", WORSENING),
        (-1, "lower", IMPROVING), (1, "neither", NEITHER), (-1, "neither", NEITHER),
    ],
)  # fmt: skip
def test_a_direction_means_what_the_metric_says(direction: int, better: str, kind: str) -> None:
    assert meaning(direction, better) == kind


def test_the_newest_known_point_speaks() -> None:
    assert variation([0, 4], AROUND, "higher").kind == IMPROVING
    assert variation([4, 0], AROUND, "higher").kind == COMMON
    assert variation([0, 4, None, math.nan], AROUND, "lower").kind == WORSENING
    assert variation([None], AROUND, "lower").kind == TOO_FEW


def test_of_several_rules_the_first_is_said() -> None:
    found = variation([1.0] * 6 + [2.5, 2.5, 4.0], AROUND, "neither")
    assert found.signal and (found.kind, found.signal.rule) == (NEITHER, OUTSIDE)
    found = variation([1.0] * 6 + [2.5, 2.5], AROUND, "neither")
    assert found.signal and found.signal.rule == CLOSE


def test_an_improvement_that_holds() -> None:
    found = standing(BEFORE, [9.0, 8.5] * 4, "lower")
    assert (found.kind, found.lasts) == (IMPROVING, True)
    assert found.signal and (found.signal.rule, found.signal.first, found.signal.last) == (SHIFT, 0, 7)


def test_an_improvement_that_came_back() -> None:
    found = standing(BEFORE, [9.0, 8.5] * 4 + [11.5, 10.5], "lower")
    assert (found.kind, found.lasts) == (IMPROVING, False)


def test_the_newest_signal_outweighs_an_older_one() -> None:
    assert standing(BEFORE, [2.0, 11.5, 30.0], "lower").kind == WORSENING


def test_nothing_hardly_chance_is_an_answer_and_so_is_too_little() -> None:
    assert standing(BEFORE, [10.5, 11.5], "lower").kind == COMMON
    assert standing(BEFORE[:7], [2.0] * 9, "lower").kind == TOO_FEW
    assert standing(BEFORE, [None, None], "lower").kind == TOO_FEW


def test_a_gap_is_no_point_of_a_run() -> None:
    assert standing(BEFORE, [9.0] * 6 + [None] + [9.0] * 6, "lower").kind == COMMON


def test_no_points_and_no_direction_are_refused() -> None:
    for before, after in (([], [1.0]), (BEFORE, [])):
        with pytest.raises(ValueError, match="at least one point"):
            standing(before, after, "lower")
    with pytest.raises(ValueError, match="at least one point"):
        variation([], AROUND, "lower")
    with pytest.raises(ValueError, match="higher, lower or neither"):
        standing(BEFORE, [1.0], "green")


@given(POINTS)
def test_better_the_other_way_is_the_other_kind(after: list[float | None]) -> None:
    up, down = standing(BEFORE, after, "higher"), standing(BEFORE, after, "lower")
    assert down.kind == MIRRORED.get(up.kind, up.kind) and up.kind in KINDS
    assert (down.signal, down.lasts) == (up.signal, up.lasts)


@given(st.lists(st.one_of(st.none(), st.integers(-20, 40).map(float)), min_size=1, max_size=20))
def test_what_is_turned_upside_down_is_the_other_kind(after: list[float | None]) -> None:
    turned = standing([-x for x in BEFORE], [None if x is None else -x for x in after], "higher")
    assert turned.kind == standing(BEFORE, after, "lower").kind
