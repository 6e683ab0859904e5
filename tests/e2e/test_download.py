"""What is downloaded is what is shown, with its footnotes; what is withheld stays withheld."""

import csv
import io
from pathlib import Path

from playwright.sync_api import Page

from tests.e2e.conftest import visit


def downloaded(page: Page, button: str) -> tuple[str, list[list[str]]]:
    with page.expect_download() as waiting:
        page.locator(button).first.click()
    text = Path(waiting.value.path()).read_text("utf-8")
    assert text.startswith("\ufeff")
    return waiting.value.suggested_filename, list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


def test_a_chart_is_downloaded_with_its_table_and_notes(page: Page, address: str) -> None:
    visit(page, f"{address}/?department=SOF")
    name, rows = downloaded(page, "figure.chart .tools > .download")
    shown = page.locator("figure.chart").first
    assert name == f"{shown.get_attribute('id')}.csv"
    assert rows[0] == [shown.locator("h3").inner_text()]
    assert rows[1] == [page.url]
    shown.locator("summary").click()
    first = [cell.inner_text() for cell in shown.locator("tbody tr").first.locator("th, td .said").all()]
    assert [row[: len(first)] for row in rows if row and row[0] == first[0]] == [first]
    assert [row[0] for row in rows[-page.locator(".notes li").count() :]][0] == "1"


def test_a_table_says_withheld_in_the_file_too(page: Page, address: str) -> None:
    visit(page, f"{address}/klager?by=unit")
    _, rows = downloaded(page, "#breakdown .download")
    assert any(".." in row for row in rows)
