"""Cards, outcomes, and what happened after the body had decided."""

from dataclasses import replace
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.appeal_card import appeal_card
from dashboard.components.appeal_tables import afterwards_table, outcome_table, waiting_table
from dashboard.content import say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS
from dashboard.pages.appeals_figures import PLACES, OneBody, earlier, limits
from dashboard.pages.overview import at_end, during

CARDS = ("reversal_rate", "remitted_share", "remitted_waiting", "days_at_appeal_body")
AFTERWARDS = (
    "days_at_appeal_body",
    "formal_criticism",
    "same_result_after_remittal",
)
INTERVALS = ("reversal_rate", "remitted_share")


def cards(body: OneBody) -> html.Section:
    view, made = body.view, []
    for name in CARDS:
        when = at_end(view) if METRICS[name].is_stock else during(view)
        answer = view.one(name)
        of = limits(answer) if name in INTERVALS else None
        made.append(appeal_card(answer, view.months(name), when, view.notes, of))
    title = html.H2(say("overview.cards"), className="unseen")
    return html.Section([title, html.Div(made, className="cards")], className="section")


def outcomes(body: OneBody, causes: Any) -> html.Section:
    view = body.view
    period = write.period(view.filters.period.text)
    listed = outcome_table(view.ask("appeals_decided", ("outcome",)), view.one("appeals_decided"), view.notes)
    head = [html.H3(say("appeals.outcomes_title", period=period)), html.P(say("appeals.outcomes_lead"))]
    panel = html.Div([html.Div(head, className="panel-head"), listed], className="panel")
    title = html.H2(say("appeals.outcomes_heading"))
    return html.Section(
        [title, html.Div([panel, causes], className="pair")], className="section", id="outcomes"
    )


def afterwards(body: OneBody) -> html.Section:
    view = body.view
    period = view.filters.period
    past = next(iter(earlier(view)), None)
    now = [view.one(name) for name in AFTERWARDS]
    before = {}
    if past:
        filters = replace(view.filters, period=past)
        before = {name: view.ask(name, (), filters)[0] for name in AFTERWARDS}
    names = (write.period(period.text), write.period(past.text) if past else None)
    panels = [
        html.Div(
            [html.H3(say("appeals.afterwards_title")), afterwards_table(now, before, names, view.notes)],
            className="panel",
        )
    ]
    rows = waiting(body)
    if rows:
        listed = waiting_table(rows, view.one("remitted_waiting"), view.reference, view.notes)
        panels.append(
            html.Div([html.H3(say("appeals.waiting_title", when=at_end(view))), listed], className="panel")
        )
    parts = [
        html.H2(say("appeals.afterwards_heading")),
        html.P(say("appeals.afterwards_lead"), className="lead"),
        html.Div(panels, className="pair" if len(panels) > 1 else ""),
    ]
    return html.Section(parts, className="section", id="afterwards")


def waiting(body: OneBody) -> list[Answer]:
    """By department, unless there is nothing to divide: a part is chosen, none waits, or all wait in one."""
    chosen = any(name in PLACES for name, _ in body.view.filters.where)
    if chosen or body.view.one("remitted_waiting").value == 0:
        return []
    rows = body.view.ask("remitted_waiting", ("department",))
    some = [each for each in rows if each.method == "counted" and (each.value or each.withheld)]
    return some if len(some) > 1 else []
