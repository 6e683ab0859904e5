"""All targets in one table, and those that have ended or are yet to come."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.components import goal_words as word
from dashboard.components.footnotes import Footnotes, keys_of
from dashboard.components.table import Cell, Column, missing_word, table
from dashboard.content import say
from dashboard.metrics.duties import Demand
from dashboard.metrics.goals import Goal
from dashboard.metrics.metric import METRICS
from dashboard.metrics.signals import Group
from dashboard.reference import Reference

COLUMNS = ("what", "target", "year", "decided", "variation", "assurance")
NUMBERS = ("target", "year")
BRIEF = ("what", "where", "target", "decided")


def goal_table(found: Sequence[Goal], known: Reference, notes: Footnotes) -> html.Div:
    columns = [Column(say(f"goals.{key}"), number=key in NUMBERS) for key in COLUMNS]
    rows = [_row(number, one, known, notes) for number, one in enumerate(found)]
    return html.Div(table(say("goals.caption"), columns, rows), className="panel goal")


def _row(number: int, one: Goal, known: Reference, notes: Footnotes) -> list[Any]:
    return [
        _name(number, one, known),
        word.target_of(one),
        _year(one, notes),
        _decided(one.demand),
        word.variation(one),
        html.Span(word.verdict(one), className="verdict"),
    ]


def _name(number: int, one: Goal, known: Reference) -> list[Any]:
    place = html.Span(word.place(one.group, known), className="under")
    return [html.A(word.name(one), href=f"#goal-{number}"), place]


def _decided(demand: Demand) -> list[Any]:
    told: list[Any] = [word.decided(demand)]
    if demand.is_assumed and demand.said_by:
        told.append(html.Span(say("goals.assumed"), className="under"))
    return told


def _year(one: Goal, notes: Footnotes) -> Cell:
    if one.year_value is not None:
        marks = notes.marks(keys_of(one.year)) if one.year else None
        return Cell(word.figure(one, one.year_value), marks)
    return Cell(missing_word(one.year) if one.year else say("absent.missing"), kind="absent")


def other_targets_table(found: Sequence[tuple[Demand, Group]], known: Reference) -> html.Details:
    columns = [Column(say(f"goals.{key}"), number=key in NUMBERS) for key in BRIEF]
    rows = [
        [
            METRICS[demand.metric].title,
            word.place(group, known),
            word.target(demand, METRICS[demand.metric].unit),
            _decided(demand),
        ]
        for demand, group in found
    ]
    inside = html.Div(table(say("goals.others"), columns, rows, caption_shown=False), className="panel")
    return html.Details([html.Summary(say("goals.others")), inside])
