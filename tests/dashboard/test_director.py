"""Overblik as the director's page: signals first, places in the organisation's order, and a click leads further in."""

from dataclasses import replace

import pytest
from dash import Dash

from dashboard.charts.panel import panel
from dashboard.components.address import Address
from dashboard.metrics.evaluate import Filters, evaluate
from dashboard.metrics.multiples import multiples
from dashboard.metrics.signals import newest_months
from dashboard.metrics.usual import past
from dashboard.pages import overview, overview_multiples
from dashboard.pages.view import View, read_view
from dashboard.warehouse import Warehouse
from tests.dashboard.conftest import of_kind, words_of
from tests.metrics.small_city import PUBLIC


def test_signals_come_first_then_duties_then_figures(view: View) -> None:
    sections = [part.id for part in of_kind(overview.build(view), "Section") if hasattr(part, "id")]
    assert sections == ["signals", "duties", "small"]


def test_every_panel_is_the_answer_in_the_order_of_the_organisation(view: View) -> None:
    codes = tuple(view.reference.choices("department", "now"))
    window = newest_months(view.warehouse, 36)
    assert window
    for one in multiples((), "department", codes, view.warehouse, PUBLIC):
        shown = [code for code, _ in one.places]
        assert shown == [code for code in codes if code in shown]
        for code, of in one.places:
            if one.metric in ("decided_in_time", "open_cases"):
                filters = Filters(window, (("department", code),), "now")
                alone = evaluate(one.metric, filters, view.warehouse, PUBLIC, ("month",))
                both = list(zip(alone, of.months, strict=True))
                assert both and all(a.value == b.value for a, b in both if not (a.withheld or b.withheld))


@pytest.mark.parametrize(
    ("search", "level", "code"),
    [
        ({}, "department", "SOF"),
        ({"department": "SOF"}, "centre", "SOF-HAN"),
        ({"department": "SOF", "centre": "SOF-HAN"}, "unit", "SOF-HAN-1"),
    ],
)
def test_a_click_leads_one_level_in(
    warehouse: Warehouse, search: dict[str, str], level: str, code: str
) -> None:
    here = Address("/").changed(**search)
    section = overview_multiples.section(read_view(warehouse, here))
    assert here.changed(**{level: code}).href() in {part.href for part in of_kind(section, "Link")}


def test_a_unit_leads_to_its_own_page(warehouse: Warehouse) -> None:
    where = {"department": "SOF", "centre": "SOF-HAN", "unit": "SOF-HAN-1"}
    section = overview_multiples.section(read_view(warehouse, Address("/").changed(**where)))
    assert "/min-enhed?enhed=SOF-HAN-1" in {part.href for part in of_kind(section, "Link")}


def test_a_theme_lives_in_the_address(app: Dash) -> None:
    assert (
        overview_multiples.follow("complaints", "/", "?department=SOF") == "?department=SOF&theme=complaints"
    )
    shown = overview.layout(theme="complaints", department="SOF")
    assert "Klager modtaget" in words_of(of_kind(shown, "H3"))
    assert "kender ikke en af værdierne" in words_of(overview.layout(theme="weather"))


def test_in_a_series_of_few_values_only_a_month_outside_is_told_of(view: View) -> None:
    window = newest_months(view.warehouse, 36)
    assert window
    months = evaluate("days_to_decision", Filters(window, (), "now"), view.warehouse, PUBLIC, ("month",))
    days = [3.0, 4.0] * 14 + [30.0] + [3.0] * 7
    one = past([replace(month, value=of, status="final") for month, of in zip(months, days, strict=True)])
    assert one.limits and {signal.rule for signal in one.signals} == {"outside"}
    assert (one.signals[0].first, one.signals[0].last) == (28, 28)
    stock = evaluate("open_cases", Filters(window, (), "now"), view.warehouse, PUBLIC, ("month",))
    assert past(stock).limits is None and past(stock).signals == ()


def test_a_panel_is_drawn_for_both_schemes() -> None:
    light, dark = panel((1.0, None, 3.0, 9.0), (0.5, 4.0), ((3, "worsening"),), 1)
    assert light.startswith("data:image/svg+xml,") and light != dark
    assert "%23B8500C" in light and "%23F2A36B" in dark
    assert panel((None, 2.0), None, (), 0) == ("", "")
    assert panel((0.0, 0.0), None, (), 0)[0]
