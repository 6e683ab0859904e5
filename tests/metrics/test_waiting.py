"""The week of a unit: every count equals looking at every row, and outside the unit small ones are withheld."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from dashboard.metrics.lineage import lineage
from dashboard.metrics.period import parse_period
from dashboard.metrics.usage import UsageError
from dashboard.metrics.waiting import (
    ACCESS,
    CASES,
    COMPLAINTS,
    FOLLOW_UP,
    LATE,
    LATER,
    NEXT_WEEK,
    PAST,
    READY,
    REMITTED,
    STANDS_IN,
    THIS_WEEK,
    UNTOLD,
    Worklist,
    week_of,
    worklist,
)  # fmt: skip
from dashboard.warehouse import Scope, Warehouse
from tests.demo_rows import COVERAGE, demo_rows
from tests.metrics.small_city import PUBLIC, ask, city

TODAY = date(2026, 10, 31)  # a Saturday
UNIT = "SOF-HAN-1"
LEAD = Scope("unit_lead", (UNIT,))
PLACE = {"unit": UNIT, "unit_now": UNIT, "centre": "SOF-HAN", "centre_now": "SOF-HAN"}
PLACE |= {"department": "SOF", "department_now": "SOF"}
Row = dict[str, Any]


def case(case_id: int, **columns: Any) -> Row:
    return PLACE | {"case_id": case_id, "received_on": "2026-09-01", "process": "housing_offer"} | columns


def due(day: str, count: int, first: int, **columns: Any) -> list[Row]:
    return [case(first + n, due_on=day, assigned_on="2026-09-02", **columns) for n in range(count)]


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    access: Row = {"process": "access_request", "unit": None, "unit_now": None}
    cases = [
        *due("2026-10-30", 6, 1),  # over, and nobody was told
        *due("2026-10-30", 7, 10, delay_notice_on="2026-10-29"),
        *due("2026-10-31", 2, 20),  # the last day is not over
        *due("2026-11-01", 1, 30),
        *due("2026-11-02", 5, 40),
        *due("2026-11-09", 8, 50),
        *due("2026-10-30", 3, 60, closed_on="2026-10-30"),  # closed without a decision: its clock has stopped
        *due(
            "2026-10-30", 4, 70, decided_on="2026-10-24", decided_in_time=True
        ),  # ready a week ago: not past it
        *due("2026-10-30", 1, 80, decided_on="2026-10-23", decided_in_time=True),
        *[case(90 + n) for n in range(9)],  # not assigned, no deadline
        *due("2026-11-03", 2, 100, **access),
        *[case(110 + n, follow_up_on="2026-10-27", closed_on="2026-05-01") for n in range(2)],
        case(120, follow_up_on="2026-11-08", closed_on="2026-05-01"),
        case(121, follow_up_on="2026-10-25", closed_on="2026-05-01"),
    ]
    complaints = [
        PLACE | {"complaint_id": n, "class": kind, "received_on": day, **more}
        for n, (kind, day, more) in enumerate(
            [
                ("material", "2026-10-02", {}),  # four weeks were over yesterday
                ("both", "2026-10-03", {}),
                ("material", "2026-10-06", {}),
                ("formal", "2026-10-06", {}),  # no four weeks
                ("material", "2026-10-06", {"reassessed_on": "2026-10-20"}),
            ]
        )
    ]
    appeals = [
        PLACE | {"appeal_id": n, "body": "AST", "sent_on": "2026-01-01", "decided_on": day, "outcome": outcome, **more}
        for n, (day, outcome, more) in enumerate(
            [("2026-10-20", "remitted", {}), ("2026-10-20", "upheld", {}), ("2026-09-01", "remitted", {}),
             ("2026-09-01", "remitted", {"redecided_on": "2026-10-01"})]
        )
    ]  # fmt: skip
    rows = {"cases": cases, "complaints": complaints, "appeals": appeals}
    return city(tmp_path_factory.mktemp("week"), rows, coverage=COVERAGE)


def values(found: Worklist, kind: str) -> dict[str, int | None]:
    return {bucket: count.value for bucket, count in found.of(kind).buckets.items()}


def test_the_lead_sees_what_is_there(week: Warehouse) -> None:
    found = worklist(UNIT, week, LEAD)
    assert found.is_exact
    assert values(found, CASES) == {UNTOLD: 6, LATE: 7, THIS_WEEK: 3, NEXT_WEEK: 5, LATER: 8}
    assert values(found, COMPLAINTS) == {LATE: 1, THIS_WEEK: 1, NEXT_WEEK: 1, LATER: 0}
    assert values(found, REMITTED) == {LATE: 1, THIS_WEEK: 0, NEXT_WEEK: 0, LATER: 1}
    assert values(found, READY) == {PAST: 1, LATER: 4}
    assert values(found, FOLLOW_UP) == {THIS_WEEK: 2, NEXT_WEEK: 1}
    assert found.of(COMPLAINTS).clocks == ((-1, 1), (0, 1), (3, 1))
    assert (found.open.value, found.unassigned.value) == (43, 9)


def test_what_is_registered_for_the_department_says_so_and_is_not_the_units_own(week: Warehouse) -> None:
    access = worklist(UNIT, week, LEAD).of(ACCESS)
    assert access.level == "department" and access.clocks == ()
    assert access.buckets[NEXT_WEEK].is_withheld


def test_others_see_no_small_counts_nor_what_gives_them_away(week: Warehouse) -> None:
    for scope in (PUBLIC, Scope("unit_lead"), Scope("unit_lead", ("SOF-HAN-2",))):
        found = worklist(UNIT, week, scope)
        assert not found.is_exact
        shown = [count for count in values(found, CASES).values() if count is not None]
        assert all(count == 0 or count >= 5 for count in shown)
        assert found.of(CASES).buckets[THIS_WEEK].is_withheld
        assert sum(count is None for count in values(found, CASES).values()) >= 2
        assert all(not one.clocks for one in found.waiting)


def test_stocks_are_those_of_the_metrics(week: Warehouse) -> None:
    found = worklist(UNIT, week, LEAD)
    for metric, count in (("open_cases", found.open), ("unassigned_cases", found.unassigned)):
        (answer,) = ask(week, metric, "2026-10", where=[("unit", UNIT)], organisation="now", scope=LEAD)
        expected = answer.value if metric == "open_cases" else 9
        assert count.value == expected


def test_an_unknown_unit_is_named(week: Warehouse) -> None:
    with pytest.raises(UsageError, match="SOF-HAN-1"):
        worklist("SOF-HAN-11", week, PUBLIC)


def test_the_week_begins_on_the_monday_before(tmp_path: Path) -> None:
    for until, monday, sunday in (
        ("2026-10-31", "2026-10-26", "2026-11-01"),
        ("2026-11-01", "2026-10-26", "2026-11-01"),
        ("2026-11-02", "2026-10-26", "2026-11-08"),  # on a Monday the week before
    ):
        found = week_of(city(tmp_path, {}, until=until))
        assert (str(found.monday), str(found.sunday)) == (monday, sunday)


def slowly(rows: dict[str, list[Row]], unit: str, kind: str) -> dict[str, int]:
    """Row by row, in the words of the page."""
    counts = dict.fromkeys(STANDS_IN[kind], 0)
    for row in (
        rows["appeals"] if kind == REMITTED else rows["complaints"] if kind == COMPLAINTS else rows["cases"]
    ):
        if row.get("unit_now") != unit:
            continue
        bucket = slow_bucket(row, kind)
        if bucket in counts:
            counts[bucket] += 1
    return counts


def slow_bucket(row: Row, kind: str) -> str:
    sunday = date(2026, 11, 1)
    if kind == CASES and (
        row.get("closed_on") or "decided_in_time" in row or row["process"] == "access_request"
    ):
        return ""
    if kind == READY:
        if row.get("closed_on") or not row.get("decided_on") or row.get("sent_on"):
            return ""
        return PAST if row["decided_on"] < TODAY - timedelta(days=7) else LATER
    if kind == COMPLAINTS and (
        row["class"] not in ("material", "both")
        or row.get("reassessed_on") or row.get("answered_on") or row.get("forwarded_on")
    ):  # fmt: skip
        return ""
    if kind == REMITTED and (row.get("outcome") != "remitted" or row.get("redecided_on")):
        return ""
    last = {CASES: "due_on", COMPLAINTS: "received_on", REMITTED: "decided_on"}[kind]
    day = row[last] + timedelta(days=0 if kind == CASES else 28)
    if day < TODAY:
        return UNTOLD if kind == CASES and not row.get("delay_notice_on") else LATE
    return THIS_WEEK if day <= sunday else NEXT_WEEK if day <= sunday + timedelta(days=7) else LATER


def test_every_unit_of_a_city_against_looking_at_every_row(tmp_path: Path) -> None:
    rows = demo_rows(3000)
    warehouse = city(tmp_path, rows, coverage=COVERAGE, public=True)
    for unit in {row["unit_now"] for row in rows["cases"]}:
        found = worklist(unit, warehouse, PUBLIC)
        for kind in (CASES, COMPLAINTS, REMITTED, READY):
            assert values(found, kind) == slowly(rows, unit, kind), (unit, kind)


def test_a_unit_grew_out_of_another(week: Warehouse) -> None:
    new, old = (lineage(code, week, PUBLIC) for code in ("SUF-SPL-1", "SOF-HJP-1"))
    assert new and old and old.after == new.place
    assert [place.code for place in new.before] == ["SOF-HJP-1"]
    assert new.of(parse_period("2025")) == old.place
    assert new.of(parse_period("2026")) == new.place
    assert lineage("SOF-HAN-99", week, PUBLIC) is None
