"""Answers as the command line gives them: a table to read, JSON and CSV to read on."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from rich.console import Console
from rich.table import Table

from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import CAVEATS, METRICS
from dashboard.warehouse import Warehouse

FIGURES = ("numerator", "denominator", "value")
MARKS = ("method", "withheld", "status", "caveats")


def document(metric: str, answers: Sequence[Answer], warehouse: Warehouse) -> dict[str, Any]:
    """The contract's document. The metric stands once, above its answers."""
    of = METRICS[metric]
    names = [field.name for field in fields(Answer) if field.name != "metric"]
    told = [
        {name: getattr(answer, name) for name in names} | {"group": dict(answer.group)} for answer in answers
    ]
    return {
        "metric": metric,
        "snapshot": warehouse.snapshot,
        "unit": of.unit,
        "better": of.better,
        "answers": told,
    }


def as_json(metric: str, answers: Sequence[Answer], warehouse: Warehouse) -> str:
    return json.dumps(document(metric, answers, warehouse), ensure_ascii=False, indent=1)


def columns(dimensions: Sequence[str]) -> list[str]:
    return ["metric", "period", *dimensions, *FIGURES, *MARKS, "snapshot"]


def rows(
    metric: str, answers: Sequence[Answer], dimensions: Sequence[str], warehouse: Warehouse
) -> Iterator[list[Any]]:
    """One row an answer, under `columns`."""
    for answer in answers:
        figures = [getattr(answer, name) for name in FIGURES]
        marks = [answer.method, answer.withheld, answer.status, " ".join(answer.caveats)]
        groups = [answer.group[name] for name in dimensions]
        yield [metric, answer.period, *groups, *figures, *marks, warehouse.snapshot]


def as_csv(metric: str, answers: Sequence[Answer], dimensions: Sequence[str], warehouse: Warehouse) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns(dimensions))
    writer.writerows(rows(metric, answers, dimensions, warehouse))
    return text.getvalue().rstrip("\n")


def as_table(
    metric: str,
    answers: Sequence[Answer],
    dimensions: Sequence[str],
    warehouse: Warehouse,
    known_on: date | None = None,
) -> str:
    """For a terminal, footnotes below. What is missing says how, so that it is never taken for zero."""
    of = METRICS[metric]
    known = f", as known on {known_on}" if known_on else ""
    table = Table(title=f"{of.title} ({of.unit}), {warehouse.snapshot}{known}", title_justify="left")
    for name in ("period", *dimensions):
        table.add_column(name)
    for name in FIGURES:
        table.add_column(name, justify="right")
    for name in ("method", "status", "notes"):
        table.add_column(name)
    keys = list(dict.fromkeys(key for answer in answers for key in answer.caveats))
    for answer in answers:
        marks = " ".join(str(keys.index(key) + 1) for key in answer.caveats)
        figures = [_figure(answer, name) for name in FIGURES]
        groups = [answer.group[name] or "-" for name in dimensions]
        table.add_row(answer.period, *groups, *figures, answer.method, answer.status, marks)
    notes = [f"{CAVEATS[key].title}: {CAVEATS[key].text}" if key in CAVEATS else key for key in keys]
    return _printed(table, *(f"{n} {note}" for n, note in enumerate(notes, 1)))


def mined_as_json(found: Mapping[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1)


def mined_as_table(found: Mapping[str, Any]) -> str:
    """The edges, then the variants; a count that is withheld says so."""
    edges = Table(title=f"{found['cases']} cases, {found['events']} events", title_justify="left")
    for name in ("from", "to", "count", "median_s", "mean_s", "p90_s"):
        edges.add_column(name)
    for edge in found["edges"]:
        edges.add_row(*(_known(edge[column.header]) for column in edges.columns))
    variants = Table(title=f"{found['variant_count']} variants", title_justify="left")
    variants.add_column("count")
    variants.add_column("activities")
    for variant in found["variants"]:
        steps = variant["activities"]
        shown = " > ".join(steps) if steps else f"{variant.get('variants', '')} smaller variants"
        variants.add_row(_known(variant["count"]), shown)
    return _printed(edges, variants)


def _known(value: object) -> str:
    return "withheld" if value is None else f"{value:,}" if isinstance(value, int | float) else str(value)


def _printed(*parts: Table | str) -> str:
    text = io.StringIO()
    console = Console(file=text, width=140, color_system=None, highlight=False, markup=False)
    for part in parts:
        console.print(part)
    return text.getvalue().rstrip("\n")


def _figure(answer: Answer, name: str) -> str:
    if answer.withheld:
        return "withheld"
    value = getattr(answer, name)
    if value is None:
        return ""
    return f"{value:.4f}" if name == "value" and isinstance(value, float) else f"{value:,}"
