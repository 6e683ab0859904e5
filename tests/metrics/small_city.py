"""A city that fits in a test: snapshots from a few rows, asked in a few words."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.metrics.evaluate import Answer, Filters, evaluate
from dashboard.metrics.period import parse_period
from dashboard.warehouse import Scope, Warehouse
from tests.facts_folder import write_facts

PUBLIC = Scope("public")


def city(folder: Path, facts: Mapping[str, Any], **settings: Any) -> Warehouse:
    """A warehouse over a new snapshot of these rows."""
    return Warehouse(folder, write_facts(folder, facts, **settings))


def ask(
    warehouse: Warehouse,
    metric: str,
    period: str,
    *by: str,
    where: Sequence[tuple[str, str]] = (),
    organisation: str = "then",
    scope: Scope = PUBLIC,
    known_on: date | None = None,
) -> list[Answer]:
    filters = Filters(parse_period(period), tuple(where), organisation, known_on)
    return evaluate(metric, filters, warehouse, scope, by)


def covered(
    fact: str, *departments: str, first: str = "2023-11-01", last: str = "2026-10-31"
) -> list[dict[str, str]]:
    return [{"fact": fact, "department": each, "from": first, "to": last} for each in departments]


def many(count: int, first: int = 1, **columns: Any) -> list[dict[str, Any]]:
    """So many complaints alike."""
    said = {"class": "formal", "department": "SOF", "received_on": "2025-03-10", **columns}
    return [said | {"complaint_id": first + n} for n in range(count)]


def cases(count: int, first: int = 1, **columns: Any) -> list[dict[str, Any]]:
    said = {"department": "SOF", "received_on": "2025-03-10", **columns}
    return [said | {"case_id": first + n} for n in range(count)]
