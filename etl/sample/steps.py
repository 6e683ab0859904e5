"""When the cases of a process come, which steps they take, and where in working days each step lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from etl.sample.plan import Plan
from etl.sample.workdays import month_number

SPREAD, AT_85_PERCENT = (
    0.6,
    1.036,
)  # of the lognormal durations: with these the deadline is their 85th percentile
Step = list[Any]  # activity, probability, weight in the waiting time, role[, "pair"]


@dataclass(frozen=True)
class Draw:
    """One process being drawn."""

    plan: Plan
    name: str
    rng: np.random.Generator
    held_unit: str = ""  # where finished decisions are held back, and for how many working days
    held_days: float = 0.0
    loop_times: float = 1.0  # how many times as often information is asked for again

    @property
    def process(self) -> dict[str, Any]:
        return self.plan.city["processes"][self.name]

    @property
    def template(self) -> dict[str, list[Step]]:
        return self.plan.city["templates"][self.process["template"]]

    @property
    def steps(self) -> list[Step]:
        """The columns of the arrays: before the decision, the delay notice, the decision, after it."""
        *before, decided = self.template["before"]
        received, notice = ["received", 1, 0, "administration"], ["delay_notice_sent", 1, 0, "caseworker"]
        return [received, *before, notice, decided, *self.template["after"]]


def arrivals(draw: Draw) -> np.ndarray:
    """Positions in working days: seasons, growth and planted surges make the days unequal."""
    plan, process = draw.plan, draw.process
    days = plan.calendar.days[: plan.calendar.inside]
    months = month_number(days)
    working_days = np.bincount(months - months[0])[months - months[0]]
    weight = (
        np.array(plan.city["months"])[months % 12] / working_days
    )  # holidays make a month shorter, not emptier
    weight = weight * (1 + plan.city["growth"]) ** ((days - days[0]) / 365)
    surged = weight * _factor(draw, "cases_received", days)
    volume = process["volume"] * 3 * plan.scale
    n = max(3, round(volume * surged.sum() / weight.sum()))
    return np.sort(draw.rng.choice(len(days), size=n, p=surged / surged.sum()) + draw.rng.random(n) * 0.98)


def _factor(draw: Draw, metric: str, days: np.ndarray) -> np.ndarray:
    """How many times the usual, on each day, where something is planted in the process."""
    factor = np.ones(len(days))
    for planted in draw.plan.planted(metric):
        first, after = draw.plan.window(planted)
        if planted["process"] == draw.name:
            factor[(days >= first) & (days < after)] = planted["factor"]
    return factor


def take_steps(draw: Draw, start: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which steps each case takes, and where in working days each of them lies."""
    rng, before, after = draw.rng, draw.template["before"], draw.template["after"]
    days = _durations(draw, start)
    took = _took_part(draw, before, len(start))
    share = np.cumsum(_waits(draw, before, took, 2.0), axis=1)
    offset = _weekly(share / share[:, -1:] * days[:, None], took, before, start)
    length = offset[:, -1]
    notice = (length > draw.process["days"]) & (rng.random(len(start)) < _share_noticed(draw))
    noticed = np.minimum(draw.process["days"] * (0.92 + 0.1 * rng.random(len(start))), length * 0.995)
    took_after = _took_part(draw, after, len(start))
    later = length[:, None] + np.cumsum(_waits(draw, after, took_after, 1.5), axis=1) + 0.01
    stuck = rng.random(len(start)) < draw.plan.city["stuck"]
    took[stuck, -1] = took_after[stuck] = False
    everyone = np.ones((len(start), 1), dtype=bool)
    included = np.hstack([everyone, took[:, :-1], notice[:, None], took[:, -1:], took_after])
    offsets = np.hstack([0.0 * length[:, None], offset[:, :-1], noticed[:, None], length[:, None], later])
    return included, start[:, None] + offsets


def _share_noticed(draw: Draw) -> float:
    return draw.plan.city["complaints"][draw.process["department"]]["notice"]


def _durations(draw: Draw, start: np.ndarray) -> np.ndarray:
    """Working days to the decision, longer for what comes in while a backlog is planted."""
    days = draw.process["days"] * np.exp(SPREAD * (draw.rng.standard_normal(len(start)) - AT_85_PERCENT))
    return days * _factor(draw, "duration", draw.plan.calendar.days[start.astype(np.int64)])


def _took_part(draw: Draw, steps: list[Step], n: int) -> np.ndarray:
    included = np.empty((n, len(steps)), dtype=bool)
    names = [step[0] for step in steps]
    for i, (name, chance, *rest) in enumerate(steps):
        if name not in names[:i]:
            chance = draw.process.get("chances", {}).get(name, chance)
        elif name == "information_requested":
            chance = min(0.9, chance * draw.loop_times)
        included[:, i] = draw.rng.random(n, dtype=np.float32) < chance
        if "pair" in rest:
            included[:, i] &= included[:, i - 1]
    return included


def _waits(draw: Draw, steps: list[Step], took: np.ndarray, shape: float) -> np.ndarray:
    """Gamma waits whose mean is the weight of the step; no wait where the step is not taken."""
    weights = np.array(
        [draw.process.get("weights", {}).get(step[0], step[2]) for step in steps], dtype=np.float32
    )
    return np.where(took, draw.rng.standard_gamma(shape, took.shape, dtype=np.float32) / shape * weights, 0)


def _weekly(offset: np.ndarray, took: np.ndarray, steps: list[Step], start: np.ndarray) -> np.ndarray:
    """Committees meet once a week: what waits for one waits for its day, and what follows moves with it."""
    for i, step in enumerate(steps):
        if step[0] == "committee_met":
            at = start + offset[:, i]
            meeting = np.ceil((at - 0.3) / 5) * 5 + 0.3
            offset[:, i:] += np.where(took[:, i], meeting - at, 0)[:, None]
    return offset
