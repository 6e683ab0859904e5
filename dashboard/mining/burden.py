"""What a process asks of citizens: contacts, times asked, documents demanded, follow-ups, forms given up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Burden:
    """Per case or per form; None where nothing was delivered or the count is too small to be shown."""

    contacts: float | None  # per hundred cases
    asked: float | None  # times that a citizen was asked for something, per hundred cases
    documents: float | None  # per form
    follow_ups: int | None
    abandoned: float | None  # share of forms begun


def burden(
    rows: Sequence[Row], edges: Sequence[Row], waits_on: Mapping[str, str], cases: int, smallest: int
) -> Burden | None:
    """One process: its row of candidates_burden.sql, and its transitions for the times asked."""
    if not rows or not cases:
        return None
    row = {name: value or 0 for name, value in rows[0].items()}
    has_contacts, says_who_waits = rows[0]["contacts"] is not None, any(waits_on.values())
    asked = sum(edge["times"] for edge in edges if waits_on.get(edge["activity"]) == "citizen")
    gave_up, forms = row["abandoned"], row["forms"]
    is_small = 0 < gave_up < smallest or 0 < forms - gave_up < smallest
    return Burden(
        _per(row["contacts"], cases, smallest, 100) if has_contacts else None,
        _per(asked, cases, smallest, 100) if says_who_waits else None,
        _per(row["documents"], row["documented"], smallest),
        row["follow_ups"] if row["follow_ups"] >= max(1, smallest) else None,
        None if is_small else _per(gave_up, forms, 0),
    )


def _per(count: int, of: int, smallest: int, each: int = 1) -> float | None:
    return None if of < max(1, smallest) or 0 < count < smallest else float(each * count / of)
