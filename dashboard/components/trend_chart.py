"""Answers by month → a chart with its sentence, its source and its table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.charts.points import Point, Series
from dashboard.charts.trend import trend
from dashboard.components import format as write
from dashboard.components.address import Address
from dashboard.components.chart import chart
from dashboard.components.footnotes import Footnotes, shared_caveats
from dashboard.components.sources import source_line
from dashboard.components.table import Column, answer_cell, missing_word, table
from dashboard.content import say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS


@dataclass(frozen=True)
class Told:
    """What one chart says: its key, what its axis counts, its series by name, and its title as a sentence."""

    key: str
    axis: str
    series: Mapping[str, Sequence[Answer]]
    title: str


def trend_chart(told: Told, package: dict[str, Any], here: Address, notes: Footnotes) -> html.Figure:
    every = [answer for answers in told.series.values() for answer in answers]
    facts = {fact for answer in every for fact in METRICS[answer.metric].facts}
    status = "final" if all(answer.status == "final" for answer in every) else "provisional"
    count = max(len(answers) for answers in told.series.values())
    return chart(
        told.key,
        trend(
            [
                Series(name, tuple(_point(answer, name) for answer in answers))
                for name, answers in told.series.items()
            ]
        ),
        told.title,
        told.axis,
        say("overview.reading", title=told.title, n=count),
        source_line(package, facts, status, here.get("department"), here.get("known_on")),
        _months_table(told, notes),
        here.changed(snapshot=package["snapshot"]).href(fragment=told.key),
    )


def _point(answer: Answer, name: str) -> Point:
    unit = METRICS[answer.metric].unit
    month = write.short_period(answer.period)
    said = (
        missing_word(answer) if answer.value is None else f"{write.amount(answer.value, unit)} {name or unit}"
    )
    scale = 100 if write.is_share(unit) else 1
    value = None if answer.value is None else round(answer.value * scale, 2)
    return Point(f"{answer.period}-01", value, f"{month}: {said}", hollow=answer.status != "final")


def _months_table(told: Told, notes: Footnotes) -> html.Div:
    """Newest first, for that is what is looked for; what holds for every month is marked in the head."""
    columns, shared = [Column(say("overview.month"))], {}
    for name, answers in told.series.items():
        shared[name] = shared_caveats(answers)
        marks = notes.marks([("caveat", key) for key in shared[name]])
        columns.append(Column(METRICS[answers[0].metric].title, number=True, marks=marks))
    names = list(told.series)
    rows = [
        [write.short_period(months[0].period)]
        + [
            answer_cell(month, METRICS[month.metric].unit, notes, shared[name])
            for name, month in zip(names, months, strict=True)
        ]
        for months in zip(*told.series.values(), strict=True)
    ]
    return table(say("chart.month_table", title=told.axis), columns, rows[::-1])
