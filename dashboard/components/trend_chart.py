"""Answers by month → a chart with its sentence, its source and its table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go
from dash import html

from dashboard.charts.points import Point, Series
from dashboard.charts.trend import trend
from dashboard.charts.xmr import Usual, control
from dashboard.components import format as write
from dashboard.components.address import Address
from dashboard.components.chart import chart
from dashboard.components.footnotes import Footnotes, shared_caveats
from dashboard.components.pivot_cells import light, quiet_cell
from dashboard.components.sources import source_line
from dashboard.components.table import Column, answer_cell, missing_word, table
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS
from dashboard.statistics.rules import RULES, Signal
from dashboard.statistics.xmr import Limits


@dataclass(frozen=True)
class Told:
    """What one chart says: its key, what its axis counts, its series by name, and its title as a sentence."""

    key: str
    axis: str
    series: Mapping[str, Sequence[Answer]]
    title: str


@dataclass(frozen=True)
class Judged:
    """A series against what it usually moves within; `signals` tell places in the answers."""

    limits: Limits | None
    signals: Sequence[Signal]
    split: str = "month"  # or quarter, where months hold too few


def trend_chart(told: Told, package: dict[str, Any], here: Address, notes: Footnotes) -> html.Figure:
    every = [answer for answers in told.series.values() for answer in answers]
    facts = {fact for answer in every for fact in METRICS[answer.metric].facts}
    status = "final" if all(answer.status == "final" for answer in every) else "provisional"
    count = max(len(answers) for answers in told.series.values())
    return chart(
        told.key,
        _drawn(
            tuple(
                Series(name, tuple(point_of(answer, name) for answer in answers))
                for name, answers in told.series.items()
            )
        ),
        told.title,
        told.axis,
        say("overview.reading", title=told.title, n=count),
        source_line(package, facts, status, here.get("department"), here.get("known_on")),
        months_table(told, notes),
        here.changed(snapshot=package["snapshot"]).href(fragment=told.key),
    )


@lru_cache(maxsize=256)
def _drawn(series: tuple[Series, ...]) -> go.Figure:
    """Plotly checks every value of a figure: the same lines are drawn once."""
    return trend(list(series))


def point_of(answer: Answer, name: str) -> Point:
    unit = METRICS[answer.metric].unit
    month = write.short_period(answer.period)
    said = (
        missing_word(answer) if answer.value is None else f"{write.amount(answer.value, unit)} {name or unit}"
    )
    scale = 100 if write.is_share(unit) else 1
    value = None if answer.value is None else round(answer.value * scale, 2)
    return Point(first_day(answer.period), value, f"{month}: {said}", hollow=answer.status != "final")


def first_day(period: str) -> str:
    """The day on the axis of a month or a quarter."""
    year, _, rest = period.partition("-")
    return f"{year}-{3 * int(rest[1]) - 2:02d}-01" if rest.startswith("Q") else f"{period}-01"


def months_table(told: Told, notes: Footnotes) -> html.Div:
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


def control_chart(
    told: Told, judged: Judged, package: dict[str, Any], here: Address, notes: Footnotes
) -> html.Figure:
    """One series with its limits and signals; the table says of each month what stands out."""
    [(name, answers)] = told.series.items()
    metric = METRICS[answers[0].metric]
    flagged = flags(judged.signals)
    marks = {place: meaning(signal, metric.better) for place, signal in flagged.items()}
    points = [
        replace(point, text=f"{point.text}. {rule_words(flagged[place], judged.split)}")
        if place in flagged
        else point
        for place, point in enumerate(point_of(answer, name) for answer in answers)
    ]
    status = "final" if all(answer.status == "final" for answer in answers) else "provisional"
    split = judged.split
    return chart(
        told.key,
        control(Series(name, tuple(points)), _usual(judged.limits, metric.unit), marks),
        told.title,
        told.axis,
        say(f"signals.reading_{split}", title=told.title, n=len(answers)),
        source_line(package, metric.facts, status, here.get("department"), here.get("known_on")),
        _judged_table(told, judged, flagged, notes),
        here.changed(snapshot=package["snapshot"]).href(fragment=told.key),
    )


def flags(found: Sequence[Signal]) -> dict[int, Signal]:
    """What is said of each point: where it meets several rules, the first in the order of the rules."""
    flagged: dict[int, Signal] = {}
    for signal in sorted(found, key=lambda one: (RULES.index(one.rule), one.first)):
        for place in range(signal.first, signal.last + 1):
            flagged.setdefault(place, signal)
    return dict(sorted(flagged.items()))


def meaning(signal: Signal, better: str) -> str:
    good = {"higher": 1, "lower": -1}.get(better, 0) * signal.direction
    return "improving" if good > 0 else "worsening" if good < 0 else "neither"


def rule_words(signal: Signal, split: str) -> str:
    """The rule that is met, in plain Danish."""
    way = "up" if signal.direction > 0 else "down"
    count = signal.last - signal.first + 1
    many = "one" if count == 1 else "many"
    units = say(f"signals.{split}_{many}")
    rule = f"{signal.rule}_{way}"
    return say(f"signals.{rule}", n=count, units=units)


def _usual(limits: Limits | None, unit: str) -> Usual | None:
    """Limits are clipped at zero only when they are drawn; the rules use them as they are."""
    if limits is None:
        return None
    scale = 100 if write.is_share(unit) else 1
    lower = max(0.0, limits.lower)
    said = {"centre": limits.centre, "lower": lower, "upper": limits.upper}
    centre, low, high = (
        (round(value * scale, 2), say(f"signals.{key}", value=write.amount(value, unit)))
        for key, value in said.items()
    )
    return Usual(centre, low, high)


def _judged_table(told: Told, judged: Judged, flagged: Mapping[int, Signal], notes: Footnotes) -> html.Div:
    [answers] = told.series.values()
    metric = METRICS[answers[0].metric]
    shared = shared_caveats(answers)
    columns = [
        Column(label("dimension", judged.split)),
        Column(metric.title, True, notes.marks([("caveat", key) for key in shared])),
    ]
    rows: list[list[Any]] = [
        [write.short_period(answer.period), light(quiet_cell(answer, metric.unit, notes, shared))]
        for answer in answers
    ]
    if flagged:
        columns.append(Column(say("signals.stands_out")))
        for place, row in enumerate(rows):
            row.append(rule_words(flagged[place], judged.split) if place in flagged else "")
    return table(say("chart.month_table", title=told.axis), columns, rows[::-1])
