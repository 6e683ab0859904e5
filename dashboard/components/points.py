"""What complaints are about: points in order of how often, and where the one looked at is found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.charts.ordered_bars import ordered_bars
from dashboard.charts.points import Point
from dashboard.components import format as write
from dashboard.components.chart import chart
from dashboard.components.footnotes import Footnotes, shared_caveats
from dashboard.components.own_choice import own_choice
from dashboard.components.pivot_cells import light, quiet_cell
from dashboard.components.table import Column, table
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS

METRIC = "complaint_points"
MOST = 10


@dataclass(frozen=True)
class Place:
    """A place of a point: its name and its answer."""

    name: str
    answer: Answer


@dataclass(frozen=True)
class Words:
    title: str
    subtitle: str
    reading: str
    source: str
    link: str


def points_chart(words: Words, answers: Sequence[Answer], chosen: str, notes: Footnotes) -> html.Figure:
    """The most frequent as bars; the table holds them all."""
    shared = shared_caveats(answers)
    columns = [
        Column(label("dimension", "point")),
        Column(
            METRICS[METRIC].title, True, notes.marks([("caveat", key) for key in shared]), f"#about-{METRIC}"
        ),
    ]
    unit = METRICS[METRIC].unit
    rows = [[point_name(each), light(quiet_cell(each, unit, notes, shared))] for each in by_count(answers)]
    return chart(
        "points-bars",
        ordered_bars(
            [_point(each) for each in by_count(answers)[:MOST] if each.value], label("point", chosen)
        ),
        words.title,
        words.subtitle,
        words.reading,
        words.source,
        table(words.title, columns, rows, caption_shown=False),
        words.link,
    )


def by_count(answers: Sequence[Answer]) -> list[Answer]:
    """Most frequent first, what cannot be shown last; equal ones by their code."""
    return sorted(answers, key=lambda each: (each.value is None, -(each.value or 0), each.group["point"]))


def point_name(answer: Answer) -> str:
    return label("point", answer.group["point"])


def _point(answer: Answer) -> Point:
    return Point(point_name(answer), answer.value, write.number(answer.value or 0))


def point_chooser(answers: Sequence[Answer], chosen: str) -> dmc.Select:
    codes = [each.group["point"] for each in by_count(answers)]
    codes += [chosen] if chosen not in codes else []
    return dmc.Select(
        id=own_choice("point", chosen),
        label=say("points.choose"),
        data=[{"value": code, "label": label("point", code)} for code in codes],
        value=chosen,
        searchable=True,
        allowDeselect=False,
        nothingFoundMessage=say("filter.nothing_found"),
        className="chooser",
        comboboxProps={"withinPortal": True, "shadow": "none"},
    )


def spread(title: str, dimension: str, places: Sequence[Place], notes: Footnotes) -> html.Details:
    """Where a point is found, in the order of the organisation; those too small to show are one line."""
    shown = [place for place in places if place.answer.value]
    hidden = [place for place in places if place.answer.withheld]
    most = max((place.answer.value or 0 for place in shown), default=0) or 1
    columns = [
        Column(label("dimension", dimension)),
        Column(say("points.size")),
        Column(say("points.count"), number=True),
    ]
    shared = shared_caveats([place.answer for place in shown])
    unit = METRICS[METRIC].unit
    rows: list[list[Any]] = [
        [place.name, _size(place, most), light(quiet_cell(place.answer, unit, notes, shared))]
        for place in shown
    ]
    if hidden:
        rows.append(
            [say("points.hidden", n=len(hidden)), "", quiet_cell(hidden[0].answer, unit, notes, shared)]
        )
    inside = (
        table(title, columns, rows, stacked=False, caption_shown=False)
        if rows
        else html.P(say("points.none"))
    )
    summary = html.Summary(
        [title, html.Span(say("points.places", n=len(shown) + len(hidden)), className="quiet")]
    )
    return html.Details([summary, inside], open=True, className="spread")


def _size(place: Place, most: float) -> html.Div:
    width = {"width": f"{100 * (place.answer.value or 0) / most:.1f}%"}
    return html.Div(html.Div(style=width), className="size")
