"""Deadlines and targets are decisions: a row that does not say what it needs to stops the run, and says the remedy."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from etl.errors import RunError, nearest

Row = Mapping[str, str]
UNITS = ("working_days", "calendar_days", "weeks", "months")
STARTS = ("received", "complete", "decided")
STOPS = ("decided", "sent", "started")
BINDS = ("each", "mean")
DIRECTIONS = ("at_least", "at_most")
EVER = date.max


class _At:
    """One row of a file, and what is wrong with it."""

    def __init__(self, table: str, number: int, row: Row) -> None:
        self.row, self.where = row, f"data/reference/{table}.csv, line {number}"

    def needs(self, name: str, why: str) -> str:
        text = self.row.get(name) or ""
        if not text:
            raise RunError(f"{self.where}: '{name}' is empty. {why}")
        return text

    def among(self, name: str, allowed: Iterable[str], why: str) -> str:
        text, names = self.needs(name, why), tuple(allowed)
        if text not in names:
            raise RunError(f"{self.where}: {name} '{text}' is unknown. {nearest(text, names)}.")
        return text

    def day(self, name: str, why: str) -> date:
        text = self.needs(name, why)
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise RunError(f"{self.where}: {name} '{text}' is no day. Write it as 2026-01-31.") from None

    def number(self, name: str, why: str) -> float:
        text = self.needs(name, why)
        try:
            found = float(text)
        except ValueError:
            found = float("nan")
        if not 0 <= found < float("inf"):
            raise RunError(f"{self.where}: {name} '{text}' is no number. Write it as 0.85, without a unit.")
        return found

    def span(self) -> tuple[date, date]:
        """First and last day; without a last day it is still in force."""
        first = self.day("valid_from", "Say the first day on which it holds.")
        last = self.day("valid_to", "") if self.row.get("valid_to") else EVER
        if last < first:
            raise RunError(f"{self.where}: valid_to {last} is before valid_from {first}. Mend one of them.")
        return first, last


Span = tuple[date, date, _At]


def check_deadlines(rows: Sequence[Row], departments: Iterable[str]) -> None:
    """Unit, clock, what it binds and since when; two deadlines never bind the same case. Raises RunError."""
    known = frozenset(departments)
    spans: dict[tuple[str, ...], list[Span]] = {}
    for number, row in enumerate(rows, start=2):
        at = _At("deadlines", number, row)
        at.needs("code", "Give the deadline a key of its own.")
        at.among("department", known, "Say who published it, or ALL.")
        if at.number("amount", "Say how long the deadline is.") % 1:
            raise RunError(f"{at.where}: amount '{row['amount']}' is no whole number. Choose a smaller unit.")
        at.among("unit", UNITS, f"A deadline without a unit cannot be counted: {', '.join(UNITS)}.")
        at.among("clock_starts", STARTS, f"Say where its clock starts: {', '.join(STARTS)}.")
        at.among("clock_stops", STOPS, f"Say where its clock stops: {', '.join(STOPS)}.")
        at.among("binds", BINDS, "Say whether it binds each case or only a mean.")
        place = (row.get("process", ""), row.get("legal_basis", ""))
        spans.setdefault(place if place[0] else (row["code"],), []).append((*at.span(), at))
    for several in spans.values():
        _refuse_overlap(several, "deadlines")


def check_targets(rows: Sequence[Row], departments: Iterable[str], metrics: Iterable[str]) -> None:
    """Metric, scope, direction, who decided it and when; never two for the same day. Raises RunError."""
    known, names = frozenset(departments), frozenset(metrics)
    spans: dict[tuple[str, str], list[Span]] = {}
    for number, row in enumerate(rows, start=2):
        at = _At("targets", number, row)
        metric = at.among("metric", names, "Say which figure it is a target for.")
        place = at.among("department", known, "Say whom it binds, or ALL for the whole city.")
        at.among("direction", DIRECTIONS, "Say whether the figure should be at_least or at_most the target.")
        at.number("value", "Say the target; a share as a number between 0 and 1.")
        at.needs("decided_by", "A target counts only when someone has decided it: say who.")
        at.day("decided_on", "A target counts only when it is dated: say the day it was decided.")
        spans.setdefault((metric, place), []).append((*at.span(), at))
    for several in spans.values():
        _refuse_overlap(several, "targets")


def _refuse_overlap(several: list[Span], what: str) -> None:
    several.sort(key=lambda one: one[:2])
    for (_, last, one), (first, _, other) in zip(several, several[1:]):
        if first <= last:
            raise RunError(
                f"{other.where}: overlaps line {one.where.rpartition(' ')[2]}: from {first} there would be two {what} "
                "for the same. Give the earlier a valid_to before that day."
            )
