"""Every page in a real browser: no errors, Danish, fit for a phone, and nothing is sent away."""

import pytest

from tests.e2e.conftest import NewPage, visit

PATHS = (
    "/",
    "/klager",
    "/klager?by=unit&department=SOF",
    "/datakvalitet",
    "/begreber",
    "/begreber/complaints_per_100_cases",
    "/?period=2014",
    "/?known_on=2026-09-30&period=2025",
)


# A colour is no wider than another: each width once, and both schemes among them.
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (768, "light"), (390, "dark")])
def test_pages_fit_their_width_and_say_that_data_are_invented(
    new_page: NewPage, address: str, width: int, scheme: str
) -> None:
    page = new_page(width, scheme)
    for path in PATHS:
        visit(page, address + path)
        assert page.get_attribute("html", "lang") == "da"
        assert page.get_by_text("Syntetiske data", exact=True).first.is_visible(), path
        sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(sideways) <= 0, path
        assert page.locator("h1").count() == 1, path


def test_no_chart_offers_to_share_and_each_has_a_name_and_a_table(new_page: NewPage, address: str) -> None:
    page = new_page()
    for path in ("/", "/klager"):
        visit(page, address + path)
        page.wait_for_selector(".js-plotly-plot .main-svg")
        charts = page.locator("figure.chart")
        assert charts.count() >= 1
        for chart in charts.all():
            plot = chart.locator("[role=img]")
            assert plot.get_attribute("aria-label")
            assert plot.locator(".js-plotly-plot").count() == 1
            assert chart.locator("table").count() == 1
        assert page.locator(".modebar-btn").count() == 0
        assert page.get_by_text("Share").count() == 0


def test_axes_are_danish(new_page: NewPage, address: str) -> None:
    page = new_page()
    visit(page, address)
    page.wait_for_selector("#plot-cases .xtick text")
    ticks = " ".join(page.locator("#plot-cases .xtick text").all_text_contents())
    assert "okt" in ticks or "maj" in ticks
    assert "Oct" not in ticks and "May" not in ticks


def test_nothing_is_fetched_from_elsewhere(new_page: NewPage, address: str) -> None:
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    visit(page, address)
    page.wait_for_load_state("networkidle")
    assert asked
    assert all(url.startswith((address, "data:", "blob:")) for url in asked)


def test_dark_charts_are_drawn_in_dark_colours(new_page: NewPage, address: str) -> None:
    page = new_page(scheme="dark")
    visit(page, address)
    page.wait_for_selector("#plot-cases .js-line")
    seen = page.locator("#plot-cases .js-line").first.evaluate("line => getComputedStyle(line).stroke")
    assert seen == "rgb(111, 182, 242)"


def test_printing_hides_the_tools_and_opens_the_tables(new_page: NewPage, address: str) -> None:
    page = new_page()
    visit(page, address)
    page.emulate_media(media="print")
    assert not page.locator(".filters-box").is_visible()
    assert page.locator("figure.chart table").first.is_visible()


def test_first_paint_is_quick(new_page: NewPage, address: str) -> None:
    page = new_page()
    visit(page, address)
    visit(page, address)
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert painted < 2000
