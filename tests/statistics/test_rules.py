"""The rules against the published vectors, and what must hold of them whatever the numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics.rules import CLOSE, RULES, SHIFT, TREND, Signal, signals
from dashboard.statistics.xmr import Limits
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
