"""Inflow, outflow and stock with the dated phases and, when asked for, what is expected to come in."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.charts.flow import flow
from dashboard.charts.points import Series
from dashboard.components import format as write
from dashboard.components.address import Address
from dashboard.components.chart import chart
from dashboard.components.footnotes import Footnotes
from dashboard.components.phases import phase_marks
from dashboard.components.sources import source_line
from dashboard.components.trend_chart import Told, first_day, months_table, point_of
from dashboard.content import say
from dashboard.metrics.metric import METRICS
from dashboard.metrics.phases import DatedPhase
from dashboard.statistics.forecast import Forecast

Expected = tuple[str, Forecast | None]


def flow_chart(
    told: Told, ahead: Expected | None, dated: Sequence[DatedPhase], package: dict[str, Any], here: Address,
    notes: Footnotes,
) -> html.Figure:  # fmt: skip
    """`told.series`: inflow, outflow and stock, the stock last."""
    series = [Series(name, tuple(point_of(one, name) for one in of)) for name, of in told.series.items()]
    every = [answer for answers in told.series.values() for answer in answers]
    status = "final" if all(answer.status == "final" for answer in every) else "provisional"
    months = [answer.period for answer in next(iter(told.series.values()))]
    follows = (
        ahead is not None and months[-1] >= ahead[0]
    )  # else it would hang in the air, years from the lines
    marks = phase_marks(dated, months)
    return chart(
        told.key,
        flow(series[:-1], series[-1], _ahead(ahead if follows else None), marks),
        told.title,
        told.axis,
        say("flow.reading", title=told.title, n=len(months)),
        source_line(
            package, METRICS["cases_received"].facts, status, here.get("department"), here.get("known_on")
        ),
        months_table(told, notes),
        here.changed(snapshot=package["snapshot"]).href(fragment=told.key),
    )


def next_months(month: str, count: int) -> list[str]:
    first = int(month[:4]) * 12 + int(month[5:7])
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(first, first + count)]


def _ahead(ahead: Expected | None) -> list[tuple[str, float, float, float]]:
    if ahead is None or ahead[1] is None:
        return []
    month, found = ahead
    days = [first_day(one) for one in next_months(month, len(found.months))]
    return [(day, *told) for day, told in zip(days, found.months, strict=True)]


def expected_table(ahead: Expected) -> list[list[str]]:
    month, found = ahead
    told = found.months if found else ()
    return [
        [write.short_period(one), *(write.number(round(value)) for value in of)]
        for one, of in zip(next_months(month, len(told)), told, strict=True)
    ]
