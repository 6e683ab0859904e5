"""Working days, due days and lines of successors, against plain Python and the Danish calendar."""

import calendar as months
from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.casework import number_cases
from etl.database import Connection, arrow, connect, load
from etl.fact import fact_named, prepare, run_sql
from etl.reference import calendar, legal_versions, load_reference, placed_units, versions
from tests.etl.sources import HOME

REFERENCE = load_reference(HOME / "data" / "reference")
WORKING = {row["day"]: row["is_working"] for row in calendar(2022, 2027).to_pylist()}


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2023-05-05", False),  # Great Prayer Day, a holiday for the last time
        ("2024-04-26", True),  # the same day a year later
        ("2025-04-17", False),  # Maundy Thursday
        ("2025-06-09", False),  # Whit Monday
        ("2025-12-24", True),  # no public holiday
        ("2025-12-26", False),
        ("2026-01-03", False),  # Saturday
        ("2026-01-05", True),
    ],
)
def test_danish_working_days(day: str, works: bool) -> None:
    assert WORKING[date.fromisoformat(day)] is works


def test_a_team_knows_its_department_then_and_now() -> None:
    rows = placed_units(REFERENCE, {"SOF-HJP-1": 12, "SUF-SPL-1": 12}).to_pylist()

    def place(code: str, day: date) -> tuple[str, str | None]:
        (row,) = [r for r in rows if r["code"] == code and r["first"] <= day <= r["last"]]
        return row["department"], row["unit"]

    assert place("SOF-HJP-1", date(2025, 6, 1)) == ("SOF", "SOF-HJP-1")
    assert place("SOF-HJP-1", date(2026, 6, 1)) == ("SUF", "SUF-SPL-1")
    # A system that has overwritten the old code still tells who it was then.
    assert place("SUF-SPL-1", date(2025, 12, 31)) == ("SOF", "SOF-HJP-1")
    assert place("SUF-SPL-1", date(2026, 1, 1)) == ("SUF", "SUF-SPL-1")


@pytest.mark.parametrize(("heads", "unit"), [(5, "SOF-HAN-1"), (4, "SOF-HAN"), (None, "SOF-HAN")])
def test_a_team_of_fewer_than_five_rolls_up(heads: int | None, unit: str) -> None:
    known = {"SOF-HAN-1": heads} if heads else {}
    rows = placed_units(REFERENCE, known).to_pylist()
    assert {row["unit"] for row in rows if row["code"] == "SOF-HAN-1"} == {unit}


def test_lines_of_successors_cover_all_of_time_once() -> None:
    for table in ("organisation", "legal_bases"):
        spans: dict[str, list[tuple[date, date]]] = {}
        for code, _, first, last in versions(REFERENCE.tables[table]):
            spans.setdefault(code, []).append((first, last))
        for code, found in spans.items():
            assert found[0][0] == date(1900, 1, 1) and found[-1][1] == date(9999, 12, 31), code
            assert all(a[1] + timedelta(1) == b[0] for a, b in zip(found, found[1:])), code


def test_a_section_follows_its_successor() -> None:
    rows = {(r["code"], r["legal_basis"]): r["first"] for r in legal_versions(REFERENCE).to_pylist()}
    assert rows["SEL-41", "BL-86"] == date(2024, 1, 1)


def due(process: str, legal_basis: str, received: date, complete: date | None = None) -> date | None:
    """Due day of one case by the fact's own SQL."""
    connection = connect()
    prepare(connection, REFERENCE, {})
    return _cases(connection, process, legal_basis, received, complete)[0]["due_on"]


def _cases(
    connection: Connection, process: str, legal_basis: str, received: date, complete: date | None
) -> list[dict[str, object]]:
    given_ = {
        "source": "x", "system": "x", "case_key": "k", "case_no": 1, "process": process, "unit": "SOF-HAN-1",
        "legal_basis": legal_basis, "received_on": received, "complete_on": complete, "extracted_on": received,
    }  # fmt: skip
    columns = {n: pa.array([given_.get(n)], kind) for n, kind in fact_named("cases").delivered.items()}
    load(connection, "delivered_cases", pa.table(columns))
    number_cases(connection)
    connection.execute("CREATE TABLE changed AS SELECT strftime(received_on, '%Y-%m') AS name FROM cases")
    run_sql(connection, "cases", date(2026, 10, 31))
    found = arrow(connection, "FROM made_cases").to_pylist()
    connection.execute("DROP TABLE changed")
    return found


@pytest.mark.parametrize(
    ("process", "law", "received", "complete", "expected"),
    [
        ("respite", "SEL-84", "2025-04-14", None, "2025-05-01"),  # ten working days over Easter
        ("activity_offer", "SEL-104", "2025-04-14", None, "2025-05-26"),  # six weeks
        ("housing_offer", "SEL-108", "2025-11-30", None, "2026-02-28"),  # three months, February is short
        ("cash_benefit", "LAS-23", "2023-12-31", None, "2024-01-10"),  # ten days, the list then in force
        ("cash_benefit", "LAS-23", "2024-01-01", None, "2024-01-22"),  # three weeks, its successor
        (
            "additional_expenses_adults",
            "SEL-100",
            "2025-01-02",
            "2025-02-03",
            "2025-04-28",
        ),  # clock starts when informed
        ("additional_expenses_adults", "SEL-100", "2025-01-02", None, None),  # … and has not started
        (
            "additional_expenses_children",
            "SEL-41",
            "2024-02-01",
            None,
            "2024-04-25",
        ),  # an old code, the new section
        ("building_permit", "BYG-HUS", "2025-01-02", "2025-02-03", None),  # binds only a mean
        ("aids", "SEL-112", "2025-01-02", None, None),  # none is published
    ],
)
def test_due_days_in_the_deadline_s_own_unit(
    process: str, law: str, received: str, complete: str | None, expected: str | None
) -> None:
    done = date.fromisoformat(complete) if complete else None
    found = due(process, law, date.fromisoformat(received), done)
    assert found == (date.fromisoformat(expected) if expected else None)


@given(st.dates(date(2023, 1, 1), date(2026, 10, 1)))
@settings(max_examples=15, deadline=None)
def test_due_days_equal_counting_on_fingers(received: date) -> None:
    day, left = received, 10
    while left:
        day += timedelta(1)
        left -= WORKING[day]
    assert due("respite", "SEL-84", received) == day
    year, month = divmod(received.year * 12 + received.month - 1 + 3, 12)
    last = months.monthrange(year, month + 1)[1]
    assert due("housing_offer", "SEL-108", received) == date(year, month + 1, min(received.day, last))
