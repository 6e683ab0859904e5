"""One candidate in its parts: levers, steps that change no outcome, and what-if arithmetic."""

from typing import Any

from dash import html

from dashboard.components import candidate_words as word
from dashboard.components import format as write
from dashboard.components.table import Column, table
from dashboard.content import label, say
from dashboard.mining.candidates import Candidate
from dashboard.mining.levers import Lever
from dashboard.mining.neutral import Neutral


def lever_table(one: Candidate, has_hours: bool) -> html.Div:
    numbers = ("times", "minutes", "hours", "days")
    columns = [
        Column(say("simplification.lever")), Column(say("simplification.kind")),
        *(Column(say(f"simplification.{key}"), number=True) for key in numbers),
    ]  # fmt: skip
    levers = one.saved.levers if one.saved else ()
    return table(say("simplification.levers_caption"), columns, [_lever(each, has_hours) for each in levers])


def lever_name(one: Lever) -> str:
    kind = one.kind
    return say(f"simplification.lever_{kind}", activity=label("activity", one.activity))


def _lever(one: Lever, has_hours: bool) -> list[Any]:
    group = one.group
    minutes = one.minutes if has_hours and one.minutes else None
    return [
        lever_name(one), say(f"simplification.group_{group}"),
        word.reckoned(one.times or None), word.reckoned(minutes),
        word.between(one.hours) if minutes else word.reckoned(None), word.between(one.days),
    ]  # fmt: skip


def neutral_table(one: Candidate) -> html.Div:
    columns = [
        Column(say("simplification.step")),
        Column(say("simplification.with_step"), number=True),
        Column(say("simplification.without_step"), number=True),
        Column(say("simplification.difference")),
        Column(say("simplification.standing")),
    ]
    return table(say("simplification.neutral_caption"), columns, [_step(each) for each in one.neutral])


def _step(one: Neutral) -> list[Any]:
    value, low, high = (write.number(100 * each, 1) for each in (one.difference, one.low, one.high))
    told = say(
        "simplification.difference_text", result=label("result", one.result), value=value, low=low, high=high
    )
    standing = one.standing
    return [
        label("activity", one.activity), word.value(one.cases_with), word.value(one.cases_without), told,
        say(f"simplification.standing_{standing}"),
    ]  # fmt: skip


def what_if_table(one: Candidate, has_hours: bool) -> html.Div:
    keys = ("times", "dropped_hours", "dropped_days", "halved_days", "automated_hours")
    columns = [Column(say(f"simplification.{key}"), number=True) for key in keys]
    rows = [
        [
            label("activity", each.activity), word.value(each.times),
            word.reckoned(each.dropped_hours if has_hours else None), word.reckoned(each.dropped_days),
            word.value(each.halved_days), word.reckoned(each.automated_hours if has_hours else None),
        ]
        for each in one.what_if
    ]  # fmt: skip
    return table(say("simplification.what_if_caption"), [Column(say("simplification.step")), *columns], rows)
