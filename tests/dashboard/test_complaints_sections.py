"""Klager: the table one can turn, the dialogue sheet of a centre, and parking, which is added to nothing."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard.components.dialogue import sheet_panel, together_of
from dashboard.components.footnotes import Footnotes
from dashboard.components.parking import CHARGES, COMPLAINTS, title_of
from dashboard.components.pivot_cells import head_keys, plainly
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.period import parse_period
from dashboard.pages import complaints
from dashboard.pages.complaints_dialogue import dialogue, sheet_of
from dashboard.pages.complaints_parking import figures, parking
from dashboard.pages.complaints_pivot import pivot
from dashboard.pages.view import BadAddress, View
from dashboard.warehouse import Warehouse
from tests.dashboard import complaints_city as known
from tests.dashboard.complaints_city import figures_in, looking, rows_of
from tests.dashboard.conftest import of_kind, words_of

DAY = date(2026, 10, 31)


@pytest.fixture(scope="module")
def sof(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return known.snapshot(tmp_path_factory.mktemp("sof"))


def table_of(view: View) -> list[list[str]]:
    return rows_of(of_kind(pivot(view), "Table")[0])


# The table one can turn


def test_cells_are_what_the_evaluator_says(sof: Warehouse) -> None:
    view = looking(sof, period="2025", rows="centre", columns="class")
    rows = {row[0]: row[1:] for row in table_of(view)[2:]}
    for answer in view.ask("complaints_received", ("centre", "class")):
        name = view.reference.name("centre", answer.group["centre"])
        column = ["formal", "material", "both", "other"].index(answer.group["class"])
        assert rows[name][column] == f"{answer.value:,.0f}".replace(",", ".")
    assert rows["Borgercenter Handicap"][3] == "0"


def test_a_sum_without_its_parts_is_missing_and_not_nought(sof: Warehouse) -> None:
    rows = {
        row[0]: row[1:] for row in table_of(looking(sof, period="2025", rows="department", columns="class"))
    }
    reported = rows["Kultur- og Fritidsforvaltningen"]
    assert all(cell.startswith("mangler") for cell in reported[:-1]) and reported[-1].startswith("240")
    assert rows["Socialforvaltningen"][3] == "0"


def test_turned_it_holds_the_same_numbers(sof: Warehouse) -> None:
    query = {"period": "2025", "rows": "centre", "columns": "outcome"}
    upright = [row[1:] for row in table_of(looking(sof, **query))[2:]]
    lying = [row[1:] for row in table_of(looking(sof, turned="yes", **query))[2:]]
    assert [list(column) for column in zip(*upright, strict=True)] == lying


def test_class_and_outcome_stand_beside_each_other(sof: Warehouse) -> None:
    heads = table_of(looking(sof, period="2025"))[0]
    assert any("efter type" in head for head in heads) and any("efter udfald" in head for head in heads)


@pytest.mark.parametrize("query", [{"rows": "colour"}, {"columns": "colour"}])
def test_an_unknown_dimension_is_named(sof: Warehouse, query: dict[str, str]) -> None:
    with pytest.raises(BadAddress, match="colour"):
        pivot(looking(sof, **query))


def test_what_the_head_says_is_not_said_again() -> None:
    answer = Answer(
        "complaints_received", "2025", {}, 7, None, 7, "partial", None, "final", ("departments_missing",)
    )
    assert plainly(answer, ["departments_missing"]).method == "counted"
    assert plainly(answer, []).method == "partial"
    hidden = replace(answer, value=None, withheld="small_numbers")
    assert head_keys([answer, hidden], ["different_nets"]) == [
        ("caveat", "different_nets"), ("withheld", "small_numbers"),
    ]  # fmt: skip


# The dialogue sheet


def test_the_sheet_holds_complaints_and_audits_of_the_same_areas(sof: Warehouse) -> None:
    view = looking(sof, period="2025", sheet="SOF-HAN")
    sheet = sheet_of(view, "SOF-HAN")
    assert list(sheet.areas) == [known.AREAS["SOF-HAN"]]
    assert sheet.whole["complaints_material"].value == 12 * 7 * known.MATERIAL
    assert sheet.whole["audits_without_remark"].value == 0.5
    said = together_of(sheet)
    assert said and said[0].startswith("Begrundelse: nævnt i") and said[0].endswith("84 stikprøver.")
    text = words_of(sheet_panel(sheet, Footnotes()))
    assert "Forekommer sammen" in text and "fortæller ikke hvorfor" in text and "skyldes" not in text


def test_without_a_centre_one_is_asked_for(sof: Warehouse) -> None:
    shown = dialogue(looking(sof, period="2025"))
    assert "Vælg et center" in words_of(shown) and not of_kind(shown, "Article")
    [chooser] = of_kind(shown, "Select")
    assert {item["value"] for group in chooser.data for item in group["items"]} == set(known.AREAS)
    assert of_kind(dialogue(looking(sof, period="2025", centre="SOF-BBU", department="SOF")), "Article")
    with pytest.raises(BadAddress, match="sheet=XYZ"):
        dialogue(looking(sof, sheet="XYZ"))


def test_audits_that_are_not_known_are_not_nought(warehouse: Warehouse) -> None:
    """The small city has no audits at all."""
    shown = dialogue(looking(warehouse, period="2025", sheet="SOF-HAN"))
    rows = rows_of(of_kind(shown, "Table")[1])
    assert rows[1][-1] != "0"
    assert "Der er for få gennemgåede stikprøver" in words_of(shown)


# Parking


def test_parking_is_shown_when_asked_for_and_added_to_nothing(sof: Warehouse) -> None:
    asked = parking(looking(sof, period="2025", parking="yes"))
    assert f"{12 * known.COMPLAINED:,} klager".replace(",", ".") in words_of(asked)
    assert len(figures_in(asked)) == 1
    silent = looking(sof, period="2025")
    assert not figures_in(parking(silent)) and "Vis parkering" not in words_of(
        complaints.breakdown(silent, "department")
    )
    for metric in ("complaints_received", "cases_received"):
        [answer] = silent.ask(metric, (), replace(silent.filters, where=(("department", "TMF"),)))
        assert answer.value is None


def test_parking_is_offered_where_it_belongs(sof: Warehouse, warehouse: Warehouse) -> None:
    assert parking(looking(sof, department="TMF")) is not None
    assert parking(looking(sof, department="SOF")) is None
    assert parking(looking(sof, service_area=known.AREAS["SOF-HAN"])) is None
    assert parking(looking(warehouse)) is None


def rows(values: list[float | None], metric: str = COMPLAINTS) -> list[dict[str, Any]]:
    return [
        {
            "metric": metric, "department": "TMF", "period_start": date(2025, n, 1),
            "period_end": parse_period(f"2025-{n:02d}").end, "value": value, "extracted_on": DAY,
        }
        for n, value in enumerate(values, 1)
    ]  # fmt: skip


def test_months_that_are_missing_or_small_are_not_nought() -> None:
    window = parse_period("2025-01..2025-04")
    of = figures(rows([100, None, 3, 90]), window, window, threshold=5)
    said = [of.by_month[COMPLAINTS][month] for month in of.months]
    assert [one.value for one in said] == [100, None, None, None]
    assert [one.withheld for one in said] == [False, False, True, True], "a companion, or the sum would tell"
    assert of.within[COMPLAINTS].withheld and of.within[CHARGES].value is None
    assert "ingen sum" in title_of(of)


def test_a_period_not_fully_reported_says_how_many_months_are_missing() -> None:
    period = parse_period("2025")
    every = [
        row
        for metric in ("cases_received", "complaints_received", "parking_charges_annulled")
        for row in rows([50] * 9, metric)
    ]
    of = figures(every, period, period, threshold=5)
    assert of.missing == 3 and "3 måneder mangler" in title_of(of) and of.within[CHARGES].value == 450
    assert figures(every, period, parse_period("2025-W14"), threshold=5).within[CHARGES].value is None


def test_a_period_without_figures_says_so(sof: Warehouse) -> None:
    shown = parking(looking(sof, period="2014", parking="yes"))
    assert "Ingen parkeringstal for perioden" in words_of(shown) and not figures_in(shown)
