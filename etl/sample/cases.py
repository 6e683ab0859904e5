"""Cases and events of one process, column by column."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from etl.sample.plan import ACTIVITY, CHANNELS, RESULTS, ROLES, Plan
from etl.sample.steps import Draw, arrivals, take_steps
from etl.sample.workdays import DAY_S, NEVER, day_number

DATES = {
    "received": "received_on",
    "assigned": "assigned_on",
    "information_requested": "information_requested_on",
    "information_received": "information_received_on",
    "complete": "complete_on",
    "assessed": "assessed_on",
    "delay_notice_sent": "delay_notice_on",
    "decided": "decided_on",
    "sent": "sent_on",
    "service_started": "service_started_on",
    "closed": "closed_on",
}


@dataclass
class Cases:
    """Days are day numbers; everything else is an index into a list of the plan."""

    process: np.ndarray
    unit: np.ndarray
    legal: np.ndarray  # index into the legal bases of the process
    channel: np.ndarray
    result: np.ndarray
    days: dict[str, np.ndarray]
    citizen: np.ndarray = field(default_factory=lambda: np.empty(0, np.int32))

    def __len__(self) -> int:
        return len(self.process)

    def columns(self) -> dict[str, np.ndarray]:
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("days", "citizen")}

    def take(self, order: np.ndarray) -> Cases:
        values = {name: column[order] for name, column in self.columns().items()}
        return Cases(**values, days={name: column[order] for name, column in self.days.items()})


@dataclass
class Events:
    case: np.ndarray
    activity: np.ndarray
    at: np.ndarray  # seconds since 1970, local time
    unit: np.ndarray
    role: np.ndarray
    person: np.ndarray  # position among the people of the unit; -1 is a machine

    def take(self, order: np.ndarray | slice) -> Events:
        return Events(**{f.name: getattr(self, f.name)[order] for f in fields(self)})


def all_cases(parts: list[Cases]) -> Cases:
    values = {name: np.concatenate([p.columns()[name] for p in parts]) for name in parts[0].columns()}
    return Cases(
        **values, days={name: np.concatenate([p.days[name] for p in parts]) for name in parts[0].days}
    )


def all_events(parts: list[Events]) -> Events:
    return Events(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Events)})


def pick(rng: np.random.Generator, shares: list[float], n: int) -> np.ndarray:
    """n indexes into the shares, each as often as its share says."""
    edges = np.cumsum(np.array(shares) / sum(shares))
    return np.minimum(np.searchsorted(edges, rng.random(n)), len(shares) - 1).astype(np.int8)


def simulate(plan: Plan, name: str) -> tuple[Cases, Events]:
    """Cases of a process in the order they were received, and their events case by case."""
    from etl.sample.planted import plant  # it measures cases, and so comes after them

    here = plant(plan)
    held = (here.held_unit, here.held_days) if name == here.held_process else ("", 0.0)
    loop = here.loop_times if name == here.loop_process else 1.0
    draw = Draw(plan, name, plan.random(1, plan.processes.index(name)), *held, loop)
    included, position = take_steps(draw, arrivals(draw))
    seconds = plan.calendar.seconds(position)
    cases = _cases(draw, included, seconds)
    if draw.held_unit:
        seconds = _hold_back(draw, cases, included, position)
    return cases, _events(draw, cases, included, seconds)


def _hold_back(draw: Draw, cases: Cases, included: np.ndarray, position: np.ndarray) -> np.ndarray:
    """In one unit finished decisions lie before they are sent, and all that follows waits with them."""
    names = [step[0] for step in draw.steps]
    mine = cases.unit == draw.plan.unit_index(draw.held_unit)
    position[np.ix_(mine, np.arange(names.index("sent"), len(names)))] += draw.held_days
    seconds = draw.plan.calendar.seconds(position)
    for step in names[names.index("sent") :]:
        if step in DATES:
            cases.days[DATES[step]] = _first_day(draw, included, seconds, step)
    return seconds


def _cases(draw: Draw, included: np.ndarray, seconds: np.ndarray) -> Cases:
    plan, rng, process, n = draw.plan, draw.rng, draw.process, len(seconds)
    days = {column: _first_day(draw, included, seconds, step) for step, column in DATES.items()}
    codes = np.array([plan.unit_index(u) for u in process["units"]], dtype=np.int16)
    unit = codes[pick(rng, [plan.city["heads"][u] for u in process["units"]], n)]
    channels = process.get("channels", plan.city["channels"][process["department"]])
    results = plan.city["results"][process["department"]]
    result = pick(rng, [results[r] for r in RESULTS], n)
    legal = _legal(draw, days["received_on"])
    follows = (result <= 1) & (days["decided_on"] < NEVER) & (rng.random(n) < 0.6)
    days["follow_up_on"] = np.where(follows, days["decided_on"] + rng.integers(150, 380, n), NEVER).astype(
        np.int32
    )
    days["reopened_on"] = np.full(n, NEVER, dtype=np.int32)
    days["closed_again_on"] = np.full(n, NEVER, dtype=np.int32)
    channel = pick(rng, [channels.get(c, 0) for c in CHANNELS], n)
    index = np.full(n, plan.processes.index(draw.name), dtype=np.int8)
    return Cases(index, plan.unit_on(unit, days["received_on"]), legal, channel, result, days)


def _first_day(draw: Draw, included: np.ndarray, seconds: np.ndarray, name: str) -> np.ndarray:
    day = np.full(len(seconds), NEVER, dtype=np.int32)
    for column in reversed([i for i, step in enumerate(draw.steps) if step[0] == name]):
        day = np.where(included[:, column], seconds[:, column] // DAY_S, day).astype(np.int32)
    return day


def _legal(draw: Draw, received: np.ndarray) -> np.ndarray:
    """The first legal basis is the most frequent; one that has been replaced stands after the others."""
    bases = draw.process["legal"]
    legal = pick(draw.rng, [1 / (i + 1) for i in range(len(bases))], len(received))
    if old := draw.process.get("legal_before"):
        legal[received <= day_number(old["until"])] = len(bases)
    return legal


def _events(draw: Draw, cases: Cases, included: np.ndarray, seconds: np.ndarray) -> Events:
    plan, rng, n = draw.plan, draw.rng, len(cases)
    end = (plan.calendar.until_day + 1) * DAY_S
    case, column = np.nonzero(included & (seconds < end))
    at = seconds[case, column]
    moved = _after_reassignment(draw, included)[case, column]
    codes = np.array([plan.unit_index(u) for u in draw.process["units"]], dtype=np.int16)
    other = codes[rng.integers(0, len(codes), n)]
    leaves = rng.random(n) < plan.city["caseworker_of_other_unit"]
    unit = plan.unit_on(np.where(moved & leaves[case], other[case], cases.unit[case]), at // DAY_S)
    role = np.array([ROLES.index(step[3]) for step in draw.steps], dtype=np.int8)[column]
    first, second = rng.integers(0, 1 << 20, (2, n), dtype=np.int32)
    worker = np.where(moved | (role == ROLES.index("assessor")), second[case], first[case])
    activity = np.array([ACTIVITY[step[0]] for step in draw.steps], dtype=np.int8)[column]
    return Events(case.astype(np.int32), activity, at, unit, role, _person(plan, unit, role, worker))


def _person(plan: Plan, unit: np.ndarray, role: np.ndarray, worker: np.ndarray) -> np.ndarray:
    """The unit's manager and its office are one person each; the others share the cases."""
    heads = np.array(list(plan.city["heads"].values()), dtype=np.int32)
    person = np.where(role == ROLES.index("manager"), 0, worker % heads[unit])
    person = np.where(role == ROLES.index("administration"), 1, person)
    return np.where(role == ROLES.index("system"), -1, person).astype(np.int16)


def _after_reassignment(draw: Draw, included: np.ndarray) -> np.ndarray:
    moved: Any = np.zeros_like(included)
    names = [step[0] for step in draw.steps]
    if "reassigned" in names:
        column = names.index("reassigned")
        moved[:, column:] = included[:, column : column + 1]
    return moved
