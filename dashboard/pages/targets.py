"""Every decided target: who decided it and when, how it goes, and what one may expect if nothing is changed."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.components.goal_chart import goal_chart
from dashboard.components.goal_table import goal_table, other_targets_table
from dashboard.components.phases import phase_list, within
from dashboard.content import say
from dashboard.metrics.goals import Goal, counted, goals, other_targets, without_target
from dashboard.pages.frame import shown
from dashboard.pages.overview import nothing
from dashboard.pages.view import View
from dashboard.statistics.assurance import FAIL, INCONSISTENT, PASS

PATH = say("paths.targets")
TITLE = say("pages.targets")


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build)


def build(view: View) -> list[Any]:
    """Three years to the newest month, whatever period is chosen: a target is judged by what a figure usually does."""
    if not view.has_rows:
        return nothing(view)
    where = tuple(view.filters.where)
    found = goals(where, view.warehouse, view.scope)
    parts = [answer(found)]
    if found:
        parts += [listed(view, found), charts(view, found)]
    return [*parts, *undecided(view), *others(view)]


def answer(found: Sequence[Goal]) -> html.Header:
    if not found:
        return html.Header(
            [html.H1(say("goals.heading_none")), html.P(say("goals.lead_none"), className="lead")],
            className="answer",
        )
    head = say("goals.heading", met=counted(found, PASS), chance=counted(found, INCONSISTENT),
               unmet=counted(found, FAIL), count=len(found))  # fmt: skip
    said = [say("goals.lead")]
    unjudged = counted(found, "")
    if unjudged:
        said.append(say("goals.yearly", count=unjudged))
    lead = html.P(" ".join(said), className="lead")
    parts = [html.H1(head), lead, html.P(f"{say('goals.hundred')} {say('goals.window')}")]
    return html.Header(parts, className="answer")


def listed(view: View, found: Sequence[Goal]) -> html.Section:
    inside = [html.H2(say("goals.list")), goal_table(found, view.reference, view.notes)]
    return html.Section(inside, className="section", id="goals")


def charts(view: View, found: Sequence[Goal]) -> html.Section:
    drawn = [
        goal_chart(number, one, view.reference, view.package, view.address)
        for number, one in enumerate(found)
    ]
    head = [html.H2(say("goals.charts")), html.P(say("goals.charts_lead"), className="lead")]
    return html.Section(
        [*head, html.Div(drawn, className="pair"), *changed(view, found)], className="section", id="charts"
    )


def changed(view: View, found: Sequence[Goal]) -> list[Any]:
    """What the dotted lines are: phases of the months drawn, each once."""
    months = [month.period for one in found for month in one.months]
    dated = within((each for one in found for each in one.dated), months)
    return [html.H3(say("flow.phases")), phase_list(dated, view.reference)] if dated else []


def undecided(view: View) -> list[html.Section]:
    """A deadline without a target is a question, and is never held against a hundred per cent."""
    codes = without_target(tuple(view.filters.where), view.warehouse, view.scope)
    if not codes:
        return []
    names = [view.reference.name("department", code) for code in codes]
    lines = html.Ul([html.Li(say("goals.without_text", name=name)) for name in names], className="goal-none")
    return [html.Section([html.H2(say("goals.without")), lines], className="section", id="without")]


def others(view: View) -> list[html.Details]:
    found = other_targets(tuple(view.filters.where), view.warehouse, view.scope)
    return [other_targets_table(found, view.reference)] if found else []
