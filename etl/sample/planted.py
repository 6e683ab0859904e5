"""Which of the candidates of city.toml a seed plants: where, when and how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from etl.sample.workdays import Workdays, day_number, day_of, months_before

WEEKDAYS = 5
FEWEST_PEOPLE = 5  # smaller teams are added to their centre, where nobody could find what is planted in them
MONTHS_TO_SHOW = 3
ALONE = ("backlog", "registration_dip", "surge", "held_back", "complaints_shift", "formal_complaints")


@dataclass(frozen=True)
class Change:
    """Something that is different in one place from `first` until the day before `after`, as day numbers."""

    kind: str
    place: dict[str, Any]
    first: int
    after: int
    size: float
    days: float
    smallest_scale: float

    def during(self, days: np.ndarray) -> np.ndarray:
        found: np.ndarray = (days >= self.first) & (days < self.after)
        return found

    @property
    def since(self) -> date:
        return day_of(self.first)

    @property
    def to(self) -> date:
        return day_of(self.after - 1)


@dataclass(frozen=True)
class Habit:
    """How a process goes: where it waits, how often it asks anew, what it does for nothing."""

    bottleneck: tuple[str, str]
    group: str
    chances: dict[str, float]
    weights: dict[str, float]  # where the bottleneck lies after the decision: working days
    dominance: float
    loop: float
    needless: str
    weekday: int  # of its committee, Monday is 1
    pair: tuple[str, ...]  # units that send cases to and fro
    returns: float
    among_five: bool


@dataclass(frozen=True)
class Plants:
    changes: list[Change]
    habits: dict[str, Habit]

    def of(self, kind: str) -> list[Change]:
        return [change for change in self.changes if change.kind == kind]

    def at(self, kind: str, name: str, value: str) -> Change | None:
        """What is planted of a kind in this process, unit, system or register."""
        return next((change for change in self.of(kind) if change.place.get(name) == value), None)


def draw(city: dict[str, Any], calendar: Workdays, rng: np.random.Generator) -> Plants:
    changes: list[Change] = []
    for candidate in city["plant"]:
        free = [place for place in candidate["places"] if not _taken(city, candidate["kind"], place, changes)]
        change = _change(city, calendar, candidate, free[int(rng.integers(len(free)))], rng)
        if calendar.start_day <= change.first and day_of(change.first) <= _last_to_show(calendar):
            changes.append(change)
    return Plants(changes, _habits(city, rng))


def _last_to_show(calendar: Workdays) -> date:
    return months_before(calendar.until, MONTHS_TO_SHOW)


def _taken(city: dict[str, Any], kind: str, place: dict[str, Any], changes: list[Change]) -> bool:
    """Whether something planted already would hide this, or this it."""
    others = [c for c in changes if (c.kind in ALONE and kind in ALONE) or (c.kind == kind)]
    mine = _claims(city, place)
    return any(mine & _claims(city, other.place) for other in others)


def _claims(city: dict[str, Any], place: dict[str, Any]) -> set[str]:
    """Processes, units or a register that a place takes up."""
    if "system" in place:
        return {name for name, p in city["processes"].items() if p["system"] == place["system"]}
    return set(place.get("units", [])) | {value for value in place.values() if isinstance(value, str)}


def _between(rng: np.random.Generator, span: list[float]) -> float:
    return round(float(rng.uniform(span[0], span[1])), 3)


def _whole(rng: np.random.Generator, span: list[int]) -> int:
    return int(rng.integers(span[0], span[1] + 1))


def _change(
    city: dict[str, Any], calendar: Workdays, candidate: dict[str, Any], place: dict[str, Any],
    rng: np.random.Generator,
) -> Change:  # fmt: skip
    first, after = calendar.start_day, calendar.until_day + 1
    if "since" in candidate:
        first = day_number(city[candidate["since"]])
    if "months_ago" in candidate:
        ago, months = (_whole(rng, candidate[name]) for name in ("months_ago", "months"))
        first = day_number(months_before(calendar.until, ago))
        after = min(after, day_number(months_before(calendar.until, ago - months)))
    return Change(
        candidate["kind"], place, first, after, _between(rng, candidate["size"]),
        _between(rng, candidate.get("days", [0, 0])), candidate["smallest_scale"],
    )  # fmt: skip


def _habits(city: dict[str, Any], rng: np.random.Generator) -> dict[str, Habit]:
    candidates = city["potential"]["five_of"]
    five = [candidates[i] for i in rng.permutation(len(candidates))[:5]]
    by_investment = set(five[: int(rng.integers(2, 4))])  # two or three of the five
    return {
        name: _habit(city, name, _group(name, five, by_investment), name in five, rng)
        for name in city["processes"]
    }


def _group(name: str, five: list[str], by_investment: set[str]) -> str:
    """The group of one of the five; of another its bottleneck tells."""
    if name not in five:
        return ""
    return "investment" if name in by_investment else "organisation"


def _habit(city: dict[str, Any], name: str, group: str, among_five: bool, rng: np.random.Generator) -> Habit:
    process = city["processes"][name]
    possible = [city["bottlenecks"][kind] for kind in process["bottlenecks"]]
    fitting = [b for b in possible if b["group"] == group] or possible
    bottleneck = fitting[int(rng.integers(len(fitting)))]
    size = "little" if process["volume"] >= city["potential"]["large"] else "some"
    lever = city["levers"][group if among_five else size]
    more = 1.0 if among_five else city["potential"]["tilt"]
    tilt = more if bottleneck["group"] == "investment" else 1 / more
    steps = [s for s in city["needless"].get(process["template"], []) if s not in bottleneck["steps"]]
    needless = steps[int(rng.integers(len(steps)))] if steps else ""
    asked = "information_requested"
    chances = {asked: lever[asked]} if asked in lever else {}
    chances |= process.get("chances", {}) | bottleneck.get("others", {})
    chances[needless] = _between(rng, lever["needless"]) / tilt
    if "chance" in bottleneck:
        chances[bottleneck["steps"][0]] = bottleneck["chance"]
    after = bottleneck["steps"][0] == "decided"
    dominance = _between(rng, city["dominance"]["after" if after else "before"])
    return Habit(
        bottleneck=tuple(bottleneck["steps"]), group=bottleneck["group"], chances=chances,
        weights=process.get("weights", {}) | ({"sent": dominance * process["days"]} if after else {}),
        dominance=0.0 if after else dominance, loop=_between(rng, lever["loop"]) * tilt, needless=needless,
        weekday=int(rng.integers(1, WEEKDAYS + 1)), pair=_pair(city, process, rng),
        returns=_between(rng, lever["returns"]), among_five=among_five,
    )  # fmt: skip


def _pair(city: dict[str, Any], process: dict[str, Any], rng: np.random.Generator) -> tuple[str, ...]:
    """Two units of the process; where it has one only, that one and another's."""
    own = [unit for unit in process["units"] if city["heads"][unit] >= FEWEST_PEOPLE]
    first = own[int(rng.integers(len(own)))]
    others = process.get("ping_pong_with", [unit for unit in own if unit != first])
    return (first, others[int(rng.integers(len(others)))]) if others else ()
