"""How old what is open is, and by which day so many of a cohort have ended: against slow, obvious Python."""

from datetime import date
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given

from dashboard.metrics.age_bands import FROM, ages_now
from dashboard.metrics.evaluate import Filters
from dashboard.metrics.metric import METRICS
from dashboard.metrics.period import parse_period, split
from dashboard.warehouse import Scope
from tests.metrics.small_city import ask, cases, city, covered
from tests.metrics.test_oracle import DEPARTMENTS, ORGANISATION, PERIOD, Row, case_rows, is_open, slow

FEWEST, NEVER = 10, 10_000
SETTINGS: dict[str, Any] = {"coverage": covered("cases", *DEPARTMENTS), "public": True}


def reached(days: list[int], share: float) -> int:
    """The smallest of them that so large a share does not pass."""
    return sorted(days)[ceil(share * len(days) - 1e-9) - 1]


@given(rows=case_rows())
@slow
def test_the_age_of_what_is_open(rows: list[Row]) -> None:
    with TemporaryDirectory() as folder:
        warehouse = city(Path(folder), {"cases": rows, "organisation": ORGANISATION}, **SETTINGS)
        for name in ("age_of_open_cases_median", "age_of_open_cases_90_percent"):
            told = {
                (answer.period, answer.group["department"]): answer.value
                for answer in ask(
                    warehouse, name, PERIOD, "month", "department", where=(("department", "SOF"),)
                )
            }
            for month in split(parse_period(PERIOD), "month"):
                assert told.get((month.text, "SOF")) == _age(
                    rows, month.start, month.end, METRICS[name].reached
                )


def _age(rows: list[Row], start: date, end: date, share: float) -> int | None:
    days = [
        (end - row["received_on"]).days
        for row in rows
        if row["department"] == "SOF" and is_open(row, start, end)
    ]
    return reached(days, share) if len(days) >= FEWEST else None


@given(rows=case_rows())
@slow
def test_the_day_by_which_so_many_are_decided(rows: list[Row]) -> None:
    """What is not decided has waited longer, when the data end, than anything took: a plain share of the cohort."""
    with TemporaryDirectory() as folder:
        warehouse = city(Path(folder), {"cases": rows, "organisation": ORGANISATION}, **SETTINGS)
        for name in ("day_80_percent_decided", "day_90_percent_decided"):
            (answer,) = ask(warehouse, name, PERIOD)
            assert answer.value == _day(rows, METRICS[name].reached)


def _day(rows: list[Row], share: float) -> int | None:
    period = parse_period(PERIOD)
    cohort = [row for row in rows if period.start <= row["received_on"] <= period.end]
    if len(cohort) < FEWEST:
        return None
    waited = [(row["decided_on"] - row["received_on"]).days if row["decided_on"] else NEVER for row in cohort]
    found = reached(waited, share)
    return None if found == NEVER else found


def test_nobody_knows_what_is_open_after_the_data_end(tmp_path: Path) -> None:
    """The year that the data end in is told as of that day; a period that begins later is not told at all."""
    warehouse = city(tmp_path, {"cases": cases(20, received_on="2026-01-01")})
    names = ("open_cases", "age_of_open_cases_median")
    told = {
        (name, text): ask(warehouse, name, text)[0] for name in names for text in ("2026", "2026-11", "2027")
    }
    assert told["open_cases", "2026"].value == 20
    assert told["age_of_open_cases_median", "2026"].value == (date(2026, 10, 31) - date(2026, 1, 1)).days
    for (_, text), answer in told.items():
        if text != "2026":
            assert (answer.value, answer.method) == (None, "not_listed")


@given(rows=case_rows())
@slow
def test_the_stock_by_age_adds_up_to_the_stock(rows: list[Row]) -> None:
    with TemporaryDirectory() as folder:
        warehouse = city(Path(folder), {"cases": rows, "organisation": ORGANISATION}, **SETTINGS)
        filters = Filters(parse_period(PERIOD), (("department", "SOF"),))
        found = ages_now(filters, warehouse, Scope("public"))
    days = [
        (found.today - row["received_on"]).days
        for row in rows
        if row["department"] == "SOF" and row.get("closed_on") is None and row["received_on"] <= found.today
    ]
    ends = [*FROM[1:], NEVER]
    assert [count.value for count in found.counts.values()] == [
        sum(first <= age < end for age in days) for first, end in zip(FROM, ends, strict=True)
    ]


def test_few_cases_of_an_age_are_withheld_with_a_companion(tmp_path: Path) -> None:
    there = cases(40, received_on="2026-10-20") + cases(30, 100, received_on="2026-07-20")
    warehouse = city(tmp_path, {"cases": [*there, *cases(2, 200, received_on="2020-01-01")]})
    found = ages_now(Filters(parse_period("2026")), warehouse, Scope("public"))
    assert [count.value for count in found.counts.values()].count(None) == 2
    assert found.counts[731].value is None and found.counts[0].value == 40
