"""*Hvad er nyt* says which departments register late, before a fall in the newest months is read as one."""

from pathlib import Path

from dashboard.components.address import Address
from dashboard.pages import news
from dashboard.pages.view import View, read_view
from dashboard.warehouse import Warehouse
from tests.dashboard.conftest import of_kind, parts, words_of
from tests.dashboard.told import city_told, revisions, rows_told
from tests.demo_rows import COVERAGE
from tests.facts_folder import write_facts


def told(folder: Path, is_growing: bool, department: str = "") -> View:
    rows = rows_told() | ({"revisions": revisions()} if is_growing else {})
    write_facts(folder, rows, coverage=COVERAGE, **city_told())
    return read_view(Warehouse(folder), Address("/nyt").changed(department=department))


def test_it_says_what_is_still_to_come_and_how_long(tmp_path: Path) -> None:
    (late,) = [part for part in parts(news.build(told(tmp_path, True))) if getattr(part, "id", "") == "late"]
    said = words_of(late)  # the newest month but one still grows itself, so not wholly ten
    assert "mangler 9,9 % af måneden stadig; efter 2 udtræk til er den hel" in said.replace("\xa0", " ")
    assert len(of_kind(late, "Strong")) == 2  # cases and complaints of the one source
    assert "/datakvalitet" in of_kind(late, "Link")[0].href


def test_where_nothing_grows_nothing_is_said(tmp_path: Path) -> None:
    for n, view in enumerate((told(tmp_path / "a", False), told(tmp_path / "b", True, "TMF"))):
        assert not [part for part in parts(news.build(view)) if getattr(part, "id", "") == "late"], n
