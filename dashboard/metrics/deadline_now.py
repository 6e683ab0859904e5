"""What is about to be late on the day of the extract, by week; and what no published deadline binds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dashboard.metrics.deadline_clocks import Where, without_one
from dashboard.metrics.evaluate import Filters
from dashboard.metrics.kept import kept
from dashboard.metrics.waiting import Count, week_of
from dashboard.statistics.disclosure import withheld
from dashboard.warehouse import Scope, Warehouse

HERE = Path(__file__).parent
OPEN = (HERE / "deadline_open.sql").read_text("utf-8")
NONE = (HERE / "deadline_none.sql").read_text("utf-8")
PLACES = ("department", "centre", "unit", "service_area")
WEEKS = 8
UNTOLD, TOLD, LATER = "untold", "told", "later"


@dataclass(frozen=True)
class Due:
    """Open cases by when they are due: over it without and with a notice, then week by week. `weeks` names Mondays."""

    today: date
    weeks: tuple[date, ...]
    counts: Mapping[str, Count]  # by untold, told, the Monday of a week, later

    @property
    def overdue(self) -> int | None:
        parts = [self.counts[key].value for key in (UNTOLD, TOLD)]
        return None if None in parts else sum(part or 0 for part in parts)


@dataclass(frozen=True)
class Unbound:
    """Cases received in the period that no published deadline binds, of a process and a section."""

    process: str
    legal_basis: str
    department: str
    received: Count


def due_by_week(filters: Filters, warehouse: Warehouse, scope: Scope) -> Due:
    """Organisation as now, for it is who has the case that must hurry. Counts of 1 to 4 are withheld, with what would
    give them away. The last day of a deadline is not late yet."""
    today = week_of(warehouse).today
    first = today - timedelta(days=today.weekday())
    weeks = tuple(first + timedelta(weeks=n) for n in range(WEEKS))
    rows, keys = _open(warehouse, scope), (UNTOLD, TOLD, *map(str, weeks), LATER)
    counts = _by_bucket(rows, filters.where, today, weeks)
    outside = [_by_bucket(rows, rest, today, weeks) for rest in without_one(filters.where)]
    beside = {(key,): [each[key] - counts[key] for each in outside] for key in keys}
    hidden = withheld({(key,): counts[key] for key in keys}, [0], _threshold(warehouse), beside)
    return Due(today, weeks, {key: Count(None if (key,) in hidden else n) for key, n in counts.items()})


def _by_bucket(
    rows: Iterable[Mapping[str, Any]], where: Where, today: date, weeks: tuple[date, ...]
) -> dict[str, int]:
    counts = dict.fromkeys((UNTOLD, TOLD, *map(str, weeks), LATER), 0)
    for row in rows:
        if _is_here(row, where):
            counts[_bucket(row, today, weeks)] += row["waiting"]
    return counts


def _is_here(row: Mapping[str, Any], where: Where) -> bool:
    return all(row[name] == value for name, value in where)


def _threshold(warehouse: Warehouse) -> int:
    return 0 if warehouse.package.get("public") else int(warehouse.package.get("threshold") or 5)


def _bucket(row: Mapping[str, Any], today: date, weeks: tuple[date, ...]) -> str:
    due: date = row["due_on"]
    if due < today:
        return TOLD if row["told"] else UNTOLD
    monday = due - timedelta(days=due.weekday())
    return str(monday) if monday <= weeks[-1] else LATER


@kept(2)
def _open(warehouse: Warehouse, scope: Scope) -> tuple[dict[str, Any], ...]:
    return tuple(warehouse.query(OPEN, scope))


@kept(64)
def unbound(filters: Filters, warehouse: Warehouse, scope: Scope) -> tuple[Unbound, ...]:
    """In the order of department, process and section; a line of few is withheld with a companion."""
    rows = [row for row in _unbound(filters.organisation, warehouse, scope) if _is_in(row, filters)]
    here = _by_section(rows, filters.where)
    outside = [_by_section(rows, rest) for rest in without_one(filters.where)]
    beside = {key: [each[key] - count for each in outside] for key, count in here.items()}
    hidden = withheld(here, [0, 1, 2], _threshold(warehouse), beside)
    return tuple(
        Unbound(process, law, department, Count(None if (department, process, law) in hidden else count))
        for (department, process, law), count in sorted(here.items())
    )


def _is_in(row: Mapping[str, Any], filters: Filters) -> bool:
    return filters.period.start.replace(day=1) <= row["month"] <= filters.period.end


def _by_section(rows: Iterable[Mapping[str, Any]], where: Where) -> dict[tuple[str, str, str], int]:
    counts: dict[tuple[str, str, str], int] = {}
    for row in rows:
        if _is_here(row, where):
            key = (row["department"] or "", row["process"], row["legal_basis"] or "")
            counts[key] = counts.get(key, 0) + row["received"]
    return counts


@kept(4)
def _unbound(organisation: str, warehouse: Warehouse, scope: Scope) -> tuple[dict[str, Any], ...]:
    now = "_now" if organisation == "now" else ""
    columns = ", ".join(f"{name}{now if name != 'service_area' else ''} AS {name}" for name in PLACES)
    return tuple(warehouse.query(NONE.format(columns=columns), scope))
