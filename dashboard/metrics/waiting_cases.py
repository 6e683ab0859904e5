"""The cases behind a unit's week, for its own lead alone: hashed keys, and where the source system finds them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dashboard.metrics.trace import note
from dashboard.metrics.waiting import week_of
from dashboard.warehouse import Refused, Scope, Warehouse

SQL = (Path(__file__).parent / "waiting_cases.sql").read_text("utf-8")
MOST = 50
KEY = "{case_key}"


@dataclass(frozen=True)
class WaitingCase:
    """`link` is the address in the source system, or empty where the source declares none."""

    key: str
    link: str
    due_on: date
    told: bool


def waiting_cases(unit: str, warehouse: Warehouse, scope: Scope) -> tuple[WaitingCase, ...]:
    """Open cases that are late or due by the end of next week, at most 50. Raises Refused for everybody else."""
    if scope.role != "unit_lead" or unit not in scope.units:
        raise Refused(f"only the lead of {unit} may see which cases its counts are made of")
    until = week_of(warehouse).next_sunday
    rows = warehouse.query(SQL, scope, unit=unit, until=until, most=MOST)
    note("cases_due", (("unit", unit),), [{}], warehouse.snapshot)
    told = {each["source"]: each.get("case_url", "") for each in warehouse.package.get("sources", ())}
    return tuple(
        WaitingCase(
            row["case_key"],
            told.get(row["source"], "").replace(KEY, row["case_key"]),
            row["due_on"],
            row["told"],
        )
        for row in rows
    )
