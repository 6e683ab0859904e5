"""A committee secretary goes from a page to its report, follows it and holds the file."""

import io
import zipfile
from pathlib import Path

from playwright.sync_api import Page

from tests.e2e.conftest import visit


def test_from_a_page_to_its_report(page: Page, address: str) -> None:
    visit(page, f"{address}/fokuspunkter?period=2025")
    page.click(".make-report a")
    page.wait_for_selector("#report-make")
    with page.expect_download() as waiting:
        page.click("#report-make")
    data = Path(waiting.value.path()).read_bytes()
    assert waiting.value.suggested_filename.startswith("side_fokuspunkter_2025_")
    assert any(name.endswith(".pdf") for name in zipfile.ZipFile(io.BytesIO(data)).namelist())
    page.wait_for_function("document.querySelector('#report-note').textContent.includes('.zip')")
    assert not page.is_visible("#report-cancel")
