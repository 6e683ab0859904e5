"""The stock by age on the day of the newest extract. The age of a single case is nobody's figure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.metrics.deadline_clocks import Where, without_one
from dashboard.metrics.evaluate import Filters
from dashboard.metrics.kept import kept
from dashboard.metrics.waiting import Count, week_of
from dashboard.statistics.disclosure import withheld
from dashboard.warehouse import Scope, Warehouse

SQL = (Path(__file__).parent / "age_bands.sql").read_text("utf-8")
PLACES = ("department", "centre", "unit", "service_area")
# Days from which each band counts; the last has no end.
FROM = (0, 31, 92, 183, 366, 731)


@dataclass(frozen=True)
class Ages:
    """Open cases by band (the days it begins with), on a day."""

    today: date
    counts: Mapping[int, Count]


def ages_now(filters: Filters, warehouse: Warehouse, scope: Scope) -> Ages:
    """Counts of 1 to 4 are withheld, with what would give them away: the total and the same without each filter."""
    today = week_of(warehouse).today
    rows = _open(filters.organisation, today, warehouse, scope)
    counts = _by_band(rows, filters.where, today)
    outside = [_by_band(rows, rest, today) for rest in without_one(filters.where)]
    beside = {(band,): [each[band] - counts[band] for each in outside] for band in FROM}
    threshold = 0 if warehouse.package.get("public") else int(warehouse.package.get("threshold") or 5)
    hidden = withheld({(band,): counts[band] for band in FROM}, [0], threshold, beside)
    return Ages(today, {band: Count(None if (band,) in hidden else count) for band, count in counts.items()})


def _by_band(rows: Iterable[Mapping[str, Any]], where: Where, today: date) -> dict[int, int]:
    counts = dict.fromkeys(FROM, 0)
    for row in rows:
        if all(row[name] == value for name, value in where):
            days = (today - row["received_on"]).days
            counts[max(band for band in FROM if band <= days)] += row["waiting"]
    return counts


@kept(4)
def _open(organisation: str, today: date, warehouse: Warehouse, scope: Scope) -> tuple[dict[str, Any], ...]:
    now = "_now" if organisation == "now" else ""
    columns = ", ".join(f"{name}{now if name != 'service_area' else ''} AS {name}" for name in PLACES)
    return tuple(warehouse.query(SQL.format(columns=columns), scope, today=today))
