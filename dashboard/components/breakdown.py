"""One row a group: complaints, cases and the rate, each with how it came about."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dash import html

from dashboard.charts.bars import bars
from dashboard.charts.points import Point
from dashboard.components import format as write
from dashboard.components.address import Address
from dashboard.components.chart import chart
from dashboard.components.footnotes import Footnotes, shared_caveats
from dashboard.components.sources import source_line
from dashboard.components.table import ESTIMATES, Column, answer_cell, missing_word, table
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS
from dashboard.reference import Reference

RATE = "complaints_per_100_cases"
COUNTS_ONLY = ("class", "level")  # cases have neither
Rows = Mapping[str, Sequence[Answer]]


def group_name(by: str, code: str, known: Reference) -> str:
    if not code:
        return say("complaints.unknown_group")
    return label(by, code) if by in COUNTS_ONLY else known.name(by, code)


def names_of(by: str, rows: Rows) -> list[str]:
    """Every group that any of the metrics knows, in the order of the one that knows most."""
    longest = max(rows.values(), key=len)
    codes = [answer.group[by] for answer in longest]
    return list(
        dict.fromkeys([*codes, *(answer.group[by] for answers in rows.values() for answer in answers)])
    )


def breakdown_table(
    by: str, rows: Rows, totals: Mapping[str, Answer], known: Reference, notes: Footnotes, title: str
) -> html.Div:
    shared = {name: shared_caveats(answers) for name, answers in rows.items()}
    columns = [Column(label("dimension", by))]
    columns += [
        Column(
            METRICS[name].title,
            True,
            notes.marks([("caveat", key) for key in shared[name]]),
            f"#about-{name}",
        )
        for name in rows
    ]
    columns.append(Column(say("complaints.method")))
    body = [
        _row(group_name(by, code, known), _found(by, code, rows), shared, notes)
        for code in names_of(by, rows)
    ]
    total = _row(say("complaints.total"), totals, shared, notes)
    return html.Div(table(title, columns, body, total, caption_shown=False), className="panel")


def _found(by: str, code: str, rows: Rows) -> dict[str, Answer | None]:
    """A group with cases but no complaint is no row of the complaints: the rate says that it is zero."""
    found = {
        name: next((answer for answer in answers if answer.group[by] == code), None)
        for name, answers in rows.items()
    }
    rate = found.get(RATE)
    for name, part in ((METRICS[RATE].numerator, "numerator"), (METRICS[RATE].denominator, "denominator")):
        if rate is not None and name in found and found[name] is None:
            found[name] = replace(
                rate,
                metric=str(name),
                value=getattr(rate, part),
                numerator=getattr(rate, part),
                denominator=None,
            )
    return found


def _row(
    name: str, answers: Mapping[str, Answer | None], shared: Mapping[str, list[str]], notes: Footnotes
) -> list[Any]:
    cells = [
        answer_cell(answer, METRICS[metric].unit, notes, shared[metric]) for metric, answer in answers.items()
    ]
    method = next((answer.method for answer in reversed(list(answers.values())) if answer), "not_listed")
    return [name, *cells, label("method", method)]


def breakdown_bars(
    by: str, rows: Rows, known: Reference, package: dict[str, Any], here: Address, said: dict[str, str]
) -> html.Figure:
    """The rate where there is one, else the count; groups in their own order, never by value."""
    metric, answers = list(rows.items())[-1]
    unit = METRICS[metric].unit
    points = [_point(answer, group_name(by, answer.group[by], known), unit) for answer in answers]
    shown = [point for point in points if point.value is not None]
    low, high = min(shown, key=lambda point: point.value or 0), max(shown, key=lambda point: point.value or 0)
    kind = "count" if metric == "complaints_received" else "bars"
    values = ", ".join(say("complaints.bars_value", name=point.at, value=point.text) for point in points)
    columns = [Column(label("dimension", by)), Column(METRICS[metric].title, number=True)]
    return chart(
        "bars",
        bars(points),
        say(f"complaints.{kind}_title", low=low.text, high=high.text, name=high.at, value=high.text),
        say(f"complaints.{kind}_sub", **said),
        say(f"complaints.{kind}_reading", values=values, **said),
        source_line(
            package, METRICS[metric].facts, answers[0].status, here.get("department"), here.get("known_on")
        ),
        table(say("complaints.table_title", **said), columns, [[point.at, point.text] for point in points]),
        here.changed(snapshot=package["snapshot"]).href(fragment="bars"),
    )


def _point(answer: Answer, name: str, unit: str) -> Point:
    if answer.value is None:
        return Point(name, None, missing_word(answer))
    scale = 100 if write.is_share(unit) else 1
    return Point(
        name, round(answer.value * scale, 2), write.amount(answer.value, unit), answer.method in ESTIMATES
    )
