"""Figures that arrive as figures: the 2014 table, a department's monthly numbers, a hand-counted survey."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.metrics.known import rows_known
from dashboard.metrics.metric import Metric
from dashboard.metrics.period import Period
from dashboard.warehouse import Scope, Warehouse

SQL = (Path(__file__).parent / "published.sql").read_text("utf-8")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Published:
    """What a department has reported for a period. `is_public`: it is out already, so never withheld."""

    value: float | None
    method: str
    caveats: frozenset[str]
    is_public: bool


NOT_LISTED = Published(None, "not_listed", frozenset({"department_not_listed"}), is_public=True)


@lru_cache(maxsize=32)
def _figures(
    known_on: date | None, warehouse: Warehouse, scope: Scope
) -> Mapping[tuple[str, str], list[Row]]:
    figures: dict[tuple[str, str], list[Row]] = defaultdict(list)
    sql = SQL.format(fact=rows_known("published_figures", known_on, warehouse))
    parameters = {"known_on": known_on} if known_on else {}
    for row in warehouse.query(sql, scope, **parameters):
        figures[row["metric"], row["department"]].append(row)
    return figures


def published(
    metric: Metric,
    department: str | None,
    period: Period,
    known_on: date | None,
    warehouse: Warehouse,
    scope: Scope,
) -> Published:
    """The figure of exactly this period, else of the months that make it up."""
    rows = _figures(known_on, warehouse, scope).get((metric.name, department or ""), [])
    exact = [row for row in rows if (row["period_start"], row["period_end"]) == (period.start, period.end)]
    if exact:
        # A department may report for all of itself and for a part; all of itself first, if it has a figure.
        row = min(exact, key=lambda row: (row["value"] is None, row["scope"] != "department"))
        return Published(whole(row["value"]), row["method"], _caveats([row], warehouse), row["published"])
    months = _months_within(rows, period)
    if not months:
        return NOT_LISTED
    return _of_months(metric, months, period, warehouse)


def _months_within(rows: Sequence[Row], period: Period) -> list[Row]:
    """Its months that hold a figure, in order; one row a month."""
    found: dict[Any, Row] = {}
    for row in rows:
        is_month = (row["period_end"] + timedelta(days=1)).day == 1 and row["period_start"].replace(
            day=1
        ) == row["period_end"].replace(day=1)
        if (
            is_month
            and row["value"] is not None
            and period.start <= row["period_start"] <= row["period_end"] <= period.end
        ):
            found.setdefault(row["period_start"], row)
    return [found[start] for start in sorted(found)]


def _of_months(metric: Metric, months: list[Row], period: Period, warehouse: Warehouse) -> Published:
    caveats = _caveats(months, warehouse)
    is_public = all(row["published"] for row in months)
    last = months[-1]
    if metric.is_stock:
        # What is open at the end is the last month's figure; earlier months do not add to it.
        if last["period_end"] != period.end:
            return NOT_LISTED
        return Published(whole(last["value"]), last["method"], caveats, last["published"])
    methods = {row["method"] for row in months}
    method = methods.pop() if len(methods) == 1 else "partial"
    days = sum((row["period_end"] - row["period_start"]).days + 1 for row in months)
    if days < (period.end - period.start).days + 1:
        method, caveats = "partial", caveats | {"months_missing"}
    return Published(whole(sum(row["value"] for row in months)), method, caveats, is_public)


def _caveats(rows: Sequence[Row], warehouse: Warehouse) -> frozenset[str]:
    """Footnotes of the figures and the known faults of the sources they came from."""
    keys = {row["footnote"] for row in rows if row["footnote"]}
    sources = {row["source"] for row in rows}
    for source in warehouse.package.get("sources", ()):
        if source["source"] in sources:
            keys |= set(source.get("caveats", ()))
    if warehouse.package.get("synthetic") and not all(row["published"] for row in rows):
        keys.add("synthetic_data")
    return frozenset(keys)


def whole(value: float | None) -> float | None:
    """4000 rather than 4000.0."""
    return int(value) if value is not None and value == int(value) else value
