"""axe with the WCAG 2.2 AA tags finds nothing on any page, light and dark, wide and narrow, and in print."""

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from dashboard.app import PAGES
from tests.e2e.conftest import NewPage, visit

OPTIONS: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
AXE = Axe()


SIZES: tuple[ViewportSize, ...] = ({"width": 1440, "height": 900}, {"width": 390, "height": 844})


@pytest.mark.parametrize("path", [page.PATH for page in PAGES])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    path: str, scheme: Literal["light", "dark"], new_page: NewPage, address: str
) -> None:
    page = new_page(1440, scheme)
    visit(page, f"{address}{path}")
    for size in SIZES:
        page.set_viewport_size(size)
        assert violations(page) == [], size
    if scheme == "light":
        page.emulate_media(media="print")
        assert violations(page) == [], "in print"
        charts_are_named_and_have_tables(page)


def violations(page: Page) -> list[Any]:
    found = AXE.run(page, options=OPTIONS).response["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found]


def charts_are_named_and_have_tables(page: Page) -> None:
    """axe does not see what Plotly draws, so this is asked directly."""
    for chart in page.locator("figure.chart").all():
        assert chart.locator("[role=img]").get_attribute("aria-label")
        assert chart.locator("details table").count() >= 1
