"""When the cases of a process come, which steps they take, and where in working days each step lies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from etl.sample.plan import Plan
from etl.sample.planted import Habit
from etl.sample.workdays import month_number

SPREAD, KEPT = 0.6, 0.85  # of the lognormal durations; the share that keeps the days of the process
LONGER = 0.3  # how much longer a case takes for each time it is asked anew
MEETS_AT = 0.3  # of the day
Step = list[Any]  # activity, probability, weight in the waiting time, role[, "pair"]


@dataclass(frozen=True)
class Draw:
    """One process being drawn."""

    plan: Plan
    name: str
    rng: np.random.Generator

    @property
    def process(self) -> dict[str, Any]:
        found: dict[str, Any] = self.plan.city["processes"][self.name]
        return found

    @property
    def habit(self) -> Habit:
        return self.plan.plants.habits[self.name]

    @cached_property
    def before(self) -> list[Step]:
        """Steps up to the decision, with the ones that may come again written out."""
        found: list[Step] = []
        for step in self.plan.city["templates"][self.process["template"]]["before"]:
            found.append(step)
            if step[0] == "reassigned":
                found.append(["reassigned", 0.0, step[2], step[3]])  # it comes back: see take_steps
            if step[0] == "information_received" and self.process["template"] != "care":
                asked = next(s for s in found if s[0] == "information_requested")
                again = ["information_requested", self.habit.loop, asked[2], asked[3], "pair"]
                found += [again, step] * self.plan.city["rounds"]
        return found

    @cached_property
    def after(self) -> list[Step]:
        found: list[Step] = self.plan.city["templates"][self.process["template"]]["after"]
        return found

    @cached_property
    def steps(self) -> list[Step]:
        """The columns of the arrays: before the decision, the delay notice, the decision, after it."""
        *before, decided = self.before
        received, notice = ["received", 1, 0, "administration"], ["delay_notice_sent", 1, 0, "caseworker"]
        return [received, *before, notice, decided, *self.after]

    def column(self, name: str) -> int:
        """The first column of a step, or -1."""
        names = [step[0] for step in self.steps]
        return names.index(name) if name in names else -1


@dataclass
class Walk:
    """Which steps each case takes, and where in working days each of them lies."""

    taken: np.ndarray
    position: np.ndarray


def arrivals(draw: Draw) -> np.ndarray:
    """Positions in working days, from a year before the 36 months on: seasons, growth and what is planted."""
    plan, process = draw.plan, draw.process
    calendar, days = plan.calendar, plan.calendar.days[: plan.calendar.inside]
    months = month_number(days)
    working_days = np.bincount(months - months[0])[months - months[0]]
    weight = (
        np.array(plan.city["months"])[months % 12] / working_days
    )  # holidays make a month shorter, not emptier
    weight = weight * (1 + plan.city["growth"]) ** ((days - days[0]) / 365)
    changed = weight * _factor(draw, "surge", days) * _factor(draw, "registration_dip", days)
    volume = process["volume"] * 3 * plan.scale
    n = max(8, round(volume * changed.sum() / weight[calendar.opening :].sum()))
    return np.sort(draw.rng.choice(len(days), size=n, p=changed / changed.sum()) + draw.rng.random(n) * 0.98)


def _factor(draw: Draw, kind: str, days: np.ndarray) -> np.ndarray:
    """How many times the usual, on each day, where something is planted in the process or its system."""
    factor = np.ones(len(days))
    for change in draw.plan.plants.of(kind):
        if draw.name == change.place.get("process") or draw.process["system"] == change.place.get("system"):
            factor[change.during(days)] = change.size
    return factor


def take_steps(draw: Draw, start: np.ndarray, unit: np.ndarray) -> Walk:
    """`unit` is the unit each case comes to, as it was before any move."""
    rng, n = draw.rng, len(start)
    took = _took_part(draw, draw.before, n)
    _sent_back(draw, took, unit)
    days = _durations(draw, start, took)
    share = np.cumsum(_waits(draw, draw.before, took, 2.0), axis=1)
    offset = _weekly(draw, share / share[:, -1:] * days[:, None], took, start)
    length = offset[:, -1]
    notice, noticed = _notices(draw, start, length)
    took_after = _took_part(draw, draw.after, n)
    waits = _waits(draw, draw.after, took_after, 1.5)
    waits[:, 0] += _held_back(draw, start + length, unit)
    forgotten = rng.random(n) < draw.plan.city["late_closing"]
    waits[:, -1] += np.where(forgotten, rng.exponential(draw.plan.city["late_closing_days"], n), 0)
    stuck = rng.random(n) < draw.plan.city["stuck"]
    took[stuck, -1] = took_after[stuck] = False
    took_after[stuck, -1] = True  # closed at last, without a decision
    waits[stuck, -1] += rng.exponential(draw.plan.city["stuck_days"], int(stuck.sum()))
    later = length[:, None] + np.cumsum(waits, axis=1) + 0.01
    taken = np.hstack([np.ones((n, 1), bool), took[:, :-1], notice[:, None], took[:, -1:], took_after])
    offsets = np.hstack([0.0 * length[:, None], offset[:, :-1], noticed[:, None], length[:, None], later])
    return Walk(taken, start[:, None] + offsets)


def _took_part(draw: Draw, steps: list[Step], n: int) -> np.ndarray:
    included = np.empty((n, len(steps)), dtype=bool)
    names = [step[0] for step in steps]
    for i, (name, chance, *rest) in enumerate(steps):
        if name not in names[:i]:
            chance = draw.habit.chances.get(name, chance)
        included[:, i] = draw.rng.random(n, dtype=np.float32) < chance
        if "pair" in rest:
            included[:, i] &= included[:, i - 1]
    return included


def _sent_back(draw: Draw, took: np.ndarray, unit: np.ndarray) -> None:
    """Some cases of two units go to the other one and come back."""
    names = [step[0] for step in draw.before]
    if "reassigned" not in names or not draw.habit.pair:
        return
    pair = [draw.plan.unit_index(code) for code in draw.habit.pair]
    back = np.isin(unit, pair) & (draw.rng.random(len(unit)) < draw.habit.returns)
    column = names.index("reassigned")
    took[:, column] |= back
    took[:, column + 1] = back


def _durations(draw: Draw, start: np.ndarray, took: np.ndarray) -> np.ndarray:
    """Working days to the decision, longer for what is asked anew and what comes in while a backlog is planted."""
    names = np.array([step[0] for step in draw.before])
    asked = took[:, names == "information_requested"].sum(axis=1)
    raw = np.exp(SPREAD * draw.rng.standard_normal(len(start))) * (1 + LONGER * np.maximum(0, asked - 1))
    days = draw.process["days"] * raw / np.quantile(raw, KEPT)
    return _cleared(draw, start, days)


def _cleared(draw: Draw, start: np.ndarray, days: np.ndarray) -> np.ndarray:
    """What comes in while a backlog is built up takes longer, until all of it is cleared in some weeks."""
    calendar, (low, high) = draw.plan.calendar, draw.plan.city["clearing"]
    for change in draw.plan.plants.of("backlog"):
        if change.place["process"] == draw.name:
            here = change.during(calendar.days[start.astype(np.int64)])
            cleared = np.searchsorted(calendar.days, change.after) + draw.rng.uniform(low, high, len(start))
            longer = np.maximum(days, np.minimum(days * change.size, cleared - start))
            days = np.where(here, longer, days)
    return days


def _waits(draw: Draw, steps: list[Step], took: np.ndarray, shape: float) -> np.ndarray:
    """Gamma waits whose mean is the weight of the step; no wait where the step is not taken."""
    weights = np.array([draw.habit.weights.get(step[0], step[2]) for step in steps])
    if draw.habit.dominance and steps is draw.before:
        waited = [i for i, step in enumerate(steps) if step[0] == draw.habit.bottleneck[1]]
        share = took.mean(axis=0)
        others = np.delete(weights * share, waited).sum()
        weights[waited] = draw.habit.dominance * others / max(0.05, share[waited].sum())
    drawn = draw.rng.standard_gamma(shape, took.shape, dtype=np.float32)
    return np.where(took, drawn / shape * weights.astype(np.float32), 0)


def _weekly(draw: Draw, offset: np.ndarray, took: np.ndarray, start: np.ndarray) -> np.ndarray:
    """A committee meets on its weekday: what waits for it waits for that, and what follows moves with it."""
    meetings = draw.plan.calendar.next_on(draw.habit.weekday)
    for i, step in enumerate(draw.before):
        if step[0] == "committee_met":
            here = np.flatnonzero(took[:, i])
            at = start[here] + offset[here, i]
            earliest = np.minimum(np.ceil(at - MEETS_AT).astype(np.int64), len(meetings) - 1)
            offset[here, i:] += (meetings[earliest] + MEETS_AT - at)[:, None]
    return offset


def _notices(draw: Draw, start: np.ndarray, length: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether those who get their decision late are told, and where before the deadline that lies."""
    calendar, rng, n = draw.plan.calendar, draw.rng, len(start)
    late_from = draw.process["days"] + np.zeros(n)
    if "deadline_weeks" in draw.process:
        due = calendar.days[start.astype(np.int64)] + 7 * draw.process["deadline_weeks"]
        late_from = calendar.position(due + 1) - start
    told = draw.plan.city["complaints"][draw.process["department"]]["notice"]
    if planted := draw.plan.plants.at("missing_delay_notices", "process", draw.name):
        told = 1 - planted.size
    late = (length >= late_from) & (rng.random(n) < told)
    return late, np.minimum(late_from * (0.9 + 0.09 * rng.random(n)), length * 0.995)


def _held_back(draw: Draw, decided: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Working days that finished decisions lie before they are sent, in the unit that holds them back."""
    calendar, held = draw.plan.calendar, np.zeros(len(decided))
    day = calendar.days[np.minimum(decided.astype(np.int64), len(calendar.days) - 1)]
    for change in draw.plan.plants.of("held_back"):
        here = change.during(day) & (unit == draw.plan.unit_index(change.place["unit"]))
        held[here] = draw.rng.gamma(6.0, change.size / 6.0, int(here.sum()))
    return held
