"""Forenkling as a reader sees it: what stands there is what is counted, and everything is asked, not claimed."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashboard.components import format as write
from dashboard.components.address import read
from dashboard.components.candidate_lives import life_line, measured_text
from dashboard.content import say
from dashboard.mining.assumptions import VERDICTS, assumptions
from dashboard.mining.candidates import candidates
from dashboard.mining.measured import Measured
from dashboard.mining.resampling import Interval
from dashboard.pages import simplification
from dashboard.pages.view import BadAddress, read_view
from dashboard.warehouse import Warehouse
from tests.dashboard.conftest import of_kind, words_of
from tests.demo_rows import demo_rows
from tests.facts_folder import write_facts


def page(warehouse: Warehouse, search: str = "") -> list[Any]:
    return simplification.build(read_view(warehouse, read("/forenkling", search)))


def told(warehouse: Warehouse, **chosen: str) -> list[Any]:
    return candidates(warehouse, read_view(warehouse, read("/", "")).scope, (), assumptions(chosen))


def test_the_list_says_what_is_counted(app: Dash, warehouse: Warehouse) -> None:
    made, said = page(warehouse), words_of(page(warehouse))
    for one in told(warehouse):
        assert write.number(one.whole.mined) in said if one.saved else True
        if one.hours:
            assert write.number(one.hours) in said
    assert [part.children for part in of_kind(made, "H2")] == [
        say(f"simplification.{key}") for key in ("list", "assumptions", "set", "burden", "lives", "suits")
    ]
    assert say("simplification.question") in said and said.count("?") >= 2


def test_each_candidate_has_a_sheet(app: Dash, warehouse: Warehouse) -> None:
    with_figures = [one for one in told(warehouse) if one.saved]
    assert with_figures
    for one in with_figures:
        made = page(warehouse, f"?process={one.process}")
        said = words_of(made)
        for key in ("challenge", "economy", "lines", "legal", "basis", "what_if"):
            assert say(f"simplification.{key}") in said, one.process
        assert any(say(f"simplification.verdict_{name}") in said for name in VERDICTS)
        assert "?" in words_of(of_kind(made, "H1"))


def test_assumptions_stand_in_the_address_and_change_the_list(app: Dash, warehouse: Warehouse) -> None:
    half = page(warehouse, "?scale_percent=50&department=SOF")
    boxes = {box.name: box.value for box in of_kind(half, "Input")}
    assert boxes["scale_percent"] == "50" and boxes["department"] == "SOF" and boxes["hourly_cost"] == "420"
    (form,) = of_kind(half, "Form")
    assert (form.method, form.action) == ("get", "/forenkling")
    assert say("simplification.scale_percent") in words_of(half)
    assert say("simplification.assumptions_reset") not in words_of(page(warehouse, "?scale_percent=100"))


@pytest.mark.parametrize("text", ["mange", "-1", "999999", "nan"])
def test_a_wrong_assumption_is_named_with_what_is_allowed(app: Dash, warehouse: Warehouse, text: str) -> None:
    said = words_of(page(warehouse, f"?hourly_cost={text}"))
    assert f"»{text}«" in said and "100" in said and "420" in said


def test_an_unknown_process_is_named(app: Dash, warehouse: Warehouse) -> None:
    with pytest.raises(BadAddress, match="nothing"):
        page(warehouse, "?process=nothing")


def test_invented_times_stand_with_invented_figures_only(app: Dash, city: Path) -> None:
    real = Warehouse(city)
    real.package["synthetic"] = False
    said = words_of(page(real))
    assert say("simplification.no_minutes") in said and say("simplification.within_no") not in said
    one = next(each for each in told(real) if each.saved)
    assert say("simplification.economy") not in words_of(page(real, f"?process={one.process}"))


def test_no_cases_is_an_answer(app: Dash, tmp_path: Path) -> None:
    write_facts(tmp_path, {})
    assert say("simplification.heading_none") in words_of(page(Warehouse(tmp_path)))


def test_what_came_of_a_change_is_said_with_its_interval() -> None:
    after = Measured(date(2025, 1, 1), date(2025, 8, 1), 100, 90, 30, 20, Interval(-10, -14, -6))
    said = measured_text(after)
    assert "30 → 20" in said and "−14 til −6" in said and "100 og 90" in said
    assert measured_text(None) == say("simplification.measured_few")
    assert life_line(None, None) == say("simplification.follow_none")


def test_a_log_without_closed_cases_is_looked_at_too(app: Dash, tmp_path: Path) -> None:
    """A single log tells of no closing; what it has is told, in days and not in hours."""
    made = demo_rows(400)
    kept = ("case_id", "case_key", "source", "extracted_on", "received_on")
    cases = [{name: row[name] for name in kept} | {"process": "log"} for row in made["cases"]]
    events = {
        name: [row | {"process": "log"} for row in made[name]] for name in ("case_events", "case_steps")
    }
    write_facts(tmp_path, {"cases": cases} | events, synthetic=False)
    (one,) = told(Warehouse(tmp_path))
    assert one.saved is not None and one.variety is not None
    said = words_of(page(Warehouse(tmp_path), "?process=log"))
    assert say("simplification.questions") in said and say("simplification.economy") not in said
