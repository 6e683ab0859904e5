"""Parking is a scope of its own: shown when asked for, for the city or its department, and added to nothing."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.chart import empty
from dashboard.components.parking import METRICS, Figure, Parking, parking_chart, parking_switch
from dashboard.content import say
from dashboard.metrics.period import Period, split
from dashboard.metrics.usage import UsageError
from dashboard.pages.view import View
from dashboard.reference import scoped
from dashboard.statistics.disclosure import withheld

SCOPE = "parking"
Row = Mapping[str, Any]


def parking(view: View) -> html.Section | None:
    """Not offered where a part of the city is chosen that has no parking, nor where nothing has been reported."""
    rows = [row for row in scoped(view.warehouse, SCOPE, view.filters.known_on) if is_month(row)]
    if not rows or not concerns(view, {row["department"] for row in rows}):
        return None
    shown = bool(view.address.get("parking"))
    head = html.Div([html.H2(say("parking.heading")), parking_switch(shown)], className="heading-row")
    parts: list[Any] = [head, html.P(say("parking.lead"), className="lead")]
    if shown:
        parts.append(opened(view, rows))
    return html.Section(parts, className="section", id="parking")


def concerns(view: View, departments: set[str]) -> bool:
    chosen = dict(view.filters.where)
    return set(chosen) <= {"department"} and chosen.get("department", "") in {"", *departments}


def is_month(row: Row) -> bool:
    start, end = row["period_start"], row["period_end"]
    return bool(start.day == 1 and start.month == end.month and (end + timedelta(days=1)).day == 1)


def opened(view: View, rows: Sequence[Row]) -> Any:
    window = view.window()
    period = write.period(view.filters.period.text)
    if window is None or not any(row["period_start"] in _starts(window) for row in rows):
        return empty(say("parking.empty"), say("parking.nothing", period=period), say("parking.remedy"))
    of = figures(rows, window, view.filters.period, view.warehouse.package.get("threshold") or 5)
    day = max(row["extracted_on"] for row in rows)
    source = say("parking.source", day=write.day_in_text(day))
    here = view.address
    link = here.changed(snapshot=view.package["snapshot"], parking="yes").href(fragment="parking-months")
    return parking_chart(of, source, link)


def _starts(period: Period) -> list[Any]:
    return [month.start for month in split(period, "month")]


def figures(rows: Sequence[Row], window: Period, period: Period, threshold: int) -> Parking:
    """Months of the window, and their sums within the period; a small month is withheld, and its sum with it."""
    months = {month.start: month.text for month in split(window, "month")}
    by_month: dict[str, dict[str, Figure]] = {}
    within: dict[str, Figure] = {}
    asked = _months_of(period)
    for name in METRICS:
        values = {row["period_start"]: row["value"] for row in rows if row["metric"] == name}
        counts = {(start,): value for start, value in values.items() if value is not None}
        hidden = {start for (start,) in withheld(counts, [0], threshold)}
        by_month[name] = {
            text: Figure(None if start in hidden else values[start], start in hidden)
            for start, text in months.items()
            if start in values
        }
        within[name] = _sum(
            {start: values[start] for start in asked if values.get(start) is not None}, hidden
        )
    missing = sum(all(_value(rows, name, start) is None for name in METRICS) for start in asked)
    return Parking(write.period(period.text), list(months.values()), by_month, within, missing)


def _months_of(period: Period) -> list[Any]:
    """A week holds no whole month, so nothing is summed for it."""
    try:
        return _starts(period)
    except UsageError:
        return []


def _sum(values: Mapping[Any, float], hidden: set[Any]) -> Figure:
    if not values:
        return Figure(None)
    if hidden & set(values):
        return Figure(None, withheld=True)
    return Figure(sum(values.values()))


def _value(rows: Sequence[Row], name: str, start: Any) -> float | None:
    return next(
        (row["value"] for row in rows if row["metric"] == name and row["period_start"] == start), None
    )
