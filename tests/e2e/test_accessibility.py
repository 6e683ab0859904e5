"""axe with the WCAG 2.2 AA tags finds nothing on any page, light and dark, wide and narrow."""

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard.app import PAGES
from tests.e2e.conftest import NewPage, visit

OPTIONS: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
AXE = Axe()


@pytest.mark.parametrize("path", [page.PATH for page in PAGES])
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing(
    path: str, width: int, scheme: Literal["light", "dark"], new_page: NewPage, address: str
) -> None:
    page = new_page(width, scheme)
    visit(page, f"{address}{path}")
    found = AXE.run(page, options=OPTIONS).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found] == []


@pytest.mark.parametrize("path", [page.PATH for page in PAGES])
def test_every_chart_is_named_and_has_its_table(path: str, new_page: NewPage, address: str) -> None:
    """axe does not see what Plotly draws, so this is asked directly."""
    page = new_page()
    visit(page, f"{address}{path}")
    for chart in page.locator("figure.chart").all():
        assert chart.locator("[role=img]").get_attribute("aria-label")
        assert chart.locator("details table").count() >= 1
