"""Signals by chance: the simulation counts as the rules do, and gives what can be reckoned by hand."""

import random
from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics.chance import SEED, _close, _ends, _run_ends, by_chance
from dashboard.statistics.rules import signals
from dashboard.statistics.xmr import Limits, limits

AROUND = Limits(0.0, -1.0, 1.0)
MANY = 200_000


@given(st.lists(st.floats(-1.4, 1.4), min_size=8, max_size=40))
def test_it_counts_the_signals_that_the_rules_find(values: list[float]) -> None:
    here = np.array([values])
    ends = sorted(one.last for one in signals([0 if abs(v) < 1e-6 else v for v in values], AROUND))
    here[np.abs(here) < 1e-6] = 0
    at_edge = np.abs(np.abs(here) - 1).min() < 1e-6
    assert at_edge or sorted(np.repeat(np.arange(len(values)), _ends(here, here)[0])) == ends


def test_known_limits_give_the_rates_of_the_books() -> None:
    """Rule by rule and by hand: 0.27 % outside, 2/2⁷ a shift of seven, 2/7! a trend of seven."""
    values = np.random.default_rng(7).standard_normal((MANY, 7))
    side = np.sign(values).astype(np.int8)
    outside = side * (np.abs(values) > 3)
    assert np.abs(outside).mean() == pytest.approx(0.0027, abs=0.0002)
    assert _run_ends(side, 7).sum() / MANY == pytest.approx(2 / 2**7, abs=0.001)
    steps = np.sign(np.diff(values, axis=1)).astype(np.int8)
    assert _run_ends(steps, 6).sum() / MANY == pytest.approx(2 / factorial(7), abs=0.0002)
    # Of three: near is 2 to 3 sigma (0.02140 of each side), within is 0 to 3 sigma or beyond (0.5 of each side).
    near, beside = 0.0214, 0.5
    by_hand = 2 * (3 * near**2 * (beside - near) + near**3)
    groups = np.abs(_close(values[:, :3] / 3, side[:, :3])).any(axis=1).mean()
    assert groups == pytest.approx(by_hand, abs=0.0003)


def test_a_page_of_charts_shows_as_many_as_the_rules_find_in_chance() -> None:
    """Drawn again, by other chance, and judged by the rules themselves."""
    draw, rounds, found, touched = random.Random(SEED + 1), 3000, 0, 0
    for _ in range(rounds):
        values = [draw.gauss(50, 7) for _ in range(24)]
        usual = limits(values)
        assert usual
        several = signals(values, usual)
        found, touched = found + len(several), touched + bool(several)
    expected = by_chance(charts=rounds, points=24)
    assert found / rounds == pytest.approx(expected.signals / rounds, abs=0.03)
    assert touched / rounds == pytest.approx(expected.charts / rounds, abs=0.02)


def test_only_what_touches_the_newest_points_counts_where_it_is_asked() -> None:
    everything, lately = by_chance(100, 34, baseline=24), by_chance(100, 34, baseline=24, recent=6)
    assert lately.charts == pytest.approx(13.5, abs=1)
    assert 0 < lately.charts < everything.charts and lately.signals < everything.signals


def test_twice_the_charts_twice_the_signals_and_longer_charts_more() -> None:
    one, two = by_chance(10, 24), by_chance(20, 24)
    assert (two.signals, two.charts) == pytest.approx((2 * one.signals, 2 * one.charts))
    assert by_chance(0, 24).signals == 0
    rising = [by_chance(1, points).charts for points in (12, 24, 36, 60)]
    assert rising == sorted(rising)
    assert one.charts <= one.signals


@pytest.mark.parametrize(
    ("charts", "points", "baseline", "recent"),
    [
        (-1, 24, None, None),
        (1, 7, None, None),
        (1, 24, 7, None),
        (1, 24, 25, None),
        (1, 24, None, 0),
        (1, 24, None, 25),
    ],
)
def test_what_no_chart_with_limits_has_is_refused(
    charts: int, points: int, baseline: int | None, recent: int | None
) -> None:
    with pytest.raises(ValueError, match="charts of"):
        by_chance(charts, points, baseline, recent)
