"""Formal complaints of units of like kind in one funnel: who differs more than size and chance explain."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dashboard.metrics.evaluate import Answer, Filters, evaluate
from dashboard.metrics.metric import METRICS
from dashboard.metrics.period import Period, parse_period
from dashboard.metrics.signals import Group, newest_months, one_department_each
from dashboard.statistics.funnel import FEWEST, OUTSIDE, Z95, Z998, Funnel, funnel
from dashboard.warehouse import Scope, Warehouse

METRIC = "formal_complaints_per_100_cases"
YEAR = 12
LIKE_SIZE = 0.1  # of the largest: a counter of a few cases is not of like size as a centre of thousands


@dataclass(frozen=True)
class Unlike:
    """The units of a department that could be compared, how many could not, and the funnel of the rest."""

    group: Group
    period: Period
    units: tuple[Answer, ...]
    left_out: int
    funnel: Funnel

    @property
    def outside(self) -> list[Answer]:
        """In the organisation's order, never by how far."""
        return [one for one in self.units if self.where(one) == OUTSIDE]

    def where(self, unit: Answer) -> str:
        return self.funnel.where(unit.numerator or 0, unit.denominator or 1)

    def limits(self, unit: Answer) -> tuple[float, float]:
        return self.funnel.limits(unit.denominator or 1, Z998)

    def inner_limits(self, unit: Answer) -> tuple[float, float]:
        return self.funnel.limits(unit.denominator or 1, Z95)


def funnels(
    warehouse: Warehouse, scope: Scope, where: Group = (), period: Period | None = None
) -> list[Unlike]:
    """One funnel a department, over the period or the newest year of final months; organisation as now."""
    year = period or newest_final_year(warehouse)
    if year is None:
        return []
    found = []
    for filters in one_department_each(Filters(year, where, "now"), warehouse, scope):
        one = unlike(filters, warehouse, scope) if filters.where else None
        found += [one] if one else []
    return found


def newest_final_year(warehouse: Warehouse) -> Period | None:
    """The newest twelve months in which late registration no longer arrives."""
    settled = date.fromisoformat(warehouse.package["extracted_on"]) - timedelta(
        METRICS[METRIC].settles_after_days
    )
    months = newest_months(warehouse, 36)
    if months is None:
        return None
    last = min(months.end, settled.replace(day=1) - timedelta(days=1) if settled < months.end else months.end)
    first = last.year * 12 + last.month - YEAR
    start = f"{first // 12}-{first % 12 + 1:02d}"
    return parse_period(f"{start}..{last:%Y-%m}") if start >= f"{months.start:%Y-%m}" else None


def unlike(filters: Filters, warehouse: Warehouse, scope: Scope) -> Unlike | None:
    """None with fewer than ten units of like size: they are seen against their own past instead."""
    answers = evaluate(METRIC, replace(filters, organisation="now"), warehouse, scope, ("unit",))
    known = [one for one in answers if one.value is not None and one.group["unit"]]
    largest = max((one.denominator or 0 for one in known), default=0)
    units = [one for one in known if (one.denominator or 0) >= LIKE_SIZE * largest]
    if len(units) < FEWEST:
        return None
    shape = funnel(_of(units, "numerator"), _of(units, "denominator"))
    return Unlike(filters.where, filters.period, tuple(units), len(answers) - len(units), shape)


def _of(units: Sequence[Answer], name: str) -> list[float]:
    return [getattr(one, name) for one in units]
