"""Every metric about complaints, appeals, contacts, audits and deadlines against plain Python, row by row."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from dashboard.metrics.metric import METRICS
from dashboard.metrics.period import parse_period, split
from dashboard.warehouse import Warehouse
from tests.metrics.small_city import ask, city, covered

Row = dict[str, Any]
Test = Callable[[Row], bool]
DEPARTMENTS, AREAS = ("SOF", "BIF", "TMF"), ("27.36.04", "32.24.00")
PERIOD, UNTIL = "2025-H1", date(2026, 10, 31)
REVERSED, TREATED = ("changed", "partly", "remitted"), ("upheld", "changed", "partly", "remitted")


def always(row: Row) -> bool:
    return True


def late(row: Row) -> bool:
    return row["decided_in_time"] is not True


def appealable(row: Row) -> bool:
    return row["class"] in ("material", "both")


def has(column: str, *values: Any) -> Test:
    return lambda row: row[column] in values if values else row[column] is not None


def both(one: Test, other: Test) -> Test:
    return lambda row: one(row) and other(row)


def within(first: str, then: str, days: int) -> Test:
    return lambda row: row[then] is not None and (row[then] - row[first]).days <= days


# Fact, the day it is dated by, what is counted, and of what; written a second time, so that an error in either shows.
COUNTED: dict[str, tuple[str, str, Test, Test | None]] = {
    "complaints_received": ("complaints", "received_on", always, None),
    "complaints_formal": ("complaints", "received_on", has("class", "formal"), None),
    "complaints_material": ("complaints", "received_on", has("class", "material"), None),
    "complaints_both": ("complaints", "received_on", has("class", "both"), None),
    "complaints_forwarded": ("complaints", "forwarded_on", always, None),
    "complaints_to_borgerraadgiver": ("complaints", "received_on", has("level", "borgerraadgiver"), None),
    "share_justified": ("complaints", "received_on", has("justified", "wholly", "partly"), has("justified")),
    "reassessed_in_time": (
        "complaints", "received_on", both(appealable, within("received_on", "reassessed_on", 28)), appealable
    ),
    "changed_at_reassessment": (
        "complaints", "reassessed_on", has("reassessment_result", "changed", "partly_changed"),
        has("reassessment_result"),
    ),
    "repeat_complaints": ("complaints", "received_on", has("repeat_of"), always),
    "complaint_points": ("complaint_points", "received_on", always, None),
    "appeals_sent": ("appeals", "sent_on", always, None),
    "appeals_decided": ("appeals", "decided_on", always, None),
    "appeals_reversed": ("appeals", "decided_on", has("outcome", *REVERSED), None),
    "reversal_rate": ("appeals", "decided_on", has("outcome", *REVERSED), has("outcome", *TREATED)),
    "remitted_share": ("appeals", "decided_on", has("outcome", "remitted"), has("outcome", *TREATED)),
    "formal_criticism": ("appeals", "decided_on", has("formal_criticism", True), has("formal_criticism")),
    "same_result_after_remittal": ("appeals", "redecided_on", has("same_result", True), has("same_result")),
    "contacts": ("contacts", "contacted_on", always, None),
    "contacts_followed_by_complaint": (
        "contacts", "contacted_on", has("complaint_followed", True), has("complaint_followed")
    ),
    "audits_without_remark": ("audits", "audited_on", has("without_remark", True), has("without_remark")),
    "decided_in_time": ("cases", "due_on", has("decided_in_time", True), always),
    "delay_notices_missing": ("cases", "due_on", both(late, lambda row: row["delay_notice_on"] is None), late),
}  # fmt: skip
WAITS = {
    "days_to_answer": ("complaints", "received_on", "answered_on"),
    "days_at_appeal_body": ("appeals", "sent_on", "decided_on"),
}
COVERED = ("complaints", "complaint_points", "appeals", "contacts", "audits", "cases")


def random_facts(seed: int) -> dict[str, list[Row]]:
    chance = random.Random(seed)

    def day(after: date | None = None, missing: float = 0.3) -> date | None:
        if chance.random() < missing:
            return None
        return (after or date(2024, 11, 1)) + timedelta(days=chance.randrange(0, 60 if after else 330))

    def one_of(*values: Any) -> Any:
        return chance.choice((None, *values))

    def place() -> Row:
        department = chance.choice(DEPARTMENTS)
        now = chance.choice((department, department, *DEPARTMENTS))
        return {
            "department": department,
            "department_now": now,
            "service_area": chance.choice((None, *AREAS)),
        }

    facts: dict[str, list[Row]] = {name: [] for name in COVERED}
    for number in range(1, 400):
        received = day(missing=0) or UNTIL
        reassessed = day(received)
        facts["complaints"].append(place() | {
            "complaint_id": number, "received_on": received, "answered_on": day(received),
            "forwarded_on": day(received), "reassessed_on": reassessed,
            "class": chance.choice(("formal", "material", "both", "other")),
            "reassessment_result": reassessed and one_of("changed", "partly_changed", "upheld"),
            "justified": one_of("wholly", "partly", "not"), "repeat_of": one_of(1),
            "level": one_of("unit", "borgerraadgiver"),
        })  # fmt: skip
        facts["complaint_points"].append(place() | {
            "complaint_id": number, "point": "F01", "class": "formal", "received_on": received,
        })  # fmt: skip
        decided = day(received)
        facts["appeals"].append(place() | {
            "appeal_id": number, "body": chance.choice(("AST", "PKN")), "sent_on": received, "decided_on": decided,
            "outcome": decided and chance.choice((*TREATED, "dismissed")),
            "formal_criticism": decided and one_of(True, False),
            "redecided_on": decided and day(decided), "same_result": one_of(True, False),
        })  # fmt: skip
        facts["contacts"].append(place() | {
            "contact_id": number, "contacted_on": received, "complaint_followed": one_of(True, False),
        })  # fmt: skip
        facts["audits"].append(place() | {
            "audit_id": number, "drawn_on": received, "audited_on": decided, "without_remark": one_of(True, False),
        })  # fmt: skip
        facts["cases"].append(place() | {
            "case_id": number, "received_on": received, "due_on": day(received), "decided_in_time": one_of(True, False),
            "delay_notice_on": day(received, 0.5),
        })  # fmt: skip
    return facts


@pytest.fixture(scope="module", params=[1, 77])
def drawn(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, list[Row]], Warehouse]:
    facts = random_facts(request.param)
    coverage = [row for fact in COVERED for row in covered(fact, *DEPARTMENTS)]
    return facts, city(tmp_path_factory.mktemp("drawn"), facts, coverage=coverage, public=True)


def slices(by: tuple[str, ...]) -> list[tuple[str, date, date]]:
    period = parse_period(PERIOD)
    return [
        (one.text, one.start, one.end) for one in (split(period, by[0]) if by[:1] == ("month",) else [period])
    ]


@pytest.mark.parametrize("organisation", ["then", "now"])
@pytest.mark.parametrize("by", [(), ("month",), ("service_area",), ("month", "service_area")])
@pytest.mark.parametrize("name", COUNTED)
def test_what_is_counted(
    name: str, by: tuple[str, ...], organisation: str, drawn: tuple[dict[str, list[Row]], Warehouse]
) -> None:
    facts, warehouse = drawn
    fact, dated, counts, of = COUNTED[name]
    where = [("department", "SOF")]
    answers = ask(warehouse, name, PERIOD, *by, where=where, organisation=organisation)
    place = "department_now" if organisation == "now" else "department"
    assert answers
    for answer in answers:
        ((start, end),) = [(first, last) for text, first, last in slices(by) if text == answer.period]
        rows = [
            row for row in facts[fact]
            if row[place] == "SOF" and row[dated] is not None and start <= row[dated] <= end
            and all((row["service_area"] or "") == area for area in answer.group.values())
        ]  # fmt: skip
        assert answer.numerator == sum(counts(row) for row in rows)
        assert answer.denominator == (None if of is None else sum(of(row) for row in rows))


@pytest.mark.parametrize("name", WAITS)
def test_how_long_it_takes(name: str, drawn: tuple[dict[str, list[Row]], Warehouse]) -> None:
    facts, warehouse = drawn
    fact, begins, ends = WAITS[name]
    for answer in ask(warehouse, name, PERIOD, "month", where=[("department", "SOF")]):
        rows = [
            row
            for row in facts[fact]
            if row["department"] == "SOF" and f"{row[begins]:%Y-%m}" == answer.period
        ]
        waits = sorted(((row[ends] or UNTIL) - row[begins]).days + (0 if row[ends] else 0.5) for row in rows)
        share, at_risk, median = 1.0, len(waits), None
        for wait in waits:  # one row at a time; who waits still lets go half a day later
            if wait == int(wait):
                share *= 1 - 1 / at_risk
                median = int(wait) if share <= 0.5 + 1e-12 and median is None else median
            at_risk -= 1
        few = len(rows) < METRICS[name].smallest_denominator
        assert answer.value == (None if few else median)


def test_no_metric_of_these_facts_is_left_out() -> None:
    simple = {
        name
        for name, of in METRICS.items()
        if of.shape == "flow" and of.fact in COVERED and of.fact != "cases"
    }
    registration = {name for name in simple if "without_" in name and name != "audits_without_remark"}
    assert simple - registration <= set(COUNTED)
