"""Cumulative incidence: with one way of ending it is one less Kaplan-Meier's published curve; shares add up to one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.metrics.endings import DAYS, endings
from dashboard.metrics.evaluate import Filters
from dashboard.metrics.period import parse_period
from dashboard.statistics.incidence import at, cumulative_incidence
from dashboard.statistics.survival import survival
from dashboard.warehouse import Scope
from tests.metrics.small_city import cases, city
from tests.statistics.test_survival import EXPECTED, TREATED

WAITS = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from([None, "decided", "withdrawn"]), st.integers(1, 9)),
    min_size=1,
    max_size=30,
)


def test_one_way_alone_is_the_published_curve() -> None:
    found = cumulative_incidence([(days, "x" if ended else None, n) for days, ended, n in TREATED])
    assert [(days, pytest.approx(1 - share)) for days, share in found["x"]] == [
        (days, share) for days, share in survival(TREATED)
    ]
    assert [1 - share for _, share in found["x"]] == pytest.approx(
        [row["survival"] for row in EXPECTED], abs=5e-4
    )


def test_two_ways_by_hand() -> None:
    """Five cases: decided on day 1, withdrawn on day 2, open since day 3, decided on day 4, open since day 5.

    Day 1: 1/5. Day 2: 4/5 · 1/4 = 1/5. Day 4: S = 3/5, two at risk: 3/5 · 1/2 = 3/10.
    """
    found = cumulative_incidence([(1, "d", 1), (2, "w", 1), (3, None, 1), (4, "d", 1), (5, None, 1)])
    assert found["d"] == [(1, pytest.approx(0.2)), (4, pytest.approx(0.5))]
    assert found["w"] == [(2, pytest.approx(0.2))]
    assert at(found["d"], 3) == pytest.approx(0.2) and at(found["d"], 0) == 0


@given(WAITS)
def test_what_ended_and_what_is_left_is_all(waits: list[tuple[int, str | None, int]]) -> None:
    found = cumulative_incidence(waits)
    left = survival([(days, how is not None, n) for days, how, n in waits])
    for day in range(41):
        remains = next((share for days, share in reversed(left) if days <= day), 1.0)
        assert sum(at(curve, day) for curve in found.values()) + remains == pytest.approx(1)
    for curve in found.values():
        assert [share for _, share in curve] == sorted(share for _, share in curve)


@pytest.mark.parametrize("waits", [[], [(-1, None, 1)], [(1, "d", 0)]])
def test_what_is_no_cohort_is_refused(waits: list[tuple[int, str | None, int]]) -> None:
    with pytest.raises(ValueError):
        cumulative_incidence(waits)


def test_withdrawn_cases_are_told_apart_and_few_are_not_told(tmp_path: Path) -> None:
    decided = cases(150, received_on="2025-03-01", decided_on="2025-03-21", result="granted")
    gone = cases(40, 1000, received_on="2025-03-01", decided_on="2025-04-20", result="withdrawn")
    there = cases(60, 2000, received_on="2025-03-01")
    moved = cases(50, 3000, received_on="2025-03-01", closed_on="2025-05-20")
    warehouse = city(tmp_path / "a", {"cases": [*decided, *gone, *there, *moved]})
    found = endings(Filters(parse_period("2025")), warehouse, Scope("public"))
    assert found is not None and found.cases == 300
    assert found.shares[0] == (30, (0.5, 0.0, 0.0)) and found.shares[1] == (60, (0.5, 0.13, 0.0))
    assert found.shares[2] == (90, (0.5, 0.13, 0.17))
    assert [days for days, _ in found.shares] == [days for days in DAYS if days <= 304]
    few = city(tmp_path / "b", {"cases": [*decided, *gone[:3], *there]})
    assert endings(Filters(parse_period("2025")), few, Scope("public")) is None
