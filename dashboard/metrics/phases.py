"""Dated phases of a series: from a reviewed file (law, system, reorganisation), and from the organisation's history."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.metrics.metric import METRICS
from dashboard.metrics.question import Place, organisation
from dashboard.metrics.usage import UsageError, unknown
from dashboard.warehouse import Scope, Warehouse

FILE = Path(__file__).resolve().parent.parent / "reference" / "phases.toml"
LAW, SYSTEM, REORGANISATION = KINDS = ("law", "system", "reorganisation")
LEVELS = ("department", "centre", "unit")
NEEDED = ("kind", "from", "reason", "decided_by")
ALLOWED = (*NEEDED, *LEVELS, "metrics", "new_limits")


@dataclass(frozen=True)
class DatedPhase:
    """`place`: level and code, or nothing for the whole city; no `metrics`: all of them. `to` is set where work moved:
    the code it moved to."""

    kind: str
    since: date
    reason: str
    decided_by: str
    place: tuple[str, str] | None = None
    metrics: tuple[str, ...] = ()
    new_limits: bool = False
    to: str = ""

    def is_about(self, metric: str) -> bool:
        return not self.metrics or metric in self.metrics


def reviewed(file: Path | None = None) -> tuple[DatedPhase, ...]:
    """The file's phases in time order. Raises UsageError that names the entry and what is wrong with it."""
    return _read(file or FILE)


@lru_cache(maxsize=8)
def _read(file: Path) -> tuple[DatedPhase, ...]:
    try:
        entries = tomllib.loads(file.read_text("utf-8")).get("phase", [])
    except tomllib.TOMLDecodeError as wrong:
        raise UsageError(f"{file.name} cannot be read as TOML: {wrong}. Mend the file.") from None
    found = [_phase(entry, f"{file.name}, phase {place}") for place, entry in enumerate(entries, start=1)]
    return tuple(sorted(found, key=lambda one: one.since))


def _phase(entry: Mapping[str, Any], where: str) -> DatedPhase:
    for name in entry:
        if name not in ALLOWED:
            raise unknown(f"key in {where}:", name, ALLOWED)
    for name in NEEDED:
        if not str(entry.get(name, "")).strip():
            said = "date, as from = 2026-01-01" if name == "from" else name
            raise UsageError(
                f"{where} ({entry.get('reason') or entry.get('from') or 'empty'}) has no {said}. Add it, or remove it."
            )
    if type(entry["from"]) is not date:
        raise UsageError(
            f"{where}: from = '{entry['from']}' is no day. Write it as 2026-01-01, without quotes."
        )
    if entry["kind"] not in KINDS:
        raise unknown(f"kind of phase in {where}:", str(entry["kind"]), KINDS)
    for name in entry.get("metrics", ()):
        if name not in METRICS:
            raise unknown(f"metric in {where}:", str(name), METRICS)
    if not isinstance(entry.get("new_limits", False), bool):
        raise UsageError(f"{where}: new_limits = '{entry['new_limits']}' is neither true nor false.")
    places = [(level, str(entry[level])) for level in LEVELS if level in entry]
    if len(places) > 1:
        raise UsageError(f"{where} names {len(places)} places. Give one department, centre or unit, or none.")
    return DatedPhase(
        entry["kind"], entry["from"], entry["reason"], entry["decided_by"], places[0] if places else None,
        tuple(entry.get("metrics", ())), entry.get("new_limits", False),
    )  # fmt: skip


def phases_of(where: Sequence[tuple[str, str]], warehouse: Warehouse, scope: Scope) -> tuple[DatedPhase, ...]:
    """Reviewed phases and moves of work that touch a place: its own, those it lies in, and those that lie in it.

    Raises UsageError where the reviewed file names a place that the organisation does not know.
    """
    places = organisation(warehouse, scope)
    chosen = next((code for level, code in reversed(list(where)) if level in LEVELS), None)
    found = []
    for phase in (*reviewed(), *_moves(places)):
        code = phase.place[1] if phase.place else None
        if code and code not in places and phase.to == "":
            raise unknown(f"{phase.place and phase.place[0]} in {FILE.name}:", code, places)
        if _touches(code, chosen, places) or (phase.to and _touches(phase.to, chosen, places)):
            found.append(phase)
    return tuple(sorted(found, key=lambda one: one.since))


def starts(
    metric: str, where: Sequence[tuple[str, str]], months: Sequence[str], warehouse: Warehouse, scope: Scope
) -> tuple[int, ...]:
    """Positions among the months (2026-01, in order) where new limits begin for a metric in a place.

    Only a phase of the place itself or of one around it: what changed in a team is no new past for its department.
    """
    if not any(one.new_limits for one in reviewed()):
        return ()
    places = organisation(warehouse, scope)
    codes = {code for level, code in where if level in LEVELS}
    around = codes | {parent for code in codes for parent in _above(code, places)}
    dates = {
        one.since
        for one in reviewed()
        if one.new_limits and one.is_about(metric) and (one.place is None or one.place[1] in around)
    }
    found = (next((n for n, month in enumerate(months) if month >= f"{day:%Y-%m}"), 0) for day in dates)
    return tuple(sorted({place for place in found if place}))


def _moves(places: Mapping[str, Place]) -> list[DatedPhase]:
    """A place that ended and has a successor: the figures follow the work, so the limits need not begin anew."""
    return [
        DatedPhase(
            REORGANISATION, places[one.successor].first, "", "", (one.level, code), to=one.successor
        )
        for code, one in places.items()
        if one.successor and one.successor in places
    ]  # fmt: skip


def _touches(code: str | None, chosen: str | None, places: Mapping[str, Place]) -> bool:
    if code is None or chosen is None:
        return True
    return code == chosen or code in _above(chosen, places) or chosen in _above(code, places)


def _above(code: str, places: Mapping[str, Place]) -> list[str]:
    found: list[str] = []
    while code in places and places[code].parent:
        code = str(places[code].parent)
        found.append(code)
    return found
