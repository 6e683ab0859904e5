"""Complaints about the cases of one system: when they come, about what, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from etl.sample.cases import Cases, pick
from etl.sample.plan import Plan
from etl.sample.planted import Change
from etl.sample.registered import registered_on
from etl.sample.workdays import NEVER

CLASSES = ("formal", "material", "both", "other")
LEVELS = ("unit", "administration", "mayor", "borgerraadgiver")
REASSESSED = ("upheld", "partly_changed", "changed")
JUSTIFIED = ("wholly", "partly", "not")
FEWEST = 6  # so that a register has rows at every scale


@dataclass
class Complaints:
    case: np.ndarray  # index of the case in its system
    process: np.ndarray
    unit: np.ndarray
    legal: np.ndarray
    kind: np.ndarray  # index into CLASSES
    level: np.ndarray
    received_on: np.ndarray
    answered_on: np.ndarray
    reassessed_on: np.ndarray
    reassessment: np.ndarray
    forwarded_on: np.ndarray
    justified: np.ndarray
    repeats: np.ndarray  # position of the complaint it repeats, or -1
    registered: np.ndarray  # day from which an extract of the register holds it

    def __len__(self) -> int:
        return len(self.case)

    def ordered(self) -> Complaints:
        """In the order they came."""
        return self.take(np.argsort(self.received_on, kind="stable"))

    def take(self, rows: np.ndarray) -> Complaints:
        """Some of them, with the positions of repeated complaints carried along."""
        values = {f.name: getattr(self, f.name)[rows] for f in fields(self)}
        values["repeats"] = carried(values["repeats"], rows, len(self))
        return Complaints(**values)


def carried(index: np.ndarray, rows: np.ndarray, n: int) -> np.ndarray:
    """Positions among n things as positions among those taken, -1 for what was not taken."""
    place = np.full(n + 1, -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    found: np.ndarray = place[np.where(index < 0, n, index)]
    return found


def complain(plan: Plan, register: str, cases: Cases, rng: np.random.Generator) -> Complaints:
    case, kind, received = _first_complaints(plan, register, cases, rng)
    share = repeat_share(plan, register)
    again = np.flatnonzero(rng.random(len(case)) < share / (1 - share))
    when = received[again] + 20 + rng.exponential(40, len(again)).astype(np.int32)
    again, when = again[when <= plan.calendar.until_day], when[when <= plan.calendar.until_day]
    repeats = np.concatenate([np.full(len(case), -1, dtype=np.int64), again])
    case = np.concatenate([case, case[again]])
    kind = np.concatenate([kind, kind[again]])
    received = np.concatenate([received, when]).astype(np.int32)
    registered = registered_on(plan, "register", register, received, rng)
    registered = np.maximum(registered, np.where(repeats >= 0, registered[repeats], 0))
    handled = _handled(plan, cases.process[case], kind, received, rng)
    return Complaints(
        case=case,
        process=cases.process[case],
        unit=plan.unit_on(cases.unit[case], received),
        legal=cases.legal[case],
        kind=kind,
        level=pick(rng, [0.62, 0.20, 0.08, 0.10], len(case)),
        received_on=received,
        repeats=repeats,
        registered=registered.astype(np.int32),
        **handled,
    ).ordered()


def repeat_share(plan: Plan, register: str) -> float:
    planted = plan.plants.at("repeat_complaints", "register", register)
    return planted.size if planted else float(plan.city["repeats"])


def _first_complaints(
    plan: Plan, register: str, cases: Cases, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Case, kind and day; where more are planted, as many are drawn as on the worst day and then thinned."""
    departments = [plan.city["processes"][p]["department"] for p in plan.processes]
    rate = np.array([plan.city["complaints"][d]["rate"] for d in departments])[cases.process]
    highest = np.ones(len(plan.units))
    for change in _more_complaints(plan):
        highest[_units_of(plan, change)] = change.size
    now = plan.moves()[cases.unit]
    chosen = rng.random(len(cases)) < rate * (1 - repeat_share(plan, register)) * highest[now]
    if chosen.sum() < FEWEST:
        decided = cases.days["decided_on"]
        old_enough = (decided > plan.calendar.start_day) & (decided < plan.calendar.until_day - 60)
        chosen[np.flatnonzero(old_enough)[: FEWEST * 2]] = True
    case = np.flatnonzero(chosen)
    received, kind = _received(cases, case, pick(rng, [0.445, 0.445, 0.10, 0.01], len(case)), rng)
    keep = rng.random(len(case)) < _expected(plan, now[case], kind, received) / highest[now[case]]
    keep &= received <= plan.calendar.until_day
    return case[keep], kind[keep], received[keep]


def _more_complaints(plan: Plan) -> list[Change]:
    return plan.plants.of("complaints_shift") + plan.plants.of("formal_complaints")


def _units_of(plan: Plan, change: Change) -> list[int]:
    place = change.place
    return [plan.unit_index(code) for code in place.get("units", [place.get("unit")])]


def _expected(plan: Plan, unit: np.ndarray, kind: np.ndarray, received: np.ndarray) -> np.ndarray:
    """How many times its usual number of complaints of a kind a unit gets on a day."""
    factor = np.ones(len(unit))
    for change in _more_complaints(plan):
        here = np.isin(unit, _units_of(plan, change)) & (received >= change.first)
        if change.kind == "formal_complaints":
            here &= kind == CLASSES.index("formal")
        factor[here] = change.size
    return factor


def _received(
    cases: Cases, case: np.ndarray, kind: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """About the handling it may come while the case runs; about the decision within four weeks of it."""
    opened, decided = cases.days["received_on"][case], cases.days["decided_on"][case]
    never = decided == NEVER
    kind = np.where(never, 0, kind).astype(np.int8)
    during = (kind == 0) & (rng.random(len(case)) < 0.55)
    length = np.where(never, 90, decided - opened)
    inside = opened + (length * (0.3 + 0.7 * rng.random(len(case)))).astype(np.int32)
    wait = np.minimum(rng.exponential(11, len(case)), 27).astype(np.int32) + 1
    return np.where(during | never, inside, decided + wait).astype(np.int32), kind


def lognormal(rng: np.random.Generator, median: float, spread: float, n: int) -> np.ndarray:
    """Whole days, at least one."""
    return np.maximum(1, np.round(median * np.exp(spread * rng.standard_normal(n)))).astype(np.int32)


def _handled(
    plan: Plan, process: np.ndarray, kind: np.ndarray, received: np.ndarray, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Answer, re-assessment, forwarding; the first one old enough goes on, so that there is an appeal."""
    n, about_decision = len(kind), (kind == 1) | (kind == 2)
    reassessed = np.where(about_decision, received + lognormal(rng, 17, 0.42, n), NEVER)
    reassessment = np.where(about_decision, pick(rng, [0.85, 0.06, 0.09], n), -1)
    first = np.flatnonzero(about_decision & (received < plan.calendar.until_day - 60))[:1]
    reassessment[first] = 0
    goes = about_decision & (reassessment < 2) & (rng.random(n) < per_process(plan, "forwarded")[process])
    goes[first] = True
    answered = np.where(about_decision, reassessed, received + lognormal(rng, 13, 0.6, n))
    answered = np.where(rng.random(n) < 0.03, NEVER, answered)
    return {
        "answered_on": answered.astype(np.int32),
        "reassessed_on": reassessed.astype(np.int32),
        "reassessment": reassessment,
        "forwarded_on": np.where(goes, reassessed + rng.integers(0, 4, n), NEVER).astype(np.int32),
        "justified": np.where(kind == 1, 2 - reassessment, pick(rng, [0.36, 0.25, 0.39], n)),
    }


def per_process(plan: Plan, what: str) -> np.ndarray:
    """A share per process: its own, or its department's."""
    processes = plan.city["processes"].values()
    usual = [p.get(what, plan.city["complaints"][p["department"]][what]) for p in processes]
    for planted in plan.plants.of("reversal") if what == "reversed" else []:
        usual[plan.processes.index(planted.place["process"])] = planted.size
    return np.array(usual)


def points(plan: Plan, kind: np.ndarray, split: str, rng: np.random.Generator) -> list[str]:
    """One point and Poisson(0.5) more of each complaint, all different, joined as the register does."""
    codes = list(plan.city["points"])
    is_formal = np.array([c.startswith("F") for c in codes])
    weight = np.log(np.array(list(plan.city["points"].values()), dtype=float))
    allowed = np.stack([is_formal, ~is_formal, np.ones(len(codes), bool), ~is_formal])[kind]
    score = np.where(allowed, weight + rng.gumbel(size=(len(kind), len(codes))), -np.inf)
    order = np.argsort(-score, axis=1)
    count = np.minimum(1 + rng.poisson(0.5, len(kind)), allowed.sum(axis=1))
    return [split.join(sorted(codes[c] for c in row[:k])) for row, k in zip(order, count, strict=True)]
