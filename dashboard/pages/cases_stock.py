"""Sager: how old the stock is, and how much there is for each full-time equivalent of a unit. Never of a person."""

from typing import Any

from dash import html

from dashboard.charts.bars import bars
from dashboard.charts.points import Point
from dashboard.components import format as write
from dashboard.components.chart import chart
from dashboard.components.deadline_charts import counted
from dashboard.components.metric_card import metric_card
from dashboard.components.sources import source_line
from dashboard.components.table import Column, table
from dashboard.content import say
from dashboard.metrics.age_bands import Ages, ages_now
from dashboard.metrics.metric import METRICS
from dashboard.pages.overview import at_end, during
from dashboard.pages.view import View

AGES = (
    "age_of_open_cases_median",
    "age_of_open_cases_90_percent",
    "cases_over_deadline",
    "share_over_deadline",
)
PER_FULL_TIME = ("cases_per_full_time_month", "open_cases_per_full_time", "full_time_months")


def stock(view: View) -> html.Section:
    found = ages_now(view.filters, view.warehouse, view.scope)
    parts: list[Any] = [html.H2(say("stock.heading")), html.P(say("stock.lead"), className="lead")]
    cards = [
        metric_card(METRICS[name], view.one(name), view.months(name), at_end(view), view.notes)
        for name in AGES
    ]
    if any(count.value or count.is_withheld for count in found.counts.values()):
        parts.append(_picture(view, found))
    return html.Section([*parts, html.Div(cards, className="cards")], className="section", id="stock")


def _picture(view: View, found: Ages) -> html.Figure:
    points = [
        Point(
            _band(band),
            count.value,
            say("absent.withheld") if count.value is None else write.number(count.value),
        )
        for band, count in found.counts.items()
    ]
    columns = [Column(say("stock.age")), Column(say("stock.cases"), number=True)]
    rows = [[point.at, counted(point.value, view.notes)] for point in points]
    here = view.address
    return chart(
        "stock-ages",
        bars(points),
        _title(found),
        say("stock.axis", day=write.day_in_text(found.today)),
        ", ".join(f"{point.at}: {point.text}" for point in points),
        source_line(view.package, ["cases"], "final", here.get("department"), here.get("known_on")),
        table(say("stock.caption"), columns, rows),
        here.changed(snapshot=view.package["snapshot"]).href(fragment="stock-ages"),
    )


def _title(found: Ages) -> str:
    values = [count.value for count in found.counts.values()]
    if None in values or not sum(value or 0 for value in values):
        return say("stock.title_withheld")
    old = sum(value or 0 for band, value in zip(found.counts, values, strict=True) if band >= 366)
    total = sum(value or 0 for value in values)
    return say(
        "stock.title", share=write.percent(old / total), old=write.number(old), all=write.number(total)
    )


def _band(first: int) -> str:
    return say(f"stock.from_{first}")


def per_full_time(view: View) -> html.Section | None:
    """Where capacity is delivered; by unit, for that is whose the cases are, in the organisation's order."""
    found = {name: view.one(name) for name in PER_FULL_TIME}
    if all(one.value is None for one in found.values()):
        return None
    cards = [
        metric_card(
            METRICS[name],
            one,
            view.months(name),
            at_end(view) if METRICS[name].is_stock else during(view),
            view.notes,
        )
        for name, one in found.items()
    ]
    parts = [html.H2(say("stock.full_time")), html.P(say("stock.full_time_lead"), className="lead")]
    return html.Section([*parts, html.Div(cards, className="cards")], className="section", id="full-time")
