"""Which chart, and why: one case for each reason, and what never changes the choice."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.statistics.choice import CHARTS, LINE, P_PRIME, REASONS, XMR, Choice, choose
from dashboard.statistics.proportions import laney_limits
from dashboard.statistics.xmr import limits

TWELVE = [30.0, 40.0] * 6
COUNTS = st.lists(st.one_of(st.none(), st.integers(0, 60).map(float)), min_size=1, max_size=24)


@pytest.mark.parametrize(
    ("quantity", "values", "of", "expected"),
    [
        ("count", TWELVE, None, Choice(XMR, "one_number_a_point", 12)),
        ("count", TWELVE[:7], None, Choice(LINE, "too_few_points", 7)),
        ("count", [30.0, None] * 12, None, Choice(LINE, "too_few_points", 12)),
        ("count", [4.0] * 12, None, Choice(LINE, "too_rare", 4)),
        ("measure", [4.0] * 12, None, Choice(XMR, "one_number_a_point", 12)),
        ("share", TWELVE, [100.0] * 12, Choice(XMR, "even_denominators", 0)),
        ("share", TWELVE, [60.0, 140.0] * 6, Choice(P_PRIME, "uneven_denominators", 0.4)),
        ("share", [98.0, 97.0] * 6, [100.0] * 12, Choice(LINE, "too_rare", 2.5)),
        ("share", TWELVE, [0.0] * 5 + [100.0] * 7, Choice(LINE, "too_few_points", 7)),
    ],
)
def test_a_chart_and_its_reason(
    quantity: str, values: list[float | None], of: list[float | None] | None, expected: Choice
) -> None:
    found = choose(quantity, values, of)
    assert (found.chart, found.reason) == (expected.chart, expected.reason)
    assert found.number == pytest.approx(expected.number)


def test_a_quarter_from_the_mean_is_the_bound() -> None:
    assert choose("share", TWELVE, [75.0, 125.0] * 6).chart == XMR
    assert choose("share", TWELVE, [74.0, 126.0] * 6).chart == P_PRIME


@pytest.mark.parametrize(
    ("quantity", "of"), [("share", None), ("count", [1.0] * 12), ("measure", [1.0] * 12), ("rate", None)]
)
def test_only_a_share_has_denominators(quantity: str, of: list[float] | None) -> None:
    with pytest.raises(ValueError, match="only a share"):
        choose(quantity, TWELVE, of)


def test_no_points_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one point"):
        choose("count", [])


@given(COUNTS, st.sampled_from(["count", "measure"]))
def test_limits_are_there_where_they_are_promised(values: list[float | None], quantity: str) -> None:
    found = choose(quantity, values)
    assert found.chart in CHARTS and found.reason in REASONS
    if found.chart == XMR:
        assert limits(values) is not None
    elif found.reason == "too_few_points":
        assert limits(values) is None
    assert choose(quantity, [math.nan if value is None else value for value in values]) == found
    assert choose(quantity, values[::-1]).chart == found.chart


@given(st.lists(st.integers(0, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1))
def test_a_share_has_the_limits_that_are_promised(months: list[tuple[int, int]]) -> None:
    counts, of = [count for count, _ in months], [n for _, n in months]
    found = choose("share", counts, of)
    if found.chart == P_PRIME:
        assert laney_limits(counts, of) is not None
    elif found.chart == XMR:
        assert limits([count / n if n else None for count, n in months]) is not None
