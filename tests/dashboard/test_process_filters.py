"""What is chosen of a process: from the address and back, told in words, and never so that few cases could be known."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, no_update

from dashboard.components.address import MINED, Address, read
from dashboard.components.process_address import UnknownValue, filters_of, values
from dashboard.components.process_filters import follow, named
from dashboard.components.shell import nav_items
from dashboard.content import say
from dashboard.pages import bottlenecks, process_view, processes, variants
from dashboard.pages.process_choices import choices, periods
from dashboard.pages.view import BadAddress, read_view
from dashboard.warehouse import Warehouse
from tests.dashboard.conftest import of_kind, words_of
from tests.mining.test_oracle import warehouse as log_warehouse

KNOWN = {
    **dict.fromkeys(("contains", "lacks", "starts", "ends", "before", "after"), ("received", "sent", "a|b")),
    "channel": ("letter", "phone"), "result": ("granted", "refused"), "variant": ("-17", "4"),
}  # fmt: skip
ADDRESS = {
    "received": "2025-Q1..2025-Q2", "decided": "2025", "state": "closed", "contains": "received|sent",
    "lacks": "a|b", "before": "received", "after": "sent", "order": "directly", "within": "14",
    "starts": "received", "ends": "sent", "lasts_from": "7", "lasts_to": "90", "channel": "phone|letter",
    "result": "granted", "variant": "-17",
}  # fmt: skip
PAGES = (processes, variants, bottlenecks)


def asked(warehouse: Warehouse, search: str) -> process_view.ProcessView:
    found = process_view.read_process(read_view(warehouse, read(processes.PATH, search)))
    assert found is not None
    return found


def test_every_filter_is_read_from_the_address_and_survives_it() -> None:
    here = read("/varianter", Address("/varianter", tuple(ADDRESS.items())).search())
    assert set(ADDRESS) == set(MINED) and dict(here.query) == ADDRESS
    assert filters_of(here, lambda key: KNOWN[key]) == {
        "received": (date(2025, 1, 1), date(2025, 6, 30)), "decided": (date(2025, 1, 1), date(2025, 12, 31)),
        "state": "closed", "contains": ("received", "sent"), "lacks": ("a|b",), "directly": ("received", "sent"),
        "within_seconds": 14 * 86400.0, "first_activity": ("received",), "last_activity": ("sent",),
        "from_seconds": 7 * 86400.0, "to_seconds": 90 * 86400.0, "channel": ("phone", "letter"),
        "result": ("granted",), "variant": -17,
    }  # fmt: skip
    assert values("a|b") == ("a", "b") and filters_of(Address("/"), lambda key: ()) == {}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("received", "2025-W14"), ("decided", "2025-01-01"), ("state", "shut"), ("contains", "sent|nothing"),
        ("after", "later"), ("within", "3"), ("order", "soon"), ("lasts_from", "8"), ("lasts_to", "1000"),
        ("channel", "pigeon"), ("variant", "-18"), ("variant", "x"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named(key: str, value: str) -> None:
    with pytest.raises(UnknownValue) as fault:
        filters_of(Address("/", ((key, value),)), lambda name: KNOWN[name])
    assert fault.value.key == key and fault.value.value in value


def test_a_duration_ends_after_it_begins() -> None:
    with pytest.raises(UnknownValue, match="lasts_to=30"):
        filters_of(Address("/", (("lasts_from", "30"), ("lasts_to", "30"))), lambda name: ())


def test_an_unknown_activity_is_told_with_the_nearest_name(app: Dash, warehouse: Warehouse) -> None:
    with pytest.raises(BadAddress):
        asked(warehouse, "?contains=reassignd")
    for page in PAGES:
        said = words_of(page.layout(contains="reassignd"))
        assert "reassignd" in said and named("contains", "reassigned") in said
        assert say("process_filters.contains") in said


def test_what_is_chosen_stands_on_every_page_and_can_be_taken_out(app: Dash, warehouse: Warehouse) -> None:
    query = {"process": "child_support", "state": "closed", "contains": "information_requested"}
    left = asked(warehouse, "?" + "&".join(f"{key}={value}" for key, value in query.items()))
    assert left.is_told and left.cases is not None and 30 <= left.cases < (left.of or 0)
    for page in PAGES:
        made = page.layout(**query)
        chips = [link for link in of_kind(made, "Link") if getattr(link, "className", "") == "chip"]
        assert [link.href for link in chips] == [
            f"{page.PATH}?contains=information_requested&process=child_support",
            f"{page.PATH}?process=child_support&state=closed",
        ]
        share = f"{round(100 * left.cases / (left.of or 1))}"
        assert f"{left.cases} af {left.of} sager ({share}" in words_of(made)


def test_too_few_cases_are_told_in_words_only(app: Dash, warehouse: Warehouse) -> None:
    """One variant of few cases, asked for by its address."""
    whole = warehouse.query(
        "SELECT path, count(*) AS cases FROM case_paths WHERE process = $process GROUP BY path ORDER BY cases, path",
        read_view(warehouse, Address("/")).scope, process="child_support",
    )  # fmt: skip
    small = next(row for row in whole if row["cases"] < 5)
    for page in PAGES:
        made = page.layout(process="child_support", variant=str(small["path"]))
        assert words_of(of_kind(made, "H1")).endswith(
            say("process_filters.few_chosen", process="").strip(": ")
        )
        assert not of_kind(made, "Table") and say("process_filters.left_untold", of=180) in words_of(made)


def test_choices_that_leave_few_are_not_offered(app: Dash, warehouse: Warehouse) -> None:
    chosen = asked(warehouse, "?process=child_support&result=refused")
    view = chosen.view
    for key, codes in choices(chosen.chosen, view.warehouse, view.scope).items():
        if key not in ("contains", "ends", "channel", "state"):
            continue
        for code in codes:
            left = asked(warehouse, f"?process=child_support&result=refused&{key}={code}")
            assert left.cases is None or left.cases == 0 or left.cases >= 5, (key, code)


def test_periods_are_years_quarters_and_months_newest_first() -> None:
    found = periods(["2025-01", "2025-02", "2025-04", "2026-01"])
    assert list(found) == [
        "2026", "2025", "2026-Q1", "2025-Q2", "2025-Q1", "2026-01", "2025-04", "2025-02", "2025-01",
    ]  # fmt: skip
    assert found["2025-Q1"] == ["2025-01", "2025-02"] and found["2026"] == ["2026-01"]


def test_a_choice_becomes_the_address() -> None:
    drawn = {"mined": "contains", "shown": "received"}
    assert follow(drawn, ["received"], "/varianter", "?contains=received") is no_update
    assert follow(drawn, ["received", "sent"], "/varianter", "?contains=received&edge=a%3Eb") == (
        ">?contains=received%7Csent"
    )
    gone = follow({"mined": "after", "shown": "sent"}, None, "/varianter", "?after=sent&before=a&within=7")
    assert gone == ">?before=a"
    assert follow({"mined": "order", "shown": ""}, "eventually", "/varianter", "") is no_update


def test_other_pages_do_not_hear_of_it() -> None:
    links = [(page.PATH, page.TITLE) for page in PAGES]
    items = nav_items([*links, ("/", "x")], processes.PATH, "?contains=sent&department=SOF")
    hrefs = [item.children.href for item in items]
    assert all(href.endswith("?contains=sent&department=SOF") for href in hrefs[:3])
    assert hrefs[3] == "/?department=SOF"


def test_the_ways_of_cases_are_links_that_choose_them(app: Dash) -> None:
    made = variants.layout(process="child_support")
    ways = [link for link in of_kind(made, "Link") if getattr(link, "className", "") == "way"]
    assert ways
    one = variants.layout(**dict(read("/", ways[0].href.partition("?")[2]).query))
    assert words_of(of_kind(one, "H1")) == say("variants.heading_one", process=words_of_process(made))


def words_of_process(made: Any) -> str:
    return words_of(of_kind(made, "H1")).partition(":")[0]


def test_a_log_alone_shows_what_its_columns_allow(tmp_path: Path) -> None:
    events = [(case, minute, name, None, None) for case in range(1, 41)
              for minute, name in enumerate("abc" if case % 2 else "abdc")]  # fmt: skip
    made = variants.build(read_view(log_warehouse(tmp_path, events, public=True), read("/varianter", "")))
    said = words_of(made)
    assert say("variants.results") not in said and say("variants.phases") not in said
    assert "50,0" in said and "100,0" in said


def test_where_each_case_goes_its_own_way_the_page_says_so(tmp_path: Path) -> None:
    way = {case: "a" + format(case, "06b").translate({48: "x", 49: "y"}) + "z" for case in range(1, 41)}
    events = [(case, minute, name, None, None) for case in way for minute, name in enumerate(way[case])]
    made = variants.build(read_view(log_warehouse(tmp_path, events, public=True), read("/varianter", "")))
    said = words_of(made)
    assert say("variants.lead_scattered") in said and say("variants.partings") in said
    assert (
        say("variants.heading_scattered", process="x", share="25 %", count=10).partition(":")[2][:20] in said
    )
