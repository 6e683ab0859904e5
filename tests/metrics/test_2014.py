"""The table the City Council saw on paper on 11.12.2014, figure by figure and footnote by footnote."""

import csv
from pathlib import Path

import pytest

from dashboard.warehouse import Warehouse
from tests.demo_rows import figure_row
from tests.facts_folder import ROOT
from tests.metrics.small_city import ask, city

ALWAYS = {"not_comparable", "case_not_defined_2014", "complaints_may_concern_earlier_cases"}
NUL = (None, None, None)
EXPECTED = {
    "\u00d8KF": (*NUL, "not_compiled", {"not_compiled"}),
    "KFF": (220, None, None, "partial", {"only_borgerservice", "not_compiled"}),
    "BUF": (*NUL, "not_listed", {"department_not_listed"}),
    "SUF": (250, 16249, 250 / 16249, "counted", set()),
    "SOF": (2596, 48774, 2596 / 48774, "annualised", {"half_year_doubled"}),
    "TMF": (595, 96473, 595 / 96473, "counted", {"without_parking"}),
    "BIF": (4000, 164440, 4000 / 164440, "counted", set()),
}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    with (ROOT / "data/examples/complaints_2014_2014-12-11.csv").open(encoding="utf-8", newline="") as file:
        rows = [figure_row(row, published=True, source="complaints_2014") for row in csv.DictReader(file)]
    figures = [row | {"figure_id": n} for n, row in enumerate(rows)]
    folder: Path = tmp_path_factory.mktemp("facts")
    return city(folder, {"published_figures": figures})


def test_the_table(warehouse: Warehouse) -> None:
    answers = ask(warehouse, "complaints_per_100_cases", "2014", "department")
    found = {
        each.group["department"]: (
            each.numerator,
            each.denominator,
            each.value,
            each.method,
            set(each.caveats) - ALWAYS,
        )
        for each in answers
    }
    assert found == EXPECTED
    assert list(found) == list(EXPECTED)
    assert all(set(each.caveats) >= ALWAYS for each in answers)
    assert {each.withheld for each in answers} == {None}
    assert {each.status for each in answers} == {"final"}


def test_the_sums_that_the_text_of_2014_mentions(warehouse: Warehouse) -> None:
    (complaints,) = ask(warehouse, "complaints_received", "2014")
    (cases,) = ask(warehouse, "cases_received", "2014")
    assert (complaints.value, complaints.method) == (7661, "partial")
    assert (cases.value, cases.method) == (325936, "partial")
    assert "departments_missing" in complaints.caveats


def test_the_rate_of_the_city_takes_only_departments_where_both_numbers_are_known(
    warehouse: Warehouse,
) -> None:
    (rate,) = ask(warehouse, "complaints_per_100_cases", "2014")
    assert (rate.numerator, rate.denominator) == (7661 - 220, 325936)


def test_one_department_alone_is_as_in_the_table(warehouse: Warehouse) -> None:
    (answer,) = ask(warehouse, "complaints_per_100_cases", "2014", where=[("department", "KFF")])
    assert (answer.numerator, answer.denominator, answer.value, answer.method) == (220, None, None, "partial")


def test_real_figures_are_not_called_synthetic(warehouse: Warehouse) -> None:
    for answer in ask(warehouse, "complaints_received", "2014", "department"):
        assert "synthetic_data" not in answer.caveats
