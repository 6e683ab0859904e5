"""What is expected to come in: final months of the whole past told on, kept by snapshot, scope and filter."""

from dashboard.metrics.evaluate import Answer, Filters, evaluate
from dashboard.metrics.kept import kept
from dashboard.metrics.signals import MONTHS, Group, newest_months
from dashboard.statistics.forecast import Forecast, forecast
from dashboard.statistics.season import monthly_indices
from dashboard.warehouse import Scope, Warehouse

METRIC = "cases_received"


def final_months(where: Group, warehouse: Warehouse, scope: Scope) -> list[Answer]:
    """Up to 36 final months of inflow, organisation as now; ends where the first month is not final or not known."""
    window = newest_months(warehouse, MONTHS)
    if window is None:
        return []
    found = []
    for month in evaluate(METRIC, Filters(window, where, "now"), warehouse, scope, ("month",)):
        if month.status != "final" or month.value is None:
            break
        found.append(month)
    return found


@kept(256)
def expected(where: Group, warehouse: Warehouse, scope: Scope) -> tuple[str, Forecast | None]:
    """The month the forecast follows, and the forecast; statsmodels is imported here for the first time."""
    months = final_months(where, warehouse, scope)
    told = forecast([month.value or 0 for month in months])
    return (months[-1].period if months else ""), told


def season(where: Group, warehouse: Warehouse, scope: Scope) -> tuple[tuple[str, float], ...]:
    """Month (01 to 12) and its share of a usual month; empty where no season is proven."""
    months = final_months(where, warehouse, scope)
    indices = monthly_indices([month.value for month in months]) or ()
    return tuple((month.period[-2:], index) for month, index in zip(months, indices, strict=False))
