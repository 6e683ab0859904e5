"""Datakvalitet and Begreber over a package that tells all it can, and over older ones that do not."""

from pathlib import Path
from typing import Any

import pytest
from dash.development.base_component import Component

from dashboard.components import delivery_tables as deliveries
from dashboard.components.address import Address
from dashboard.components.registration_guide import code_lists, guide
from dashboard.metrics.metric import METRICS
from dashboard.pages import data_quality, glossary
from dashboard.pages.registration import registered
from dashboard.pages.view import View, read_view
from dashboard.warehouse import Warehouse
from tests.dashboard.conftest import of_kind, parts, words_of
from tests.dashboard.told import TOLD, city_told, revisions, rows_told
from tests.demo_rows import COVERAGE
from tests.facts_folder import write_facts


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> View:
    folder = tmp_path_factory.mktemp("telling")
    rows = rows_told() | {"revisions": revisions()}
    write_facts(folder, rows, coverage=COVERAGE, **city_told())
    return read_view(Warehouse(folder), Address("/datakvalitet"))


@pytest.fixture(scope="module")
def page(telling: View) -> list[Any]:
    return data_quality.build(telling)


def section(page: list[Any], name: str) -> Component:
    return next(part for part in parts(page) if getattr(part, "id", "") == name)


def row(table: Any, first: str) -> str:
    return next(words_of(line) for line in of_kind(table, "Tr") if words_of(line).startswith(first))


def test_a_late_source_is_named_first_with_its_rhythm(page: list[Any]) -> None:
    late = of_kind(section(page, "timely"), "Table")[0]
    assert len(of_kind(late, "Tr")) == 2
    said = row(late, "TMF")
    assert "hver måned" in said and "31.10.2026" in said and "forsinket" in said
    every = of_kind(section(page, "timely"), "Details")[0]
    assert "til tiden" in words_of(every)
    assert "Én kilde er forsinket." in words_of(page[0])


def test_who_has_not_answered_and_for_when(page: list[Any]) -> None:
    said = row(section(page, "unanswered"), "Børne")
    assert "juli 2026 og august 2026" in said and "Indberetning" in said


def test_what_stands_out_is_said_in_words(page: list[Any]) -> None:
    told = section(page, "usual")
    rows = [words_of(line) for line in of_kind(of_kind(told, "Table")[0], "Tr")[1:]]
    assert [line.split()[0] for line in rows] == ["DOMUS", "Momentum", "SOF"]
    assert "Færre rækker, end kilden plejer." in rows[0]
    assert "Flere rækker afvises, end der plejer." in rows[1]
    assert "som den plejer" in rows[2]
    assert "2 kilder har færre end 8 udtræk" in words_of(told)
    assert len(of_kind(told, "Img")) == 6


def test_corrections_say_why_and_who_knows(page: list[Any]) -> None:
    said = words_of(section(page, "corrections"))
    assert "Kanalen FAX" in said and "Systemforvaltningen for DOMUS" in said
    assert "01.03.2026" in said and "41" in said


def test_withdrawn_rows_stand_with_how_the_source_delivers(page: list[Any]) -> None:
    assert "TMF alt, hver gang 17" in row(section(page, "gone"), "TMF")


def test_a_month_grows_on_the_page(page: list[Any]) -> None:
    said = words_of(section(page, "growth"))
    assert "sep 2026 93\u00a0% 100\u00a0%" in said  # 900 of the 970 known by now
    assert "I alt 90\u00a0%" in said


def test_registration_shows_the_metrics_own_answers(telling: View, page: list[Any]) -> None:
    told = section(page, "registered")
    cards = [card for card in of_kind(told, "A") if getattr(card, "className", "") == "card"]
    assert [card.id for card in cards] == [
        f"card-share_without_{lack}" for lack in ("class", "point", "case")
    ]
    answer = telling.one("share_without_class")
    assert answer.value is not None and answer.denominator is not None
    assert f"{answer.numerator:.0f} af {answer.denominator:.0f} klager" in words_of(cards[0])
    counts = telling.ask("complaints_without_class", ("department",))
    shown = of_kind(told, "Table")[0]
    assert len(of_kind(shown, "Tr")) == len(counts) + 2
    assert "%" not in words_of(shown)


def test_every_section_is_in_the_list_of_contents(page: list[Any]) -> None:
    links = {link.href for link in of_kind(of_kind(page[0], "Nav"), "A")}
    sections = {f"#{part.id}" for part in page[1:]}
    assert links == sections


def test_no_lights(page: list[Any]) -> None:
    names = " ".join(str(getattr(part, "className", "")) for part in parts(page))
    assert not {"red", "green", "amber"} & set(names.split())


def test_older_packages_have_the_page_without_what_they_do_not_tell(tmp_path: Path) -> None:
    new = ("expected_every", "days_of_grace", "overdue", "corrections", "not_answered", "codes", "columns")
    new += ("withdrawn", "delivery")
    old = [{key: value for key, value in each.items() if key not in new} for each in TOLD]
    for each in old:
        each["files"] = [{k: v for k, v in file.items() if k != "rejected"} for file in each["files"]]
    write_facts(tmp_path, {}, sources=old, coverage=[])
    view = read_view(Warehouse(tmp_path), Address("/"))
    said = words_of(data_quality.build(view))
    assert "Ingen kilde er forsinket." in said and "Ingen rettelser er erklæret." in said
    assert "Sådan vokser en måned" not in said and "Hvem mangler at svare?" not in said
    assert "Datasættet er fra før" in words_of(glossary.build(view))


def test_facts_without_a_newer_column_leave_its_figure_out(
    telling: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = telling.warehouse.resources["complaints"]["schema"]["fields"]
    left = [field for field in fields if field["name"] != "point_count"]
    monkeypatch.setitem(telling.warehouse.resources["complaints"]["schema"], "fields", left)
    said = words_of(registered(telling))
    assert METRICS["complaints_without_case"].title in said
    assert METRICS["complaints_without_point"].title not in said


def test_the_guide_says_what_is_read_and_as_what(telling: View) -> None:
    [one] = of_kind(guide(TOLD), "Details")
    said = words_of(one)
    assert "KLAGENR Klagens nummer nummer; sløres, når det læses skal" in said
    assert "BESVARET Besvaret dato kan" in said
    assert guide([{"title": "old"}]) is None


def test_code_lists_say_whose_code_means_what_and_with_whom_it_is_agreed(telling: View) -> None:
    folds = {words_of(of_kind(one, "Summary")).split(" ")[0]: one for one in of_kind(
        code_lists(TOLD, telling.reference), "Details")}  # fmt: skip
    assert "Formalitetsklager F SOF Functional management" in words_of(folds["Klagetype"])
    assert "ja J SOF" in words_of(folds["Kritik"])
    assert code_lists([{"title": "old"}], telling.reference) is None


def test_a_rising_share_of_rejected_is_told_apart_from_a_falling_one() -> None:
    rejected = [each for each in TOLD if each["title"] == "Momentum"]
    assert "Flere rækker afvises" in words_of(deliveries.usual(rejected))
