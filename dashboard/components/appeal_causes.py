"""Why cases were reversed: one bar a cause, in the fixed order of the code list."""

from collections.abc import Sequence

from dash import html

from dashboard.charts.bars import bars
from dashboard.charts.points import Point
from dashboard.components import format as write
from dashboard.components.appeal_words import about, absent_word, cell, shared_keys
from dashboard.components.chart import chart, empty
from dashboard.components.footnotes import Footnotes, Key
from dashboard.components.table import Column, table
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS

REVERSED = "appeals_reversed"


def causes_chart(
    causes: Sequence[Answer], total: Answer, period: str, source: str, link: str, notes: Footnotes
) -> html.Figure | html.Div:
    listed = [one for one in causes if one.group["cause"] or one.value]
    shown = [one for one in listed if one.value]
    if not shown:
        return empty(say("appeals.causes_none_title"), _why_empty(total, period), say("appeals.more_cases"))
    title = _title(listed, total)
    points = [_point(one) for one in listed]
    values = ", ".join(say("appeals.cause_value", name=point.at, value=point.text) for point in points)
    shared = shared_keys(listed)
    marks = notes.marks(shared)
    columns = [
        Column(label("dimension", "cause")),
        Column(METRICS[REVERSED].title, True, marks, about(REVERSED)),
    ]
    rows = [[cause_name(one.group["cause"]), _count(one, notes, shared)] for one in listed]
    return chart(
        "causes",
        bars(points),
        title,
        say("appeals.causes_sub", period=period),
        say("appeals.causes_reading", title=title, values=values),
        source,
        table(title, columns, rows, caption_shown=False),
        link,
    )


def _title(listed: Sequence[Answer], total: Answer) -> str:
    """One cause is called the most frequent only where those that are withheld cannot be more."""
    shown = [one for one in listed if one.value]
    most = max(shown, key=lambda one: one.value or 0)
    rest = (total.value or 0) - sum(one.value or 0 for one in shown)
    alone = sum(one.value == most.value for one in shown) == 1
    if not total.value or not alone or rest >= (most.value or 0):
        return say("appeals.causes_title_some", n=len(shown), count=len(listed))
    numbers = {"value": write.number(most.value or 0), "total": write.number(total.value)}
    return say("appeals.causes_title", name=cause_name(most.group["cause"]), **numbers)


def cause_name(code: str) -> str:
    return label("cause", code) if code else say("appeals.unknown")


def _why_empty(total: Answer, period: str) -> str:
    if total.value == 0:
        return say("appeals.causes_nothing", period=period)
    return say("appeals.causes_withheld", period=period)


def _point(answer: Answer) -> Point:
    name = cause_name(answer.group["cause"])
    if answer.value is None:
        return Point(name, None, absent_word(answer))
    return Point(name, answer.value, write.number(answer.value))


def _count(answer: Answer, notes: Footnotes, shared: Sequence[Key]) -> object:
    made = cell(answer, notes, shared)
    return made if answer.value is None else write.number(answer.value)
