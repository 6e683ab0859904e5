"""Plain tables about appeals: outcomes, what happens afterwards, and remitted cases that wait."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.components.appeal_words import about, basis, cell, shared_keys
from dashboard.components.footnotes import Footnotes, Key
from dashboard.components.table import Cell, Column, table
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS
from dashboard.reference import Reference

DECIDED, WAITING = "appeals_decided", "remitted_waiting"


def outcome_table(outcomes: Sequence[Answer], total: Answer, notes: Footnotes) -> html.Div:
    """Every outcome in its fixed order, with what it counts as: dismissed cases are in no percentage."""
    shared = shared_keys(outcomes)
    marks = notes.marks(shared)
    columns = [
        Column(label("dimension", "outcome")),
        Column(METRICS[DECIDED].unit.capitalize(), number=True, marks=marks, href=about(DECIDED)),
        Column(say("appeals.counts_as")),
    ]
    body = [
        [outcome_name(one.group["outcome"]), cell_number(one, notes, shared), counts_as(one.group["outcome"])]
        for one in outcomes
        if one.group["outcome"] or one.value
    ]
    last = [say("appeals.total"), cell_number(total, notes, shared), ""]
    return table(say("appeals.outcomes_caption"), columns, body, last, caption_shown=False)


def outcome_name(code: str) -> str:
    return label("outcome", code) if code else say("appeals.unknown")


def counts_as(code: str) -> str:
    return say(f"appeals.as_{code}") if code else ""


def cell_number(answer: Answer, notes: Footnotes, shared: Sequence[Key]) -> Cell:
    """A count under a head that names the unit."""
    made = cell(answer, notes, shared)
    unit = METRICS[answer.metric].unit
    return Cell(made.said.removesuffix(f" {unit}"), made.marks, made.kind)


def afterwards_table(
    now: Sequence[Answer], before: Mapping[str, Answer], names: tuple[str, str | None], notes: Footnotes
) -> html.Div:
    """Figures that stand apart from the rate, one a row: now, what it is made of, and the same a year before."""
    columns = [
        Column(say("appeals.figure")),
        Column(names[0], number=True),
        Column(say("appeals.made_of"), number=True),
    ]
    if names[1]:
        columns.append(Column(names[1], number=True))
    body = []
    for answer in now:
        name: Any = html.A(METRICS[answer.metric].title, href=about(answer.metric))
        row = [name, cell(answer, notes), basis(answer) if answer.value is not None else ""]
        body.append([*row, cell(before.get(answer.metric), notes)] if names[1] else row)
    return table(say("appeals.afterwards_caption"), columns, body, caption_shown=False)


def waiting_table(rows: Sequence[Answer], total: Answer, known: Reference, notes: Footnotes) -> html.Div:
    """Departments in the organisation's order; one that is not counted at all has no row to be empty in."""
    shared = shared_keys(rows)
    marks = notes.marks(shared)
    columns = [
        Column(label("dimension", "department")),
        Column(METRICS[WAITING].title, number=True, marks=marks, href=about(WAITING)),
    ]
    body = [
        [known.name("department", one.group["department"]), cell_number(one, notes, shared)] for one in rows
    ]
    last = [say("appeals.total"), cell_number(total, notes, shared)]
    return table(say("appeals.waiting_caption"), columns, body, last, stacked=False, caption_shown=False)
