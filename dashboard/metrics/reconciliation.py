"""Why a figure is not the one told before: what came late, what moved with the organisation."""

from dataclasses import dataclass, replace
from datetime import date

from dashboard.metrics.evaluate import Answer, Filters, evaluate
from dashboard.metrics.known import extracts
from dashboard.metrics.metric import METRICS
from dashboard.metrics.usage import UsageError
from dashboard.warehouse import Scope, Warehouse

RECONCILED = (
    "complaints_received", "complaints_formal", "complaints_material", "complaints_forwarded", "reassessed_in_time",
    "appeals_decided", "reversal_rate", "cases_received", "cases_decided",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One figure three times: as first known after the period, as known now, and with the organisation of today."""

    metric: str
    first: Answer
    now: Answer
    as_now: Answer

    @property
    def late(self) -> float | None:
        """What late registration and corrections changed."""
        return _less(self.now, self.first)

    @property
    def moved(self) -> float | None:
        """What today's organisation changes."""
        return _less(self.as_now, self.now)


def _less(one: Answer, other: Answer) -> float | None:
    return None if one.value is None or other.value is None else one.value - other.value


def first_known(filters: Filters, warehouse: Warehouse) -> date | None:
    """The first extract on or after the period's last day; None where none has come."""
    days = {day for of in extracts(warehouse.package).values() for day in of}
    return min((day for day in days if day >= filters.period.end), default=None)


def steps(filters: Filters, warehouse: Warehouse, scope: Scope) -> list[Step]:
    """The reconciled metrics of a period. What the snapshot cannot tell as of a day is left out."""
    day = first_known(filters, warehouse)
    found = []
    for name in RECONCILED if day else ():
        then = replace(filters, organisation="then", known_on=None)
        try:
            answers = [
                evaluate(name, one, warehouse, scope)[0]
                for one in (replace(then, known_on=day), then, replace(then, organisation="now"))
            ]
        except UsageError:
            continue
        found.append(Step(METRICS[name].name, *answers))
    return found
