"""Deadlines and targets as a reader sees them: what stands there is what the figures say, and all is judged aloud."""

from typing import Any

import pytest
from dash import Dash

from dashboard.components import deadline_words as word
from dashboard.components import format as write
from dashboard.components.address import Address
from dashboard.components.deadline_charts import due_chart
from dashboard.components.deadline_table import deadline_table
from dashboard.components.deadline_trap import trap
from dashboard.components.footnotes import Footnotes
from dashboard.content import say
from dashboard.metrics.deadline_clocks import Closed
from dashboard.metrics.deadline_figures import MEAN_WITHIN, VERDICTS, Kept, kept_deadlines
from dashboard.metrics.deadline_now import Due, due_by_week
from dashboard.metrics.deadlines import Deadline, deadlines
from dashboard.metrics.goals import goals
from dashboard.metrics.waiting import Count
from dashboard.pages import deadlines as deadlines_page
from dashboard.pages import targets as targets_page
from dashboard.pages.view import BadAddress, View, read_view
from dashboard.statistics.survival import Reached
from dashboard.warehouse import Warehouse
from tests.dashboard.conftest import of_kind, words_of


def kept(view: View, code: str, **change: Any) -> Kept:
    known = {one.code: one for one in deadlines(view.warehouse, view.scope)}
    told = {"started": 100, "eighty": Reached(30, 28, 33), "ninety": Reached(61, 58, 65),
            "ended": Closed(90, 2700, 90, 80, ((30, 90),)), "verdict": "halfway"}  # fmt: skip
    return Kept(**({"deadline": known[code]} | told | change))


def test_each_deadline_stands_with_unit_clock_days_and_a_verdict_in_words(view: View) -> None:
    one = kept(view, "sof-treatment")
    said = words_of(deadline_table("Socialforvaltningen", [one], view.reference, Footnotes()))
    for text in ("8 uger", "fra modtaget til afgjort", "30 dage", "61 dage", say("deadlines.halfway")):
        assert text in said
    working = words_of(deadline_table("x", [kept(view, "suf-respite")], view.reference, Footnotes()))
    assert "10 arbejdsdage" in working and "30 arb.dage" in working


def test_a_mean_is_said_to_be_a_mean(view: View) -> None:
    one = kept(view, "tmf-house", verdict=MEAN_WITHIN)
    said = words_of(deadline_table("x", [one], view.reference, Footnotes()))
    assert "gns. 30 dage" in said and "kun binder et gennemsnit" in said
    assert not any(say(f"deadlines.{verdict}") in said for verdict in VERDICTS)


def test_withheld_and_too_few_are_told_apart(view: View) -> None:
    notes = Footnotes()
    hidden = kept(view, "sof-bpa", started=None, eighty=None, ninety=None, ended=None, verdict="")
    few = kept(view, "sof-housing", started=9, eighty=None, ninety=None, ended=None, verdict="")
    said = words_of(deadline_table("x", [hidden, few], view.reference, notes))
    assert said.count("..") == 4 and say("deadlines.too_few") in said
    assert notes.keys == [("withheld", "small_numbers")]


@pytest.mark.parametrize(("in_time", "key"), [(95, "trap_better"), (85, "trap_worse"), (90, "trap_same")])
def test_the_trap_says_what_closed_cases_would_have_claimed(view: View, in_time: int, key: str) -> None:
    honest = view.one("decided_in_time")
    honest = type(honest)(**(vars(honest) | {"numerator": 90, "denominator": 100, "value": 0.9}))
    said = words_of(trap(Closed(100, 100, 100, in_time, ()), honest, "i 2025"))
    assert write.percent(in_time / 100) in said and "90,0" in said
    assert say(f"deadlines.{key}", points="5,0") in said
    assert say("deadlines.trap_few") in words_of(trap(None, honest, "i 2025"))


def test_the_page_says_what_the_figures_say(app: Dash, warehouse: Warehouse) -> None:
    view = read_view(warehouse, Address("/frister"))
    found = kept_deadlines(view.filters, warehouse, view.scope)
    due = due_by_week(view.filters, warehouse, view.scope)
    page = deadlines_page.build(view)
    said = words_of(page)
    for one in found:
        assert one.deadline.name in said
        if one.started is not None and one.ninety:
            assert word.days(one.deadline, one.ninety.days) in said
    assert all(write.number(count.value) in said for count in due.counts.values() if count.value)
    assert [h.children for h in of_kind(page, "H2")].count(say("deadlines.trap")) == 1


def test_weeks_that_are_withheld_have_their_note(view: View) -> None:
    due = due_by_week(view.filters, view.warehouse, view.scope)
    counts = {key: Count(None if n else 7) for n, key in enumerate(due.counts)}
    notes = Footnotes()
    shown = due_chart(Due(due.today, due.weeks, counts), view.package, view.address, notes)
    assert notes.keys == [("withheld", "small_numbers")] and "uge" in words_of(shown).lower()


def test_an_unknown_deadline_in_the_address_is_named(warehouse: Warehouse) -> None:
    with pytest.raises(BadAddress, match="nothing"):
        deadlines_page.build(read_view(warehouse, Address("/frister", (("deadline", "nothing"),))))


def test_one_of_a_unit_is_not_many() -> None:
    base = dict.fromkeys(("process", "legal_basis", "valid_to", "successor", "source"))
    said = {
        "code": "x",
        "department": "SOF",
        "name": "x",
        "clock_starts": "received",
        "clock_stops": "decided",
    }
    more = {"binds": "each", "valid_from": None, "assumed": False}
    one = Deadline(**(base | said | more | {"amount": 1, "unit": "calendar_days"}))
    assert word.promise(one) == "1 dag"


def test_every_target_says_who_decided_it_when_and_what_to_expect(app: Dash, warehouse: Warehouse) -> None:
    view = read_view(warehouse, Address("/maaltal"))
    found = goals((), warehouse, view.scope)
    page = targets_page.build(view)
    said = words_of(page)
    assert len(found) == 6  # two decided, four deadlines that bind a mean
    assert "SOU, 05.10.2023. Gælder fra 01.11.2023" in said and "mindst 80,0" in said and "højst 2,5" in said
    for one in found:
        verdict = one.assurance or "unknown"
        assert say(f"goals.{verdict}") in said
    assert say("goals.hundred") in said  # no target is silently a hundred per cent
    assert say("goals.without_text", name="Sundheds- og Omsorgsforvaltningen") in said


def test_each_chart_has_the_target_as_a_line(app: Dash, warehouse: Warehouse) -> None:
    page = targets_page.build(read_view(warehouse, Address("/maaltal", (("department", "SOF"),))))
    (graph,) = of_kind(page, "Graph")
    (line,) = [each for each in graph.figure.layout.shapes if each.line.dash == "dash"]
    assert line.y0 == 80 and graph.figure.layout.yaxis.range[1] > 80
    assert any("mål 80,0" in note.text for note in graph.figure.layout.annotations)


def test_below_a_department_nobody_has_decided_a_target(app: Dash, warehouse: Warehouse) -> None:
    where = (("department", "SOF"), ("centre", "SOF-HAN"))
    assert say("goals.heading_none") in words_of(
        targets_page.build(read_view(warehouse, Address("/maaltal", where)))
    )
