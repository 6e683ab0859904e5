"""Every metric as small multiples: the whole, and each place below it against its own past. Never ordered by value."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.metrics.evaluate import Answer, Filters, evaluate
from dashboard.metrics.kept import kept
from dashboard.metrics.metric import METRICS, Metric
from dashboard.metrics.phases import starts
from dashboard.metrics.question import dimensions_of, missing_columns
from dashboard.metrics.signals import MONTHS, Group, newest_months
from dashboard.metrics.usual import Past, past
from dashboard.warehouse import Scope, Warehouse


@dataclass(frozen=True)
class Multiple:
    """A metric of all that is chosen, and of each place in it, in the order of the organisation."""

    metric: str
    whole: Past
    places: tuple[tuple[str, Past], ...]  # code and months

    @property
    def standing_out(self) -> int:
        return sum(one.lately is not None for one in (self.whole, *(of for _, of in self.places)))


@kept(128)
def multiples(
    where: Group, level: str, codes: tuple[str, ...], warehouse: Warehouse, scope: Scope
) -> tuple[Multiple, ...]:
    """Published metrics that have a value, 36 months each, organisation as now. `level`: department, centre, unit or
    empty where nothing is below; `codes` of that level in the order to show them."""
    window = newest_months(warehouse, MONTHS)
    if window is None:
        return ()
    filters = Filters(window, where, "now")
    wanted = {level, *(name for name, _ in where)} - {""}
    found = []
    for metric in METRICS.values():
        if metric.status != "published" or not _can_tell(metric, wanted, warehouse):
            continue
        months = evaluate(metric.name, filters, warehouse, scope, ("month",))
        whole = past(months, _starts(months, where, warehouse, scope))
        if whole.has_values:
            series = _places(metric, filters, level, codes, warehouse, scope) if level else ()
            found.append(Multiple(metric.name, whole, tuple(series)))
    return tuple(found)


def _can_tell(metric: Metric, wanted: set[str], warehouse: Warehouse) -> bool:
    is_there = all(fact in warehouse.resources for fact in metric.facts)
    if not is_there or missing_columns(metric, warehouse):
        return False
    return wanted <= set(dimensions_of(metric, warehouse))


def _places(
    metric: Metric, filters: Filters, level: str, codes: Sequence[str], warehouse: Warehouse, scope: Scope
) -> list[tuple[str, Past]]:
    """In one question where the metric may be listed; else of one place at a time, each for itself."""
    months: dict[str, list[Answer]] = {code: [] for code in codes}
    chosen = {name for name, _ in filters.where}
    if metric.is_count or metric.comparable or metric.listed_across_departments or "department" in chosen:
        for answer in evaluate(metric.name, filters, warehouse, scope, (level, "month")):
            months.get(answer.group[level], []).append(answer)
    else:
        for code in codes:
            one = replace(filters, where=(*filters.where, (level, code)))
            months[code] = evaluate(metric.name, one, warehouse, scope, ("month",))
    return [
        (code, past(series, _starts(series, (*filters.where, (level, code)), warehouse, scope)))
        for code, series in months.items()
        if series
    ]


def _starts(months: Sequence[Answer], where: Group, warehouse: Warehouse, scope: Scope) -> tuple[int, ...]:
    return starts(months[0].metric, where, [month.period for month in months], warehouse, scope)
