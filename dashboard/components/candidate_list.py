"""Candidates over all processes: the chart, the list, the small set of measures, the burden, and what suits mining."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html

from dashboard.charts.interval import Share, interval
from dashboard.components import candidate_words as word
from dashboard.components import format as write
from dashboard.components.address import Address
from dashboard.components.chart import chart
from dashboard.components.sources import source_line
from dashboard.components.table import Cell, Column, table
from dashboard.content import label, say
from dashboard.mining.burden import Burden
from dashboard.mining.candidates import Candidate
from dashboard.mining.levers import INVESTMENT, ORGANISATION
from dashboard.mining.verdict import verdict

DRAWN = 10
FACTS = ("case_events", "case_steps", "cases")
Names = Mapping[str, str]


def link(one: Candidate, names: Names, here: Address) -> dcc.Link:
    return dcc.Link(
        names.get(one.process, one.process), href=here.changed(process=one.process, by=None).href()
    )


def hours_chart(
    found: Sequence[Candidate], names: Names, package: dict[str, Any], here: Address
) -> html.Figure:
    top = [one for one in found if one.hours][:DRAWN]
    rows = [_row(one, names) for one in top]
    first = names.get(top[0].process, top[0].process)
    title = say("simplification.chart_title", process=first, hours=write.number(top[0].hours))
    reading = ". ".join(f"{row.name}: {row.text} ({row.interval})" for row in rows)
    return chart(
        "candidates", interval(rows), title, say("simplification.chart_axis"), reading,
        source_line(package, FACTS, "final", here.get("department"), ""),
        candidate_table(top, names, here, True),
        here.changed(snapshot=package["snapshot"]).href(fragment="candidates"),
    )  # fmt: skip


def _row(one: Candidate, names: Names) -> Share:
    saved = one.savings
    parts = (float(saved.of(ORGANISATION)), float(saved.of(INVESTMENT)))
    text = say("simplification.chart_text", hours=write.number(saved.hours.value))
    span = say("simplification.chart_limits", **word.limits(saved.hours))
    limits = (float(saved.hours.low), float(saved.hours.high))
    return Share(names.get(one.process, one.process), text, parts, limits, span)


def candidate_table(found: Sequence[Candidate], names: Names, here: Address, has_hours: bool) -> html.Div:
    keys = ("hours", "organisation", "investment", "days", "cases")
    columns = [
        Column(say("simplification.process")),
        *(Column(say(f"simplification.{key}"), number=True) for key in keys),
        Column(say("simplification.proposal")), Column(say("simplification.budget")),
    ]  # fmt: skip
    rows = [_listed(one, names, here, has_hours) for one in found if one.saved]
    return html.Div(table(say("simplification.caption"), columns, rows), className="candidates")


def _listed(one: Candidate, names: Names, here: Address, has_hours: bool) -> list[Any]:
    saved, judged = one.savings, verdict(one)
    hours: list[Any] = [word.absent()] * 3
    if has_hours:
        hours = [
            word.between(saved.hours),
            *(word.value(saved.of(group)) for group in (ORGANISATION, INVESTMENT)),
        ]
    proposal: list[Any] = [word.proposal(judged), word.budget(judged)] if has_hours else [word.absent()] * 2
    return [link(one, names, here), *hours, word.between(saved.days), word.value(one.whole.mined), *proposal]


def measure_table(found: Sequence[Candidate], names: Names, has_hours: bool) -> html.Div:
    """S1, S4, S5, S7, S8, A6 and S9."""
    keys = (
        "variants",
        "spread",
        "rework",
        "handovers",
        "ping_pong",
        "bottleneck",
        "gap",
        "automatable",
        "late",
    )
    texts = ("variants", "bottleneck")
    columns = [Column(say(f"simplification.{key}"), number=key not in texts) for key in keys]
    rows = [[names.get(one.process, one.process), *_measures(one, has_hours)] for one in found if one.saved]
    return table(
        say("simplification.set_caption"),
        [Column(say("simplification.process")), *columns],
        rows,
        caption_shown=False,
    )


def _measures(one: Candidate, has_hours: bool) -> list[Any]:
    whole, kinds, slowest = one.whole, one.variety, one.bottleneck
    ways: Any = word.absent()
    if kinds:
        ways = say(
            "simplification.variants_text", all=write.number(kinds.variants), few=write.number(kinds.covering)
        )
    waits: Any = word.absent()
    if slowest:
        said = {"first": label("activity", slowest.first), "then": label("activity", slowest.then)}
        waits = say("simplification.bottleneck_text", share=write.percent(slowest.share, 0), **said)
    automatable = sum(each.hours for each in one.automatable) if has_hours else None
    return [
        ways,
        word.value(kinds.normalised if kinds else None, 2),
        word.share(_of(whole.repetitions, whole.events, one.smallest)),
        word.value(_of(whole.handovers, whole.mined, one.smallest), 2),
        word.share(_of(whole.ping_pongs, whole.handovers, one.smallest)),
        waits,
        word.value(one.gap.days / one.years if one.gap else None),
        word.value(automatable),
        word.share(_of(whole.late, whole.due, one.smallest)),
    ]


def _of(part: int, whole: int, smallest: int) -> float | None:
    """None where the part or what is left is small, or there is nothing to divide by."""
    if not whole or 0 < part < smallest or 0 < whole - part < smallest:
        return None
    return part / whole


def burden_table(found: Sequence[Candidate], names: Names) -> html.Div:
    keys = ("contacts", "asked", "documents", "follow_ups", "abandoned")
    columns = [Column(say(f"simplification.{key}"), number=True) for key in keys]
    rows = [[names.get(one.process, one.process), *_burden(one.burden)] for one in found if one.burden]
    return table(
        say("simplification.burden_caption"),
        [Column(say("simplification.process")), *columns],
        rows,
        caption_shown=False,
    )


def _burden(told: Burden) -> list[str | Cell]:
    return [
        word.value(told.contacts, 1), word.value(told.asked), word.value(told.documents, 1),
        word.value(told.follow_ups), word.share(told.abandoned),
    ]  # fmt: skip


def suits_table(found: Sequence[Candidate], names: Names) -> html.Div:
    columns = [Column(say("simplification.process")), Column(say("simplification.suits_answer"))]
    rows = [[names.get(one.process, one.process), word.suits(one.suits)] for one in found]
    return table(say("simplification.suits_caption"), columns, rows, caption_shown=False)
