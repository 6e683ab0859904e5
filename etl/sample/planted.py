"""Truths that each seed plants in a place and size of its own, and what they came to on what was generated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from etl.sample.cases import Cases, Events
from etl.sample.plan import ACTIVITY, Plan
from etl.sample.workdays import DAY_S, NEVER

STREAM = 50  # random numbers of their own
HOLD = (4, 12)  # working days that finished decisions lie before they are sent
LOOP = (1.8, 2.6)  # times the usual chance of a second request for information
THURSDAY = 3  # day of the week, Monday is 0; 1.1.1970 was a Thursday


@dataclass(frozen=True)
class Planted:
    """Where finished decisions are held back, and which process asks for information again and again."""

    held_process: str
    held_unit: str
    held_days: float
    loop_process: str
    loop_times: float


def plant(plan: Plan) -> Planted:
    rng = plan.random(STREAM)
    known = {bottleneck["process"] for bottleneck in plan.city["bottlenecks"]}
    moved = set(plan.city["moved"]) | set(plan.city["moved"].values())
    free = sorted(
        name for name, process in plan.city["processes"].items()
        if name not in known and process["system"] in ("domus", "momentum") and not moved & set(process["units"])
    )  # fmt: skip
    held, loop = rng.choice(free, 2, replace=False)
    unit = str(rng.choice(plan.city["processes"][str(held)]["units"]))
    return Planted(str(held), unit, float(rng.uniform(*HOLD)), str(loop), float(rng.uniform(*LOOP)))


def measured(plan: Plan, name: str, cases: Cases, events: Events) -> list[dict[str, Any]]:
    """What the truths of a process came to, as a reader of the facts can count it again."""
    planted, found = plant(plan), []
    if name == planted.held_process:
        found.append(_held_back(plan, planted, cases))
    if name == planted.loop_process:
        found.append(_loop(plan, name, cases, events))
    met = events.at[events.activity == ACTIVITY["committee_met"]]
    if len(met):
        found.append(_weekly(plan, name, met))
    return found


def _told(plan: Plan, kind: str, scope: dict[str, str], expected: dict[str, Any]) -> dict[str, Any]:
    days = {"from": plan.calendar.start.isoformat(), "to": plan.calendar.until.isoformat()}
    return {"kind": kind, "scope": scope, **days, "expected": expected | {"within": 0.05}}


def _held_back(plan: Plan, planted: Planted, cases: Cases) -> dict[str, Any]:
    """Days from decision to sending, in the unit and in the others; the median is not moved by a few wrong rows."""
    until = plan.calendar.until_day
    decided, sent = cases.days["decided_on"], cases.days["sent_on"]
    both = (decided < NEVER) & (sent < NEVER) & (sent <= until)
    mine = both & (cases.unit == plan.unit_index(planted.held_unit))
    days = (sent - decided).astype(float)
    expected = {"median_days": _median(days[mine]), "median_days_elsewhere": _median(days[both & ~mine])}
    return _told(plan, "held_back", {"process": planted.held_process, "unit": planted.held_unit}, expected)


def _median(values: np.ndarray) -> float | None:
    return float(np.median(values)) if len(values) else None


def _loop(plan: Plan, name: str, cases: Cases, events: Events) -> dict[str, Any]:
    """Cases that were asked for information more than once, of all cases."""
    asked = np.bincount(
        events.case[events.activity == ACTIVITY["information_requested"]], minlength=len(cases)
    )
    share = float((asked > 1).mean()) if len(cases) else None
    return _told(plan, "repeated_requests", {"process": name}, {"share_of_cases": share, "cases": len(cases)})


def _weekly(plan: Plan, name: str, met: np.ndarray) -> dict[str, Any]:
    """The committee meets on one day of the week, save where a holiday moves it."""
    weekdays = np.bincount((met // DAY_S + THURSDAY) % 7, minlength=7)
    expected = {"weekday": int(weekdays.argmax()), "share": float(weekdays.max() / weekdays.sum())}
    return _told(plan, "weekly_committee", {"process": name}, expected)
