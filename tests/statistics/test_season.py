"""Seasons: equal to slow plain Python, found where they are, and no more false alarms for having been taken out."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.metrics.judged import judged
from dashboard.metrics.signals import BY_CHANCE, RECENT
from dashboard.statistics.forecast import forecast, seasonal_naive
from dashboard.statistics.season import adjusted, monthly_indices


def seasonal(chance: random.Random, swing: float, months: int = 34) -> list[float]:
    return [chance.gauss(100, 5) * (1 + swing * math.sin(n * math.pi / 6)) for n in range(months)]


def test_the_indices_are_what_a_pencil_gives() -> None:
    values = seasonal(random.Random(5), 0.3)
    found = monthly_indices(values)
    assert found is not None
    first, second = sum(values[:12]) / 12, sum(values[12:24]) / 12
    for month in range(12):
        assert found[month] == pytest.approx((values[month] / first + values[month + 12] / second) / 2)
    assert sum(found) == pytest.approx(12)


@given(st.integers(0, 10_000))
def test_what_is_taken_out_can_be_put_back(seed: int) -> None:
    values = seasonal(random.Random(seed), 0.5)
    found = monthly_indices(values)
    assert found is not None
    back = [(one or 0) * found[n % 12] for n, one in enumerate(adjusted(values, found))]
    assert back == pytest.approx(values)


def test_no_season_of_too_few_or_unlike_years() -> None:
    chance = random.Random(2)
    assert monthly_indices(seasonal(chance, 0.5, 30)) is None
    assert monthly_indices([None, *seasonal(chance, 0.5, 35)]) is None
    assert monthly_indices([10.0] * 36) is None


@pytest.mark.parametrize("swing", [0.0, 0.3])
def test_chance_gives_as_many_signals_with_a_season_as_without(swing: float) -> None:
    chance, rounds = random.Random(1), 2000
    found = [judged(seasonal(chance, swing)) for _ in range(rounds)]
    hits = sum(any(one.last >= 34 - RECENT for one in each.signals) for each in found)
    assert hits / rounds == pytest.approx(BY_CHANCE, abs=0.025)


def test_a_forecast_is_given_only_where_it_beats_the_year_before() -> None:
    chance = random.Random(4)
    rising = [n % 12 * 5 + 100 + 40 * (n >= 12) * (n < 24) + chance.gauss(0, 1) for n in range(36)]
    for values in (seasonal(chance, 0.4, 36), rising, [chance.gauss(100, 10) for _ in range(34)]):
        found = forecast(values)
        assert found is not None
        assert bool(found.months) == (found.error < found.naive_error)
        assert all(low <= mean <= high for mean, low, high in found.months)
    assert forecast([100.0] * 29) is None and forecast([0.0] * 36) is None
    assert seasonal_naive([float(n) for n in range(24)]) == [12.0, 13.0, 14.0, 15.0, 16.0, 17.0]
