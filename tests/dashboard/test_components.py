import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.components.about_figure import sql
from dashboard.components.footnotes import Footnotes, keys_of, shared_caveats
from dashboard.components.markdown import markdown
from dashboard.components.metric_card import metric_card
from dashboard.components.source_tables import difference
from dashboard.components.table import Column, answer_cell, table
from dashboard.metrics.evaluate import Answer, Filters, evaluate
from dashboard.metrics.metric import METRICS
from dashboard.metrics.period import parse_period
from dashboard.warehouse import Scope, Warehouse
from tests.dashboard.conftest import of_kind, words_of
from tests.demo_rows import COVERAGE, demo_rows
from tests.facts_folder import write_facts

KNOWN = Answer("complaints_received", "2025", {}, 7, None, 7, "counted", None, "final", ())


@pytest.mark.parametrize(
    ("answer", "said", "kind"),
    [
        (KNOWN, "7", ""),
        (replace(KNOWN, value=0, numerator=0), "0", ""),
        (replace(KNOWN, value=None, numerator=None, withheld="small_numbers"), "..", "absent"),
        (replace(KNOWN, value=None, numerator=None, method="not_compiled"), "ikke opgjort", "absent"),
        (replace(KNOWN, value=None, numerator=None, method="not_listed"), "mangler", "absent"),
        (replace(KNOWN, value=None, numerator=0, denominator=0), ".", "absent"),
        (replace(KNOWN, method="annualised"), "7", "estimate"),
        (replace(KNOWN, method="partial"), "7", "estimate"),
    ],
)
def test_what_is_missing_withheld_estimated_or_zero_looks_different(
    answer: Answer, said: str, kind: str
) -> None:
    cell = answer_cell(answer, "klager", Footnotes())
    assert (cell.said, cell.kind) == (said, kind)


def test_each_note_stands_once_in_the_order_of_its_first_mark() -> None:
    notes = Footnotes()
    notes.marks([("caveat", "without_parking")])
    notes.marks([("caveat", "half_year_doubled"), ("caveat", "without_parking")])
    assert notes.keys == [("caveat", "without_parking"), ("caveat", "half_year_doubled")]
    section = notes.section()
    assert "Parkering" in words_of(section) and "halvår" in words_of(section)
    assert Footnotes().section() is None and Footnotes().marks([]) is None


def test_an_estimate_without_a_note_of_its_own_gets_its_methods_note() -> None:
    assert keys_of(replace(KNOWN, method="survey")) == [("method", "survey")]
    assert keys_of(replace(KNOWN, method="survey", caveats=("hand_counted",))) == [("caveat", "hand_counted")]
    assert keys_of(KNOWN) == []
    assert keys_of(replace(KNOWN, caveats=("synthetic_data",))) == []


def test_what_holds_for_all_rows_is_said_once() -> None:
    one = replace(KNOWN, caveats=("different_nets", "without_parking"))
    other = replace(KNOWN, caveats=("different_nets",))
    assert shared_caveats([one, other]) == ["different_nets"]
    assert shared_caveats([one]) == []


def test_a_card_opens_the_figure_and_its_marks_are_not_links_in_a_link() -> None:
    metric = METRICS["complaints_received"]
    card = metric_card(
        metric, replace(KNOWN, caveats=("different_nets",)), [KNOWN] * 24, "i 2025", Footnotes()
    )
    assert card.href == "#about-complaints_received"
    assert len(of_kind(card, "A")) == 1
    assert len(of_kind(card, "Img")) == 2
    assert "Klager modtaget" in words_of(card) and "endelig" in words_of(card)


def test_a_card_says_why_it_is_empty() -> None:
    hidden = replace(KNOWN, value=None, numerator=None, withheld="small_numbers")
    card = metric_card(METRICS["complaints_received"], hidden, [], "i 2025", Footnotes())
    assert ".." in words_of(card) and not of_kind(card, "Img")


def test_a_table_has_heads_and_labels_for_the_phone() -> None:
    made = table("name", [Column("a"), Column("b", number=True)], [["x", "1"]], ["sum", "1"])
    assert [head.scope for head in of_kind(made, "Th")] == ["col", "col", "row", "row"]
    assert getattr(of_kind(made, "Td")[0], "data-label") == "b"
    assert words_of(of_kind(made, "Caption")) == "name"


def test_our_markdown() -> None:
    made = markdown("# left out\n\ntext\nmore\n\n## head\n\n- a\n- b", level=3)
    assert [part._type for part in made.children] == ["P", "H3", "Ul"]
    assert words_of(made) == "text more head a b"


def test_the_sum_of_a_source() -> None:
    source = {"read": 10, "accepted": 6, "rejected": 1, "duplicates": 1, "superseded": 1}
    assert difference(source) == 1


def test_the_statement_behind_a_figure_gives_the_figure(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path, write_facts(tmp_path, demo_rows(300), coverage=COVERAGE))
    filters = Filters(parse_period("2025"), (("department", "SOF"),))
    said = sql(METRICS["cases_received"], filters, warehouse)
    values = dict(re.findall(r"^-- \$(\w+) = (.*)$", said, re.MULTILINE))
    found = warehouse.query(said, Scope(), **{key: _typed(value) for key, value in values.items()})
    (answer,) = evaluate("cases_received", filters, warehouse, Scope())
    assert sum(row["numerator"] for row in found) == answer.numerator


def _typed(value: str) -> object:
    return date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value
