"""Figures that were published before us: the table of 2014, and the national appeal figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.footnotes import Footnotes, shared_caveats
from dashboard.components.printed import follows
from dashboard.components.table import Cell, Column, answer_cell, table
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS
from dashboard.reference import Reference

RATE = "complaints_per_100_cases"


def seed_table(
    rows: Mapping[str, Sequence[Answer]],
    totals: Mapping[str, Answer],
    printed: Mapping[str, dict[str, Any]],
    known: Reference,
    notes: Footnotes,
) -> html.Div:
    shared = {name: shared_caveats(answers) for name, answers in rows.items()}
    titles = {name: METRICS[name].title for name in rows} | {RATE: say("complaints.seed_recomputed")}
    columns = [Column(label("dimension", "department"))]
    columns += [
        Column(titles[name], number=True, marks=notes.marks([("caveat", key) for key in shared[name]]))
        for name in rows
    ]
    columns += [Column(say("complaints.seed_printed")), Column(say("complaints.method"))]
    body = []
    for place, answer in enumerate(rows[RATE]):
        code = answer.group["department"]
        cells = [_share(answers[place], notes, shared[name]) for name, answers in rows.items()]
        row = printed.get(code, {})
        body.append(
            [
                known.name("department", code),
                *cells,
                _printed(row, answer),
                label("method", answer.method),
            ]
        )
    total = [
        say("complaints.total"),
        *[_share(totals[name], notes, shared[name]) for name in rows],
        "",
        label("method", totals[RATE].method),
    ]
    return table(say("complaints.seed_caption"), columns, body, total)


def _share(answer: Answer, notes: Footnotes, apart_from: Sequence[str]) -> Cell:
    """The table of 2014 was in percent, so that is how it is recomputed."""
    cell = answer_cell(answer, METRICS[answer.metric].unit, notes, apart_from)
    if answer.metric != RATE or answer.value is None:
        return cell
    return Cell(write.percent(answer.value), cell.marks, cell.kind)


def _printed(row: Mapping[str, Any], answer: Answer) -> list[Any]:
    if not row.get("printed"):
        return [html.Span(check(row, answer), className="quiet")]
    return [html.Span(row["printed"], className="nowrap"), html.Small(check(row, answer), className="check")]


def check(row: Mapping[str, Any], answer: Answer) -> str:
    verdict = follows(row.get("printed") or "", answer.value)
    if verdict != "differs" or answer.value is None:
        return say(f"complaints.seed_{verdict}")
    return say(
        "complaints.seed_differs",
        numerator=write.number(answer.numerator or 0),
        denominator=write.number(answer.denominator or 0),
        value=write.percent(answer.value),
    )


def appeals_table(rows: Sequence[Mapping[str, Any]]) -> html.Div:
    """National figures as published, newest first within their area."""
    columns = [
        Column(say("complaints.appeals_area")),
        Column(say("complaints.appeals_year")),
        Column(say("complaints.appeals_rate"), number=True),
        Column(say("complaints.appeals_decided"), number=True),
        Column(say("complaints.appeals_source")),
    ]
    ordered = sorted(
        rows, key=lambda row: (write.sort_key(label("scope", row["scope"])), -int(row["period"]))
    )
    body = [
        [
            label("scope", row["scope"]),
            row["period"],
            write.percent(row["value"])
            if row["value"] is not None
            else Cell(say("absent.missing"), kind="absent"),
            write.number(row["denominator"])
            if row["denominator"]
            else Cell(say("absent.missing"), kind="absent"),
            row["reference"] or "",
        ]
        for row in ordered
    ]
    return table(say("complaints.appeals_caption"), columns, body, stacked=False)
