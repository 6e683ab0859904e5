"""Candidates for simplification over all processes: what could be saved, how sure that is, and whether mining suits.

Everything is counted once for a snapshot and its filters; what depends on assumptions is reckoned anew each time.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from dashboard.mining.assumptions import Assumptions, purpose, tolerance
from dashboard.mining.burden import Burden, burden
from dashboard.mining.indicators import FEWEST, Automatable, Gap, Variety, automatable, gap, variety
from dashboard.mining.levers import NOTHING, Counted, Saved, asks_citizens, saved
from dashboard.mining.neutral import Neutral, neutral_steps
from dashboard.mining.resampling import PARTS
from dashboard.mining.what_if import WhatIf, what_ifs
from dashboard.mining.withholding import Withholding
from dashboard.warehouse import Scope, Warehouse

FOLDER = Path(__file__).parent
PLACES = ("department", "centre", "unit", "service_area")
QUERIES = ("activities", "burden", "cases", "durations", "edges", "outcomes", "steps", "variants")
MONTHS = 36  # looked at: so many, or as many as there are
KEPT = 8  # answers that are kept, of the newest filters
NO_EVENTS, TOO_FEW, HALF, ALL_DIFFERENT, FEW_STEPS, TIED, SUITS = (
    "no_events", "too_few", "half", "all_different", "few_steps", "tied", "suits",
)  # fmt: skip
UNSUITED = (NO_EVENTS, TOO_FEW, HALF, ALL_DIFFERENT, FEW_STEPS)
DIFFERENT, SAME_MOMENT, FEWEST_ACTIVITIES = 0.95, 0.15, 4
Row = dict[str, Any]


@dataclass(frozen=True)
class Whole:
    """Counts of the process: cases, those with events, handovers, ping-pong, repetitions, deadlines."""

    cases: int
    mined: int
    events: int
    repetitions: int
    handovers: int
    ping_pongs: int
    due: int
    late: int


@dataclass(frozen=True)
class Bottleneck:
    first: str
    then: str
    share: float
    waits_on: str


@dataclass(frozen=True)
class Candidate:
    """One process. Without `saved` there is nothing to reckon with: `suits` says why."""

    process: str
    suits: str
    years: float
    whole: Whole
    saved: Saved | None = None
    variety: Variety | None = None
    gap: Gap | None = None
    bottleneck: Bottleneck | None = None
    automatable: tuple[Automatable, ...] = ()
    neutral: tuple[Neutral, ...] = ()
    what_if: tuple[WhatIf, ...] = ()
    burden: Burden | None = None
    asks_citizens: bool = True  # most of what is asked again is asked of citizens
    smallest: int = 5  # count above nought that may be shown

    @property
    def savings(self) -> Saved:
        """What is saved, or nothing."""
        return self.saved or NOTHING

    @property
    def hours(self) -> float:
        return self.savings.hours.value


@dataclass(frozen=True)
class Looked:
    """The rows of every query, by process, and the years they are of."""

    rows: Mapping[str, Mapping[str, list[Row]]]
    codes: Mapping[str, int]
    years: float
    told: dict[Assumptions, list[Candidate]] = field(default_factory=dict)


def candidates(
    warehouse: Warehouse, scope: Scope, where: Sequence[tuple[str, str]], using: Assumptions
) -> list[Candidate]:
    """Every process that has cases, the most hours first; those that cannot be told last, by name."""
    looked = look(warehouse, scope, where)
    if using not in looked.told:
        if len(looked.told) >= KEPT:
            looked.told.clear()
        looked.told[using] = _candidates(warehouse, scope, where, using, looked)
    return looked.told[using]


def _candidates(
    warehouse: Warehouse, scope: Scope, where: Sequence[tuple[str, str]], using: Assumptions, looked: Looked
) -> list[Candidate]:
    smallest = Withholding.of(
        warehouse.package, scope, [value for key, value in where if key == "unit"]
    ).threshold
    found = [_candidate(process, looked, using, smallest) for process in looked.rows["cases"]]
    return sorted(found, key=lambda one: (one.saved is None, -one.hours, one.process))


def window(warehouse: Warehouse) -> tuple[date, date]:
    """First and last day of the months looked at."""
    until = date.fromisoformat(warehouse.package["until"])
    month = until.year * 12 + until.month - MONTHS
    first = date(month // 12, month % 12 + 1, 1)
    return max(first, date.fromisoformat(warehouse.package["since"])), until


_KEPT: WeakKeyDictionary[Warehouse, OrderedDict[Any, Looked]] = WeakKeyDictionary()
_LOCK = Lock()


def look(warehouse: Warehouse, scope: Scope, where: Sequence[tuple[str, str]]) -> Looked:
    """Counted once: the same snapshot, role and filters give the same rows."""
    key = (scope, tuple(where))
    with _LOCK:
        kept = _KEPT.setdefault(warehouse, OrderedDict())
        if key not in kept:
            kept[key] = _look(warehouse, scope, where)
            while len(kept) > KEPT:
                kept.popitem(last=False)
        kept.move_to_end(key)
        return kept[key]


def _look(warehouse: Warehouse, scope: Scope, where: Sequence[tuple[str, str]]) -> Looked:
    since, until = window(warehouse)
    asked: dict[str, object] = dict.fromkeys(PLACES) | dict(where) | {"since": since, "until": until}
    codes = _codes(warehouse, scope)
    more: dict[str, dict[str, object]] = {
        "cases": {"buckets": PARTS},
        "steps": {"buckets": PARTS, "informing": list(codes)},
        "outcomes": {"activities": list(codes), "codes": list(codes.values())},
    }
    rows: dict[str, dict[str, list[Row]]] = {}
    for name in QUERIES:
        parameters = asked | more.get(name, {}) if name != "activities" else {}
        rows[name] = _by_process(warehouse.query(_sql(name), scope, **parameters))
    return Looked(rows, codes, ((until - since) + timedelta(days=1)).days / 365.25)


def _codes(warehouse: Warehouse, scope: Scope) -> dict[str, int]:
    """A bit for each activity that informs a decision."""
    sql = (FOLDER / "candidates_names.sql").read_text("utf-8")
    names = [row["activity"] for row in warehouse.query(sql, scope) if purpose(row["activity"]) == "inform"]
    return {name: 1 << place for place, name in enumerate(names)}


def _sql(name: str) -> str:
    return (FOLDER / f"candidates_{name}.sql").read_text("utf-8")


def _by_process(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["process"], []).append(row)
    return found


def _candidate(process: str, looked: Looked, using: Assumptions, smallest: int) -> Candidate:
    rows = {name: looked.rows[name].get(process, []) for name in QUERIES}
    whole, kinds = _whole(rows), variety(rows["variants"]) if rows["variants"] else None
    suits = _suits(whole, kinds, rows)
    if suits in (NO_EVENTS, TOO_FEW):
        return Candidate(process, suits, looked.years, whole)
    minutes = using.minutes(process)
    waits_on = {row["activity"]: row["waits_on"] or "" for row in rows["activities"]}
    counted = Counted(rows["cases"], rows["steps"], rows["edges"], waits_on, looked.years, smallest)
    able = automatable(rows["edges"], rows["activities"], minutes, looked.years)
    steps, units = neutral_steps(rows["outcomes"], looked.codes, tolerance()), gap(rows["durations"])
    return Candidate(
        process, suits, looked.years, whole, saved(counted, steps, units, minutes, tolerance()), kinds, units,
        _bottleneck(rows["edges"], waits_on, smallest),
        tuple(able), tuple(steps),
        tuple(what_ifs(rows["edges"], able, minutes, looked.years)),
        burden(rows["burden"], rows["edges"], waits_on, whole.mined, smallest), asks_citizens(counted),
        smallest,
    )  # fmt: skip


def _whole(rows: Mapping[str, list[Row]]) -> Whole:
    parts = rows["cases"]
    mined, events = (int(sum(row[name] for row in parts)) for name in ("mined", "events"))
    repetitions = sum(row["times"] for row in rows["steps"] if row["is_repetition"])
    names = ("handovers", "ping_pongs", "due", "late")
    told = {name: int(sum(row[name] for row in parts)) for name in names}
    cases = sum(row["cases"] for row in parts)
    return Whole(cases, mined, events, repetitions, **told)


def _suits(whole: Whole, kinds: Variety | None, rows: Mapping[str, list[Row]]) -> str:
    """Whether mining has anything to say of the process, and if not why."""
    pairs, tied = (sum(row[name] for row in rows["edges"]) for name in ("times", "tied"))
    rules: Iterator[tuple[str, bool]] = iter((
        (NO_EVENTS, not whole.mined),
        (TOO_FEW, whole.mined < FEWEST or kinds is None),
        (HALF, whole.mined < whole.cases / 2),
        (FEW_STEPS, len(rows["activities"]) < FEWEST_ACTIVITIES),
        (ALL_DIFFERENT, kinds is not None and kinds.normalised > DIFFERENT),
        (TIED, tied > SAME_MOMENT * pairs),
    ))  # fmt: skip
    return next((name for name, holds in rules if holds), SUITS)


def _bottleneck(edges: Sequence[Row], waits_on: Mapping[str, str], smallest: int) -> Bottleneck | None:
    """The transition with the largest part of all waiting."""
    waited: dict[tuple[str, str], float] = {}
    for row in edges:
        pair = (row["activity"], row["next_activity"])
        if row["times"] < smallest:
            continue
        waited[pair] = waited.get(pair, 0.0) + row["waited_days"]
    total = sum(waited.values())
    if not total:
        return None
    first, then = max(waited, key=lambda pair: (waited[pair], pair))
    return Bottleneck(first, then, waited[first, then] / total, waits_on.get(first, ""))
