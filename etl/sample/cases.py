"""Cases and events of one process, column by column."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from etl.sample.plan import ACTIVITY, CHANNELS, RESULTS, ROLES, Plan
from etl.sample.registered import registered_on
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
    registered: np.ndarray  # day from which an extract holds it
    days: dict[str, np.ndarray]
    citizen: np.ndarray = field(default_factory=lambda: np.empty(0, np.int32))

    def __len__(self) -> int:
        return len(self.process)

    def columns(self) -> dict[str, np.ndarray]:
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("days", "citizen")}

    def take(self, order: np.ndarray) -> Cases:
        values = {name: column[order] for name, column in self.columns().items()}
        citizen = self.citizen[order] if len(self.citizen) else self.citizen
        days = {name: column[order] for name, column in self.days.items()}
        return Cases(**values, days=days, citizen=citizen)


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
    """Cases of a process in the order they were received, and the events of those still alive in the 36 months.

    Of the cases that were closed before, only complaints are left to tell.
    """
    draw = Draw(plan, name, plan.random(1, plan.processes.index(name)))
    start = arrivals(draw)
    unit = _units(draw, len(start))
    walk = take_steps(draw, start, unit)
    seconds = plan.calendar.seconds(walk.position)
    cases = _cases(draw, walk.taken, seconds, unit)
    alive = np.flatnonzero(cases.days["closed_on"] >= plan.calendar.start_day)
    events = _events(draw, cases.take(alive), walk.taken[alive], seconds[alive], unit[alive])
    events.case = alive.astype(np.int32)[events.case]
    return cases, events


def _units(draw: Draw, n: int) -> np.ndarray:
    """The unit each case comes to, larger ones more often; as units were before any move."""
    codes = np.array([draw.plan.unit_index(u) for u in draw.process["units"]], dtype=np.int16)
    heads = [draw.plan.city["heads"][u] for u in draw.process["units"]]
    return codes[pick(draw.rng, heads, n)]


def _cases(draw: Draw, included: np.ndarray, seconds: np.ndarray, unit: np.ndarray) -> Cases:
    plan, rng, process, n = draw.plan, draw.rng, draw.process, len(seconds)
    days = {column: _first_day(draw, included, seconds, step) for step, column in DATES.items()}
    channels = process.get("channels", plan.city["channels"][process["department"]])
    result = _results(draw, included)
    legal = _legal(draw, days["received_on"])
    follows = (result <= 1) & (days["decided_on"] < NEVER) & (rng.random(n) < 0.6)
    days["follow_up_on"] = np.where(follows, days["decided_on"] + rng.integers(150, 380, n), NEVER).astype(
        np.int32
    )
    days["reopened_on"] = np.full(n, NEVER, dtype=np.int32)
    days["closed_again_on"] = np.full(n, NEVER, dtype=np.int32)
    channel = pick(rng, [channels.get(c, 0) for c in CHANNELS], n)
    index = np.full(n, plan.processes.index(draw.name), dtype=np.int8)
    registered = registered_on(plan, "system", process["system"], days["received_on"], rng)
    return Cases(index, plan.unit_on(unit, days["received_on"]), legal, channel, result, registered, days)


def _results(draw: Draw, included: np.ndarray) -> np.ndarray:
    """Most steps say something about the result; the one that is planted as needless says nothing."""
    shares = draw.plan.city["results"][draw.process["department"]]
    more = np.zeros(len(included))
    for step, effect in draw.plan.city["effects"].items():
        column = draw.column(step)
        if column >= 0 and step != draw.habit.needless:
            more += effect * (included[:, column] - included[:, column].mean())
    more = np.clip(more, -0.9 * shares["granted"], 0.9 * shares["refused"])
    edges = np.cumsum([shares[name] for name in RESULTS])
    drawn = draw.rng.random(len(included))
    # What is granted more often is refused less often; the other two results stay as they are.
    limits = [edges[0] + more, edges[1] + more, edges[2]]
    return np.sum([drawn >= limit for limit in limits], axis=0).astype(np.int8)


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


def _events(draw: Draw, cases: Cases, included: np.ndarray, seconds: np.ndarray, home: np.ndarray) -> Events:
    plan, rng, n = draw.plan, draw.rng, len(cases)
    end = (plan.calendar.until_day + 1) * DAY_S
    case, column = np.nonzero(included & (seconds < end))
    at = seconds[case, column]
    away, other = _away(draw, included, home)
    moved = away[case, column]
    unit = plan.unit_on(np.where(moved & (other[case] >= 0), other[case], home[case]), at // DAY_S)
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


def _away(draw: Draw, included: np.ndarray, home: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where another has the case, and which unit that is in: -1 where only the caseworker is another."""
    away: Any = np.zeros_like(included)
    codes = np.array([draw.plan.unit_index(u) for u in draw.process["units"]], dtype=np.int16)
    other = codes[draw.rng.integers(0, len(codes), len(home))]
    leaves = draw.rng.random(len(home)) < draw.plan.city["caseworker_of_other_unit"]
    other = np.where(leaves, other, -1)
    column = draw.column("reassigned")
    if column >= 0:
        away[:, column:] = included[:, column : column + 1]
        back = included[:, column + 1]
        away[back, column + 1 :] = False
        first, second = (draw.plan.unit_index(code) for code in draw.habit.pair)
        other = np.where(back, np.where(home == first, second, first), other)
    return away, other.astype(np.int16)
