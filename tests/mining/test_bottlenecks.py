"""Bottlenecks against plain Python over the rows, and against what was planted in a small city."""

from collections import defaultdict
from datetime import date
from random import Random
from statistics import median, quantiles, stdev
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.mining.bottlenecks import Bottlenecks, bottlenecks
from dashboard.mining.comparison import before_and_after, compare
from dashboard.mining.mine import mine_chosen
from dashboard.mining.selection import Selection
from dashboard.mining.since import Since, since
from dashboard.mining.withholding import Withholding
from dashboard.statistics.median import Sample
from dashboard.warehouse import Scope, Warehouse
from tests.mining.conftest import Planted

SCOPE = Scope()
SCALE = 0.05  # of the planted city


@pytest.fixture(scope="module")
def town(planted: Planted) -> tuple[Warehouse, list[dict[str, Any]]]:
    return planted.warehouse, planted.truths


def found_in(warehouse: Warehouse, process: str) -> Bottlenecks:
    chosen = Selection(process)
    return bottlenecks(mine_chosen(chosen, warehouse, SCOPE, 1), chosen, warehouse, SCOPE)


def of_kind(truths: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """Those that so small a city can show."""
    return [
        one for one in truths if one["kind"] == kind and one["expected"].get("smallest_scale", 0) <= SCALE
    ]


def test_shares_and_excess_are_those_of_plain_python(town: tuple[Warehouse, list[dict[str, Any]]]) -> None:
    warehouse, _ = town
    process = "building_permit"
    sql = "SELECT activity, next_activity, wait_seconds FROM case_steps WHERE process = $process"
    waited: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in warehouse.query(sql, SCOPE, process=process):
        waited[row["activity"], row["next_activity"]].append(row["wait_seconds"])
    found = found_in(warehouse, process)
    total = sum(map(sum, waited.values()))
    assert found.waits and sum(found.by_whom.values()) == pytest.approx(1, abs=0.02)
    for one in found.waits:
        seconds = waited[one.edge.first, one.edge.then]
        quarter = quantiles(seconds, n=4, method="inclusive")[0]
        assert one.share == pytest.approx(sum(seconds) / total, abs=0.005)
        beyond = sum(max(0.0, each - quarter) for each in seconds)
        assert one.beyond == pytest.approx(beyond / sum(seconds), abs=0.005)
        assert one.edge.count is not None or 0.01 * total / (sum(seconds) / len(seconds)) >= 5
        assert len(seconds) >= 5


def test_the_planted_bottleneck_is_first_or_second(town: tuple[Warehouse, list[dict[str, Any]]]) -> None:
    warehouse, truths = town
    missed = []
    for truth in of_kind(truths, "bottleneck"):
        scope = truth["scope"]
        top = [[one.edge.first, one.edge.then] for one in found_in(warehouse, scope["process"]).waits[:2]]
        if truth["expected"]["steps"] not in top:
            missed.append((scope, top))
    assert missed == []


def test_the_loop_of_requests_is_named_with_its_share(
    town: tuple[Warehouse, list[dict[str, Any]]],
) -> None:
    warehouse, truths = town
    planted = of_kind(truths, "information_loop")
    assert planted
    for truth in planted:
        expected, scope = truth["expected"], truth["scope"]
        named = {one.activity: one.share for one in found_in(warehouse, scope["process"]).again}
        if expected["cases_asked_again"] >= 30:
            share = expected["cases_asked_again"] / expected["cases_asked"]
            assert named[scope["activity"]] == pytest.approx(share, abs=0.006), scope


def test_units_between_which_cases_go_to_and_fro_are_named(
    town: tuple[Warehouse, list[dict[str, Any]]],
) -> None:
    warehouse, truths = town
    for truth in of_kind(truths, "ping_pong"):
        found = found_in(warehouse, truth["scope"]["process"]).returns
        told = sum(one.cases for one in found if {one.one, one.other} <= set(truth["scope"]["units"]))
        assert (told > 0) == (truth["expected"]["cases_to_and_fro"] >= 30), truth["scope"]


def test_before_and_after_are_the_medians_of_plain_python(
    town: tuple[Warehouse, list[dict[str, Any]]],
) -> None:
    warehouse, _ = town
    process, month = "cash_benefit", date(2025, 11, 1)
    (pair, *_) = [(one.edge.first, one.edge.then) for one in found_in(warehouse, process).waits]
    found = compare(*before_and_after(Selection(process), month), [pair], warehouse, SCOPE)
    assert found.cases is not None
    (compared,) = found.transitions
    sql = (
        "SELECT wait_seconds, decided_on FROM case_steps JOIN cases USING (case_id, process)"
        " WHERE process = $process AND activity = $first AND next_activity = $then AND decided_on IS NOT NULL"
    )
    steps = warehouse.query(sql, SCOPE, process=process, first=pair[0], then=pair[1])
    halves = [
        [row["wait_seconds"] for row in steps if start <= row["decided_on"] < end]
        for start, end in ((date(2024, 11, 1), month), (month, date(2026, 11, 1)))
    ]
    assert list(compared.medians_s) == [median(half) for half in halves]
    assert [len(half) // 10 * 10 for half in halves] == list(compared.times)
    assert compared.difference.value == pytest.approx(median(halves[1]) - median(halves[0]))


def test_a_month_that_begins_a_lasting_change_is_named() -> None:
    guard = Withholding(5)
    months = [f"{2024 + place // 12}-{place % 12 + 1:02}" for place in range(26)]
    rows = [
        {"activity": "a", "next_activity": "b", "month": month, "times": 40, "median_s": 100.0 + place % 3}
        for place, month in enumerate(months)
    ]
    assert since(rows, [("a", "b")], guard) == {("a", "b"): None}
    for row in rows[15:]:
        row["median_s"] = float(row["median_s"]) + 50  # type: ignore[arg-type]
    assert since(rows, [("a", "b")], guard) == {("a", "b"): Since("2025-04", 1)}


@given(st.integers(0, 2**32 - 1), st.integers(200, 600))
@settings(max_examples=20)
def test_the_error_of_a_median_is_that_of_resampling(seed: int, count: int) -> None:
    drawn = Random(seed)
    values = [drawn.expovariate(1.0) for _ in range(count)]
    marks = quantiles(values, n=10, method="inclusive")
    sample = Sample(count, marks[3], marks[4], marks[5])
    medians = [median(drawn.choices(values, k=count)) for _ in range(200)]
    assert 0.4 < sample.error / stdev(medians) < 2.5


def test_the_weekly_committee_is_named(town: tuple[Warehouse, list[dict[str, Any]]]) -> None:
    warehouse, truths = town
    planted = of_kind(truths, "weekly_committee")
    assert planted
    for truth in planted:
        named = {one.activity for one in found_in(warehouse, truth["scope"]["process"]).weekly}
        assert truth["scope"]["activity"] in named, truth["scope"]


def test_decisions_that_lie_are_told_of_their_unit(town: tuple[Warehouse, list[dict[str, Any]]]) -> None:
    warehouse, truths = town
    (truth,) = of_kind(truths, "held_back")
    sql = (
        "SELECT count(*) AS n, median(sent_on - decided_on) AS days FROM cases"
        " WHERE process = $p AND unit = $u AND sent_on >= decided_on"
    )
    for process in truth["scope"]["processes"]:
        unit = truth["scope"]["unit"]
        (row,) = warehouse.query(sql, SCOPE, p=process, u=unit)
        named = {one.unit: one.median_days for one in found_in(warehouse, process).held}
        assert (unit in named) == (row["n"] >= 30 and row["days"] >= 5)
        assert named.get(unit, row["days"]) == row["days"]
