"""The departments' printed yearly reports: figures that differ from the registers for reasons that are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from etl.sample.plan import Layout, Plan
from etl.sample.registers import Register
from etl.sample.tables import Delivery
from etl.sample.workdays import day_number

DEPARTMENTS = {
    "sof_complaints": "SOF",
    "suf_complaints": "SUF",
    "bif_complaints": "BIF",
    "tmf_complaints": "TMF",
}


def annual_report(
    plan: Plan, layout: Layout, registers: Sequence[Register], rng: np.random.Generator
) -> Iterator[Delivery]:
    """All years that are over and lie in the window, as each department counts: points, an area, another year."""
    word = layout.codes["metric"]["complaints_received"]
    rows = [
        [str(year), DEPARTMENTS[register.name], word, str(_told(plan, register, year, rng))]
        for year in years(plan)
        for register in registers
    ]
    columns = {name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate(layout.fields)}
    yield Delivery(plan.calendar.until, columns, np.ones(len(rows), dtype=bool))


def years(plan: Plan) -> list[int]:
    """The years that are over; their Decembers and those before them lie in the window."""
    first, until = plan.calendar.start, plan.calendar.until
    return [year for year in range(first.year + 1, until.year + 1) if date(year, 12, 31) <= until]


def _told(plan: Plan, register: Register, year: int, rng: np.random.Generator) -> int:
    habit: dict[str, Any] = plan.city["reported"][DEPARTMENTS[register.name]]
    first, last = date(year, 1, 1), date(year, 12, 31)
    if habit.get("from_december"):
        first, last = date(year - 1, 12, 1), date(year, 11, 30)
    c = register.complaints
    is_counted = (c.received_on >= day_number(first)) & (c.received_on <= day_number(last))
    if habit.get("as_first_known"):
        is_counted &= c.registered <= day_number(date(year, 12, 31))
    if area := habit.get("service_area"):
        processes = [p["service_area"] == area for p in plan.city["processes"].values()]
        is_counted &= np.array(processes)[c.process]
    counted = register.points[is_counted].sum() if habit.get("points") else is_counted.sum()
    most = int(habit.get("misprint", 0))
    return int(counted) + (int(rng.integers(3, most + 1)) if most else 0)
