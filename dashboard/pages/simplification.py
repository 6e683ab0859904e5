"""Candidates for simplification over all processes, and one of them on a sheet."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard.components import format as write
from dashboard.components.assumption_form import assumption_form, chosen
from dashboard.components.candidate_list import (
    burden_table,
    candidate_table,
    hours_chart,
    measure_table,
    suits_table,
)
from dashboard.components.candidate_lives import life_table
from dashboard.components.chart import empty
from dashboard.components.extra import extra
from dashboard.content import say
from dashboard.mining.assumptions import Assumptions, is_invented, lives
from dashboard.mining.candidates import Candidate, candidates, window
from dashboard.mining.measured import Measured, measured
from dashboard.pages.frame import shown
from dashboard.pages.simplification_one import build_one
from dashboard.pages.view import BadAddress, View

PATH = say("paths.simplification")
TITLE = say("pages.simplification")
TOP = 5


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build)


def build(view: View) -> list[Any]:
    using, wrong = chosen(view.address)
    where = tuple(view.filters.where)
    found = candidates(view.warehouse, view.scope, where, using)
    if not found:
        title = say("simplification.heading_none")
        return [
            html.Header([html.H1(title), empty(title, say("simplification.none_remedy"))], className="answer")
        ]
    names = {one.process: view.reference.name("process", one.process) for one in found}
    has_hours = may_reckon(view)
    process = view.address.get("process")
    if process:
        one = next((one for one in found if one.process == process), None)
        if one is None:
            raise BadAddress("process", process)
        return build_one(view, one, names[process], using, wrong, has_hours)
    told = [one for one in found if one.saved]
    parts = [answer(view, told, has_hours)]
    if told:
        parts.append(listed(view, told, names, has_hours))
        parts += [assumed(view, using, wrong)] if has_hours else []
        parts += [measures(told, names, has_hours), burdens(told, names), *grown(view, names)]
    return [*parts, suited(found, names)]


def may_reckon(view: View) -> bool:
    """Invented standard times stand with invented figures only."""
    return bool(view.package["synthetic"]) or not is_invented()


def answer(view: View, told: Sequence[Candidate], has_hours: bool) -> html.Header:
    count = sum(one.hours > 0 for one in told)
    top = [one for one in told if one.hours][:TOP]
    if has_hours and top:
        hours = write.number(sum(one.hours for one in top))
        title = say("simplification.heading", count=count, top=len(top), hours=hours)
    else:
        key = "heading_days" if told else "heading_none"
        title = say(f"simplification.{key}", count=len(told))
    since, until = window(view.warehouse)
    days = {"since": write.day(since), "until": write.day(until)}
    cases = write.number(sum(one.whole.mined for one in told))
    said = [say("simplification.lead", cases=cases, **days), say("simplification.apart")]
    smallest = max((one.smallest for one in told), default=0)
    if smallest:
        said.append(say("simplification.small", count=smallest))
    minutes = say("simplification.invented") if is_invented() and has_hours else ""
    minutes = minutes if has_hours else say("simplification.no_minutes")
    parts = [html.H1(title), html.P(say("simplification.question"), className="lead"), html.P(" ".join(said))]
    return html.Header([*parts, html.P(minutes)] if minutes else parts, className="answer")


def listed(view: View, told: Sequence[Candidate], names: dict[str, str], has_hours: bool) -> html.Section:
    by_days = view.address.get("by") == "days" or not has_hours
    ordered = sorted(told, key=lambda one: -one.saved.days.value if one.saved else 0) if by_days else told
    parts: list[Any] = [html.H2(say("simplification.list"))]
    if has_hours:
        parts += [html.P(say("simplification.list_lead"), className="lead"), order(view, by_days)]
    inside = candidate_table(ordered, names, view.address, has_hours)
    parts.append(html.Div(inside, className="panel"))
    if has_hours and any(one.hours for one in told):
        parts.append(hours_chart(told, names, view.package, view.address))
    return html.Section(parts, className="section", id="list")


def order(view: View, by_days: bool) -> html.Nav:
    links = [
        html.Li(
            dcc.Link(text, href=view.address.changed(by=by).href(fragment="list")),
            **(extra(aria_current="page") if is_on else {}),
        )
        for text, by, is_on in (
            (say("simplification.by_hours"), None, not by_days),
            (say("simplification.by_days"), "days", by_days),
        )
    ]
    return html.Nav(html.Ul(links), className="choices", **extra(aria_label=say("simplification.order")))


def assumed(view: View, using: Assumptions, wrong: Sequence[str]) -> html.Section:
    head = [
        html.H2(say("simplification.assumptions")),
        html.P(say("simplification.assumptions_lead"), className="lead"),
    ]
    form = assumption_form(view.address, using, wrong)
    return html.Section([*head, form], className="section", id="assumptions")


def folded(key: str, inside: Any) -> html.Details:
    """A long table that most readers do not need at once; printed, it is open."""
    return html.Details([html.Summary(say(key)), inside], className="panel")


def measures(told: Sequence[Candidate], names: dict[str, str], has_hours: bool) -> html.Section:
    head = [html.H2(say("simplification.set")), html.P(say("simplification.set_lead"), className="lead")]
    inside = folded("simplification.set_caption", measure_table(told, names, has_hours))
    return html.Section([*head, inside], className="section", id="measures")


def burdens(told: Sequence[Candidate], names: dict[str, str]) -> html.Section:
    head = [
        html.H2(say("simplification.burden")),
        html.P(say("simplification.burden_lead"), className="lead"),
    ]
    inside = folded("simplification.burden_caption", burden_table(told, names))
    return html.Section([*head, inside], className="section", id="burden")


def grown(view: View, names: dict[str, str]) -> list[html.Section]:
    known = {process: life for process, life in lives().items() if process in names}
    if not known:
        return []
    after = {process: measure(view, process) for process in known}
    head = [html.H2(say("simplification.lives")), html.P(say("simplification.lives_lead"), className="lead")]
    inside = html.Div(life_table(known, after, names), className="panel")
    return [html.Section([*head, inside], className="section", id="lives")]


def measure(view: View, process: str) -> Measured | None:
    life = lives().get(process)
    if life is None or "carried_out" not in life.days:
        return None
    return measured(view.warehouse, view.scope, tuple(view.filters.where), process, life.days["carried_out"])


def suited(found: Sequence[Candidate], names: dict[str, str]) -> html.Section:
    head = [html.H2(say("simplification.suits")), html.P(say("simplification.suits_lead"), className="lead")]
    inside = folded("simplification.suits_caption", suits_table(found, names))
    return html.Section([*head, inside], className="section", id="suits")
