"""Decided targets against what a series moves within: met always, now and then by chance, or never without a change."""

from dataclasses import dataclass, replace

from dashboard.metrics.duties import TARGET, Demand, demands
from dashboard.metrics.evaluate import Answer, Filters, evaluate
from dashboard.metrics.metric import METRICS
from dashboard.metrics.signals import MONTHS, Group, newest_months, one_department_each
from dashboard.statistics.assurance import assurance
from dashboard.statistics.xmr import limits
from dashboard.warehouse import Scope, Warehouse


@dataclass(frozen=True)
class Target:
    """`assurance` is empty where there are too few months, or a yearly count that no month can be held against."""

    demand: Demand
    group: Group
    newest: Answer
    assurance: str


def targets_of(filters: Filters, warehouse: Warehouse, scope: Scope) -> list[Target]:
    """The targets in force for what is chosen, and for each department where nothing is."""
    window = newest_months(warehouse, MONTHS)
    if window is None:
        return []
    found = []
    for name, metric in METRICS.items():
        for one in one_department_each(filters, warehouse, scope):
            for demand in demands(metric, one.where, warehouse, scope):
                if demand.kind == TARGET:
                    (newest,) = evaluate(name, one, warehouse, scope)
                    months = evaluate(name, replace(one, period=window), warehouse, scope, ("month",))
                    found.append(Target(demand, one.where, newest, _assured(demand, months)))
    return found


def _assured(demand: Demand, months: list[Answer]) -> str:
    metric = METRICS[demand.metric]
    known = [month.value for month in months if month.value is not None and month.status == "final"]
    usual = limits(known)
    if usual is None or metric.is_count:
        return ""
    return assurance(usual, demand.value, "higher" if demand.is_floor else "lower")
