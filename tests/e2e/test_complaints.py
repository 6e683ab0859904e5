"""Klager in a real browser: every choice lives in the address, nothing jumps away, nothing is wider than a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard import complaints_city as known
from tests.e2e.conftest import NewPage, served, visit
from tests.facts_folder import write_facts


@pytest.fixture(scope="module")
def sof(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("klager")
    write_facts(folder, known.city(), coverage=known.COVERAGE)
    with served(folder) as address:
        yield f"{address}/klager"


def choose(page: Page, section: str, name: str, option: str) -> None:
    page.locator(section).get_by_label(name, exact=True).first.click()
    page.get_by_role("option", name=option, exact=True).click()


def test_a_point_is_looked_at_where_it_is_found(page: Page, sof: str) -> None:
    visit(page, sof)
    choose(page, "#points", "Vælg klagepunkt", "Begrundelse")
    page.wait_for_url("**/klager?point=F09")
    expect(page.locator("#point h3")).to_have_text("Hvor klages der over: Begrundelse?")
    page.go_back()
    expect(page.locator("#point h3")).to_have_text("Hvor klages der over: Lang sagsbehandlingstid?")


def test_the_table_is_turned_and_its_address_shows_the_same(page: Page, sof: str, new_page: NewPage) -> None:
    visit(page, sof)
    choose(page, "#pivot", "Rækker", "Center")
    page.wait_for_url("**/klager?rows=centre")
    expect(page.locator("#pivot table")).to_contain_text("Borgercenter Handicap")
    page.locator("#pivot .switch label").last.click()
    page.wait_for_url("**/klager?rows=centre&turned=yes")
    expect(page.locator("#pivot tbody").first).to_contain_text("Formalitetsklager")
    other = new_page()
    visit(other, page.url)
    expect(other.locator("#pivot tbody").first).to_contain_text("Formalitetsklager")


def test_a_sheet_is_chosen_and_parking_switched_on(page: Page, sof: str) -> None:
    visit(page, f"{sof}?period=2025")
    choose(page, "#dialogue", "Center", "Borgercenter Handicap")
    page.wait_for_url("**/klager?period=2025&sheet=SOF-HAN")
    expect(page.locator("#sheet")).to_contain_text("Forekommer sammen")
    expect(page.locator("#parking figure")).to_have_count(0)
    page.locator("#parking .switch label").last.click()
    page.wait_for_url("**/klager?parking=yes&period=2025&sheet=SOF-HAN")
    expect(page.locator("#parking figure")).to_contain_text("24.000 klager")


def test_choices_of_this_page_stay_here(page: Page, sof: str) -> None:
    visit(page, f"{sof}?department=SOF&parking=yes&point=F09&rows=centre")
    page.get_by_role("link", name="Overblik", exact=True).click()
    page.wait_for_url("**/?department=SOF")


def test_the_planted_change_and_the_unit_that_differs_are_seen(page: Page, sof: str) -> None:
    visit(page, sof)
    expect(page.locator(".answer")).to_contain_text("sandsynligvis ikke tilfældigt (")
    page.locator(".contents").get_by_role("link", name="Afviger nogen enheder?").click()
    expect(page.locator("#funnel h2")).to_be_in_viewport()
    expect(page.locator("#funnel figure")).to_contain_text("Én af 16 enheder i Socialforvaltningen afviger")


@pytest.mark.parametrize("width", [1440, 768, 390])
def test_no_section_is_wider_than_the_screen(new_page: NewPage, sof: str, width: int) -> None:
    page = new_page(width)
    for search in (
        "?parking=yes&sheet=SOF-HAN",
        "?rows=department&turned=yes",
        "?department=SOF&unit=SOF-HAN-1&centre=SOF-HAN",
    ):
        visit(page, sof + search)
        sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(sideways) <= 0, search


def test_the_way_to_an_outcome_is_read_in_order(page: Page, sof: str) -> None:
    visit(page, f"{sof}?period=2025")
    steps = page.locator("#way .step a:not([href^='#note'])").all_inner_texts()
    assert steps == [
        "Modtaget", "Besvaret", "Medhold", "Genvurderet i tide", "Ændret af os selv", "Sendt videre",
        "Afgjort af klageinstans",
    ]  # fmt: skip
    page.locator("#way").get_by_role("link", name="Medhold").click()
    expect(page.get_by_role("dialog")).to_contain_text("share_justified")
