"""Stable, but not in order: what the law or a decided target demands and is not met, since when and for how many."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dashboard.metrics.evaluate import Answer, Filters, evaluate
from dashboard.metrics.kept import kept
from dashboard.metrics.metric import METRICS, Metric
from dashboard.metrics.period import parse_period
from dashboard.metrics.signals import Group, newest_months, one_department_each
from dashboard.warehouse import Scope, Warehouse

LAW, TARGET = KINDS = ("law", "target")
MONTHS, YEAR = 36, 12
EVERYWHERE = "ALL"


@dataclass(frozen=True)
class Demand:
    """A value that a metric should have, and who says so: a provision, or the code of who decided the target."""

    metric: str
    kind: str
    value: float
    said_by: str
    since: date = date.min
    is_floor: bool = False  # at least the value; else at most
    until: date | None = None
    decided_on: date | None = None
    is_assumed: bool = False


@dataclass(frozen=True)
class Unmet:
    """The newest year against a demand. `affected`: how many it was not met for; `since`: the first month of an
    unbroken row in which it was not met."""

    demand: Demand
    group: Group
    answer: Answer
    affected: float | None
    since: str


def unmet(warehouse: Warehouse, scope: Scope, where: Group = ()) -> list[Unmet]:
    """Every demand that the newest twelve final months do not meet, in the order of the metrics."""
    window = newest_months(warehouse, MONTHS)
    if window is None:
        return []
    found = []
    for name in METRICS:
        for filters in one_department_each(Filters(window, where, "now"), warehouse, scope):
            for demand in demands(METRICS[name], filters.where, warehouse, scope):
                found += _judged(demand, filters, warehouse, scope)
    return found


def demands(metric: Metric, where: Group, warehouse: Warehouse, scope: Scope) -> Iterator[Demand]:
    """The law binds every department; a target only the one it was decided for, or the whole city."""
    if metric.required is not None:
        yield Demand(
            metric.name, LAW, metric.required, metric.required_by, is_floor=metric.better == "higher"
        )
    place = dict(where).get("department", EVERYWHERE)
    if len(where) > 1 or "targets" not in warehouse.resources:
        return
    for row in sorted(targets_decided(warehouse, scope), key=lambda row: row["valid_from"]):
        is_ours = (row["metric"], row["department"]) == (metric.name, place)
        if is_ours and (row["valid_to"] is None or str(row["valid_to"]) >= warehouse.package["until"]):
            yield target_demand(row)


@kept(4)
def targets_decided(warehouse: Warehouse, scope: Scope) -> tuple[dict[str, Any], ...]:
    """The reviewed file of targets."""
    return tuple(warehouse.query("SELECT * FROM targets", scope))


def target_demand(row: Mapping[str, Any]) -> Demand:
    """A row of the targets. Snapshots from before targets were reviewed say neither direction nor day."""
    better = METRICS[row["metric"]].better if row["metric"] in METRICS else "neither"
    direction = row.get("direction") or ("at_least" if better == "higher" else "at_most")
    return Demand(
        row["metric"], TARGET, row["value"], row["decided_by"], row["valid_from"], direction == "at_least",
        row["valid_to"], row.get("decided_on"), bool(row.get("assumed")),
    )  # fmt: skip


def _judged(demand: Demand, filters: Filters, warehouse: Warehouse, scope: Scope) -> list[Unmet]:
    months = [
        one for one in evaluate(demand.metric, filters, warehouse, scope, ("month",)) if one.status == "final"
    ]
    if len(months) < YEAR or METRICS[demand.metric].better == "neither" and demand.kind == LAW:
        return []
    year = parse_period(f"{months[-YEAR].period}..{months[-1].period}")
    (answer,) = evaluate(demand.metric, replace(filters, period=year), warehouse, scope)
    if answer.value is None or _is_met(demand, answer.value):
        return []
    return [Unmet(demand, filters.where, answer, _affected(demand, answer), _since(demand, months))]


def _is_met(demand: Demand, value: float) -> bool:
    return value >= demand.value if demand.is_floor else value <= demand.value


def _affected(demand: Demand, answer: Answer) -> float | None:
    if answer.numerator is None or answer.denominator is None:
        return None
    return answer.denominator - answer.numerator if demand.is_floor else answer.numerator


def _since(demand: Demand, months: list[Answer]) -> str:
    """Back from the newest month while it was not met; a month that is not known neither ends nor begins it."""
    first = months[-1].period
    for month in reversed(months):
        if month.value is not None and _is_met(demand, month.value):
            break
        first = month.period if month.value is not None else first
    return first
