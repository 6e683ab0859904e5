"""Parking, apart from everything else: a scope of its own, reported as figures month by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.charts.points import Point, Series
from dashboard.charts.trend import trend
from dashboard.components import format as write
from dashboard.components.chart import chart
from dashboard.components.own_choice import own_choice
from dashboard.components.table import Cell, Column, table
from dashboard.content import say

CHARGES, COMPLAINTS, ANNULLED = METRICS = (
    "cases_received",
    "complaints_received",
    "parking_charges_annulled",
)
DRAWN = (COMPLAINTS, ANNULLED)  # the charges are ten times as many, so they stand in the table


@dataclass(frozen=True)
class Figure:
    """A month or the whole period: None is missing; `withheld`: too small to show."""

    value: float | None
    withheld: bool = False


@dataclass(frozen=True)
class Parking:
    """By metric: the months that end with the period, and what they come to within it."""

    period: str
    months: Sequence[str]
    by_month: Mapping[str, Mapping[str, Figure]]
    within: Mapping[str, Figure]
    missing: int  # months of the period that have not been reported


def parking_switch(shown: bool) -> dmc.Switch:
    return dmc.Switch(
        id=own_choice("parking", "yes" if shown else "", "checked"),
        label=say("parking.show"),
        checked=shown,
        size="md",
        className="switch",
    )


def parking_chart(of: Parking, source: str, link: str) -> html.Figure:
    title = title_of(of)
    series = [
        Series(
            say(f"parking.{name}"), tuple(_point(month, of.by_month[name].get(month)) for month in of.months)
        )
        for name in DRAWN
    ]
    return chart(
        "parking-months",
        trend(series),
        title,
        say("parking.subtitle"),
        say("parking.reading", title=title, n=len(of.months)),
        source,
        months_table(of),
        link,
    )


def title_of(of: Parking) -> str:
    """The three counts of the period, or that some of them are missing; never a share of a part."""
    values = {name: of.within[name].value for name in METRICS}
    if any(value is None for value in values.values()):
        return say("parking.title_missing", period=of.period)
    charges, complaints, annulled = (write.number(values[name] or 0) for name in METRICS)
    key = "parking.title_partial" if of.missing else "parking.title"
    return say(key, period=of.period, charges=charges, complaints=complaints, annulled=annulled, n=of.missing)


def _point(month: str, figure: Figure | None) -> Point:
    said = _said(figure)
    return Point(f"{month}-01", figure.value if figure else None, f"{write.short_period(month)}: {said}")


def _said(figure: Figure | None) -> str:
    if figure is None or (figure.value is None and not figure.withheld):
        return say("absent.missing")
    return say("absent.withheld") if figure.withheld else write.number(figure.value or 0)


def months_table(of: Parking) -> html.Div:
    columns = [
        Column(say("overview.month")),
        *[Column(say(f"parking.{name}"), number=True) for name in METRICS],
    ]
    rows: list[list[Any]] = [
        [write.short_period(month), *[_cell(of.by_month[name].get(month)) for name in METRICS]]
        for month in reversed(of.months)
    ]
    return table(say("parking.caption"), columns, rows)


def _cell(figure: Figure | None) -> Cell:
    return Cell(_said(figure), kind="" if figure and figure.value is not None else "absent")
