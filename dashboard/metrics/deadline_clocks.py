"""How long each deadline's own clock ran, read once for a snapshot: any months and places are added up from it.

Working days are counted where the deadline counts them; the day the clock starts is day nought. An open case counts as
"at least so long", so that old open cases do not make a figure look better (see statistics/survival.py).
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import holidays
import numpy as np
import pyarrow as pa

from dashboard.metrics.adding import month_number
from dashboard.metrics.cells import Whole
from dashboard.metrics.kept import kept
from dashboard.metrics.period import Period
from dashboard.statistics.survival import Waited
from dashboard.warehouse import Scope, Warehouse

SQL = (Path(__file__).parent / "deadline_clocks.sql").read_text("utf-8")
PLACES = ("department", "centre", "unit", "service_area")
OPEN = -1  # no month in which the clock stopped
Where = tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class Clocks:
    """Rows of the histogram. Months since the year nought; `codes` of `values` by name, the deadline among them."""

    codes: dict[str, Whole]
    values: dict[str, tuple[str, ...]]
    started: Whole
    stopped: Whole
    days: Whole
    in_time: Whole
    has_due: Whole
    waited: Whole

    def where(self, **asked: str) -> Any:
        """Which rows have these values: a mask."""
        fits = np.ones(len(self.waited), dtype=bool)
        for name, value in asked.items():
            known = self.values[name]
            fits &= self.codes[name] == (known.index(value) if value in known else -1)
        return fits


@dataclass(frozen=True)
class Closed:
    """What was ended in a period, and nothing else: how many, days in all, how many of those due were in time."""

    ended: int
    days: int
    due: int
    in_time: int
    waits: tuple[tuple[int, int], ...]  # days and how many, shortest first

    @property
    def share(self) -> float | None:
        return self.in_time / self.due if self.due else None

    @property
    def mean(self) -> float | None:
        return self.days / self.ended if self.ended else None

    def day_of(self, share: float) -> int | None:
        """The day by which so large a share of the ended had ended."""
        passed = 0
        for days, count in self.waits:
            passed += count
            if passed >= share * self.ended - 1e-9:
                return days
        return None


@kept(4)
def clocks(organisation: str, warehouse: Warehouse, scope: Scope) -> Clocks:
    """Everything of a snapshot, with places as then or as now."""
    now = "_now" if organisation == "now" else ""
    columns = {name: f"{name}{now}" if name != "service_area" else name for name in PLACES}
    sql = SQL.format(columns=",\n  ".join(f"coalesce({of}, '') AS {name}" for name, of in columns.items()))
    until = date.fromisoformat(warehouse.package["extracted_on"])
    days, working = _calendar(until)
    table = warehouse.arrow(sql, scope, until=until, days=days, working=working)
    coded = {name: table[name].combine_chunks().dictionary_encode() for name in ("deadline", *PLACES)}
    return Clocks(
        {name: of.indices.to_numpy().astype(np.int64) for name, of in coded.items()},
        {name: tuple(of.dictionary.to_pylist()) for name, of in coded.items()},
        _months(table, "started"),
        _months(table, "stopped"),
        *(table[name].cast(pa.int64()).to_numpy() for name in ("days", "in_time", "has_due", "waited")),
    )


def _months(table: pa.Table, name: str) -> Whole:
    """A month since the year nought; OPEN where there is none."""
    days = table[name].to_numpy(zero_copy_only=False).astype("datetime64[M]")
    return np.where(np.isnat(days), OPEN, days.astype(np.int64) + 1970 * 12).astype(np.int64)


@cache
def _calendar(until: date, first: int = 2000) -> tuple[list[date], list[int]]:
    """Each day up to and with `until`, and how many working days there have been: no weekend, no public holiday."""
    free = np.array(
        list(holidays.country_holidays("DK", years=range(first, until.year + 1))), "datetime64[D]"
    )
    begin = np.datetime64(date(first, 1, 1))
    every = np.arange(begin, np.datetime64(until) + 1)
    return every.tolist(), np.cumsum(np.is_busday(every, holidays=free)).tolist()


def cohort(found: Clocks, period: Period, where: Where, **asked: str) -> list[Waited]:
    """Those whose clock started in the period: days, whether it has stopped, how many."""
    inside = np.flatnonzero(found.where(**asked, **dict(where)) & _within(found.started, period))
    return _added(found, inside)


def without_one(where: Where) -> list[Where]:
    """What a reader can ask for and subtract: the same with one filter left out."""
    return [tuple(pair for pair in where if pair != left_out) for left_out in where]


def _within(months: Whole, period: Period) -> Any:
    """Whole months: a period that begins or ends inside one takes it along."""
    return (months >= month_number(period.start)) & (months <= month_number(period.end))


def _added(found: Clocks, inside: Whole) -> list[Waited]:
    keys = found.days[inside] * 2 + (found.stopped[inside] != OPEN)
    if not len(keys):
        return []
    counts = np.bincount(keys, found.waited[inside]).astype(np.int64)
    there = np.flatnonzero(counts)
    return [
        (key // 2, bool(key % 2), count)
        for key, count in zip(there.tolist(), counts[there].tolist(), strict=True)
    ]


def closed(found: Clocks, period: Period, where: Where, **asked: str) -> Closed:
    """Those whose clock stopped in the period: what a figure of closed cases alone is made of."""
    inside = np.flatnonzero(found.where(**asked, **dict(where)) & _within(found.stopped, period))
    count, due = found.waited[inside], found.has_due[inside].astype(bool)
    waits = [(days, each) for days, _, each in _added(found, inside)]
    return Closed(
        int(count.sum()),
        int((count * found.days[inside]).sum()),
        int(count[due].sum()),
        int((count * found.in_time[inside])[due].sum()),
        tuple(waits),
    )
