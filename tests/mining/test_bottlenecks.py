"""Bottlenecks against plain Python over the rows, and against what was planted in a small city."""

from collections import defaultdict
from pathlib import Path
from statistics import quantiles
from typing import Any

import pytest

from dashboard.mining.bottlenecks import Bottlenecks, bottlenecks
from dashboard.mining.mine import mine_chosen
from dashboard.mining.selection import Selection
from dashboard.warehouse import Scope, Warehouse
from etl.sample import write_sample
from tests.faults import run

SCOPE = Scope()
SCALE, SEED = 0.05, 1


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[Warehouse, list[dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("town")
    truths = write_sample(folder / "raw", seed=SEED, scale=SCALE)["truths"]
    told = run(folder / "raw", folder / "facts")
    assert told.code == 0, told.err
    return Warehouse(Path(folder / "facts")), truths


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
    total = sum(sum(waited[one.edge.first, one.edge.then]) for one in found.waits)
    assert found.waits and sum(found.by_whom.values()) == pytest.approx(1)
    for one in found.waits:
        seconds = waited[one.edge.first, one.edge.then]
        quarter = quantiles(seconds, n=4, method="inclusive")[0]
        assert one.share == pytest.approx(sum(seconds) / total)
        assert one.excess_s == pytest.approx(sum(max(0.0, each - quarter) for each in seconds))
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
