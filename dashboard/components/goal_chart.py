"""A target's figure month by month, with what it moves within and the target as a dashed line."""

from functools import lru_cache
from typing import Any

import plotly.graph_objects as go
from dash import html

from dashboard.charts.dated import Dated
from dashboard.charts.points import Point, Series
from dashboard.charts.target import against_target
from dashboard.charts.xmr import Usual
from dashboard.components import format as write
from dashboard.components import goal_words as word
from dashboard.components.address import Address
from dashboard.components.chart import chart, empty
from dashboard.components.phases import phase_marks
from dashboard.components.sources import source_line
from dashboard.components.table import Cell, Column, table
from dashboard.components.trend_chart import first_day, flags, meaning
from dashboard.content import say
from dashboard.metrics.goals import Goal, Month
from dashboard.metrics.metric import METRICS
from dashboard.reference import Reference
from dashboard.statistics.rules import signals
from dashboard.statistics.xmr import Limits

DRAWN = 12  # months with a value below which there is nothing to draw
Marks = tuple[tuple[int, str], ...]


def goal_chart(number: int, one: Goal, known: Reference, package: dict[str, Any], here: Address) -> Any:
    name, place = word.name(one), word.place(one.group, known)
    title = say("goals.chart_title", where=place, name=name[0].lower() + name[1:], verdict=word.verdict(one))
    if sum(month.value is not None for month in one.months) < DRAWN:
        return html.Div(empty(title, say("goals.chart_few")), id=f"goal-{number}")
    target = word.amount(one, one.demand.value)
    axis = say("goals.chart_axis", unit=word.unit(one), sign=word.sign(one.demand), target=target,
               decided=word.decided(one.demand))  # fmt: skip
    count = sum(month.value is not None for month in one.months)
    return chart(
        f"goal-{number}",
        _figure(one),
        title,
        axis,
        say("goals.chart_reading", title=title, count=count, target=target),
        source_line(package, _facts(one), _status(one), dict(one.group).get("department", "")),
        _table(one),
        here.changed(snapshot=package["snapshot"]).href(fragment=f"goal-{number}"),
    )


def _facts(one: Goal) -> tuple[str, ...]:
    return ("cases",) if one.deadline else METRICS[one.demand.metric].facts


def _status(one: Goal) -> str:
    return "final" if all(month.is_final for month in one.months) else "provisional"


def _figure(one: Goal) -> go.Figure:
    scale = 100 if write.is_share(one.unit) else 1
    points = tuple(_point(one, month, scale) for month in one.months)
    usual = _usual(one, one.usual, scale) if one.usual else None
    by_month = not (one.deadline is None and METRICS[one.demand.metric].is_count)
    target = one.demand.value * scale if by_month else None
    label = say("goals.mark", target=_short(one, one.demand.value))
    dated = phase_marks(one.dated, [month.period for month in one.months])
    return _drawn(Series("", points), usual, _marks(one), target, label, dated)


@lru_cache(maxsize=256)
def _drawn(
    series: Series,
    usual: Usual | None,
    marks: Marks,
    target: float | None,
    label: str,
    dated: tuple[Dated, ...],
) -> go.Figure:
    """Plotly checks every value of a figure: the same lines are drawn once."""
    return against_target(series, usual, dict(marks), target, label, dated)


def _marks(one: Goal) -> Marks:
    """What is hardly chance among the final months, as it is on the other control charts."""
    if one.usual is None:
        return ()
    final = [place for place, month in enumerate(one.months) if month.is_final]
    better = "lower" if one.deadline else METRICS[one.demand.metric].better
    found = flags(signals([one.months[place].value for place in final], one.usual))
    return tuple((final[place], meaning(signal, better)) for place, signal in found.items())


def _point(one: Goal, month: Month, scale: int) -> Point:
    said = say("absent.missing") if month.value is None else word.amount(one, month.value)
    value = None if month.value is None else round(month.value * scale, 2)
    text = f"{write.short_period(month.period)}: {said}"
    return Point(first_day(month.period), value, text, hollow=not month.is_final)


def _short(one: Goal, value: float) -> str:
    if one.deadline:
        return write.number(value)
    return write.amount(value, one.unit)


def _usual(one: Goal, usual: Limits, scale: int) -> Usual:
    lower = max(0.0, usual.lower)
    centre, low, high = (
        (round(value * scale, 2), say(f"signals.{key}", value=_short(one, value)))
        for key, value in (("centre", usual.centre), ("lower", lower), ("upper", usual.upper))
    )
    return Usual(centre, low, high)


def _table(one: Goal) -> html.Div:
    columns = [Column(say("goals.month")), Column(word.name(one), number=True)]
    rows = [
        [
            write.short_period(month.period),
            Cell(say("absent.missing"), kind="absent")
            if month.value is None
            else Cell(word.amount(one, month.value)),
        ]
        for month in reversed(one.months)
    ]
    return table(say("goals.table"), columns, rows)
