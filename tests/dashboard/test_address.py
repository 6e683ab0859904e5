from dash import no_update

from dashboard.components import filter_bar
from dashboard.components.address import address, read, without_orphans
from dashboard.pages import complaints


def test_one_state_has_one_address() -> None:
    one = read("/", "?period=2025&department=SOF&unknown=1")
    other = address("/", {"department": "SOF", "period": "2025", "centre": ""})
    assert one == other
    assert one.search() == "?department=SOF&period=2025"


def test_danish_letters_survive() -> None:
    here = address("/klager", {"department": "ØKF"})
    assert read("/klager", here.search()) == here


def test_a_changed_parent_lets_its_children_go() -> None:
    before = read("/", "?department=SOF&centre=SOF-HAN&unit=SOF-HAN-1")
    chosen = {"department": "TMF", "centre": "SOF-HAN", "unit": "SOF-HAN-1"}
    assert without_orphans(chosen, before) == {"department": "TMF", "centre": None, "unit": None}
    same = {"department": "SOF", "centre": "SOF-BBU", "unit": "SOF-HAN-1"}
    assert without_orphans(same, before) == {"department": "SOF", "centre": "SOF-BBU", "unit": None}


def test_the_bar_follows_only_changes() -> None:
    unchanged = (
        "SOF",
        None,
        None,
        None,
        filter_bar.NEWEST,
        "then",
        filter_bar.NEWEST,
        "/",
        "?department=SOF",
    )
    assert filter_bar.follow(*unchanged) is no_update
    changed = ("SOF", None, None, None, "2025-Q3", "now", "2025-12-31", "/", "?department=SOF&snapshot=x")
    assert filter_bar.follow(*changed) == (
        "?department=SOF&known_on=2025-12-31&organisation=now&period=2025-Q3&snapshot=x"
    )


def test_the_usual_breakdown_is_not_written() -> None:
    assert complaints.choose("department", "/klager", "") is no_update
    assert complaints.choose("unit", "/klager", "?period=2025") == "?by=unit&period=2025"
    assert complaints.choose("department", "/klager", "?by=unit") == ""


def test_periods_on_offer_are_those_that_exist() -> None:
    groups = filter_bar.period_choices({"since": "2023-11-01", "until": "2026-10-31"}, ["2014"])
    years, quarters, months = ([item["value"] for item in group["items"]] for group in groups)
    assert years == ["2026", "2025", "2024", "2023", "2014"]
    assert quarters[0] == "2026-Q4" and len(quarters) == 8
    assert months[0] == "2026-10" and len(months) == 24
