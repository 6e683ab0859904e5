"""One candidate: its sheet, and below it what the sheet rests on."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard.components import candidate_words as word
from dashboard.components import format as write
from dashboard.components.assumption_form import assumption_form
from dashboard.components.candidate_parts import lever_table, neutral_table, what_if_table
from dashboard.components.candidate_questions import questions
from dashboard.components.candidate_sheet import sheet
from dashboard.content import say
from dashboard.mining.assumptions import Assumptions, answers, lives
from dashboard.mining.candidates import Candidate, window
from dashboard.mining.measured import Measured, measured
from dashboard.mining.verdict import verdict
from dashboard.pages.view import View


def build_one(
    view: View, one: Candidate, name: str, using: Assumptions, wrong: Sequence[str], has_hours: bool
) -> list[Any]:
    back = html.P(
        dcc.Link(say("simplification.back"), href=view.address.changed(process=None).href()), className="back"
    )
    if one.saved is None:
        told = html.P(f"{say('simplification.suits')} {word.suits(one.suits)}.")
        return [
            back,
            html.Header(
                [html.H1(say("simplification.one_heading_days", process=name)), told], className="answer"
            ),
        ]
    parts: list[Any] = [back, heading(view, one, name, has_hours)]
    if has_hours:
        parts.append(printable(view, one, using))
    parts += [_section("questions", questions(one, answers(one.process)))]
    if one.saved.levers:
        parts.append(_section("levers", lever_table(one, has_hours)))
    if one.neutral:
        parts.append(_section("neutral", neutral_table(one)))
    parts.append(_section("what_if", what_if_table(one, has_hours)))
    if has_hours:
        parts.append(_section("assumptions", assumption_form(view.address, using, wrong)))
    return parts


def heading(view: View, one: Candidate, name: str, has_hours: bool) -> html.Header:
    title = say("simplification.one_heading_days", process=name)
    if has_hours and one.hours:
        title = say("simplification.one_heading", process=name, hours=write.number(one.hours))
    since, until = window(view.warehouse)
    days = {"since": write.day(since), "until": write.day(until)}
    lead = say("simplification.one_lead", cases=write.number(one.whole.mined), **days)
    made = "" if has_hours else say("simplification.no_minutes")
    return html.Header([html.H1(title), html.P(f"{lead} {made}", className="lead")], className="answer")


def printable(view: View, one: Candidate, using: Assumptions) -> html.Section:
    life = lives().get(one.process)
    after: Measured | None = None
    if life and "carried_out" in life.days:
        where = tuple(view.filters.where)
        after = measured(view.warehouse, view.scope, where, one.process, life.days["carried_out"])
    inside = sheet(one, verdict(one), using, life, after, view.warehouse.snapshot)
    head = [html.H2(say("simplification.sheet")), html.P(say("simplification.sheet_lead"), className="lead")]
    return html.Section([*head, html.Div(inside, className="panel")], className="section", id="sheet")


def _section(key: str, inside: Any) -> html.Section:
    """Below the sheet, and not on it when it is printed."""
    head = [
        html.H2(say(f"simplification.{key}")),
        html.P(say(f"simplification.{key}_lead"), className="lead"),
    ]
    return html.Section([*head, html.Div(inside, className="panel")], className="section below-sheet", id=key)
