"""Somebody else's count beside ours: the way from one to the other by cause, and the rest, which is unexplained."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from dashboard.metrics.evaluate import Answer, Filters, evaluate
from dashboard.metrics.metric import METRICS
from dashboard.metrics.period import Period, parse_period
from dashboard.metrics.usage import UsageError
from dashboard.warehouse import Scope, Warehouse

FILE = Path(__file__).parents[1] / "content/counterparts.toml"
SQL = (Path(__file__).parent / "other_counts.sql").read_text("utf-8")
CAUSES = ("period", "late", "organisation", "level", "scope")  # in the order in which the way is walked


@dataclass(frozen=True)
class Counterpart:
    """How a source counts a metric of a department, where it differs from how we do."""

    source: str
    department: str
    metric: str
    note: str
    months_back: int = 0
    as_first_known: bool = False
    organisation: str = "then"
    level: str = ""
    where: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Bridge:
    """From our count to theirs. `by_cause` says what each cause adds; None where a step of the way is withheld."""

    counterpart: Counterpart
    ours: Answer
    by_cause: dict[str, float | None]
    theirs: float
    unexplained: float | None


@cache
def load_counterparts(file: Path = FILE) -> dict[tuple[str, str, str], Counterpart]:
    """By source, department and metric. Raises ValueError that names the file and the table that is wrong."""
    found = {}
    for number, said in enumerate(tomllib.loads(file.read_text("utf-8")).get("counterpart", []), 1):
        try:
            one = Counterpart(**said)
        except TypeError as fault:
            raise ValueError(f"{file.name}, counterpart {number}: {fault}") from None
        if one.metric not in METRICS or (one.level and one.level not in METRICS):
            raise ValueError(f"{file.name}, counterpart {number}: '{one.level or one.metric}' is no metric")
        found[one.source, one.department, one.metric] = one
    return found


def bridges(filters: Filters, warehouse: Warehouse, scope: Scope) -> list[Bridge]:
    """One for each count that others made of the period; of one department where the filters name it.

    A narrower filter has no counterpart: nobody else's figure is of a unit.
    """
    wanted = dict(filters.where)
    if set(wanted) - {"department"}:
        return []
    known, found = load_counterparts(), []
    for row in warehouse.query(SQL, scope, period=filters.period.text):
        same = Counterpart(row["source"], row["department"], row["metric"], "")
        if row["metric"] in METRICS and wanted.get("department") in (None, row["department"]):
            counted = known.get((same.source, same.department, same.metric), same)
            found.append(_bridge(counted, row["value"], filters.period, warehouse, scope))
    return found


def _bridge(
    counted: Counterpart, theirs: float, period: Period, warehouse: Warehouse, scope: Scope
) -> Bridge:
    answers = list(_way(counted, period, warehouse, scope))
    ours, last, changes = answers[0][1], answers[0][1].value, {}
    for cause, answer in answers[1:]:
        value = answer.value if answer else None
        changes[cause] = None if value is None or last is None else value - last
        last = value
    return Bridge(counted, ours, changes, theirs, None if last is None else theirs - last)


def _way(
    counted: Counterpart, period: Period, warehouse: Warehouse, scope: Scope
) -> Iterator[tuple[str, Any]]:
    """Our answer, then the answer to their question, changed by one cause at a time."""
    metric, filters = counted.metric, Filters(period, (("department", counted.department),), "then", None)
    yield "", evaluate(metric, filters, warehouse, scope)[0]
    for cause in CAUSES:
        before = (metric, filters)
        metric, filters = _changed(cause, counted, metric, filters)
        if (metric, filters) == before:
            continue
        try:
            yield cause, evaluate(metric, filters, warehouse, scope)[0]
        except UsageError:  # what was known on that day is not in the snapshot, or the period is not
            yield cause, None


def _changed(cause: str, counted: Counterpart, metric: str, filters: Filters) -> tuple[str, Filters]:
    if cause == "period":
        return metric, replace(filters, period=_shifted(filters.period, counted.months_back))
    if cause == "late" and counted.as_first_known:
        return metric, replace(filters, known_on=filters.period.end)
    if cause == "organisation":
        return metric, replace(filters, organisation=counted.organisation)
    if cause == "scope" and counted.where:
        where = dict(filters.where) | counted.where
        return metric, replace(filters, where=tuple(sorted(where.items())))
    return (counted.level or metric) if cause == "level" else metric, filters


def _shifted(period: Period, months: int) -> Period:
    if not months:
        return period
    ends = ((day.year * 12 + day.month - 1 - months) for day in (period.start, period.end))
    return parse_period("..".join(f"{end // 12}-{end % 12 + 1:02d}" for end in ends))
