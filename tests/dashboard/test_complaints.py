"""Klager: the way to an outcome, what has changed, what complaints are about and which units stand out."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dash import no_update

from dashboard.charts.ordered_bars import ordered_bars
from dashboard.charts.points import Point
from dashboard.components.address import read
from dashboard.components.footnotes import Footnotes
from dashboard.components.own_choice import choice_of, own_choice
from dashboard.components.stages import Ending, Step, said, stages_table
from dashboard.components.trend_chart import flags, meaning, rule_words
from dashboard.metrics.evaluate import Answer, Filters
from dashboard.metrics.funnels import unlike
from dashboard.metrics.period import parse_period
from dashboard.pages import complaints
from dashboard.pages.complaints_funnel import by_department, compare, funnels
from dashboard.pages.complaints_points import points
from dashboard.pages.complaints_stages import by_class, stages
from dashboard.pages.complaints_trends import judge, news, span, trends
from dashboard.pages.view import BadAddress
from dashboard.statistics.rules import Signal
from dashboard.warehouse import Warehouse
from tests.dashboard import complaints_city as known
from tests.dashboard.complaints_city import figures_in, looking, rows_of
from tests.dashboard.conftest import of_kind, parts, words_of

UNITS = 16
FIVE = "2025-H1"


@pytest.fixture(scope="module")
def sof(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return known.snapshot(tmp_path_factory.mktemp("sof"))


# The way to an outcome


def test_each_class_has_a_lane_of_its_own_and_none_is_added_to_another(sof: Warehouse) -> None:
    view = looking(sof, period="2025")
    received = by_class(view, "complaints_received")
    assert received["material"].value == 12 * UNITS * known.MATERIAL
    assert received["both"].value == 12 * UNITS * known.BOTH
    both_judged = f"{received['formal'].value + received['material'].value:,.0f}".replace(",", ".")
    assert both_judged not in words_of(stages(view))


def test_what_cannot_occur_is_told_apart_from_nought_and_from_withheld(sof: Warehouse) -> None:
    view = looking(sof, period="2025")
    assert said("in_time", by_class(view, "reassessed_in_time")["formal"]) == (
        ".",
        "ingen frist på fire uger",
    )
    nought = Answer(
        "complaints_forwarded", "2025", {"class": "formal"}, 0, None, 0, "counted", None, "final", ()
    )
    assert said("forwarded", nought) == ("0", "")
    hidden = replace(nought, numerator=None, value=None, withheld="small_numbers")
    assert said("forwarded", hidden) == ("..", "")
    missing = replace(nought, numerator=None, value=None, method="not_compiled")
    assert said("forwarded", missing) == ("ikke opgjort", "")


def test_a_share_stands_with_its_counts_and_reversals_with_all_decisions(sof: Warehouse) -> None:
    section = words_of(stages(looking(sof, period="2025")))
    decided, sent = 12 * (UNITS * known.CASES + 2), 12 * UNITS * 4
    assert f"Af {decided:,} afgørelser".replace(",", ".") in section
    assert f"blev {sent} indbragt" in section
    assert re.search(r"\d+ af \d[\d.]* genvurderede", section)


def test_the_bars_of_all_lanes_share_one_scale(sof: Warehouse) -> None:
    view = looking(sof, period="2025")
    received = by_class(view, "complaints_received")
    widths = [
        part.style["width"]
        for part in parts(stages(view))
        if str(getattr(part, "style", "")).startswith("{'width'")
    ]
    most = max(answer.value or 0 for answer in received.values())
    assert widths[0] == "100.0%"
    assert f"{100 * (received['material'].value or 0) / most:.1f}%" in widths


def test_the_table_says_the_same_as_the_picture(sof: Warehouse) -> None:
    view = looking(sof, period="2025")
    steps = [Step("received", "complaints_received", by_class(view, "complaints_received"))]
    ending = Ending(view.one("appeals_decided"), view.ask("appeals_decided", ("outcome",)))
    rows = rows_of(stages_table("t", steps, ending, ["formal", "material", "both"], Footnotes()))
    assert rows[1][0] == "Modtaget" and rows[1][2] == "1.152"
    assert [row[0] for row in rows[2:]] == [
        "Afgjort af klageinstans", "Stadfæstet", "Ændret", "Hjemvist", "Delvist ændret", "Afvist",
    ]  # fmt: skip


def test_no_complaints_is_an_answer_with_a_way_on(sof: Warehouse) -> None:
    section = stages(looking(sof, department="TMF", period="2025"))
    assert "Ingen klager at følge" in words_of(section) and not of_kind(section, "Figure")


# What has changed


def test_a_planted_change_is_said_in_plain_danish(sof: Warehouse) -> None:
    view = looking(sof)
    shown = trends(view)
    titles = [words_of(head) for head in of_kind(shown, "H3")]
    assert titles[0].startswith("Klager over behandlingen: sandsynligvis ikke tilfældigt (")
    assert "i træk over gennemsnittet" in titles[0] or "over den øvre grænse" in titles[0]
    assert titles[0].endswith("▼ værre")
    assert "ligger, hvor de plejer" in titles[1]
    assert news(view) == [f"{titles[0]}."]


def test_without_a_change_there_is_an_answer_too(sof: Warehouse) -> None:
    view = looking(sof, period="2025")
    assert news(view) == [
        "Hverken klager over behandlingen eller klager over afgørelsen har flyttet sig mere, "
        "end de plejer, det seneste halve år."
    ]


def test_limits_are_of_the_first_months_and_stay(sof: Warehouse) -> None:
    view = looking(sof)
    window = span(view, "month")
    assert window is not None and window.text == "2023-11..2026-10"
    answers = view.ask("complaints_formal", ("month",), replace(view.filters, period=window))
    judged, before = judge(answers, "month"), judge(answers[:24], "month")
    assert judged.limits == before.limits and judged.signals and not before.signals


def test_a_period_in_the_address_ends_the_window(sof: Warehouse) -> None:
    assert (span(looking(sof, period=FIVE), "month") or parse_period("2000")).text == "2023-11..2025-06"
    assert (span(looking(sof, period="2025"), "quarter") or parse_period("2000")).text == "2024-01..2025-12"
    assert span(looking(sof, period="2014"), "month") is None
    assert "Vi har udtræk fra" in words_of(trends(looking(sof, period="2014")))


def test_months_of_too_few_become_quarters(sof: Warehouse) -> None:
    shown = trends(looking(sof, unit="SOF-BBU-2", centre="SOF-BBU", department="SOF"))
    assert len(figures_in(shown)) == 2
    few = trends(looking(sof, unit=known.SMALL, centre="SOF-VOK", department="SOF"))
    assert not figures_in(few) and "der har ingen klager været" in words_of(few)


@pytest.mark.parametrize(
    ("signal", "told"),
    [
        (Signal("outside", 3, 3, 1), "1 måned over den øvre grænse"),
        (Signal("shift", 0, 6, 1), "7 måneder i træk over gennemsnittet"),
        (Signal("shift", 0, 7, -1), "8 måneder i træk under gennemsnittet"),
        (Signal("trend", 0, 6, -1), "7 måneder i træk faldende"),
        (Signal("close", 1, 2, 1), "2 måneder tæt på den øvre grænse"),
    ],
)
def test_rules_in_words(signal: Signal, told: str) -> None:
    assert rule_words(signal, "month") == told


def test_a_point_says_the_first_rule_it_meets() -> None:
    found = flags([Signal("shift", 0, 7, 1), Signal("outside", 3, 3, 1)])
    assert found[3].rule == "outside" and found[2].rule == "shift" and list(found) == list(range(8))
    assert meaning(found[3], "lower") == "worsening" and meaning(found[3], "higher") == "improving"
    assert meaning(found[3], "neither") == "neither"


# What complaints are about


def test_points_are_ordered_and_only_those_of_the_handling_are_bars(sof: Warehouse) -> None:
    shown = points(looking(sof, period="2025"))
    [figure] = figures_in(shown)
    values = list(figure.data[0].x)
    assert values == sorted(values, reverse=True) and len(values) == 2
    assert "Lang sagsbehandlingstid nævnes oftest" in words_of(shown)
    assert "Om andet end behandlingen: Afgørelsens indhold" in words_of(shown)


def test_the_drill_is_what_the_evaluator_says(sof: Warehouse) -> None:
    view = looking(sof, period="2025", department="SOF", point="F09")
    asked = replace(view.filters, where=(*view.filters.where, ("point", "F09")))
    section = points(view)
    for dimension in ("service_area", "unit"):
        for answer in view.ask("complaint_points", (dimension,), asked):
            name = view.reference.name(dimension, answer.group[dimension])
            assert name in words_of(section)
    rows = [row for row in rows_of(section) if row[0] == view.reference.name("unit", known.DIFFERS)]
    [answer] = view.ask("complaint_points", (), replace(asked, where=(*asked.where, ("unit", known.DIFFERS))))
    assert rows[0][-1] == f"{answer.value:.0f}"


def test_units_come_when_a_part_of_the_city_is_chosen(sof: Warehouse) -> None:
    assert "Vælg en forvaltning eller et ydelsesområde" in words_of(points(looking(sof, period="2025")))
    assert "Handicap, team 1" in words_of(points(looking(sof, period="2025", department="SOF")))


def test_an_unknown_point_is_named(sof: Warehouse) -> None:
    with pytest.raises(BadAddress, match="point=F99"):
        points(looking(sof, point="F99"))


def test_long_names_of_points_get_a_line_more() -> None:
    figure = ordered_bars([Point("a", 1, "1"), Point("x" * 30 + " " + "y" * 30, 3, "3")], "a")
    first, second = figure.layout.annotations
    assert "<br>" in first.text and second.text == "<b>a</b>"
    assert list(figure.data[0].y) == [57, 97]
    assert figure.data[0].marker.color[0] != figure.data[0].marker.color[1]


# Who stands out


def test_the_unit_that_differs_is_named_and_the_others_are_not(sof: Warehouse) -> None:
    shown = funnels(looking(sof, period="2025"))
    [figure] = figures_in(shown)
    names = [note.text for note in figure.layout.annotations]
    assert "Handicap, team 1" in names and "Handicap, team 2" not in names
    assert "Én af 16 enheder i Socialforvaltningen afviger" in words_of(shown)


def test_it_is_the_funnel_of_the_signals(sof: Warehouse) -> None:
    view = looking(sof, period="2025")
    [mine], too_few = compare(view)
    theirs = unlike(Filters(view.filters.period, (("department", "SOF"),), "now"), sof, view.scope)
    assert theirs is not None and too_few == []
    assert [unit.group["unit"] for unit in mine.units] == [unit.group["unit"] for unit in theirs.units]
    assert mine.funnel == theirs.funnel


def test_units_keep_the_order_of_the_organisation_and_those_left_out_say_why(sof: Warehouse) -> None:
    view = looking(sof, period="2025")
    shown = funnels(view)
    names = [row[0] for row in rows_of(of_kind(shown, "Table")[0])[1:]]
    every = by_department(view)["SOF"]
    assert names == [view.reference.name("unit", one.group["unit"]) for one in every]
    assert "Én enhed" in words_of(shown)
    assert "omkring 0,8 enhed" in words_of(shown) and "0,03 uden for" in words_of(shown)


def test_a_chosen_unit_is_held_against_all_of_its_kind(sof: Warehouse) -> None:
    shown = funnels(looking(sof, period="2025", department="SOF", centre="SOF-BBU", unit="SOF-BBU-2"))
    [figure] = figures_in(shown)
    assert "Børn og Unge, team 2" in [note.text for note in figure.layout.annotations]
    assert sum(len(trace.x) for trace in figure.data if trace.mode == "markers") == UNITS


def test_few_units_are_no_funnel(app: Any, sof: Warehouse) -> None:
    shown = funnels(looking(sof, period="2025", service_area=known.AREAS["SOF-VOK"]))
    assert not figures_in(shown) and "færre end 10 enheder" in words_of(shown)


# The page


def test_a_choice_goes_to_the_address_and_the_usual_is_left_out() -> None:
    assert complaints.chosen("rows", "unit", "/klager", "?period=2025") == "?period=2025&rows=unit"
    assert complaints.chosen("rows", "service_area", "/klager", "?rows=unit") == ""
    assert complaints.chosen("parking", "yes", "/klager", "") == "?parking=yes"
    assert complaints.chosen("parking", "", "/klager", "?parking=yes") == ""
    assert complaints.chosen("sheet", "", "/klager", "") is no_update
    assert read("/klager", "?turned=yes&point=F01").get("point") == "F01"


def test_a_control_that_is_drawn_anew_is_no_choice() -> None:
    assert choice_of(own_choice("point", "F01"), "F01") is None
    assert choice_of(own_choice("point", "F01"), "F09") == ("point", "F09")
    assert choice_of(own_choice("parking", "", "checked"), False) is None
    assert choice_of(own_choice("parking", "", "checked"), True) == ("parking", "yes")
    assert choice_of(own_choice("parking", "yes", "checked"), False) == ("parking", "")
    assert choice_of(own_choice("sheet", "SOF-HAN"), None) == ("sheet", "")


def test_each_entry_of_the_contents_leads_to_a_section(sof: Warehouse) -> None:
    built = complaints.build(looking(sof, period="2025"))
    ids = {part.id for part in parts(built) if isinstance(getattr(part, "id", None), str)}
    links = [link.href for link in of_kind(built[1], "A")]
    assert len(links) >= 7 and {link[1:] for link in links} <= ids


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"period": "2014"},
        {"period": "2026-W14"},
        {"department": "KFF"},
        {"department": "SOF", "period": "2026-02"},
    ],
    ids=str,
)
def test_every_figure_is_small_and_every_mark_has_its_note(sof: Warehouse, query: dict[str, str]) -> None:
    view = looking(sof, **query)
    built = complaints.build(view)
    assert all(len(figure.to_json()) < 60_000 for figure in figures_in(built))
    marks = {int(n) for mark in of_kind(built, "Sup") for n in re.findall(r"\d+", words_of(mark))}
    assert marks == set(range(1, len(view.notes.keys) + 1))


def test_no_word_of_blame(sof: Warehouse) -> None:
    text = (Path(complaints.__file__).parents[1] / "content/words_complaints.toml").read_text("utf-8").lower()
    for word in ("skyldes", "bedst", "værst", "dårlig", "rangliste", "medarbejder", "sagsbehandler "):
        assert word not in text, word
