"""What changed and what is not in order: found where it is planted, silent where there is nothing."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from dashboard.__main__ import main
from dashboard.metrics.duties import unmet
from dashboard.metrics.funnels import funnels
from dashboard.metrics.signals import BASELINE, BY_CHANCE, EARLIER_BY_CHANCE, told_apart, watch
from dashboard.statistics.rules import CLOSE, OUTSIDE, SHIFT, Signal, signals
from dashboard.statistics.xmr import limits
from dashboard.warehouse import Warehouse
from tests.metrics.small_city import PUBLIC, city, covered

MONTHS = [f"{year}-{month:02d}" for year in (2023, 2024, 2025, 2026) for month in range(1, 13)][10:46]
COVERAGE = covered("complaints", "SOF", "BIF") + covered("cases", "SOF", "BIF")
Row = dict[str, Any]


def complaints(department: str, counts: list[int], first: int) -> list[Row]:
    days = [f"{month}-10" for month, count in zip(MONTHS, counts, strict=True) for _ in range(count)]
    said = {"class": "formal", "department": department, "department_now": department}
    return [said | {"complaint_id": first + n, "received_on": day} for n, day in enumerate(days)]


def steady(seed: int) -> list[int]:
    chance = random.Random(seed)
    return [30 + chance.randint(-5, 5) for _ in MONTHS]


def test_a_shift_is_found_where_it_is_and_nowhere_else(tmp_path: Path) -> None:
    doubled = [
        count * (2 if month >= "2026-01" else 1) for month, count in zip(MONTHS, steady(3), strict=True)
    ]
    rows = complaints("SOF", doubled, 1) + complaints("BIF", steady(4), 100_000)
    found = watch(city(tmp_path, {"complaints": rows}, coverage=COVERAGE), PUBLIC)
    of_sof = [one for one in found.changed if dict(one.group).get("department") == "SOF"]
    assert {one.metric for one in of_sof} == {"complaints_received", "complaints_formal"}
    assert {(one.since, one.direction) for one in of_sof} == {("2026-01", 1)}
    assert {one.meaning for one in of_sof} == {"worsening", "neither"}  # a formal complaint has a direction
    assert not [one for one in found.changed if dict(one.group).get("department") == "BIF"]


def test_nothing_in_particular_is_an_answer(tmp_path: Path) -> None:
    found = watch(city(tmp_path, {"complaints": complaints("SOF", [30] * 36, 1)}, coverage=COVERAGE), PUBLIC)
    assert found.changed == ()
    assert found.judged > 0


def test_too_short_a_past_is_said_and_not_judged(tmp_path: Path) -> None:
    counts = [0] * 28 + [30] * 8
    short = covered("complaints", "SOF", first="2026-03-01")
    found = watch(city(tmp_path, {"complaints": complaints("SOF", counts, 1)}, coverage=short), PUBLIC)
    assert found.changed == () and found.too_short > 0


def test_chance_alone_gives_as_many_as_is_said() -> None:
    chance, hits, before, rounds = random.Random(1), 0, 0, 3000
    for _ in range(rounds):
        values = [chance.gauss(0, 1) for _ in range(34)]
        usual = limits(values[:BASELINE])
        assert usual
        recent, earlier = told_apart(signals(values, usual), len(values))
        hits, before = hits + (recent is not None), before + len(earlier)
    assert hits / rounds == pytest.approx(BY_CHANCE, abs=0.02)
    assert before / rounds == pytest.approx(EARLIER_BY_CHANCE, abs=0.03)


def test_of_stretches_that_overlap_one_is_told_and_what_is_old_stands_apart() -> None:
    outside, shift = Signal(OUTSIDE, 3, 4, 1), Signal(SHIFT, 2, 8, 1)
    late, first = Signal(OUTSIDE, 30, 30, -1), Signal(OUTSIDE, 0, 0, 1)
    assert told_apart([outside, first, late, shift], 34) == (late, [first, outside])
    assert told_apart([Signal(SHIFT, 20, 30, 1), Signal(CLOSE, 21, 23, 1)], 34)[1] == []


def test_a_unit_that_holds_its_decisions_back_is_found_for_the_months_it_did(tmp_path: Path) -> None:
    held = [n for n, month in enumerate(MONTHS) if "2025-05" <= month <= "2025-10"]
    rows = []
    for n, month in enumerate(MONTHS):
        for unit in ("SOF-HAN-1", "SOF-HAN-2"):
            late = 20 if unit == "SOF-HAN-2" and n in held else 6 + (n * 7) % 5
            place = {"department": "SOF", "department_now": "SOF", "unit": unit, "unit_now": unit}
            said = place | {"received_on": "2023-09-01", "decided_on": f"{month}-03"}
            sent = [f"{month}-25" if each < late else f"{month}-05" for each in range(30)]
            rows += [said | {"sent_on": day} for day in sent]
    cases = [row | {"case_id": n} for n, row in enumerate(rows)]
    found = watch(city(tmp_path, {"cases": cases}, coverage=COVERAGE), PUBLIC)
    told = [
        one for one in found.earlier if one.metric == "decisions_held_back" and one.meaning == "worsening"
    ]
    assert {dict(one.group).get("unit") for one in told if "unit" in dict(one.group)} == {"SOF-HAN-2"}
    (unit,) = [one for one in told if "unit" in dict(one.group)]
    assert (unit.since, unit.until, unit.status) == ("2025-05", "2025-10", "ended")


def late_cases(missing: int, told: int) -> list[Row]:
    said = {
        "department": "SOF",
        "department_now": "SOF",
        "received_on": "2023-10-01",
        "decided_in_time": False,
    }
    rows = []
    for month in MONTHS:
        due = said | {"due_on": f"{month}-15", "decided_on": f"{month}-20"}
        rows += [due] * missing + [due | {"delay_notice_on": f"{month}-14"}] * told
    return [row | {"case_id": n} for n, row in enumerate(rows, 1)]


def test_a_duty_that_is_not_met_says_since_when_and_for_how_many(tmp_path: Path) -> None:
    warehouse = city(tmp_path, {"cases": late_cases(10, 20)}, coverage=COVERAGE)
    found = {dict(one.group).get("department", ""): one for one in unmet(warehouse, PUBLIC)}
    assert found["SOF"].demand.metric == "delay_notices_missing"
    assert (found["SOF"].affected, found["SOF"].since) == (120, MONTHS[0])
    assert found["SOF"].answer.value == pytest.approx(1 / 3)


def test_a_duty_that_is_met_is_not_listed(tmp_path: Path) -> None:
    assert unmet(city(tmp_path, {"cases": late_cases(0, 20)}, coverage=COVERAGE), PUBLIC) == []


def test_a_target_binds_the_one_it_was_decided_for(tmp_path: Path) -> None:
    target = {
        "metric": "complaints_received",
        "department": "SOF",
        "value": 100.0,
        "valid_from": "2024-01-01",
        "direction": "at_most",
        "decided_on": "2023-11-22",
    }
    facts = {"complaints": complaints("SOF", [30] * 36, 1), "targets": [target | {"decided_by": "SOU"}]}
    (one,) = unmet(city(tmp_path, facts, coverage=COVERAGE), PUBLIC)
    assert (one.demand.said_by, one.answer.value, dict(one.group)) == ("SOU", 360, {"department": "SOF"})


def test_the_command_says_what_chance_would(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    warehouse: Warehouse = city(tmp_path, {"cases": late_cases(10, 20)}, coverage=COVERAGE)
    assert main(["signals", "--facts", str(warehouse.facts), "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert all({"metric", "scope", "rule", "since", "size", "status"} <= set(one) for one in said)
    assert [one["rule"] for one in said if one["metric"] == "delay_notices_missing"] == ["law", "law"]
    assert main(["signals", "--facts", str(warehouse.facts), "--where", "department=SOFF"]) == 2
    assert "Did you mean SOF" in capsys.readouterr().err
    assert main(["signals", "--facts", str(warehouse.facts)]) == 0
    printed = capsys.readouterr().out
    assert "Stable, but not in order" in printed and "chance alone would give" in printed


UNITS = [f"BIF-{kind}-{n}" for kind, count in (("JC", 6), ("YS", 6)) for n in range(1, count + 1)]


def units_of(rates: dict[str, int]) -> dict[str, list[Row]]:
    """Twelve hundred cases a unit through a year, and so many formal complaints."""
    place = {"department": "BIF", "department_now": "BIF", "received_on": "2025-10-10"}
    cases, said = [], []
    for unit, count in rates.items():
        where = place | {"unit": unit, "unit_now": unit}
        cases += [where] * 1200
        said += [where | {"class": "formal"}] * count
    return {
        "cases": [row | {"case_id": n} for n, row in enumerate(cases, 1)],
        "complaints": [row | {"complaint_id": n} for n, row in enumerate(said, 1)],
    }


def test_the_unit_that_differs_is_outside_the_funnel_and_the_others_are_not(tmp_path: Path) -> None:
    chance = random.Random(5)
    rates = {unit: 12 + chance.randint(-3, 3) for unit in UNITS} | {"BIF-YS-3": 60}
    (one,) = funnels(city(tmp_path, units_of(rates), coverage=COVERAGE), PUBLIC)
    assert [unit.group["unit"] for unit in one.outside] == ["BIF-YS-3"]
    assert (len(one.units), one.funnel.adjusted) == (12, True)


def test_fewer_than_ten_units_are_no_funnel(tmp_path: Path) -> None:
    rates = dict.fromkeys(UNITS[:9], 12)
    assert funnels(city(tmp_path, units_of(rates), coverage=COVERAGE), PUBLIC) == []
