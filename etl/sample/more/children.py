"""DUBU: notifications of concern for a child, child assessments and support, with their events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from etl.sample.more.flow import Told, Walk, arrivals, how_many, register, walk
from etl.sample.more.town import Town
from etl.sample.plan import ACTIVITIES, ROLES
from etl.sample.tables import (
    Delivery,
    citizen_numbers,
    coded,
    moments,
    numbers,
    private_columns,
    text,
)
from etl.sample.workdays import DAY_S, NEVER, day_number

STATES = {
    "assigned_on": "assigned",
    "complete_on": "complete",
    "decided_on": "decided",
    "sent_on": "sent",
    "closed_on": "closed",
}
DOING = [*ACTIVITIES, "child_heard"]
PEOPLE = 40  # codes of social workers a team
LAW_CHANGED = day_number(np.datetime64("2024-01-01").astype(object))


@dataclass
class Part:
    """Cases of one process."""

    name: str
    walk: Walk
    days: dict[str, np.ndarray]
    columns: dict[str, pa.Array]


def deliver_children(town: Town) -> None:
    rng = town.random("dubu_cases")
    parts = [_part(town, name, rng) for name in town.volumes["dubu"]]
    received = np.concatenate([part.days["received_on"] for part in parts])
    order = np.argsort(received, kind="stable")
    keys = numbers("DB{:07d}", np.arange(1, len(order) + 1))
    unit = town.units("dubu", len(order), rng)
    ghosts = town.deliver("dubu_cases", _cases(town, parts, order, keys, unit, rng))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    town.deliver("dubu_events", _events(town, parts, place, keys, unit, rng), ghosts)


def _part(town: Town, name: str, rng: np.random.Generator) -> Part:
    plan, process = town.plan, town.volumes["dubu"][name]
    n = how_many(plan, process["volume"])
    weekends = 0.25 if process["clock"] == "days" else 0.0
    received = arrivals(plan, n, rng, weekends)
    steps = walk(plan, received, process["steps"], process["clock"], rng)
    tracked = {"received_on": received} | {
        column: steps.day(step) if step in steps.names else np.full(n, NEVER, np.int32)
        for column, step in STATES.items()
    }
    tracked["delay_notice_on"] = _notice(process, tracked, rng)
    layout = town.layouts["dubu_cases"]
    legal = np.where(received < LAW_CHANGED, 0, 1)
    columns = {
        "process": coded(layout, "process", [name], np.zeros(n, np.int8)),
        "service_area": text([process["service_area"]], np.zeros(n, np.int8)),
        "legal_basis": text([process["legal_before"], process["legal"]], legal),
        "channel": town.drawn("dubu_cases", "channel", process["channels"], n, rng),
        "result": town.drawn("dubu_cases", "result", process["results"], n, rng),
    }
    return Part(name, steps, tracked, columns)


def _notice(process: dict[str, Any], tracked: dict[str, np.ndarray], rng: np.random.Generator) -> np.ndarray:
    """Some of those who wait longer than the deadline are told so shortly before it."""
    limit = process.get("limit", 0)
    late = np.minimum(tracked["decided_on"], NEVER) > tracked["received_on"] + limit
    told = late & (rng.random(len(late)) < process["notice"])
    return np.where(told, tracked["received_on"] + limit - 2, NEVER).astype(np.int32)


def _cases(
    town: Town, parts: list[Part], order: np.ndarray, keys: pa.Array, unit: pa.Array, rng: np.random.Generator
) -> Iterator[Delivery]:
    plan, layout, n = town.plan, town.layouts["dubu_cases"], len(order)
    tracked = {name: np.concatenate([part.days[name] for part in parts])[order] for name in parts[0].days}
    at = pa.array(order)
    columns: dict[str, pa.Array | Told] = {
        name: pa.concat_arrays([part.columns[name] for part in parts]).take(at) for name in parts[0].columns
    }
    columns["result"] = Told(columns["result"], "decided_on")
    children = rng.integers(0, max(20, round(n * 0.7)), n)  # some children are met more than once
    columns |= {
        "case_key": keys,
        "unit": unit,
        "citizen": citizen_numbers("{:02d}{:02d}{:02d}-{:04d}", children + 40_000_000),
        **private_columns(layout, n, rng),
    }
    return register(plan, layout, tracked, columns)


def _events(
    town: Town, parts: list[Part], place: np.ndarray, keys: pa.Array, unit: pa.Array, rng: np.random.Generator
) -> Iterator[Delivery]:
    """Events in the order they happened, each in the first extract after it."""
    plan, layout = town.plan, town.layouts["dubu_events"]
    case, doing, at, role = (np.concatenate(each) for each in zip(*_happened(parts)))
    kept = np.flatnonzero(at < (plan.calendar.until_day + 1) * DAY_S)
    order = kept[np.argsort(at[kept], kind="stable")]
    case, doing, at, role = place[case[order]], doing[order], at[order], role[order]
    worker = rng.integers(0, PEOPLE, len(place))[case]
    columns = {
        "event_no": numbers("{}", np.arange(len(order)) + 70_000_001),
        "case_key": keys.take(pa.array(case)),
        "activity": coded(layout, "activity", DOING, doing),
        "at": moments(layout.moment, at),
        "unit": unit.take(pa.array(case)),
        "role_group": coded(layout, "role_group", ROLES, role),
        "person": text([f"R{i:03d}" for i in range(PEOPLE)], np.where(role == len(ROLES) - 1, -1, worker)),
    }
    ends = [int(np.searchsorted(at, (day_number(cut) + 1) * DAY_S)) for cut in plan.calendar.cuts]
    for cut, start, end in zip(plan.calendar.cuts, [0, *ends[:-1]], ends, strict=True):
        part = {name: columns[name].slice(start, end - start) for name in layout.fields}
        yield Delivery(cut, part, np.ones(end - start, dtype=bool))


def _happened(parts: list[Part]) -> Iterator[tuple[np.ndarray, ...]]:
    """Case, activity, moment and role of every step taken, and of the notices that a decision will be late."""
    before = 0
    for part in parts:
        steps = part.walk
        case, column = np.nonzero(steps.taken)
        doing = np.array([DOING.index(name) for name in steps.names])[column]
        role = np.array([ROLES.index(name) for name in steps.roles])[column]
        yield case + before, doing, steps.seconds[case, column], role
        told = np.flatnonzero(part.days["delay_notice_on"] < NEVER)
        at = part.days["delay_notice_on"][told].astype(np.int64) * DAY_S + 12 * 3600
        same = np.ones(len(told), dtype=np.int64)
        yield told + before, same * DOING.index("delay_notice_sent"), at, same * ROLES.index("caseworker")
        before += len(steps.taken)
