"""Published deadlines: what is promised, in which unit, from when to when, and who is bound by it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dashboard.metrics.kept import kept
from dashboard.warehouse import Scope, Warehouse

SQL = (Path(__file__).parent / "deadline_list.sql").read_text("utf-8")
WORKING, EACH, MEAN, ALL = "working_days", "each", "mean", "ALL"
DAYS = {"working_days": 1.0, "calendar_days": 1.0, "weeks": 7.0, "months": 365.25 / 12}


@dataclass(frozen=True)
class Deadline:
    """A row of data/reference/deadlines.csv. `binds`: each case, or only the mean of them."""

    code: str
    department: str
    process: str | None
    legal_basis: str | None
    name: str
    amount: int
    unit: str
    clock_starts: str
    clock_stops: str
    binds: str
    valid_from: date
    valid_to: date | None
    successor: str | None
    assumed: bool
    source: str | None

    @property
    def days(self) -> float:
        """Its length in the days it is counted in: working days where it says so, else calendar days (a month is a
        twelfth of 365.25)."""
        return self.amount * DAYS[self.unit]

    @property
    def counts_working(self) -> bool:
        return self.unit == WORKING

    def is_valid(self, first: date, last: date) -> bool:
        """On any day of the span."""
        return self.valid_from <= last and (self.valid_to is None or self.valid_to >= first)


@kept(8)
def deadlines(warehouse: Warehouse, scope: Scope) -> tuple[Deadline, ...]:
    """Every version of every deadline, in the order of the file."""
    return tuple(Deadline(**row) for row in warehouse.query(SQL, scope))


def published(found: Iterable[Deadline], first: date, last: date) -> list[Deadline]:
    """Those that bind a process on some day of the span; the rest is kept as information only."""
    return [one for one in found if one.process and one.is_valid(first, last)]
