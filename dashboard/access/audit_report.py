"""Who saw figures of a unit: the audit log's own question, answered for the command line."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from dashboard.access.audit import Entry, Verdict, day_of, entries, files, verify
from dashboard.access.roles import rights
from dashboard.access.settings import state_folder
from dashboard.metrics.period import parse_period

COLUMNS = ("who", "role", "action", "times", "first", "last", "metrics")
Row = dict[str, Any]


def told(unit: str | None, period: str | None, is_json: bool) -> tuple[str, bool]:
    """What `python -m dashboard audit` prints, and whether the chain holds."""
    folder = state_folder() / "audit"
    within = parse_period(period) if period else None
    start, end = (within.start, within.end) if within else (date.min, date.max)
    rows, verdict = looks(folder, unit, start, end), verify(folder)
    return (as_json if is_json else as_table)(rows, verdict, unit), not verdict.broken


def looks(folder: Path, unit: str | None, start: date, end: date) -> list[Row]:
    """One row for each person, role and action: how often, when first and last, and which metrics."""
    rows: dict[tuple[str, str, str], Row] = {}
    for entry in _within(folder, start, end):
        if unit and unit not in entry.get("places", ()):
            continue
        key = (str(entry.get("who", "")), str(entry.get("role", "")), str(entry.get("action", "")))
        row = rows.setdefault(
            key, {**dict(zip(COLUMNS, key)), "times": 0, "first": entry["at"], "metrics": set()}
        )
        row["times"] += 1
        row["last"] = entry["at"]
        row["metrics"] |= set(entry.get("metrics", ()))
    ordered = [rows[key] for key in sorted(rows)]
    return [{**row, "metrics": sorted(row["metrics"])} for row in ordered]


def _within(folder: Path, start: date, end: date) -> Iterator[Entry]:
    for file in files(folder):
        if start <= day_of(file) <= end:
            yield from (entry for entry in entries(file) if entry.get("at"))


def as_json(rows: list[Row], verdict: Verdict, unit: str | None) -> str:
    chain = {
        "lines": verdict.lines,
        "days": verdict.days,
        "broken": list(verdict.broken),
        "head": verdict.head,
    }
    return json.dumps({"unit": unit, "chain": chain, "looks": rows}, ensure_ascii=False, indent=1)


def as_table(rows: list[Row], verdict: Verdict, unit: str | None) -> str:
    table = Table(title=f"Who saw figures of {unit}" if unit else "Who saw figures")
    for name in COLUMNS:
        table.add_column(name, justify="right" if name == "times" else "left")
    for row in rows:
        shown = {**row, "metrics": ", ".join(row["metrics"][:6]) + (", …" if len(row["metrics"]) > 6 else "")}
        table.add_row(*[str(shown[name])[:100] for name in COLUMNS])
    console = Console(width=160)
    with console.capture() as captured:
        console.print(table)
    holds = "holds" if not verdict.broken else "DOES NOT HOLD: " + "; ".join(verdict.broken[:5])
    return (
        f"{captured.get()}Chain of {verdict.lines} lines in {verdict.days} days {holds}. Head: {verdict.head}"
    )


def by_role(folder: Path, start: date, end: date) -> dict[str, tuple[int, int]]:
    """Looks and refusals of each role, in the order of the roles; people are not told apart."""
    seen: dict[str, tuple[int, int]] = {}
    for entry in _within(folder, start, end):
        role = str(entry.get("role") or "")
        if role in rights().roles and entry.get("action") in ("view", "answer", "denied"):
            looked, denied = seen.get(role, (0, 0))
            is_denied = entry["action"] == "denied"
            seen[role] = (looked + (not is_denied), denied + is_denied)
    return {role: seen[role] for role in rights().roles if role in seen}
