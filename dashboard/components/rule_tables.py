"""The rules of a process in words, how often they are met, and why they are there."""

from dash import html

from dashboard.components import format as write
from dashboard.components.process_tables import name_of
from dashboard.components.table import Cell, Column, table
from dashboard.content import label, say
from dashboard.mining.conformance import Conformance
from dashboard.mining.rules import Rule

NUMBERS = ("share", "settled", "pending", "cases", "vacuous")


def in_words(rule: Rule) -> str:
    template, clock = rule.template, rule.clock
    text = say(f"rules.{template}", first=name_of(rule.first), then=name_of(rule.then))
    if rule.within is not None:
        text = say(f"rules.within_{clock}", text=text, days=rule.within)
    if rule.results:
        results = write.listed([label("result", each).lower() for each in rule.results])
        text = say("rules.results", text=text, results=results)
    return say("rules.late", text=text) if rule.late else text


def rule_table(found: tuple[Conformance, ...], process: str) -> html.Div:
    columns = [Column(say("rules.rule")), Column(say("rules.law"))]
    columns += [Column(say(f"rules.{key}"), number=True) for key in NUMBERS]
    rows = [
        [in_words(one.rule), one.rule.law, _share(one),
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
        [in_words(one.rule), one.rule.reason, one.rule.owner, write.day(one.rule.reviewed)] for one in found
    ]
    return table(say("rules.why_caption", process=process), columns, rows)
