"""What waits in a unit on the day of the extract, by when it is due. Counts only: never a share of one week."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dashboard.metrics.kept import kept
from dashboard.metrics.question import known_values
from dashboard.metrics.usage import unknown
from dashboard.statistics.disclosure import withheld
from dashboard.warehouse import Scope, Warehouse

SQL = (Path(__file__).parent / "waiting.sql").read_text("utf-8")
CASES, ACCESS, COMPLAINTS, REMITTED, READY, FOLLOW_UP = CLOCKS = (
    "cases", "access", "complaints", "remitted", "ready", "follow_up",
)  # fmt: skip
UNTOLD, LATE, THIS_WEEK, NEXT_WEEK, LATER, PAST = BUCKETS = (
    "untold", "late", "this_week", "next_week", "later", "past",
)  # fmt: skip
# Which buckets a kind of work can stand in. Only a case has a notice of delay to be without; nothing says that a
# follow-up was done, so one whose day is over is counted for its week and then no more.
STANDS_IN = {
    CASES: (UNTOLD, LATE, THIS_WEEK, NEXT_WEEK, LATER),
    ACCESS: (UNTOLD, LATE, THIS_WEEK, NEXT_WEEK, LATER),
    COMPLAINTS: (LATE, THIS_WEEK, NEXT_WEEK, LATER),
    REMITTED: (LATE, THIS_WEEK, NEXT_WEEK, LATER),
    READY: (PAST, LATER),
    FOLLOW_UP: (THIS_WEEK, NEXT_WEEK),
}
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """The week of the newest extract: what came and went since `monday`, and what is due until a `sunday`."""

    monday: date
    today: date

    @property
    def sunday(self) -> date:
        return self.today + timedelta(days=6 - self.today.weekday())

    @property
    def next_sunday(self) -> date:
        return self.sunday + WEEK


@dataclass(frozen=True)
class Count:
    """So many; None where they are withheld."""

    value: int | None

    @property
    def is_withheld(self) -> bool:
        return self.value is None


@dataclass(frozen=True)
class Waiting:
    """`buckets` by when it is due. `clocks` are days left and how many, soonest first: empty unless counts are exact.

    `level` is where the work is registered: access requests may be so for a whole department.
    """

    kind: str
    level: str
    buckets: Mapping[str, Count]
    clocks: tuple[tuple[int, int], ...]
    is_bound: bool = True  # False for cases none of which has a deadline of its own


@dataclass(frozen=True)
class Worklist:
    """A unit's work on the day. `is_exact`: its own lead asks, so nothing is withheld."""

    unit: str
    week: Week
    is_exact: bool
    open: Count
    unassigned: Count
    waiting: tuple[Waiting, ...]

    def of(self, kind: str) -> Waiting:
        return next(one for one in self.waiting if one.kind == kind)


def week_of(warehouse: Warehouse) -> Week:
    """Since last Monday: on a Monday that is a week ago."""
    today = date.fromisoformat(warehouse.package["extracted_on"])
    return Week(today - timedelta(days=today.weekday() or 7), today)


def worklist(unit: str, warehouse: Warehouse, scope: Scope) -> Worklist:
    """Organisation as now. Exact for the unit's own lead and for published data; else counts of 1 to 4 are withheld
    with what would give them away. Raises UsageError for an unknown unit."""
    if unit not in known_values("cases", "unit", warehouse, scope):
        raise unknown("unit", unit, known_values("cases", "unit", warehouse, scope))
    is_exact = bool(warehouse.package.get("public")) or (scope.role == "unit_lead" and unit in scope.units)
    outside = 0 if warehouse.package.get("public") else int(warehouse.package.get("threshold") or 5)
    threshold = 0 if is_exact else outside
    week = week_of(warehouse)
    rows = _rows(warehouse, scope)
    mine = [row for row in rows if row["unit"] == unit]
    place = _above(mine, rows)
    counted = {kind: _total(mine, kind) for kind in ("open", "unassigned")}
    # Assigned or not adds up to what is open, so the two are protected as one.
    apart = {("unassigned",): counted["unassigned"], ("assigned",): counted["open"] - counted["unassigned"]}
    hidden = withheld(apart, [0], threshold)
    return Worklist(
        unit,
        week,
        is_exact,
        Count(None if withheld({(): counted["open"]}, [], threshold) else counted["open"]),
        Count(None if ("unassigned",) in hidden else counted["unassigned"]),
        tuple(_waiting(kind, mine, rows, place, week, (threshold, outside)) for kind in CLOCKS),
    )


@kept(8)
def _rows(warehouse: Warehouse, scope: Scope) -> tuple[dict[str, Any], ...]:
    """Every unit's, read once for a snapshot."""
    week = week_of(warehouse)
    return tuple(warehouse.query(SQL, scope, today=week.today, monday=week.monday))


def _total(rows: Iterable[Mapping[str, Any]], kind: str) -> int:
    return sum(row["waiting"] for row in rows if row["kind"] == kind)


def _above(mine: Iterable[Mapping[str, Any]], rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The centre and department that the unit's rows stand in."""
    return next(
        ({key: row[key] for key in ("centre", "department")} for row in mine if row["department"]), {}
    )


def _waiting(
    kind: str,
    mine: list[dict[str, Any]],
    rows: tuple[dict[str, Any], ...],
    place: Mapping[str, str],
    week: Week,
    thresholds: tuple[int, int],
) -> Waiting:
    """`thresholds`: of the unit's own counts, and of what is counted for more than the unit."""
    threshold, outside = thresholds
    level, found = "unit", [row for row in mine if row["kind"] == kind]
    if kind == ACCESS and not found and place:
        level, threshold = "department", outside
        found = [row for row in rows if row["kind"] == kind and row["department"] == place["department"]]
    counts = dict.fromkeys(STANDS_IN[kind], 0)
    clocks: dict[int, int] = {}
    for row in found:
        bucket = _bucket(kind, row, week)
        if bucket in counts:
            counts[bucket] += row["waiting"]
            left = (row["due_on"] - week.today).days
            clocks[left] = clocks.get(left, 0) + row["waiting"]
    hidden = withheld({(bucket,): count for bucket, count in counts.items()}, [0], threshold)
    shown = {bucket: Count(None if (bucket,) in hidden else count) for bucket, count in counts.items()}
    is_bound = kind != CASES or bool(found)
    told = tuple(sorted(clocks.items())) if not threshold and level == "unit" else ()
    return Waiting(kind, level, shown, told, is_bound)


def _bucket(kind: str, row: Mapping[str, Any], week: Week) -> str:
    """The last day of a deadline is not late yet. What is ready is past a week, or not."""
    due = row["due_on"]
    if kind == READY:
        return PAST if week.today - due > WEEK else LATER
    if kind == FOLLOW_UP:
        return THIS_WEEK if due <= week.sunday else NEXT_WEEK if due <= week.next_sunday else LATER
    if due < week.today:
        return UNTOLD if kind in (CASES, ACCESS) and not row["told"] else LATE
    return THIS_WEEK if due <= week.sunday else NEXT_WEEK if due <= week.next_sunday else LATER
