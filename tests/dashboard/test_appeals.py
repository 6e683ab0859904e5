"""The pages about appeal bodies: numbers are those of evaluate, small ones are withheld, and words tell them apart."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.charts.interval import Share, interval
from dashboard.components.address import Address
from dashboard.components.appeal_causes import causes_chart
from dashboard.components.appeal_chart import Row
from dashboard.components.appeal_words import absent_word
from dashboard.components.footnotes import Footnotes
from dashboard.content import label
from dashboard.metrics.evaluate import evaluate
from dashboard.pages import appeals, appeals_about, appeals_body, appeals_year
from dashboard.pages.appeals_figures import BODIES, RATE, at_body, bodies, earlier, limits, national, splits
from dashboard.pages.appeals_plan import FILE, load_plans, year_of, years
from dashboard.pages.appeals_rates import group_title
from dashboard.pages.view import View, read_view
from dashboard.warehouse import Warehouse
from tests.dashboard.conftest import of_kind, parts, words_of
from tests.demo_rows import figure_row
from tests.facts_folder import reference_rows, write_facts

# What each legal basis came to in 2025: upheld, remitted, changed, partly changed, dismissed.
CAME_TO = {
    ("SOF", "SEL-83", "AST"): (60, 24, 8, 6, 5),
    ("SOF", "SEL-100", "AST"): (50, 20, 2, 0, 0),
    ("SOF", "SEL-112", "AST"): (40, 15, 7, 0, 0),
    ("SOF", "SEL-108", "AST"): (5, 0, 0, 0, 0),
    ("SOF", "SEL-96", "AST"): (0, 0, 0, 0, 7),
    ("TMF", "BYG-HUS", "BYG"): (2, 0, 0, 0, 0),
    ("TMF", "VEJ-80", "PKN"): (30, 6, 6, 0, 0),
}
OUTCOMES = ("upheld", "remitted", "changed", "partly", "dismissed")
CAUSES = ("information_basis", "information_basis", "reasons")
SENT, DECIDED, EXTRACT = date(2025, 1, 10), date(2025, 5, 12), date(2026, 10, 31)
NATIONAL = {
    "metric": "reversal_rate", "department": None, "scope": "social_area", "method": "counted",
    "footnote": "national_figure", "reference": "sm.dk",
}  # fmt: skip


def appeal(number: int, place: tuple[str, str, str], outcome: str, later: int) -> dict[str, Any]:
    department, basis, body = place
    reversed_one = outcome in ("remitted", "changed", "partly")
    return {
        "appeal_id": number,
        "appeal_key": f"{number:032x}",
        "source": "appeals",
        "department": department,
        "department_now": department,
        "legal_basis": basis,
        "legal_basis_now": basis,
        "body": body,
        "sent_on": SENT + timedelta(days=later),
        "decided_on": DECIDED + timedelta(days=later),
        "outcome": outcome,
        "cause": CAUSES[number % 3] if reversed_one else None,
        "formal_criticism": number % 4 == 0,
        "redecided_on": DECIDED + timedelta(days=later + 60)
        if outcome == "remitted" and number % 2
        else None,
        "extracted_on": EXTRACT,
    }


def appeal_rows() -> list[dict[str, Any]]:
    """2024 is as 2025, a year earlier."""
    rows: list[dict[str, Any]] = []
    for later in (0, -365):
        for place, counts in CAME_TO.items():
            for outcome, count in zip(OUTCOMES, counts, strict=True):
                rows += [appeal(len(rows) + n, place, outcome, later) for n in range(1, count + 1)]
    return rows


def case_rows() -> list[dict[str, Any]]:
    shared = {"received_on": SENT, "decided_on": SENT, "extracted_on": EXTRACT, "source": "cases"}
    return [
        {"case_id": n, "case_key": f"{n:032x}", "department": code, "department_now": code, **shared}
        | {"legal_basis": "SEL-83" if code == "SOF" else "VEJ-80"}
        for n, code in enumerate(["SOF"] * 900 + ["TMF"] * 600, 1)
    ]


def write_city(folder: Path) -> None:
    figures = [
        figure_row({**NATIONAL, "period": year, "value": value, "figure_id": n}, published=True, source="x")
        for n, (year, value) in enumerate((("2022", 0.375), ("2021", 0.318), ("2099", 0.9)), 1)
    ]
    coverage = [
        {"fact": fact, "department": code, "from": "2023-11-01", "to": "2026-10-31"}
        for fact in ("cases", "appeals")
        for code in ("SOF", "TMF")
    ]
    rows = {"appeals": appeal_rows(), "cases": case_rows(), "published_figures": figures}
    write_facts(folder, rows, coverage=coverage)


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("appeals")
    write_city(folder)
    return folder


@pytest.fixture(scope="module")
def store(facts: Path) -> Warehouse:
    return Warehouse(facts)


@pytest.fixture
def seen(store: Warehouse) -> View:
    return read_view(store, Address("/ankestyrelsen", (("period", "2025"),)))


@pytest.fixture
def server(facts: Path) -> Iterator[Dash]:
    made = create_app(facts)
    with made.server.app_context():
        yield made


def table_rows(content: Any, key: str) -> dict[str, list[str]]:
    """Cells by row name of the table that stands under a chart."""
    [part] = [each for each in parts(content) if getattr(each, "id", None) == key]
    found = {}
    for row in of_kind(part, "Tr"):
        names = [each for each in of_kind(row, "Th") if getattr(each, "scope", "") == "row"]
        if names:
            found[words_of(names[0]).strip()] = [words_of(each).split(" ")[0] for each in of_kind(row, "Td")]
    return found


def test_the_heading_and_the_chain_are_the_answers(seen: View) -> None:
    content = appeals.build(seen, "AST")
    body = at_body(seen, "AST")
    [rate] = evaluate(RATE, body.view.filters, seen.warehouse, seen.scope)
    assert (rate.numerator, rate.denominator) == (82, 237)
    said = words_of(content)
    assert "Ankestyrelsen omgjorde 34,6 pct." in said
    assert re.search(
        r"Af  900  afgørelser i Socialforvaltningen blev  249  påklaget til Ankestyrelsen og  82", said
    )
    assert "59 blev hjemvist til en ny afgørelse, og 23 blev ændret" in said
    assert "mellem 28,8 og 40,9" in said  # Wilson, by hand from the published formula
    assert "handler kun om de afgørelser, der er klaget over" in said


def test_the_interval_is_of_the_rate_that_is_shown(seen: View) -> None:
    [split] = splits(at_body(seen, "AST").view)
    low, high = split.limits or (0, 0)
    assert low == pytest.approx(0.2883, abs=5e-5) and high == pytest.approx(0.4086, abs=5e-5)
    assert limits(replace(split.rate, value=None)) is None


def test_what_is_left_when_remitted_are_taken_away_is_protected_too(seen: View) -> None:
    """Of the 100 section two are changed: 22 reversed less 20 remitted would tell, and the total of the others."""
    found = {
        one.rate.group["legal_basis"]: one for one in splits(at_body(seen, "AST").view, ("legal_basis",))
    }
    assert found["SEL-100"].rate.value is not None and not found["SEL-100"].is_split
    hidden = [code for code, one in found.items() if not one.is_split]
    assert len(hidden) >= 2, "one alone could be found by subtraction from the total"
    assert found["SEL-83"].remitted == 24 and found["SEL-83"].changed == 14


def test_five_things_that_are_no_rate_are_five_words(seen: View) -> None:
    rows = table_rows(appeals.build(seen, "AST"), "groups")
    name = seen.reference.name
    assert rows[name("legal_basis", "SEL-83")][3].startswith("38,8")
    assert rows[name("legal_basis", "SEL-100")][1] == ".."
    assert rows[name("legal_basis", "SEL-96")][3] == ".", "nothing was decided on its merits"
    body = at_body(seen, "AST").view
    [rate] = body.ask(RATE)
    assert absent_word(replace(rate, value=None, withheld="small_numbers")) == ".."
    few = replace(rate, value=None, denominator=8, caveats=("below_smallest_denominator",))
    assert absent_word(few) == "for få"
    assert absent_word(replace(rate, value=None, denominator=0)) == "."
    missing = replace(rate, value=None, numerator=None, denominator=None, method="not_listed")
    assert absent_word(missing) == "mangler"
    assert absent_word(replace(missing, method="not_compiled")) == "ikke opgjort"


def test_groups_stand_in_the_order_of_the_reference(seen: View) -> None:
    names = list(table_rows(appeals.build(seen, "AST"), "groups"))
    order = [seen.reference.name("legal_basis", row["code"]) for row in reference_rows("legal_bases")]
    assert names == [*sorted(names[:-1], key=order.index), "I alt"]


def test_a_body_with_too_few_has_words_and_a_table_but_no_empty_chart(seen: View) -> None:
    content = appeals.build(seen, "BYG")
    assert of_kind(content, "Graph") == []
    said = words_of(content)
    assert "Byggeklageenheden: omgørelsesprocenten i 2025 vises ikke" in said
    assert "Der er for få sager" in said and len(of_kind(content, "Table")) >= 3


def test_earlier_years_and_the_country_are_quiet_and_only_at_ankestyrelsen(seen: View) -> None:
    body = at_body(seen, "AST").view
    assert [period.text for period in earlier(body)] == ["2024"]
    [row] = national(body)
    assert (row["period"], row["value"]) == ("2022", 0.375), "newest, but not newer than the period"
    rate = table_rows(appeals.build(seen, "AST"), "rate")
    assert [name.split(":")[0] for name in rate] == ["2025", "2024", "Hele landet 2022"]
    assert not any("landet" in name for name in table_rows(appeals.build(seen, "PKN"), "rate"))


@pytest.mark.parametrize(
    ("period", "before"),
    [("2025-Q3", ["2024-Q3"]), ("2026-W53", []), ("2025-01..2025-03", ["2024-01..2024-03"])],
)
def test_the_year_before_is_the_same_part_of_it(store: Warehouse, period: str, before: list[str]) -> None:
    view = read_view(store, Address("/ankestyrelsen", (("period", period),)))
    assert [each.text for each in earlier(view)] == before


def test_only_bodies_with_appeals_are_offered(seen: View) -> None:
    assert bodies(seen) == ["AST", "BYG", "PKN"]
    assert "Vi har ingen sager fra Domstolene" in words_of(appeals.build(seen, "DOM"))
    assert set(BODIES) == {row["code"] for row in reference_rows("appeal_bodies")}
    assert all(label("body", code) != code for code in BODIES)


def test_cards_are_four_and_marks_have_notes(seen: View) -> None:
    content = appeals.build(seen, "AST")
    assert len([card for card in of_kind(content, "A") if getattr(card, "className", "") == "card"]) == 4
    marks = {int(number) for mark in of_kind(content, "Sup") for number in re.findall(r"\d+", words_of(mark))}
    assert marks == set(range(1, len(seen.notes.keys) + 1))


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"period": "2014"},
        {"period": "2031"},
        {"department": "TMF"},
        {"by": "service_area"},
        {"period": "2025-05", "department": "SOF"},
        {"known_on": "2026-10-31"},
    ],
    ids=str,
)
def test_every_page_renders(server: Dash, query: dict[str, str]) -> None:
    shown = [appeals.layout(**query), appeals_year.layout(**query)]
    shown += [appeals_body.layout(body=code, **query) for code in BODIES]
    for page in shown:
        assert len(of_kind(page, "H1")) == 1
        assert "fejl hos os" not in words_of(page) and "kan vi ikke vise" not in words_of(page)


def test_no_data_is_not_no_case(server: Dash) -> None:
    assert "Det er ikke det samme som, at der ingen sager var" in words_of(appeals.layout(period="2014"))
    assert "Der er hverken sendt eller afgjort" in words_of(appeals.layout(period="2026-03"))


@pytest.mark.parametrize(("page", "query"), [(appeals_body, {"body": "XYZ"}), (appeals, {"by": "colour"})])
def test_a_wrong_value_has_a_way_back(server: Dash, page: Any, query: dict[str, str]) -> None:
    shown = page.layout(**query)
    assert next(iter(query.values())) in words_of(shown)
    [way] = of_kind(shown, "Link")
    assert way.href == "/ankestyrelsen"


def test_the_drawer_knows_the_body(server: Dash) -> None:
    opened, content = appeals_about.follow(
        "#figure-reversal_rate", "/ankestyrelsen/instans/PKN", "?period=2025"
    )
    assert (
        opened and "--where body=PKN" in words_of(content) and "Planklagenævnet · 2025" in words_of(content)
    )
    _, plain = appeals_about.follow("#figure-cases_decided", "/ankestyrelsen", "?period=2025")
    assert "--where body" not in words_of(plain)
    _, yearly = appeals_about.follow(
        "#figure-reversal_rate", "/ankestyrelsen/79b", "?period=2025&department=TMF"
    )
    assert "Socialområdet › Ankestyrelsen" in words_of(yearly) and "department=TMF" not in words_of(yearly)
    for fragment, path in (("#about-reversal_rate", "/ankestyrelsen"), ("#figure-x", "/ankestyrelsen")):
        assert appeals_about.follow(fragment, path, "")[0] is False
    assert appeals_about.follow("#figure-reversal_rate", "/ankestyrelsen/instans/XYZ", "")[0] is False


def test_the_yearly_view_is_of_the_municipality_and_shows_the_plan(store: Warehouse, server: Dash) -> None:
    view = read_view(store, Address("/ankestyrelsen/79b", (("department", "TMF"), ("period", "2025"))))
    assert all(name != "department" for name, _ in year_of(view).view.filters.where)
    said = words_of(appeals_year.layout(period="2025", department="TMF"))
    [plan] = [plan for plan in load_plans().plans if plan.year == 2025]
    assert plan.text in said
    for step in plan.steps:
        assert step.work in said and step.owner in said and label("cause", step.cause) in said
    assert "Der laves ikke en handlingsplan" in words_of(appeals_year.layout(period="2024"))
    assert years(view) == [2025, 2024]


def test_an_invented_plan_is_never_shown_beside_real_figures() -> None:
    plans = load_plans()
    assert plans.invented, "replace the words below when the plan is the council's own"
    assert plans.of(2025, synthetic=True) is not None and plans.of(2025, synthetic=False) is None


def test_the_plan_names_bases_and_causes_that_exist_and_a_bad_file_is_named(tmp_path: Path) -> None:
    laws = {
        row["code"] for row in reference_rows("legal_bases") if row["law"] in ("serviceloven", "barnets lov")
    }
    assert set(load_plans().legal_bases) == laws
    for plan in load_plans().plans:
        assert all(label("cause", step.cause) != step.cause for step in plan.steps)
        assert all(step.follow_up > plan.decided_on for step in plan.steps)
    bad = tmp_path / "action_plan.toml"
    bad.write_text(FILE.read_text("utf-8").replace("needed = false", "unneeded = 1"), "utf-8")
    assert tomllib.loads(bad.read_text("utf-8"))
    with pytest.raises(ValueError, match="plan 2"):
        load_plans(bad)


def test_the_chart_keeps_its_order_and_never_draws_what_is_withheld() -> None:
    rows = [
        Share("a", "20,0 %", (15, 5), (10, 30), "10 til 30"),
        Share("<b>", ".."),
        Share("c", "9 %", (9,), quiet=True),
    ]
    figure = interval(rows)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert sum(len(trace.x) for trace in bars) == 3  # two parts and one whole; nothing for what is withheld
    assert [list(trace.y) for trace in bars][0] == [list(trace.y) for trace in bars][1]
    [dots] = [trace for trace in figure.data if trace.type == "scatter"]
    assert (list(dots.x), list(dots.error_x.array), list(dots.error_x.arrayminus)) == ([20], [10], [10])
    names = [note for note in figure.layout.annotations if note.x == 0]
    assert [note.y for note in names] == sorted(note.y for note in names)
    assert "&lt;b&gt;" in names[1].text and ".." in names[1].text
    assert figure.layout.xaxis.range[0] == 0


def test_a_cause_is_called_most_frequent_only_where_no_withheld_one_can_be_more(seen: View) -> None:
    body = at_body(seen, "AST").view
    causes, [total] = body.ask("appeals_reversed", ("cause",)), body.ask("appeals_reversed")
    known = causes[0]

    def told(counts: list[float | None], of: float | None) -> str:
        made = [
            replace(known, value=count, withheld=None if count is not None else "small_numbers")
            for count in counts
        ]
        listed = causes_chart(made, replace(total, value=of), "2025", "", "", Footnotes())
        return words_of(of_kind(listed, "H3")[0])

    assert "hyppigste" in told([8, 6, None], 18)
    assert told([6, 6, None], 40) == "2 af 3 årsager kan vises"
    assert told([8, 6, None], 30) == "2 af 3 årsager kan vises", "the withheld one may be 16"
    assert told([8, 6, None], None) == "2 af 3 årsager kan vises"


def test_a_title_names_no_group_first_or_last() -> None:
    rows = [Row("first", published=0.1), Row("second", published=0.4), Row("third")]
    title = group_title(rows, "legal_basis")
    assert "2 af 3" in title and "10 og 40" in title and "first" not in title
    assert "1 af 1" in group_title(rows[:1], "service_area")
