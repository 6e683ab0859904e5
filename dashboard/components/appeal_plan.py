"""The action plan of a year as it was decided: text, steps, owner and follow-up; and the links to other years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import dcc, html

from dashboard.components import format as write
from dashboard.components.address import Address
from dashboard.components.extra import extra
from dashboard.components.table import Column, table
from dashboard.content import label, say


@dataclass(frozen=True)
class Step:
    """One thing that is done; the owner is an office, never a person."""

    cause: str
    work: str
    owner: str
    follow_up: date


@dataclass(frozen=True)
class Plan:
    year: int
    needed: bool
    decided_by: str
    decided_on: date
    text: str
    steps: tuple[Step, ...]


def plan_panel(plan: Plan, invented: bool) -> html.Div:
    verdict = say("action_plan.needed") if plan.needed else say("action_plan.not_needed")
    decided = say("action_plan.decided", by=plan.decided_by, day=write.day_in_text(plan.decided_on))
    origin = say("action_plan.invented") if invented else say("action_plan.file")
    parts: list[Any] = [html.H3(verdict), html.P(decided, className="quiet small"), html.P(plan.text)]
    if plan.steps:
        parts.append(_steps(plan))
    return html.Div([*parts, html.P(origin, className="quiet small")], className="panel")


def _steps(plan: Plan) -> html.Div:
    keys = ("work", "cause", "owner", "follow_up")
    columns = [Column(say(f"action_plan.{key}")) for key in keys]
    rows = [[step.work, label("cause", step.cause), step.owner, _day(step)] for step in plan.steps]
    return table(say("action_plan.steps", year=plan.year), columns, rows, caption_shown=False)


def _day(step: Step) -> html.Span:
    return html.Span(write.day_in_text(step.follow_up), className="nowrap")


def year_links(here: Address, years: Sequence[int], chosen: int, newest: str) -> html.Nav:
    items = []
    for year in years:
        href = here.changed(period=None if str(year) == newest else str(year)).href()
        current = extra(aria_current="page") if year == chosen else {}
        items.append(html.Li(dcc.Link(str(year), href=href), **current))
    return html.Nav(html.Ul(items), className="tabs", **extra(aria_label=say("action_plan.years")))
