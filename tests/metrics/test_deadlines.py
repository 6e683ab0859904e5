"""Deadlines and targets as the pages show them, against slow plain Python over the same rows."""

import random
from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import holidays
import pytest

from dashboard.metrics import phases
from dashboard.metrics.deadline_clocks import clocks, closed
from dashboard.metrics.deadline_figures import (
    closed_by_month,
    closed_only,
    cumulated,
    curve_of,
    kept_deadlines,
    year_before,
)
from dashboard.metrics.deadline_now import TOLD, UNTOLD, due_by_week, unbound
from dashboard.metrics.deadlines import deadlines
from dashboard.metrics.evaluate import Filters
from dashboard.metrics.goals import Goal, goals, other_targets, without_target
from dashboard.metrics.period import parse_period
from dashboard.warehouse import Warehouse
from tests.metrics.small_city import PUBLIC, city, covered

UNTIL = date(2026, 10, 31)
FREE = holidays.country_holidays("DK", years=range(2023, 2028))
PLACES = (("SOF", "SOF-HAN", "SOF-HAN-1"), ("SOF", "SOF-HAN", "SOF-HAN-2"), ("SUF", "SUF-HJP", "SUF-HJP-1"))
# Deadline, whether it counts working days, how many, whether its clock starts when informed, whether it binds each.
KINDS = {
    "suf-respite": (True, 10, False, True),
    "sof-treatment": (False, 56, False, True),
    "sof-expenses-adults": (False, 84, True, True),
    "tmf-house": (False, 40, True, False),
}
Row = dict[str, Any]


@cache
def working_days(first: date, last: date) -> int:
    """Counted on fingers: the day itself is day nought."""
    days = (first + timedelta(n) for n in range(1, (last - first).days + 1))
    return sum(day.weekday() < 5 and day not in FREE for day in days)


def due(kind: str, started: date) -> date:
    counts_working, length, *_ = KINDS[kind]
    if not counts_working:
        return started + timedelta(length)
    day = started
    while working_days(started, day) < length:
        day += timedelta(1)
    return day


def rows(count: int = 1200, seed: int = 5) -> list[Row]:
    chance, made = random.Random(seed), []
    for number in range(1, count + 1):
        kind = chance.choice([*KINDS, ""])
        received = date(2025, 1, 1) + timedelta(chance.randrange(660))
        complete = received + timedelta(chance.randrange(20)) if chance.random() < 0.9 else None
        decided = (
            (complete or received) + timedelta(chance.randrange(140)) if chance.random() < 0.85 else None
        )
        complete, decided = (day if day and day <= UNTIL else None for day in (complete, decided))
        made.append(_case(number, kind, received, complete, decided, chance))
    return made


def _case(
    number: int, kind: str, received: date, complete: date | None, decided: date | None, chance: random.Random
) -> Row:
    department, centre, unit = chance.choice(PLACES)
    started = complete if kind and KINDS[kind][2] else received
    day = due(kind, started) if kind and KINDS[kind][3] and started else None
    return {
        "case_id": number, "process": "home_care", "legal_basis": "SEL-83", "received_on": received,
        "complete_on": complete,
        "decided_on": decided, "closed_on": decided, "deadline": kind or None, "due_on": day,
        "decided_in_time": decided <= day if decided and day else None, "service_area": "27.36.04",
        "delay_notice_on": day if chance.random() < 0.4 else None,
        **{f"{name}{now}": value for now in ("", "_now")
           for name, value in (("department", department), ("centre", centre), ("unit", unit))},
    }  # fmt: skip


ROWS = rows()


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return city(tmp_path_factory.mktemp("city"), {"cases": ROWS}, coverage=covered("cases", "SOF", "SUF"))


def started(row: Row) -> date | None:
    return row["complete_on"] if KINDS[row["deadline"]][2] else row["received_on"]


def waited(row: Row) -> int:
    """Days on the deadline's own clock, until the data end for who still waits."""
    first, last = started(row), row["decided_on"] or UNTIL
    assert first
    return working_days(first, last) if KINDS[row["deadline"]][0] else (last - first).days


def reached_slowly(several: list[Row], share: float) -> int | None:
    """Kaplan-Meier as it is taught: on each day, those who ended among those still there."""
    waits, left = [(waited(row), row["decided_on"] is not None) for row in several], 1.0
    for day in sorted({days for days, _ in waits}):
        at_risk = sum(days >= day for days, _ in waits)
        left *= 1 - sum(has_ended for days, has_ended in waits if days == day) / at_risk
        if left <= 1 - share + 1e-9:
            return day
    return None


@pytest.mark.parametrize("where", [(), (("department", "SOF"),), (("unit", "SUF-HJP-1"),)])
@pytest.mark.parametrize("text", ["2025", "2026", "2025-H2"])
def test_the_days_of_a_cohort_and_what_closed_cases_would_claim(
    warehouse: Warehouse, text: str, where: tuple[tuple[str, str], ...]
) -> None:
    period = parse_period(text)
    mine = [row for row in ROWS if row["deadline"] and all(row[key] == value for key, value in where)]
    found = {one.deadline.code: one for one in kept_deadlines(Filters(period, where), warehouse, PUBLIC)}
    for kind in KINDS:
        ours = [r for r in mine if r["deadline"] == kind and started(r)]
        cohort = [r for r in ours if period.start <= (started(r) or UNTIL) <= period.end]
        ended = [r for r in ours if r["decided_on"] and period.start <= r["decided_on"] <= period.end]
        one = found.get(kind)
        if one is None:
            assert dict(where).get("department", "SOF") != deadline_department(kind) or not cohort
            continue
        if one.eighty is None or one.ninety is None:
            assert len(cohort) < 10 or one.started is None
            continue
        assert one.started == len(cohort)
        assert (one.eighty.days, one.ninety.days) == (
            reached_slowly(cohort, 0.8),
            reached_slowly(cohort, 0.9),
        )
        if one.ended:
            days = sorted(map(waited, ended))
            assert one.ended.mean == pytest.approx(sum(days) / len(days))
            assert one.ended.day_of(0.9) == next(
                d for n, d in enumerate(days, 1) if n >= 0.9 * len(days) - 1e-9
            )


def deadline_department(kind: str) -> str:
    return {"suf": "SUF", "sof": "SOF", "tmf": "TMF"}[kind[:3]]


def test_closed_cases_alone_are_counted_by_when_they_were_decided(warehouse: Warehouse) -> None:
    filters = Filters(parse_period("2026"))
    of_year = [r for r in ROWS if r["decided_on"] and r["decided_on"].year == 2026 and r["due_on"]]
    told = closed_only(filters, warehouse, PUBLIC)
    assert told and (told.in_time, told.due) == (sum(r["decided_in_time"] for r in of_year), len(of_year))
    months = ["2026-03", "2026-04"]
    expected = []
    for month in months:
        several = [r["decided_in_time"] for r in of_year if f"{r['decided_on']:%Y-%m}" == month]
        expected.append(sum(several) / len(several))
    assert closed_by_month(months, filters, warehouse, PUBLIC) == pytest.approx(expected)


def test_a_deadline_for_a_mean_is_judged_as_a_mean(warehouse: Warehouse) -> None:
    filters = Filters(parse_period("2025"))
    one = next(k for k in kept_deadlines(filters, warehouse, PUBLIC) if k.deadline.code == "tmf-house")
    assert one.ended and one.ended.mean and one.verdict == "mean_late" and one.ended.mean > 40
    assert one.is_mean and one.ended.due == 0  # no case of it has a due day


def test_open_cases_by_the_week_they_are_due(warehouse: Warehouse) -> None:
    told = due_by_week(Filters(parse_period("2025")), warehouse, PUBLIC)
    expected: Counter[str] = Counter()
    for row in ROWS:
        if row["closed_on"] is None and row["due_on"]:
            late = row["due_on"] < UNTIL
            monday = row["due_on"] - timedelta(row["due_on"].weekday())
            expected[(TOLD if row["delay_notice_on"] else UNTOLD) if late else str(monday)] += 1
    assert told.counts[UNTOLD].value == expected[UNTOLD] and told.counts[TOLD].value == expected[TOLD]
    assert told.overdue == expected[UNTOLD] + expected[TOLD]
    shown = {key: count.value for key, count in told.counts.items() if count.value}
    assert all(value >= 5 for value in shown.values())
    assert all(
        expected[str(week)] == told.counts[str(week)].value for week in told.weeks if str(week) in shown
    )


def test_what_no_published_deadline_binds(warehouse: Warehouse) -> None:
    found = unbound(Filters(parse_period("2025")), warehouse, PUBLIC)
    expected = Counter(
        row["department"] for row in ROWS if not row["deadline"] and row["received_on"].year == 2025
    )
    assert {one.department: one.received.value for one in found} == dict(expected)


def test_few_cases_are_withheld_and_too_few_give_no_days(tmp_path: Path) -> None:
    base = {
        "deadline": "sof-treatment",
        "department": "SOF",
        "received_on": "2025-03-03",
        "decided_on": "2025-03-20",
    }

    def told(count: int) -> Any:
        cases = [base | {"case_id": n} for n in range(count)]
        made = city(tmp_path / str(count), {"cases": cases}, coverage=covered("cases", "SOF"))
        return kept_deadlines(Filters(parse_period("2025")), made, PUBLIC)

    assert told(0) == ()
    assert told(4)[0].started is None
    assert (told(9)[0].started, told(9)[0].eighty, told(9)[0].verdict) == (9, None, "")
    assert told(10)[0].eighty.days == 17 and told(10)[0].verdict == "within"


def test_a_unit_s_few_are_not_told_by_what_is_left(tmp_path: Path) -> None:
    base = {
        "deadline": "sof-treatment",
        "department": "SOF",
        "received_on": "2025-03-03",
        "decided_on": "2025-03-20",
    }
    cases = [base | {"case_id": n, "unit": "SOF-HAN-1" if n < 40 else "SOF-HAN-2"} for n in range(43)]
    made = city(tmp_path, {"cases": cases}, coverage=covered("cases", "SOF"))
    (one,) = kept_deadlines(Filters(parse_period("2025"), (("unit", "SOF-HAN-1"),)), made, PUBLIC)
    assert one.started is None  # 43 in all less 40 would tell the three of the other unit


def test_closed_cases_are_withheld_where_few_were_late(tmp_path: Path) -> None:
    base = {
        "department": "SOF",
        "unit": "SOF-HAN-1",
        "deadline": "sof-treatment",
        "received_on": "2025-03-03",
    }
    base |= {"decided_on": "2025-03-20", "due_on": "2025-04-28"}

    def told(late: int, elsewhere: int) -> object:
        cases = [base | {"case_id": n, "decided_in_time": n >= late} for n in range(40)]
        cases += [
            base | {"case_id": 40 + n, "unit": "SOF-HAN-2", "decided_in_time": True} for n in range(elsewhere)
        ]
        made = city(tmp_path / f"{late}-{elsewhere}", {"cases": cases}, coverage=covered("cases", "SOF"))
        return closed_only(Filters(parse_period("2025"), (("unit", "SOF-HAN-1"),)), made, PUBLIC)

    assert told(5, 0) and told(0, 5) and told(5, 9)
    assert told(4, 0) is None and told(36, 0) is None  # few late, few in time
    assert told(5, 4) is None  # what is left of the department would tell of four


def test_a_curve_has_no_step_of_fewer_than_five(warehouse: Warehouse) -> None:
    assert cumulated([(3, True, 49)]) is None
    for count in (50, 99, 100, 237):
        told = cumulated([(day, True, 1) for day in range(count)])
        assert told
        shares = [share for _, share in told.points]
        assert min(b - a for a, b in zip(shares, shares[1:])) * count >= 5 - 1e-9
    treatment = next(one for one in deadlines(warehouse, PUBLIC) if one.code == "sof-treatment")
    filters = Filters(parse_period("2025"))
    drawn = curve_of(treatment, filters, filters.period, warehouse, PUBLIC)
    cohort = [r for r in ROWS if r["deadline"] == "sof-treatment" and r["received_on"].year == 2025]
    assert drawn and drawn.count == len(cohort)
    assert {share: days for days, share in drawn.points}[0.8] == reached_slowly(cohort, 0.8)
    assert year_before(parse_period("2024-02")).text == "2023-02..2023-02"


def test_means_of_months_equal_plain_python(warehouse: Warehouse) -> None:
    found = clocks("then", warehouse, PUBLIC)
    for month in ("2025-06", "2026-02"):
        told = closed(found, parse_period(month), (), deadline="tmf-house")
        several = [
            waited(row)
            for row in ROWS
            if row["deadline"] == "tmf-house"
            and row["complete_on"]
            and f"{row['decided_on'] or UNTIL:%Y-%m}" == month
        ]
        assert (told.ended, told.days) == (len(several), sum(several))


TARGET = {
    "metric": "decided_in_time", "department": "SOF", "direction": "at_least", "value": 0.8, "valid_from": "2024-01-01",
    "decided_by": "Socialudvalget", "decided_on": "2023-11-22", "assumed": False,
}  # fmt: skip


def goal_of(folder: Path, share: list[int], **change: Any) -> Goal:
    """A goal over 36 months of fifty cases each, so many of which were in time."""
    cases = []
    for place, kept in enumerate(share):
        month = date(2023 + (10 + place) // 12, (10 + place) % 12 + 1, 15)
        for number in range(50):
            said = {"department": "SOF", "department_now": "SOF", "received_on": "2023-10-01"}
            cases.append(said | {"case_id": len(cases), "due_on": month, "decided_in_time": number < kept})
    made = city(folder, {"cases": cases, "targets": [TARGET | change]}, coverage=covered("cases", "SOF"))
    return goals((), made, PUBLIC)[0]


@pytest.mark.parametrize(
    ("share", "verdict"),
    [([45, 44] * 18, "consistent_pass"), ([30, 31] * 18, "consistent_fail"), ([45, 36] * 18, "inconsistent")],
)
def test_a_target_is_held_against_what_is_usual(tmp_path: Path, share: list[int], verdict: str) -> None:
    one = goal_of(tmp_path, share)
    assert (one.assurance, one.variation, one.demand.decided_on) == (verdict, "common", date(2023, 11, 22))
    final = [kept for kept, month in zip(share, one.months) if month.is_final][-12:]
    assert one.year_value == pytest.approx(sum(final) / (50 * 12))


def test_a_reviewed_phase_begins_a_target_s_limits_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = [30, 31] * 6 + [45, 44] * 12
    before = goal_of(tmp_path / "before", share)
    started = date.fromisoformat(f"{before.months[12].period}-01")
    said = f'[[phase]]\nkind = "law"\nfrom = {started}\nreason = "x"\ndecided_by = "x"\nnew_limits = true\n'
    (tmp_path / "phases.toml").write_text(said, "utf-8")
    monkeypatch.setattr(phases, "FILE", tmp_path / "phases.toml")
    after = goal_of(tmp_path / "after", share)
    assert (before.assurance, after.assurance) == ("inconsistent", "consistent_pass")
    assert before.usual and after.usual and before.usual.centre < after.usual.centre
    assert [one.since for one in after.dated if one.new_limits] == [started]


def test_the_direction_is_the_target_s_own(tmp_path: Path) -> None:
    assert goal_of(tmp_path, [45, 44] * 18, direction="at_most").assurance == "consistent_fail"


def test_a_target_for_a_year_s_count_is_not_asked_of_a_month(tmp_path: Path) -> None:
    one = goal_of(tmp_path, [45] * 36, metric="cases_received", direction="at_most", value=9000.0)
    assert one.assurance == ""


def test_ended_targets_and_deadlines_without_one_are_told(tmp_path: Path) -> None:
    ended = TARGET | {"valid_to": "2025-12-31"}
    made = city(tmp_path, {"cases": [], "targets": [ended]}, coverage=covered("cases", "SOF"))
    assert [demand.until for demand, _ in other_targets((), made, PUBLIC)] == [date(2025, 12, 31)]
    assert all(one.deadline for one in goals((), made, PUBLIC))  # only the means are left
    assert without_target((), made, PUBLIC) == ["SUF", "SOF", "BIF"]  # TMF's bind only a mean
    assert without_target((("department", "BIF"),), made, PUBLIC) == ["BIF"]
