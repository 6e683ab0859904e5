"""The Monday story: a director sees where something has changed, clicks down to a team, and its lead sees the week."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.told import city_told, rows_told
from tests.demo_rows import COVERAGE
from tests.e2e.conftest import NewPage, served, visit
from tests.facts_folder import write_facts


@pytest.fixture(scope="module")
def monday(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small city; the lead of Handicap, team 1 sits at this machine."""
    folder: Path = tmp_path_factory.mktemp("monday")
    write_facts(folder, rows_told(), coverage=COVERAGE, **city_told())
    with pytest.MonkeyPatch.context() as patch, served(folder) as address:
        patch.setenv("LEDELSE_ROLE", "unit_lead")
        patch.setenv("LEDELSE_UNITS", "SOF-HAN-1")
        yield address


def test_from_the_city_to_a_team_and_its_week(page: Page, monday: str) -> None:
    visit(page, monday)
    order = page.locator("section[id]").evaluate_all("all => all.map(each => each.id)")
    assert order == ["signals", "duties", "small"]
    small = page.locator("#small")
    small.get_by_role("link", name="SOF").first.click()
    page.wait_for_url("**/?department=SOF")
    small.get_by_role("link", name="Borgercenter Handicap").first.click()
    page.wait_for_url("**/?centre=SOF-HAN&department=SOF")
    small.get_by_role("link", name="Handicap, team 1").first.click()
    page.wait_for_url("**/?centre=SOF-HAN&department=SOF&unit=SOF-HAN-1")
    expect(page.locator(".where")).to_contain_text("Handicap, team 1")
    page.get_by_role("link", name="Åbn Min enhed").click()
    page.wait_for_url("**/min-enhed?enhed=SOF-HAN-1")
    expect(page.locator(".role")).to_contain_text("nøjagtige tal")
    expect(page.locator("#week .card").first).to_contain_text("Over fristen uden besked")
    expect(page.locator("#week table").first).to_contain_text("Hjemviste sager")
    assert page.locator("button.download").count() == 0
    expect(page.locator("#past table tbody tr").first).to_contain_text("Sager modtaget")


def test_a_theme_is_chosen_and_its_address_shows_the_same(page: Page, monday: str, new_page: NewPage) -> None:
    visit(page, f"{monday}/?department=SOF")
    page.locator("#theme").click()
    page.get_by_role("option", name="Klager:").click()
    page.wait_for_url("**/?department=SOF&theme=complaints")
    expect(page.locator("#small h3").first).to_contain_text("lage")
    other = new_page()
    visit(other, page.url)
    expect(other.locator("#small h3").first).to_have_text(page.locator("#small h3").first.inner_text())


def test_the_week_fits_one_sheet(page: Page, monday: str) -> None:
    visit(page, f"{monday}/min-enhed?enhed=SOF-HAN-1")
    sheets = page.pdf(format="A4").count(b"/Type /Page\n")
    assert sheets == 1
    page.emulate_media(media="print")
    expect(page.locator("#week table").first).to_be_visible()
    expect(page.locator(".ways-out")).to_be_hidden()
