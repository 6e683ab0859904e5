"""Targets with scope, who decided them, how it goes, and what the limits say of the future."""

from collections.abc import Sequence

from dash import html

from dashboard.components import format as write
from dashboard.components.footnotes import Footnotes
from dashboard.components.signal_list import place_name
from dashboard.components.table import Column, answer_cell, table
from dashboard.content import say
from dashboard.metrics.metric import METRICS
from dashboard.metrics.targets import Target
from dashboard.reference import Reference

COLUMNS = ("what", "where", "target", "decided", "value", "assurance")
NUMBERS = ("target", "value")


def target_table(found: Sequence[Target], known: Reference, notes: Footnotes) -> html.Div:
    columns = [Column(say(f"targets.{key}"), number=key in NUMBERS) for key in COLUMNS]
    return table(say("targets.caption"), columns, [_row(one, known, notes) for one in found])


def _row(one: Target, known: Reference, notes: Footnotes) -> list[object]:
    metric, verdict = METRICS[one.demand.metric], one.assurance or "unknown"
    sign = say("targets.at_least" if one.demand.is_floor else "targets.at_most")
    return [
        html.A(metric.title, href=f"#about-{metric.name}"),
        place_name(one.group, known),
        f"{sign} {write.with_unit(one.demand.value, metric.unit)}",
        say("targets.decided_text", by=one.demand.said_by, since=write.day(one.demand.since)),
        answer_cell(one.newest, metric.unit, notes),
        say(f"targets.{verdict}"),
    ]
