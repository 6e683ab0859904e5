"""The rules of a process in words, how often they are met, and why they are there."""

from dash import html

from dashboard.components import format as write
from dashboard.components.table import Cell, Column, table
from dashboard.content import say
from dashboard.mining.conformance import Conformance
from dashboard.reports.parts.one_process import rule_in_words

NUMBERS = ("share", "settled", "pending", "cases", "vacuous")


def rule_table(found: tuple[Conformance, ...], process: str) -> html.Div:
    columns = [Column(say("rules.rule")), Column(say("rules.law"))]
    columns += [Column(say(f"rules.{key}"), number=True) for key in NUMBERS]
    rows = [
        [rule_in_words(one.rule), one.rule.law, _share(one),
         *(at_least(count) for count in (one.settled, one.pending, one.cases, one.vacuous))]
        for one in found
    ]  # fmt: skip
    return table(say("rules.caption", process=process), columns, rows)


def at_least(count: int) -> str:
    return say("rules.at_least", count=write.number(count)) if count else write.number(0)


def _share(one: Conformance) -> html.Span | Cell:
    if one.fitness is None or one.interval is None:
        return Cell(say("rules.withheld"), kind="absent")
    low, high = (write.percent(each) for each in one.interval)
    under = html.Span(say("rules.between", low=low, high=high), className="under")
    return html.Span([write.percent(one.fitness), under])


def why_table(found: tuple[Conformance, ...], process: str) -> html.Div:
    columns = [Column(say(f"rules.{key}")) for key in ("rule", "reason", "owner", "reviewed")]
    rows = [
        [rule_in_words(one.rule), one.rule.reason, one.rule.owner, write.day(one.rule.reviewed)]
        for one in found
    ]
    return table(say("rules.why_caption", process=process), columns, rows)
