"""Min enhed: the week first, exact for the own lead and for nobody else, and nothing to take away."""

from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashboard.access.person import demo_person
from dashboard.metrics.evaluate import Filters, evaluate
from dashboard.metrics.waiting import CASES, UNTOLD, week_of, worklist
from dashboard.metrics.waiting_cases import waiting_cases
from dashboard.pages import unit
from dashboard.warehouse import Refused, Scope, Warehouse
from tests.dashboard.conftest import of_kind, parts, words_of
from tests.facts_folder import write_facts

UNIT = "SOF-HAN-1"
LEAD = Scope("unit_lead", (UNIT,))


@pytest.fixture
def as_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDELSE_ROLE", "unit_lead")
    monkeypatch.setenv("LEDELSE_UNITS", f"{UNIT}, SUF-SPL-1")
    monkeypatch.setattr(unit, "current", demo_person)  # whom the guard lets in on this machine


def test_it_opens_with_the_week_and_what_is_late_and_untold(
    app: Dash, as_lead: None, warehouse: Warehouse
) -> None:
    shown = unit.layout(enhed=UNIT)
    untold = worklist(UNIT, warehouse, LEAD).of(CASES).buckets[UNTOLD].value
    cards = [part for part in parts(shown) if "still" in str(getattr(part, "className", ""))]
    assert cards[0].id == "card-untold" and words_of(cards[0].children[1]) == str(untold)
    assert ("Ingen sager er over fristen" in words_of(of_kind(shown, "H1"))) == (untold == 0)
    sections = [part.id for part in of_kind(shown, "Section") if hasattr(part, "id")]
    assert sections[:2] == ["week", "past"]
    assert "%" not in words_of(next(part for part in of_kind(shown, "Section") if part.id == "week"))


def test_in_and_out_are_the_metrics_own(app: Dash, as_lead: None, warehouse: Warehouse) -> None:
    from dashboard.metrics.period import Period

    week = week_of(warehouse)
    filters = Filters(Period("week", week.monday, week.today), (("unit", UNIT),), "now")
    numbers = [
        evaluate(name, filters, warehouse, LEAD)[0].value for name in ("cases_received", "cases_closed")
    ]
    card = next(part for part in parts(unit.layout(enhed=UNIT)) if getattr(part, "id", "") == "card-net")
    assert f"{numbers[0]:.0f} ind og {numbers[1]:.0f} lukket" in words_of(card)


def test_nothing_can_be_taken_away(app: Dash, as_lead: None) -> None:
    shown = unit.layout(enhed=UNIT)
    assert not [part for part in parts(shown) if "download" in str(getattr(part, "className", "")).split()]
    assert of_kind(shown, "Table")


def test_without_the_role_small_numbers_are_withheld(app: Dash) -> None:
    said = words_of(unit.layout(enhed=UNIT))
    assert ".." in said and "Tal fra 1 til 4 vises ikke" in said
    assert "Dage tilbage" not in said


def test_another_units_lead_is_the_public_here(app: Dash, as_lead: None) -> None:
    assert "Tal fra 1 til 4 vises ikke" in words_of(unit.layout(enhed="SOF-HAN-2"))


def test_the_path_leads_out_to_the_overview(app: Dash) -> None:
    shown = unit.layout(enhed=UNIT)
    ways = {part.href for part in of_kind(shown, "Link")}
    assert {"/?department=SOF", "/?centre=SOF-HAN&department=SOF"} <= ways


def test_a_unit_that_was_not_there_shows_its_predecessor(app: Dash) -> None:
    said = words_of(unit.layout(enhed="SUF-SPL-1", period="2025"))
    assert "Hjemmepleje, team 1, som arbejdet kom fra" in said
    gone = unit.layout(enhed="SOF-HJP-1")
    assert "nedlagt" in words_of(of_kind(gone, "H1"))
    assert "/min-enhed?enhed=SUF-SPL-1" in {part.href for part in of_kind(gone, "Link")}


def test_a_period_without_data_says_so(app: Dash) -> None:
    assert "ingen tal for Handicap, team 1 i 2014" in words_of(unit.layout(enhed=UNIT, period="2014"))


@pytest.mark.parametrize(
    "query", [{}, {"unit": UNIT}, {"enhed": UNIT, "period": "2026-Q2"}, {"enhed": "TMF-BYG-1"}]
)
def test_it_renders(app: Dash, query: dict[str, Any]) -> None:
    shown = unit.layout(**query)
    assert len(of_kind(shown, "H1")) == 1
    assert "fejl hos os" not in words_of(shown)


@pytest.mark.parametrize("code", ["SOF-HAN-11", "SOF", "<script>"])
def test_an_unknown_unit_is_named_with_the_nearest(app: Dash, code: str) -> None:
    shown = unit.layout(enhed=code)
    assert code[:8] in words_of(shown) and "fejl hos os" not in words_of(shown)
    [way] = of_kind(shown, "Link")
    assert way.href == "/min-enhed"
    assert code != "SOF-HAN-11" or "SOF-HAN-1" in words_of(shown)


def test_the_cases_behind_it_are_for_the_own_lead_alone(
    app: Dash, as_lead: None, warehouse: Warehouse
) -> None:
    found = waiting_cases(UNIT, warehouse, LEAD)
    week = week_of(warehouse)
    sql = """
    SELECT case_key FROM cases
    WHERE unit_now = $unit AND closed_on IS NULL AND decided_in_time IS NULL AND due_on <= $until
    """
    rows = warehouse.query(sql, LEAD, unit=UNIT, until=week.next_sunday)
    assert {one.key for one in found} <= {row["case_key"] for row in rows} and len(found) == min(
        50, len(rows)
    )
    assert [one.due_on for one in found] == sorted(one.due_on for one in found)
    listed = [part for part in parts(unit.layout(enhed=UNIT)) if getattr(part, "id", "") == "cases-due"]
    assert bool(listed) == bool(found)
    assert all(one.key[:8] in words_of(listed[0]) for one in found) and "Hent" not in words_of(listed)
    others = (
        Scope("public"),
        Scope("employee", (UNIT,)),
        Scope("unit_lead", ("SOF-HAN-2",)),
        LEAD.protected(),
    )
    for scope in others:
        with pytest.raises(Refused):
            waiting_cases(UNIT, warehouse, scope)
    elsewhere = unit.layout(enhed="SOF-HAN-2")
    assert [part for part in parts(elsewhere) if getattr(part, "id", "") == "cases-due"] == []


def test_a_link_goes_where_the_source_says(tmp_path: Path) -> None:
    row = {"case_id": 1, "case_key": "a" * 32, "source": "domus_cases", "unit_now": UNIT, "department": "SOF",
           "received_on": "2026-09-01", "due_on": "2026-10-01"}  # fmt: skip
    there = {"source": "domus_cases", "department": ["SOF"], "feeds": ["cases"], "caveats": []}
    snapshot = write_facts(
        tmp_path, {"cases": [row]}, sources=[there | {"case_url": "https://x.dk/?n={case_key}"}]
    )
    (one,) = waiting_cases(UNIT, Warehouse(tmp_path, snapshot), LEAD)
    assert one.link == f"https://x.dk/?n={'a' * 32}" and not one.told
