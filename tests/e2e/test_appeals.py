"""The pages about appeal bodies in a real browser, over facts with appeals enough to show."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.dashboard.test_appeals import write_city
from tests.e2e.conftest import NewPage, served, visit
from tests.e2e.test_accessibility import OPTIONS

PATHS = ("/ankestyrelsen", "/ankestyrelsen/instans/BYG", "/ankestyrelsen/79b")
PERIOD = "?period=2025"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("appeals_site")
    write_city(folder)
    with served(folder) as found:
        yield found


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (768, "dark"), (390, "light"), (390, "dark")])
def test_pages_fit_are_named_and_accessible(
    new_page: NewPage, site: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = new_page(width, scheme)
    for path in PATHS:
        visit(page, site + path + PERIOD)
        page.wait_for_load_state("networkidle")
        sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(sideways) <= 0, path
        for chart in page.locator("figure.chart").all():
            assert chart.locator("[role=img]").get_attribute("aria-label")
            assert chart.locator("details table").count() == 1
        found = Axe().run(page, options=OPTIONS).response["violations"]
        assert [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found] == [], path


def test_the_body_is_in_the_address_and_filters_keep_it(page: Page, site: str) -> None:
    visit(page, f"{site}/ankestyrelsen{PERIOD}")
    page.get_by_role("link", name="Planklagenævnet").click()
    page.wait_for_url("**/ankestyrelsen/instans/PKN?period=2025")
    expect(page.locator("h1")).to_contain_text("Planklagenævnet omgjorde")
    page.locator("#filter-department").click()
    page.get_by_role("option", name="Teknik- og Miljøforvaltningen", exact=True).click()
    page.wait_for_url("**/ankestyrelsen/instans/PKN?department=TMF&period=2025")
    expect(page.locator("h1")).to_contain_text("Planklagenævnet omgjorde")
    page.go_back()
    page.go_back()
    expect(page.locator("h1")).to_contain_text("Ankestyrelsen omgjorde")
    assert page.locator("nav li[aria-current=page]", has_text="Ankestyrelsen").count() >= 1


def test_another_breakdown_keeps_the_rest_of_the_address(page: Page, site: str) -> None:
    visit(page, f"{site}/ankestyrelsen{PERIOD}")
    page.locator("#by").get_by_role("link", name="Ydelsesområde").click()
    page.wait_for_url("**/ankestyrelsen?by=service_area&period=2025#by")
    expect(page.locator("#by h2")).to_have_text("Omgjort efter ydelsesområde")


def test_a_card_opens_the_figure_of_the_body_and_escape_closes_it(page: Page, site: str) -> None:
    visit(page, f"{site}/ankestyrelsen/instans/PKN{PERIOD}")
    page.locator("#card-reversal_rate").focus()
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("--where body=PKN")
    assert page.url.endswith("#figure-reversal_rate")
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    assert "#figure" not in page.url
    visit(page, f"{site}/ankestyrelsen/79b{PERIOD}#figure-reversal_rate")
    expect(page.get_by_role("dialog")).to_contain_text("Socialområdet › Ankestyrelsen")


def test_the_shells_own_drawer_still_works_beside_it(page: Page, site: str) -> None:
    visit(page, f"{site}/{PERIOD}")
    page.locator("#card-cases_received").click()
    expect(page.get_by_role("dialog")).to_contain_text("--period 2025")


def test_dark_bars_and_dots_are_drawn_in_dark_colours(new_page: NewPage, site: str) -> None:
    page = new_page(scheme="dark")
    visit(page, f"{site}/ankestyrelsen{PERIOD}")
    page.wait_for_selector("#plot-rate .bars path")
    colours = page.locator("#plot-rate .bars path").evaluate_all(
        "all => all.map(one => getComputedStyle(one).fill)"
    )
    assert {"rgb(111, 182, 242)", "rgb(92, 200, 194)"} <= set(colours)
    lines = page.locator("#plot-rate .xerror").evaluate_all(
        "all => all.map(one => getComputedStyle(one).stroke)"
    )
    assert set(lines) == {"rgb(169, 180, 194)"}


def test_the_yearly_view_offers_years_and_prints_with_its_plan(page: Page, site: str) -> None:
    visit(page, f"{site}/ankestyrelsen/79b")
    expect(page.locator("#plan h2")).to_have_text("Handlingsplan for 2025")
    page.locator("nav[aria-label=År]").get_by_role("link", name="2024").click()
    page.wait_for_url("**/ankestyrelsen/79b?period=2024")
    expect(page.locator("#plan")).to_contain_text("Der laves ikke en handlingsplan")
    page.emulate_media(media="print")
    assert page.locator("#rate table").is_visible() and page.locator("#plan").is_visible()


def test_a_copied_link_holds_body_period_and_snapshot(page: Page, site: str) -> None:
    visit(page, f"{site}/ankestyrelsen/instans/PKN{PERIOD}")
    link = page.locator("#rate").get_by_role("link", name="Link").get_attribute("href") or ""
    assert link.startswith("/ankestyrelsen/instans/PKN?period=2025&snapshot=2026-10-31-") and link.endswith(
        "#rate"
    )
