"""What was planted: shifts and backlogs, and the step of a process where its cases wait longest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np

from etl.sample.cases import Events
from etl.sample.plan import ACTIVITIES, Plan
from etl.sample.workdays import day_of


def truths(plan: Plan) -> list[dict[str, Any]]:
    found = []
    for planted in plan.city["planted"]:
        first, after = plan.window(planted)
        scope = {name: planted[name] for name in ("unit", "process") if name in planted}
        expected = {name: planted[name] for name in ("metric", "factor", "rate") if name in planted}
        last = min(day_of(after) - timedelta(days=1), plan.calendar.until)
        days = {"from": day_of(first).isoformat(), "to": last.isoformat()}
        found.append({"kind": planted["kind"], "scope": scope, **days, "expected": expected})
    for b in plan.city["bottlenecks"]:
        days = {"from": plan.calendar.start.isoformat(), "to": plan.calendar.until.isoformat()}
        found.append(
            {
                "kind": "bottleneck",
                "scope": {"process": b["process"]},
                **days,
                "expected": {"steps": b["steps"]},
            }
        )
    return found


def waits(events: Events) -> dict[tuple[str, str], float]:
    """Hours between an event and the next of its case, summed per pair of activities."""
    order = np.lexsort((events.at, events.case))
    case, at, activity = events.case[order], events.at[order], events.activity[order].astype(np.int64)
    same = case[1:] == case[:-1]
    size = len(ACTIVITIES)
    pair = (activity[:-1] * size + activity[1:])[same]
    seconds = np.bincount(pair, weights=(at[1:] - at[:-1])[same], minlength=size * size)
    return {(ACTIVITIES[p // size], ACTIVITIES[p % size]): seconds[p] / 3600 for p in np.flatnonzero(seconds)}


def bottleneck(plan: Plan, process: str, events: Events) -> list[dict[str, Any]]:
    """The planted bottleneck of a process with the calendar hours its cases wait there in a year."""
    planted = [b for b in plan.city["bottlenecks"] if b["process"] == process]
    if not planted:
        return []
    hours = waits(events).get(tuple(planted[0]["steps"]), 0.0) / 3
    return [
        {
            "key": process,
            "bottleneck": planted[0]["steps"],
            "hours_a_year": round(hours),
            "group": planted[0]["group"],
        }
    ]
