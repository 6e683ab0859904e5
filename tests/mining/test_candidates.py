"""Candidates for simplification: what is planted is found, and counts are those of slow, plain Python."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.metrics.evaluate import Filters
from dashboard.metrics.period import parse_period
from dashboard.metrics.usage import UsageError
from dashboard.mining.assumptions import assumptions, purpose
from dashboard.mining.candidates import NO_EVENTS, TOO_FEW, Candidate, candidates, look, window
from dashboard.mining.levers import INVESTMENT, NEEDLESS, ORGANISATION, REQUESTS, RETURNS
from dashboard.mining.measured import measured
from dashboard.mining.resampling import PARTS, interval, resampled
from dashboard.mining.verdict import verdict
from dashboard.reports.make import PROCESS, make
from dashboard.reports.manifest import read_manifest
from dashboard.reports.parts.candidate import first_candidates
from dashboard.reports.render import render, stem
from dashboard.reports.result import figures_of
from dashboard.warehouse import Scope, Warehouse
from tests.facts_folder import write_facts
from tests.mining.conftest import Planted
from tests.reports.proof import prove

Truths = list[dict[str, Any]]
ALL = Scope()


@pytest.fixture(scope="module")
def found(planted: Planted) -> list[Candidate]:
    return candidates(planted.warehouse, ALL, (), assumptions())


def test_at_least_four_of_the_five_planted_are_among_the_first_five(
    found: list[Candidate], potentials: Truths
) -> None:
    wanted = {truth["scope"]["process"] for truth in potentials}
    first = {one.process for one in found[:5]}
    assert len(wanted) == 5 and len(wanted & first) >= 4, (first, wanted)


def test_planted_hours_lie_inside_the_interval(found: list[Candidate], potentials: Truths) -> None:
    """Four of five at least: an interval of 95 per cent may miss one."""
    by_process = {one.process: one for one in found}
    inside = 0
    for truth in potentials:
        saved = by_process[truth["scope"]["process"]].saved
        assert saved is not None
        inside += saved.hours.low <= truth["expected"]["hours_a_year"] <= saved.hours.high
    assert inside >= 4


def test_planted_groups_are_told_apart(found: list[Candidate], potentials: Truths) -> None:
    by_process = {one.process: one for one in found}
    for truth in potentials:
        saved, expected = by_process[truth["scope"]["process"]].saved, truth["expected"]
        assert saved is not None and saved.group == expected["group"], truth["scope"]
        if any(lever.kind == NEEDLESS for lever in saved.levers):
            assert saved.of(INVESTMENT) == pytest.approx(expected["hours_by_investment"], rel=0.02)
            assert saved.of(ORGANISATION) == pytest.approx(expected["hours_by_organisation"], rel=0.02)


def test_the_step_that_changes_no_outcome_is_named(found: list[Candidate], potentials: Truths) -> None:
    by_process = {one.process: one for one in found}
    named = 0
    for truth in potentials:
        saved = by_process[truth["scope"]["process"]].saved
        steps = [lever.activity for lever in saved.levers if lever.kind == NEEDLESS] if saved else []
        assert set(steps) <= {truth["expected"]["needless_step"]}, truth[
            "scope"
        ]  # none that matters is named
        named += bool(steps)
    assert named >= 3  # the smallest have too few cases to tell at this scale


def test_counts_are_those_of_plain_python(planted: Planted, found: list[Candidate]) -> None:
    process, warehouse = "environment_inspection", planted.warehouse
    since, until = window(warehouse)
    sql = """
    SELECT case_id, activity, case_events.unit FROM case_events JOIN cases USING (case_id, process)
    WHERE process = $process AND received_on BETWEEN $since AND $until ORDER BY case_id, seq
    """
    cases: dict[int, list[tuple[str, str]]] = {}
    for row in warehouse.query(sql, ALL, process=process, since=since, until=until):
        cases.setdefault(row["case_id"], []).append((row["activity"], row["unit"]))
    again, asked, back, changes, returned = 0, 0, 0, 0, 0
    for case in cases.values():
        seen = Counter(activity for activity, _ in case)
        again += sum(count - 1 for count in seen.values())
        asked += max(0, seen["information_requested"] - 1)
        units = [unit for _, unit in case]
        changes += sum(a != b for a, b in zip(units, units[1:], strict=False))
        there_and_back = sum(a != b and a == c for a, b, c in zip(units, units[1:], units[2:], strict=False))
        back += there_and_back
        returned += there_and_back > 0
    (one,) = [each for each in found if each.process == process]
    whole = one.whole
    assert (whole.mined, whole.events) == (len(cases), sum(map(len, cases.values())))
    assert (whole.repetitions, whole.handovers, whole.ping_pongs) == (again, changes, back)
    assert one.saved is not None
    times = {lever.kind: lever.times * one.years for lever in one.saved.levers}
    assert times[REQUESTS] == pytest.approx(asked) and times[RETURNS] == pytest.approx(returned)


def test_each_process_is_told_whether_mining_suits_it(planted: Planted, found: list[Candidate]) -> None:
    with_events = {
        row["process"] for row in planted.warehouse.query("SELECT DISTINCT process FROM case_steps", ALL)
    }
    for one in found:
        assert (one.suits == NO_EVENTS) is (one.process not in with_events), one.process
    assert [one.process for one in found if one.saved is None and one.suits not in (NO_EVENTS, TOO_FEW)] == []


def test_one_unit_has_less_and_small_counts_are_left_out(planted: Planted, found: list[Candidate]) -> None:
    (row,) = planted.warehouse.query(
        "SELECT unit FROM cases WHERE process = 'cash_benefit' GROUP BY unit ORDER BY count(*) DESC LIMIT 1",
        ALL,
    )
    whole = {one.process: one.whole.mined for one in found}
    for one in candidates(planted.warehouse, ALL, (("unit", row["unit"]),), assumptions()):
        assert one.whole.mined <= whole[one.process]
        for lever in one.saved.levers if one.saved else ():
            assert not 0 < round(lever.times * one.years) < 5


def test_assumptions_change_hours_and_never_what_is_counted(planted: Planted, found: list[Candidate]) -> None:
    half = candidates(planted.warehouse, ALL, (), assumptions({"scale_percent": "50"}))
    before = {one.process: one for one in found}
    for one in half:
        assert one.hours == pytest.approx(before[one.process].hours / 2)
        if one.saved:
            assert one.saved.days == before[one.process].saved.days  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "text"), [("hourly_cost", "much"), ("hourly_cost", "5"), ("year_hours", "nan")]
)
def test_what_cannot_be_reckoned_with_is_named(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=name):
        assumptions({name: text})


def test_a_verdict_follows_the_largest_lever_and_people_overrule_it(found: list[Candidate]) -> None:
    judged = {one.process: verdict(one) for one in found}
    assert (
        judged["city_space_permit"].kind == "self_service" and not judged["city_space_permit"].within_budget
    )
    assert judged["cash_benefit"].kind == "drop_step" and judged["cash_benefit"].within_budget
    placed = judged["work_placement"]
    assert (placed.suggested, placed.kind) == ("drop_step", "organise") and placed.said and placed.said.role
    for one in judged.values():
        assert set(one.lines) == {"productivity", "service", "politics", "rights", "staff"}


def test_no_robot_decides(found: list[Candidate]) -> None:
    for one in found:
        for step in one.what_if:
            assert purpose(step.activity) != "decision" or (step.dropped_hours, step.automated_hours) == (
                None,
                None,
            )


def test_a_change_is_measured_against_the_same_months_a_year_before(tmp_path: Path) -> None:
    rows = []
    for number in range(1, 1001):
        received = date(2025, 1, 1) + timedelta(days=number % 600)
        quick = 10 if received >= date(2026, 1, 1) else 30
        rows.append({
            "case_id": number, "case_key": f"{number:032x}", "source": "x", "process": "home_care", "department": "SOF",
            "received_on": received, "decided_on": received + timedelta(days=quick + number % 5),
            "extracted_on": date(2026, 10, 31),
        })  # fmt: skip
    write_facts(tmp_path, {"cases": rows})
    told = measured(Warehouse(tmp_path), ALL, (), "home_care", date(2026, 1, 1))
    assert told is not None and (told.before, told.after) == (32, 12)
    assert told.difference.value == -20 and told.difference.low <= -20 <= told.difference.high < 0
    assert measured(Warehouse(tmp_path), ALL, (), "home_care", date(2026, 8, 1)) is None


def test_a_city_without_events_says_so(tmp_path: Path) -> None:
    case = {"case_id": 1, "case_key": f"{1:032x}", "source": "x", "process": "home_care", "department": "SOF"}
    write_facts(tmp_path, {"cases": [case | {"received_on": "2025-01-01", "extracted_on": "2026-10-31"}]})
    (one,) = candidates(Warehouse(tmp_path), ALL, (), assumptions())
    assert one.suits == NO_EVENTS and one.saved is None and not one.hours


@given(st.lists(st.integers(0, 50), min_size=PARTS, max_size=PARTS))
def test_an_interval_holds_its_value_and_draws_the_same_twice(parts: list[int]) -> None:
    table = np.array(parts, dtype=np.float64)[:, None]
    drawn = resampled(table)[:, 0]
    told = interval(float(table.sum()), drawn)
    assert told.low <= told.value <= told.high and told == interval(
        float(table.sum()), resampled(table)[:, 0]
    )


def test_the_first_five_are_printed_as_sheets_with_the_same_hours(
    planted: Planted, found: list[Candidate], tmp_path: Path
) -> None:
    warehouse = planted.warehouse
    first = first_candidates(warehouse, ALL, (), 5)
    assert first == [one.process for one in found[:5]]
    for one in found[:5]:
        where = ((PROCESS, one.process),)
        report = make("kandidat", Filters(parse_period("2025"), where), warehouse, ALL)
        hours = [
            each for block in report.blocks for each in figures_of(block) if each.metric == "candidate_hours"
        ]
        assert (one.savings.hours.value, one.savings.hours.low, one.savings.hours.high) in [
            (each.value, each.low, each.high) for each in hours
        ]
        assert one.process in stem(report) and not any("refused" in str(block) for block in report.blocks)
        files = render(report)
        prove(report, files)
        (tmp_path / "kept.json").write_bytes(next(data for path, data in files.items() if "manifest" in path))
        assert render(read_manifest(tmp_path / "kept.json").report) == files
    with pytest.raises(UsageError, match="about one process"):
        make("kandidat", Filters(parse_period("2025"), ()), warehouse, ALL)


def test_what_is_counted_once_is_kept(planted: Planted) -> None:
    assert look(planted.warehouse, ALL, ()) is look(planted.warehouse, ALL, ())
    assert look(planted.warehouse, Scope("analyst"), ()) is not look(planted.warehouse, ALL, ())
