"""A change that is carried out, measured against the process's own before: the same months a year earlier.

Cases received less than ninety days before the data end are left out, and a case that is not decided counts as longer
than all others: neither side looks quick because its slow cases are still open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from dashboard.mining.indicators import FEWEST
from dashboard.mining.resampling import DRAWS, Floats, Interval, generator
from dashboard.warehouse import Scope, Warehouse

SQL = Path(__file__).with_suffix(".sql")
PLACES = ("department", "centre", "unit", "service_area")
FOLLOWED = timedelta(days=90)
UNDECIDED = 1e6


@dataclass(frozen=True)
class Measured:
    """Median days from receipt to decision, before and after, with cases, and the difference with its interval."""

    first: date
    last: date
    cases_before: int
    cases_after: int
    before: float
    after: float
    difference: Interval


def measured(
    warehouse: Warehouse, scope: Scope, where: Sequence[tuple[str, str]], process: str, changed: date
) -> Measured | None:
    """None where either side has fewer than thirty cases, or less than half of them decided."""
    until = date.fromisoformat(warehouse.package["until"]) - FOLLOWED
    first, last = _year_before(changed), _year_before(until)
    asked: dict[str, object] = dict.fromkeys(PLACES) | dict(where)
    days = {
        "process": process,
        "changed": changed,
        "until": until,
        "first": first,
        "last": min(last, changed),
    }
    rows = warehouse.query(SQL.read_text("utf-8"), scope, **asked, **days)
    sides = [_sorted([row for row in rows if row["is_after"] is after]) for after in (False, True)]
    counts = [int(cases.sum()) for _, cases in sides]
    if min(counts) < FEWEST:
        return None
    before, after = (_medians(*side) for side in sides)
    if max(before[0], after[0]) >= UNDECIDED:
        return None
    low, high = np.percentile(after[1:] - before[1:], [2.5, 97.5])
    told = Interval(float(after[0] - before[0]), float(low), float(high))
    return Measured(first, last, counts[0], counts[1], float(before[0]), float(after[0]), told)


def _year_before(day: date) -> date:
    return (day - timedelta(days=1)).replace(year=day.year - 1) if (day.month, day.day) == (2, 29) else (
        day.replace(year=day.year - 1)
    )  # fmt: skip


def _sorted(rows: Sequence[dict[str, Any]]) -> tuple[Floats, Floats]:
    days = np.array([UNDECIDED if row["days"] is None else row["days"] for row in rows], dtype=np.float64)
    cases = np.array([row["cases"] for row in rows], dtype=np.float64)
    order = np.argsort(days)
    return days[order], cases[order]


def _medians(days: Floats, cases: Floats) -> Floats:
    """The median, and after it that of each draw of as many cases."""
    total = int(cases.sum())
    drawn = generator().multinomial(total, cases / total, size=DRAWS)
    table = np.vstack([cases, drawn]).cumsum(axis=1)
    found: Floats = days[(table >= total / 2).argmax(axis=1)]
    return found
