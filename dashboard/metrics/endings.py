"""How a cohort of cases ends: decided, withdrawn or closed without a decision (moved, say), each competing with the
others, and what is still open."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.metrics.deadline_clocks import Where, without_one
from dashboard.metrics.deadline_figures import is_withheld
from dashboard.metrics.evaluate import Filters
from dashboard.metrics.kept import kept
from dashboard.statistics.disclosure import is_small
from dashboard.statistics.incidence import Ended, at, cumulative_incidence
from dashboard.warehouse import Scope, Warehouse

SQL = (Path(__file__).parent / "endings.sql").read_text("utf-8")
PLACES = ("department", "centre", "unit", "service_area")
DAYS = (30, 60, 90, 180, 365)
WAYS = ("decided", "withdrawn", "closed")
FEWEST = 200  # so that a whole percent is never one case


@dataclass(frozen=True)
class Endings:
    """Of `cases` received in the period: by each of DAYS the shares of WAYS, in whole percents."""

    cases: int
    shares: tuple[tuple[int, tuple[float, ...]], ...]


def endings(filters: Filters, warehouse: Warehouse, scope: Scope) -> Endings | None:
    """None where there are too few, or so few one way that they could be known."""
    rows = _rows(filters.organisation, warehouse, scope)
    first, last = filters.period.start.replace(day=1), filters.period.end
    inside = [row for row in rows if first <= row["month"] <= last]
    waits = _of(inside, filters.where)
    count = sum(each for _, _, each in waits)
    beside = [sum(n for _, _, n in _of(inside, rest)) - count for rest in without_one(filters.where)]
    threshold = 0 if warehouse.package.get("public") else int(warehouse.package.get("threshold") or 5)
    ways = [sum(n for _, how, n in waits if how == way) for way in (*WAYS, None)]
    if count < FEWEST or is_withheld(count, beside, threshold) or any(is_small(n, threshold) for n in ways):
        return None
    curves = cumulative_incidence(waits)
    until = date.fromisoformat(warehouse.package["extracted_on"])
    seen = [days for days in DAYS if (until - last).days >= days]
    told = tuple((days, tuple(round(at(curves.get(way, []), days), 2) for way in WAYS)) for days in seen)
    return Endings(count, told)


def _of(rows: list[dict[str, Any]], where: Where) -> list[Ended]:
    return [
        (row["days"], row["how"], row["cases"])
        for row in rows
        if all(row[name] == value for name, value in where)
    ]


@kept(4)
def _rows(organisation: str, warehouse: Warehouse, scope: Scope) -> list[dict[str, Any]]:
    now = "_now" if organisation == "now" else ""
    columns = ", ".join(f"{name}{now if name != 'service_area' else ''} AS {name}" for name in PLACES)
    until = date.fromisoformat(warehouse.package["extracted_on"])
    return warehouse.query(SQL.format(columns=columns), scope, until=until)
