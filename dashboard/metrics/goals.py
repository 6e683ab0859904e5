"""Every decided target against its figure over time, and every deadline that binds only a mean against that mean."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from dashboard.metrics.deadline_clocks import clocks, closed
from dashboard.metrics.deadline_figures import FEWEST
from dashboard.metrics.deadlines import ALL, MEAN, Deadline, deadlines
from dashboard.metrics.duties import EVERYWHERE, Demand, target_demand, targets_decided
from dashboard.metrics.evaluate import Answer, Filters, evaluate
from dashboard.metrics.kept import kept
from dashboard.metrics.metric import METRICS
from dashboard.metrics.period import Period, parse_period, split
from dashboard.metrics.phases import DatedPhase, phases_of, starts
from dashboard.metrics.question import known_values
from dashboard.metrics.signals import MONTHS, Group, newest_months
from dashboard.statistics.assurance import assurance
from dashboard.statistics.variation import TOO_FEW, variation
from dashboard.statistics.xmr import Limits, limits
from dashboard.warehouse import Scope, Warehouse

YEAR = 12
DEPARTMENT = "department"


@dataclass(frozen=True)
class Month:
    """A point of a series; a value that is missing or withheld is None. `is_final`: no late registration to come."""

    period: str
    value: float | None
    is_final: bool


@dataclass(frozen=True)
class Goal:
    """A target and how it goes. `year`: the newest twelve final months. `assurance` is empty where a target cannot be
    judged month by month; `deadline` is the one whose mean this is, where no metric is named; `dated`: what changed."""

    demand: Demand
    group: Group
    unit: str
    year: Answer | None
    year_value: float | None
    months: tuple[Month, ...]
    usual: Limits | None
    variation: str
    assurance: str
    deadline: Deadline | None = None
    dated: tuple[DatedPhase, ...] = ()


@kept(16)
def goals(where: Group, warehouse: Warehouse, scope: Scope) -> tuple[Goal, ...]:
    """The targets in force for what is chosen, in the order of their file, then means. Organisation as now."""
    window = newest_months(warehouse, MONTHS)
    if window is None:
        return ()
    found = [
        _goal(demand, group, window, warehouse, scope)
        for demand, group in _ours(where, warehouse, scope)
        if _is_in_force(demand, warehouse)
    ]
    return (*found, *_means(where, window, warehouse, scope))


def other_targets(where: Group, warehouse: Warehouse, scope: Scope) -> list[tuple[Demand, Group]]:
    """Those that have ended or are yet to come."""
    return [one for one in _ours(where, warehouse, scope) if not _is_in_force(one[0], warehouse)]


def without_target(where: Group, warehouse: Warehouse, scope: Scope) -> list[str]:
    """Departments with published deadlines for which nobody has decided how large a share should be kept."""
    until = _until(warehouse)
    decided = {
        dict(group).get(DEPARTMENT)
        for demand, group in _ours((), warehouse, scope)
        if demand.metric == "decided_in_time" and _is_in_force(demand, warehouse)
    }
    bound = dict.fromkeys(
        one.department
        for one in deadlines(warehouse, scope)
        if one.process and one.binds != MEAN and one.department != ALL and one.is_valid(until, until)
    )
    chosen = dict(where).get(DEPARTMENT)
    return [code for code in bound if code not in decided and chosen in (None, code)]


def _ours(where: Group, warehouse: Warehouse, scope: Scope) -> list[tuple[Demand, Group]]:
    """Targets of everything and of each department; below a department nobody has decided any."""
    if "targets" not in warehouse.resources or any(name != DEPARTMENT for name, _ in where):
        return []
    chosen, found = dict(where).get(DEPARTMENT), []
    for row in targets_decided(warehouse, scope):
        place = "" if row["department"] == EVERYWHERE else row["department"]
        group: Group = ((DEPARTMENT, place),) if place else ()
        if row["metric"] in METRICS and chosen in (None, place):
            found.append((target_demand(row), group))
    return found


def _until(warehouse: Warehouse) -> date:
    return date.fromisoformat(warehouse.package["until"])


def _is_in_force(demand: Demand, warehouse: Warehouse) -> bool:
    until = _until(warehouse)
    return demand.since <= until and (demand.until is None or demand.until >= until)


def _goal(demand: Demand, group: Group, window: Period, warehouse: Warehouse, scope: Scope) -> Goal:
    metric, filters = METRICS[demand.metric], Filters(window, group, "now")
    if group and group[0][1] not in known_values(metric.facts[0], DEPARTMENT, warehouse, scope):
        return Goal(demand, group, metric.unit, None, None, (), None, TOO_FEW, "")
    answers = evaluate(demand.metric, filters, warehouse, scope, ("month",))
    months = tuple(Month(one.period, one.value, one.status == "final") for one in answers)
    final = [one.period for one in months if one.is_final][-YEAR:]
    year = None
    if len(final) == YEAR:
        period = parse_period(f"{final[0]}..{final[-1]}")
        (year,) = evaluate(demand.metric, replace(filters, period=period), warehouse, scope)
    value = year.value if year else None
    begins = starts(demand.metric, group, [one.period for one in months], warehouse, scope)
    told = _judged(demand, group, metric.unit, months, year, value, metric.better, metric.is_count, begins)
    dated = tuple(one for one in phases_of(group, warehouse, scope) if one.is_about(demand.metric))
    return replace(told, dated=dated)


def _judged(
    demand: Demand, group: Group, unit: str, months: tuple[Month, ...], year: Answer | None, value: float | None,
    better: str, is_count: bool, begins: Sequence[int] = (), deadline: Deadline | None = None,
) -> Goal:  # fmt: skip
    """Limits of the final months since the last phase that begins anew. A target for a year's count says nothing of a
    month."""
    values = [month.value for month in months[begins[-1] if begins else 0 :] if month.is_final]
    usual = limits([one for one in values if one is not None])
    seen = variation(values, usual, better).kind if usual and values else TOO_FEW
    held = ""
    if usual and not is_count:
        held = assurance(usual, demand.value, "higher" if demand.is_floor else "lower")
    return Goal(demand, group, unit, year, value, months, usual, seen, held, deadline)


def _means(where: Group, window: Period, warehouse: Warehouse, scope: Scope) -> list[Goal]:
    """A deadline that binds only a mean is a target for the mean of what was decided, and for nothing else."""
    chosen, until = dict(where).get(DEPARTMENT), _until(warehouse)
    if any(name != DEPARTMENT for name, _ in where):
        return []
    return [
        _mean(one, window, warehouse, scope)
        for one in deadlines(warehouse, scope)
        if one.binds == MEAN
        and one.process
        and one.is_valid(until, until)
        and chosen in (None, one.department)
    ]


def _mean(one: Deadline, window: Period, warehouse: Warehouse, scope: Scope) -> Goal:
    found, periods = clocks("now", warehouse, scope), split(window, "month")
    told = [closed(found, period, (), deadline=one.code) for period in periods]
    months = tuple(
        Month(period.text, each.mean if each.ended >= FEWEST else None, True)
        for period, each in zip(periods, told, strict=True)
    )
    year = told[-YEAR:]
    ended, days = sum(each.ended for each in year), sum(each.days for each in year)
    value = days / ended if ended >= FEWEST else None
    demand = Demand("", MEAN, one.days, "", one.valid_from, until=one.valid_to, is_assumed=one.assumed)
    group: Group = ((DEPARTMENT, one.department),)
    return _judged(demand, group, "", months, None, value, "lower", False, deadline=one)


def counted(found: Sequence[Goal], verdict: str) -> int:
    return sum(one.assurance == verdict for one in found)
