"""Regler: what should hold in a process by law or agreement, and how often it does."""

from functools import lru_cache
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.bottleneck_tables import section
from dashboard.components.rule_tables import at_least, rule_table, why_table
from dashboard.components.sources import source_line
from dashboard.content import say
from dashboard.mining.conformance import Whole, conformance
from dashboard.mining.selection import Selection
from dashboard.pages.frame import shown
from dashboard.pages.process_view import read_process
from dashboard.pages.processes import choose, nothing, too_few
from dashboard.pages.view import View
from dashboard.warehouse import Scope, Warehouse

PATH = say("paths.rules")
TITLE = say("pages.rules")
FOUR_WEEKS = "reassessed_in_time"


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build)


def build(view: View) -> list[Any]:
    asked = read_process(view)
    if asked is None:
        return nothing()
    chooser = [choose(view, asked.known, asked.process), asked.filters()]
    found = _found(asked.chosen, view.warehouse, view.scope) if asked.is_told else None
    if found is None:
        return [*chooser, too_few(asked)]
    if not found.rules:
        title = say("rules.heading_none", process=asked.name)
        head = [html.H1(title), html.P(say("rules.none"), className="lead")]
        return [*chooser, html.Header(head, className="answer")]
    return [*chooser, _answer(found, asked.name), *_sections(view, found, asked.name)]


@lru_cache(maxsize=64)
def _found(chosen: Selection, warehouse: Warehouse, scope: Scope) -> Whole | None:
    return conformance(chosen, warehouse, scope)


def _answer(found: Whole, name: str) -> html.Header:
    title = say("rules.heading_withheld", process=name)
    if found.share is not None:
        title = say("rules.heading", process=name, share=write.percent(found.share, 0))
    lead = say("rules.lead", cases=at_least(found.cases))
    parts = [html.H1(title), html.P(lead, className="lead"), html.P(say("rules.question"), className="lead")]
    return html.Header(parts, className="answer")


def _sections(view: View, found: Whole, name: str) -> list[html.Section]:
    source = source_line(view.package, {"case_events"}, "final", view.address.get("department"), "")
    inside = [rule_table(found.rules, name), html.P(source, className="small quiet")]
    return [
        section("rules", [say("rules.listed"), say("rules.listed_lead")], inside),
        section("why", [say("rules.why"), say("rules.why_lead")], why_table(found.rules, name)),
        *([_four_weeks(view)] if view.has_rows else []),
    ]


def _four_weeks(view: View) -> html.Section:
    """The legal limit that no event log knows: complaints have a register of their own."""
    answer = view.one(FOUR_WEEKS)
    told = say("rules.four_weeks_none")
    if answer.value is not None and answer.denominator:
        told = say(
            "rules.four_weeks_lead", share=write.percent(answer.value), period=write.period(answer.period),
            count=write.number(answer.denominator),
        )  # fmt: skip
    return html.Section(
        [html.H2(say("rules.four_weeks")), html.P(told, className="lead")],
        className="section",
        id="four-weeks",
    )
