"""Kinds of units: from the reviewed file, only where enough is told, and beside each other on Flaskehalse."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.components.address import read
from dashboard.content import say
from dashboard.mining.assumptions import FINDINGS, REASONS
from dashboard.mining.comparison import compare
from dashboard.mining.selection import Selection, count
from dashboard.mining.unit_kinds import kinds_of, of_kind, pair, unit_kinds
from dashboard.pages import bottlenecks
from dashboard.pages.view import BadAddress, read_view
from dashboard.warehouse import Scope, Warehouse
from tests.dashboard.conftest import of_kind as tagged
from tests.dashboard.conftest import words_of
from tests.mining.conftest import Planted

SCOPE = Scope()
TWO = Selection("sheltered_employment")
ORGANISATION = Path(__file__).parents[2] / "data/reference/organisation.csv"


@pytest.fixture(scope="module")
def warehouse(planted: Planted) -> Warehouse:
    return planted.warehouse


@pytest.fixture
def app(warehouse: Warehouse) -> Iterator[Dash]:
    made = create_app(warehouse.facts)
    with made.server.app_context():
        yield made


def page(warehouse: Warehouse, search: str) -> list[Any]:
    return [part for part in bottlenecks.build(read_view(warehouse, read(bottlenecks.PATH, search))) if part]


def section(made: list[Any], key: str) -> Any:
    return next(part for part in made if getattr(part, "id", "") == key)


def test_every_centre_of_the_organisation_is_of_one_kind() -> None:
    with ORGANISATION.open(encoding="utf-8") as file:
        centres = {row["code"] for row in csv.DictReader(file) if row["level"] == "centre"}
    assert {centre for kind in unit_kinds() for centre in kind.centres} == centres


def test_the_kinds_of_a_process_are_those_with_enough_cases(warehouse: Warehouse) -> None:
    known = kinds_of(TWO, warehouse, SCOPE)
    assert [kind.code for kind in known] == ["adults", "job_centre"]
    sql = "SELECT count(*) AS n FROM cases WHERE process = 'sheltered_employment' AND centre = $centre"
    for kind, centre in zip(known, ("SOF-VOK", "BIF-JC"), strict=True):
        ((row),) = warehouse.query(sql, SCOPE, centre=centre)
        assert count(of_kind(TWO, kind), warehouse, SCOPE) == row["n"] >= 30
    assert [kind.code for kind in kinds_of(Selection("cash_benefit"), warehouse, SCOPE)] == ["benefit"]
    assert kinds_of(Selection("sheltered_employment", centre=("BIF-JC",)), warehouse, SCOPE) == ()


def test_two_kinds_are_chosen_by_code_and_never_the_same_twice() -> None:
    known = unit_kinds()
    assert pair("", "", known) == known[:2]
    assert pair("", known[0].code, known) == (known[1], known[0])
    assert [kind.code for kind in pair("care", "adults", known)] == ["care", "adults"]
    assert [kind.code for kind in pair("care", "care", known)] == ["care", known[0].code]
    for one, other in (("nobody", ""), ("", "nobody")):
        with pytest.raises(KeyError):
            pair(one, other, known)


def test_the_page_shows_both_with_the_difference_that_is_counted(app: Dash, warehouse: Warehouse) -> None:
    said = section(page(warehouse, "?process=sheltered_employment"), "kinds")
    one, other = kinds_of(TWO, warehouse, SCOPE)
    pairs = [("received", "assigned"), ("decided", "sent")]
    found = compare(of_kind(TWO, one), of_kind(TWO, other), pairs, warehouse, SCOPE)
    assert found.cases and one.title in words_of(said) and other.title in words_of(said)
    rows = [words_of(row) for row in tagged(said, "Tr")]
    assert len(rows) > 3
    only = section(page(warehouse, "?process=cash_benefit"), "kinds")
    assert say("bottlenecks.kinds_one", kind="Ydelsesservice") in words_of(only)
    with pytest.raises(BadAddress):
        page(warehouse, "?process=sheltered_employment&kind=benefit")


def test_beside_each_finding_stands_what_is_answered_and_how_to_answer(
    app: Dash, warehouse: Warehouse
) -> None:
    made = page(warehouse, "?process=cash_benefit")
    assert say("simplification.reason_known_backlog") in words_of(section(made, "waits"))
    for key, finding in (("again", "loop"), ("weekly", "batch"), ("returns", "ping_pong")):
        of = section(made, key)
        assert say("simplification.unanswered") in words_of(of)
        (lines,) = tagged(of, "Pre")
        assert f'process = "cash_benefit"\nfinding = "{finding}"' in words_of(lines) and finding in FINDINGS
        assert all(code in words_of(of) for code in REASONS)
    assert not tagged(section(made, "held"), "Pre")
