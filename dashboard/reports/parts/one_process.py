"""What the pages of one process tell: where its time lies, the ways its cases take, and its rules."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dashboard.content import format as write
from dashboard.content import label, say
from dashboard.mining.bottlenecks import bottlenecks
from dashboard.mining.conformance import Conformance, conformance
from dashboard.mining.mine import Mined, mine_chosen, selection
from dashboard.mining.rules import Rule
from dashboard.mining.selection import PLACES, Selection
from dashboard.mining.variants import ways
from dashboard.reports.asking import Asking
from dashboard.reports.parts.processes import days_of
from dashboard.reports.result import Block, Cell, Column, Figure, Label, Sentences, Table

WAITS = ("first", "then", "party", "median", "p90", "share", "beyond")
RULES = ("rule", "law", "share", "settled", "cases")
WAYS = ("way", "cases", "share", "so_far", "median")


def rule_in_words(rule: Rule) -> str:
    """A rule read aloud."""
    template, clock = rule.template, rule.clock
    first, then = (label("activity", name) if name else "" for name in (rule.first, rule.then))
    text = say(f"rules.{template}", first=first, then=then)
    if rule.within is not None:
        text = say(f"rules.within_{clock}", text=text, days=rule.within)
    if rule.results:
        results = write.listed([label("result", each).lower() for each in rule.results])
        text = say("rules.results", text=text, results=results)
    return say("rules.late", text=text) if rule.late else text


def _chosen(asking: Asking) -> tuple[Selection, Mined]:
    where = [pair for pair in asking.filters.where if pair[0] in PLACES]
    chosen = selection(asking.process, where, asking.warehouse, asking.scope)
    return chosen, mine_chosen(chosen, asking.warehouse, asking.scope, 10)


def waits_table(asking: Asking, title: str, most: int = 12) -> Iterator[Block]:
    """Transitions by their share of the process's time."""
    chosen, mined = _chosen(asking)
    found = bottlenecks(mined, chosen, asking.warehouse, asking.scope).waits[:most]
    if not found:
        yield Sentences(say("reports.no_processes"))
        return
    columns = tuple(Column(say(f"bottlenecks.{key}"), place > 2) for place, key in enumerate(WAITS))
    rows = []
    for one in found:
        whom = one.waits_on or "nobody"
        rows.append((
            Label(label("activity", one.edge.first)), Label(label("activity", one.edge.then)),
            Label(say(f"waits_on.{whom}")),
            asking.count("mined_wait_days", *days_of(one.median_s)),
            asking.count("mined_wait_p90", *days_of(one.p90_s)),
            _share(asking, "mined_wait_share", one.share), _share(asking, "mined_wait_beyond", one.beyond),
        ))  # fmt: skip
    notes = (say("bottlenecks.question"),)
    yield Table(title, say("reports.whole_snapshot"), columns, tuple(rows), notes=notes)


def _share(asking: Asking, name: str, share: float) -> Figure:
    return asking.count(name, share, write.percent(share, 0))


def ways_table(asking: Asking, title: str, most: int = 10) -> Iterator[Block]:
    """The commonest variants, and all others in one line."""
    chosen, mined = _chosen(asking)
    found = ways(mined, chosen, most, asking.warehouse, asking.scope)
    if not found:
        yield Sentences(say("reports.no_processes"))
        return
    columns = tuple(Column(say(f"variants.{key}"), place > 0) for place, key in enumerate(WAYS))
    before, rows = 0.0, []
    for one in found:
        named = " → ".join(label("activity", name) for name in one.activities or ())
        rest = say("variants.rest", variants=write.number(one.variants))
        rows.append((
            Label(named or rest), asking.count("mined_cases", one.cases),
            asking.count("mined_way_share", one.so_far - before, write.percent(one.so_far - before)),
            asking.count("mined_way_share", one.so_far, write.percent(one.so_far)), _median(asking, one.median_s),
        ))  # fmt: skip
        before = one.so_far
    yield Table(title, say("reports.whole_snapshot"), columns, tuple(rows))


def _median(asking: Asking, seconds: float | None) -> Cell:
    return Label("") if seconds is None else asking.count("mined_median_days", *days_of(seconds))


def rules_table(asking: Asking, title: str) -> Iterator[Block]:
    """The reviewed rules of the process, and how often they are followed."""
    chosen, _ = _chosen(asking)
    whole = conformance(chosen, asking.warehouse, asking.scope)
    if whole is None or not whole.rules:
        yield Sentences(say("reports.no_processes" if whole is None else "rules.none"))
        return
    columns = tuple(Column(say(f"rules.{key}"), place > 1) for place, key in enumerate(RULES))
    rows = tuple(_rule(asking, one) for one in whole.rules)
    yield Table(title, say("reports.whole_snapshot"), columns, rows, notes=(say("rules.question"),))


def _rule(asking: Asking, one: Conformance) -> tuple[Cell, ...]:
    share: Cell = Label(say("rules.withheld"))
    if one.fitness is not None and one.interval is not None:
        low, high = one.interval
        share = replace(
            asking.count("rule_fitness", one.fitness, write.percent(one.fitness)), low=low, high=high
        )
        asking.figures[-1] = share
    counts: Mapping[str, int] = {"rule_settled": one.settled, "rule_cases": one.cases}
    told = [asking.count(name, count, _at_least(count)) for name, count in counts.items()]
    return Label(rule_in_words(one.rule)), Label(one.rule.law), share, *told


def _at_least(count: int) -> str:
    return say("rules.at_least", count=write.number(count))
