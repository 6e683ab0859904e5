"""The rules against the published vectors, and what must hold of them whatever the numbers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics.rules import CLOSE, OUTSIDE, RULES, SHIFT, TREND, Signal, signals, signals_by_phase
from dashboard.statistics.xmr import Limits, Phase, limits, phases
from tests.statistics.vectors import rows

VECTORS = rows("rules_ptd")
AROUND_NOUGHT = Limits(0.0, -3.0, 3.0)
NUMBERS = st.lists(st.one_of(st.none(), st.floats(-4, 4)), min_size=1, max_size=30)


def of(rule: str) -> list[dict[str, str]]:
    found = [row for row in VECTORS if row["rule"] == rule]
    assert found
    return found


def marked(found: list[Signal], rule: str, count: int) -> list[int]:
    return [int(any(s.rule == rule and s.first <= n <= s.last for s in found)) for n in range(count)]


def numbers(text: str) -> list[int]:
    return [int(each) for each in text.split()]


@pytest.mark.parametrize("row", of("seven_one_side"))
def test_seven_on_one_side(row: dict[str, str]) -> None:
    """The vectors mark from the seventh point on; we mark the whole run, whose end and existence must agree."""
    values = [0.5 * each for each in numbers(row["input"])]
    found = [s for s in signals(values, AROUND_NOUGHT) if s.rule == SHIFT]
    expected = numbers(row["expected"])
    assert bool(found) == any(expected)
    if found:
        assert (found[0].first + 6, found[0].last) == (
            expected.index(1),
            len(expected) - 1 - expected[::-1].index(1),
        )


@pytest.mark.parametrize("row", of("seven_trend"))
def test_seven_rising(row: dict[str, str]) -> None:
    found = [s for s in signals(numbers(row["input"]), AROUND_NOUGHT) if s.rule == TREND]
    expected = numbers(row["expected"])
    assert bool(found) == any(expected)
    if found:
        assert (found[0].first + 6, found[0].last) == (
            expected.index(1),
            len(expected) - 1 - expected[::-1].index(1),
        )


@pytest.mark.parametrize("row", of("part_of_seven"))
def test_the_whole_run_is_marked(row: dict[str, str]) -> None:
    flags, expected = numbers(row["input"]), numbers(row["expected"])
    values = [0.5] * (flags.index(1) + 1) + [-0.5] * (len(flags) - flags.index(1) - 1)
    assert marked(signals(values, AROUND_NOUGHT), SHIFT, len(values)) == expected


@pytest.mark.parametrize("row", of("two_in_three_flagged_points"))
def test_two_of_three_near_a_limit(row: dict[str, str]) -> None:
    close, side = (numbers(part) for part in row["input"].split("|"))
    values = [(2.5 if near else 0.5) * where for near, where in zip(close, side, strict=True)]
    assert marked(signals(values, AROUND_NOUGHT), CLOSE, len(values)) == numbers(row["expected"])


@pytest.mark.parametrize("row", of("two_in_three"))
def test_two_of_three_are_found_where_the_vector_has_a_group(row: dict[str, str]) -> None:
    close, side = (numbers(part) for part in row["input"].split("|"))
    values = [(2.5 if near else 0.5) * where for near, where in zip(close, side, strict=True)]
    groups = [max(0, end - 2) for end in range(len(values)) if numbers(row["expected"])[end]]
    assert bool(marked(signals(values, AROUND_NOUGHT), CLOSE, len(values)).count(1)) == bool(groups)


@given(NUMBERS)
def test_upside_down_is_the_same_the_other_way(values: list[float | None]) -> None:
    turned = [None if value is None else -value for value in values]
    found = {(s.rule, s.first, s.last, s.direction) for s in signals(values, AROUND_NOUGHT)}
    assert {(s.rule, s.first, s.last, -s.direction) for s in signals(turned, AROUND_NOUGHT)} == found


@given(NUMBERS)
def test_a_missing_point_is_never_marked(values: list[float | None]) -> None:
    for signal in signals(values, AROUND_NOUGHT):
        assert signal.rule in RULES
        assert all(values[n] is not None for n in range(signal.first, signal.last + 1))


def slowly(values: list[float | None]) -> dict[str, set[int]]:
    """Every window looked at by itself, with limits -3 to 3: which points meet which rule."""
    met: dict[str, set[int]] = {rule: set() for rule in RULES}
    for n, value in enumerate(values):
        if value is not None and abs(value) > 3 + 1e-9:
            met[OUTSIDE].add(n)
    for start in range(len(values)):
        for length, rule in ((7, SHIFT), (7, TREND), (3, CLOSE)):
            window = [value for value in values[start : start + length] if value is not None]
            if len(window) < length:
                continue
            sign = [(value > 1e-9) - (value < -1e-9) for value in window]
            steps = [(b > a) - (b < a) for a, b in zip(window, window[1:], strict=False)]
            near = [n for n, value in enumerate(window) if 2 < abs(value) <= 3 + 1e-9]
            whole = abs(sum(sign)) == length
            if rule == SHIFT and whole or rule == TREND and abs(sum(steps)) == 6:
                met[rule] |= set(range(start, start + length))
            if rule == CLOSE and whole and len(near) >= 2:
                met[rule] |= {start + n for n in near}
    return met


COARSE = st.lists(st.one_of(st.none(), st.integers(-8, 8).map(lambda n: n / 2)), min_size=1, max_size=30)


@given(st.one_of(COARSE, NUMBERS, st.lists(st.integers(0, 9).map(float), min_size=7, max_size=20)))
def test_equal_to_every_window_looked_at_by_itself(values: list[float | None]) -> None:
    found = signals(values, AROUND_NOUGHT)
    marks = {rule: set() for rule in RULES}
    for one in found:
        marks[one.rule] |= set(range(one.first, one.last + 1))
    assert marks == slowly(values)


def test_numbers_that_never_move_are_no_shift_though_their_mean_is_rounded() -> None:
    usual = limits([0.1] * 12)
    assert usual and usual.centre != 0.1
    assert signals([0.1] * 12, usual) == []


def test_what_is_not_a_number_is_missing() -> None:
    values = [1.0] * 6 + [None] + [1.0] * 6
    assert signals(values, AROUND_NOUGHT) == []
    assert signals([math.nan if value is None else value for value in values], AROUND_NOUGHT) == []
    assert signals([], AROUND_NOUGHT) == []


def test_nothing_runs_from_one_phase_into_the_next() -> None:
    values = [5.0, 7.0] * 6 + [8.0, 6.5] * 6
    assert [one.rule for one in signals(values, Limits(5.5, -20, 31))] == [SHIFT]
    assert signals_by_phase(values, phases(values, [12])) == []


def test_each_phase_is_judged_by_its_own_limits_and_told_at_its_own_place() -> None:
    values = [5.0, 7.0] * 6 + [50.0, 60.0] * 6
    values[20] = 500.0
    found = signals_by_phase(values, phases(values, [12], baseline=8))
    assert found == [Signal(OUTSIDE, 20, 20, 1)]
    young = Phase(12, 23, None, 12)
    assert signals_by_phase(values, [*phases(values[:12]), young]) == []


@given(NUMBERS)
def test_limits_point_by_point_are_the_same_where_they_are_the_same(values: list[float | None]) -> None:
    assert signals(values, [AROUND_NOUGHT] * len(values)) == signals(values, AROUND_NOUGHT)
    assert signals(values, [None] * len(values)) == []
    with pytest.raises(ValueError):
        signals(values, [AROUND_NOUGHT] * (len(values) + 1))
