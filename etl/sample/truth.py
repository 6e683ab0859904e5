"""What was planted, told in numbers that a reader of the facts can count again; measured on what is delivered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from etl.sample.cases import Cases
from etl.sample.plan import Plan
from etl.sample.planted import Change
from etl.sample.registers import Register
from etl.sample.workdays import NEVER, day_number, day_of, month_number

BESIDE = 6  # months before and after that a dip or a surge is compared with
CLEARED = 9  # months after its cause by which a backlog has been cleared
LATER = 3  # months after its own that a month is followed
Truth = dict[str, Any]


@dataclass
class Seen:
    """What has been delivered."""

    cases: dict[str, Cases] = field(default_factory=dict)
    registers: dict[str, Register] = field(default_factory=dict)

    def of_process(self, plan: Plan, name: str) -> Cases:
        cases = self.cases[plan.city["processes"][name]["system"]]
        return cases.take(np.flatnonzero(cases.process == plan.processes.index(name)))


def told(
    kind: str, scope: dict[str, Any], since: date, to: date, expected: dict[str, Any], smallest: float
) -> Truth:
    """One truth, with plain numbers."""
    plain = {name: _plain(value) for name, value in expected.items()} | {"smallest_scale": smallest}
    return {"kind": kind, "scope": scope, "from": since.isoformat(), "to": to.isoformat(), "expected": plain}


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    value = value.item() if isinstance(value, np.generic) else value
    return round(value, 4) if isinstance(value, float) else value


def truths_of_cases(plan: Plan, seen: Seen) -> list[Truth]:
    found = []
    for change in plan.plants.changes:
        make = KINDS.get(change.kind)
        if make:
            found += make(plan, change, seen)
    return found


def _backlog(plan: Plan, change: Change, seen: Seen) -> list[Truth]:
    """Cases open at the end of a month: received, and closed later or not at all."""
    process = change.place["process"]
    cases = seen.of_process(plan, process)
    closed = closed_on(cases, plan.calendar.until_day)
    months = range(month_of(change.first) - 1, month_of(plan.calendar.until_day + 1))
    ends = {m: month_end(m) for m in months}  # the whole months of the extracts
    stock = {m: int(np.sum((cases.days["received_on"] <= end) & (closed > end))) for m, end in ends.items()}
    peak = max(stock, key=lambda m: (stock[m], -m))
    after = min(month_of(change.after) + CLEARED, max(stock))
    expected = {
        "open_before": stock[min(stock)], "before_on": day_of(ends[min(stock)]),
        "open_at_peak": stock[peak], "peak_on": day_of(ends[peak]),
        "open_after": stock[after], "after_on": day_of(ends[after]), "within": 0,
    }  # fmt: skip
    return [told("backlog", {"process": process}, change.since, change.to, expected, change.smallest_scale)]


def _received(plan: Plan, change: Change, seen: Seen) -> list[Truth]:
    """Cases received in the months before, during and after."""
    place, last = change.place, month_of(plan.calendar.until_day + 1) - 1
    cases = seen.cases[place["system"]] if "system" in place else seen.of_process(plan, place["process"])
    scope = {"source": f"{place['system']}_cases"} if "system" in place else place
    months = month_number(cases.days["received_on"])
    first, after = month_of(change.first), month_of(change.after)
    spans = {
        "before": (max(month_of(plan.calendar.start_day), first - BESIDE), first),
        "during": (first, after),
        "after": (after, min(after + BESIDE, last + 1)),
    }
    expected: dict[str, Any] = {"within": 0}
    for name, (low, high) in spans.items():
        expected[f"cases_{name}"] = int(np.sum((months >= low) & (months < high)))
        expected[f"months_{name}"] = high - low
    return [told(change.kind, scope, change.since, change.to, expected, change.smallest_scale)]


def _held_back(plan: Plan, change: Change, seen: Seen) -> list[Truth]:
    """Days from decided to sent, of decisions made in the time: the unit, and others of the same processes."""
    unit = change.place["unit"]
    processes = [n for n, p in plan.city["processes"].items() if unit in p["units"]]
    cases = seen.cases[plan.city["processes"][processes[0]]["system"]]
    decided, sent = cases.days["decided_on"], cases.days["sent_on"]
    wanted = np.isin(cases.process, [plan.processes.index(n) for n in processes])
    wanted &= change.during(decided) & (sent <= plan.calendar.until_day)
    mine = cases.unit == plan.unit_index(unit)
    expected = {
        "median_days": _median((sent - decided)[wanted & mine]), "decisions": np.sum(wanted & mine),
        "median_days_others": _median((sent - decided)[wanted & ~mine]),
        "decisions_others": np.sum(wanted & ~mine), "within": 0,
    }  # fmt: skip
    scope = {"unit": unit, "processes": processes}
    return [told("held_back", scope, change.since, change.to, expected, change.smallest_scale)]


def _missing_delay_notices(plan: Plan, change: Change, seen: Seen) -> list[Truth]:
    """Of the cases decided after their due day, those in which no delay notice was sent; by half-year of receipt."""
    name = change.place["process"]
    cases = seen.of_process(plan, name)
    received, decided = cases.days["received_on"], cases.days["decided_on"]
    due = received + 7 * plan.city["processes"][name]["deadline_weeks"]
    late = (received >= plan.calendar.start_day) & (decided <= plan.calendar.until_day) & (decided > due)
    missing = late & (cases.days["delay_notice_on"] > plan.calendar.until_day)
    half = (month_number(received) - month_of(plan.calendar.start_day)) // 6
    parts = [{"missing": np.sum(missing & (half == h)), "late": np.sum(late & (half == h))} for h in range(6)]
    expected = {
        "missing": missing.sum(), "late": late.sum(), "share": missing.sum() / max(1, late.sum()),
        "half_years": parts, "planted_share": change.size, "within": 0,
    }  # fmt: skip
    return [told(change.kind, {"process": name}, change.since, change.to, expected, change.smallest_scale)]


def _late_registration(plan: Plan, change: Change, seen: Seen) -> list[Truth]:
    """How much of what came in a month its own extract knew, and the extracts 1, 2 and 3 months later."""
    if "register" in change.place:
        thing = seen.registers[change.place["register"]].complaints
        received, registered, fact = thing.received_on, thing.registered, "complaints"
        scope = {"source": change.place["register"]}
    else:
        cases = seen.cases[change.place["system"]]
        received, registered, fact = cases.days["received_on"], cases.registered, "cases"
        scope = {"source": f"{change.place['system']}_cases"}
    ends = [day_number(cut) for cut in plan.calendar.cuts[1:]]
    months = range(1, len(ends) - LATER)
    known = [0] * (LATER + 1)
    for m in months:
        mine = (received > ends[m - 1]) & (received <= ends[m])
        for k in range(LATER + 1):
            known[k] += int(np.sum(mine & (registered <= ends[m + k])))
    if not months:
        return []
    since, to = day_of(ends[months[0] - 1] + 1), day_of(ends[months[-1]])
    everything = int(np.sum((received >= day_number(since)) & (received <= day_number(to))))
    expected = {
        "fact": fact, "rows": everything, "known_after_months": known,
        "shares": [k / max(1, everything) for k in known], "within": 0,
    }  # fmt: skip
    return [told(change.kind, scope, since, to, expected, change.smallest_scale)]


def _median(days: np.ndarray) -> float:
    return float(np.median(days)) if len(days) else 0.0


def closed_on(cases: Cases, until: int) -> np.ndarray:
    """As the newest extract tells it: a case that was opened again is closed when it is closed again."""
    again = cases.days["reopened_on"] <= until
    closed = np.where(again, cases.days["closed_again_on"], cases.days["closed_on"])
    return np.where(closed <= until, closed, NEVER)


def month_of(day: int) -> int:
    return int(month_number(np.array([day]))[0])


def month_end(month: int) -> int:
    following = date(1970 + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return day_number(following - timedelta(days=1))


KINDS: dict[str, Callable[[Plan, Change, Seen], list[Truth]]] = {
    "backlog": _backlog,
    "registration_dip": _received,
    "surge": _received,
    "held_back": _held_back,
    "missing_delay_notices": _missing_delay_notices,
    "late_registration": _late_registration,
}
