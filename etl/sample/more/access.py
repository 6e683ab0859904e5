"""Access requests: seven working days, all departments but BUF, which keeps them in its ESDH."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.sample.cases import pick
from etl.sample.more.flow import Told, arrivals, how_many, register, walk
from etl.sample.more.town import Town
from etl.sample.tables import citizen_numbers, coded, numbers, private_columns, text
from etl.sample.workdays import NEVER

GENERAL = "00.01.10"
WORKING_DAYS = 7
TOLD_LATE = 0.5  # of the late answers, how many were announced


def deliver_access(town: Town) -> None:
    name, plan, asked = "access_requests", town.plan, town.volumes["access"]
    layout, rng = town.layouts[name], town.random(name)
    n = how_many(plan, asked["volume"])
    received = arrivals(plan, n, rng)
    steps = [
        ["assigned", 0.95, 0.6, "manager"],
        ["decided", 0.985, asked["days"] - 0.6, "caseworker"],
        ["sent", 0.97, 0.3, "administration"],
        ["closed", 0.95, 2.0, "caseworker"],
    ]
    taken = walk(plan, received, steps, "working_days", rng)
    tracked = {"received_on": received} | {f"{step[0]}_on": taken.day(step[0]) for step in steps}
    late = plan.calendar.position(tracked["decided_on"]) > plan.calendar.position(received) + WORKING_DAYS
    told = late & (rng.random(n) < TOLD_LATE)
    due = plan.calendar.days[(plan.calendar.position(received) + WORKING_DAYS).astype(int)]
    tracked["delay_notice_on"] = np.where(told, due, NEVER).astype(np.int32)
    unit = town.units("access", n, rng)
    legal = asked["legal"]
    citizen = np.where(rng.random(n) < 0.3, -1, rng.integers(0, max(20, n), n) + 50_000_000)
    columns: dict[str, pa.Array | Told] = {
        "case_key": numbers("AI{:06d}", np.arange(1, n + 1)),
        "process": coded(layout, "process", ["access_request"], np.zeros(n, np.int8)),
        "citizen": citizen_numbers("{:02d}{:02d}{:02d}-{:04d}", citizen),
        "unit": unit,
        "service_area": _subjects(town, unit, rng),
        "legal_basis": text(list(legal), pick(rng, list(legal.values()), n)),
        "channel": town.drawn(name, "channel", asked["channels"], n, rng),
        "result": Told(town.drawn(name, "result", asked["results"], n, rng), "decided_on"),
        **private_columns(layout, n, rng),
    }
    town.deliver(name, register(plan, layout, tracked, columns))


def _subjects(town: Town, unit: pa.Array, rng: np.random.Generator) -> pa.Array:
    """Filed under what it is about where the department has such a subject, else under access in general."""
    asked = town.volumes["access"]
    department = pc.list_element(pc.split_pattern(unit, "-"), 0)
    known = list(asked["subjects"])
    subject = pc.fill_null(pc.index_in(department, pa.array(known)), -1).to_numpy(zero_copy_only=False)
    filed = rng.random(len(unit)) < asked["subject"]
    return text([*asked["subjects"].values(), GENERAL], np.where(filed & (subject >= 0), subject, len(known)))
