"""Job interviews: the last day each was to be held, and the day it was."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from etl.sample.more.flow import Told, how_many, register
from etl.sample.more.town import Town
from etl.sample.tables import citizen_numbers, days, numbers, private_columns, text
from etl.sample.workdays import NEVER

SOURCE = "job_interviews"


def deliver_interviews(town: Town) -> None:
    plan, layout, rates = town.plan, town.layouts[SOURCE], town.volumes["interviews"]
    rng, cases = town.random(SOURCE), town.systems["momentum"]
    n = how_many(plan, rates["volume"])
    about = cases.take(rng.integers(0, len(cases), n))
    booked = about.received + rng.integers(0, 150, n).astype(np.int32)
    order = np.argsort(booked, kind="stable")
    about, booked = about.take(order), booked[order]
    due = booked + rng.integers(14, 90, n).astype(np.int32)
    early, late = rng.integers(0, 14, n).astype(np.int32), rng.integers(1, 30, n).astype(np.int32)
    chance = rng.random(n)
    held = np.where(chance < rates["in_time"], due - early, due + late)
    held = np.where(chance > 1 - rates["never"], NEVER, held).astype(np.int32)
    columns: dict[str, pa.Array | Told] = {
        "interview_key": numbers("JS{:07d}", np.arange(1, n + 1)),
        "case_key": about.key,
        "unit": text(plan.units, plan.unit_on(about.unit, due)),
        "kind": town.drawn(SOURCE, "kind", rates["kinds"], n, rng),
        "held_as": Told(town.drawn(SOURCE, "held_as", rates["held_as"], n, rng), "held_on"),
        "due_on": days(layout.date, due, np.ones(n, dtype=bool)),
        "citizen": citizen_numbers("{:02d}{:02d}{:02d}{:04d}", about.citizen),
        **private_columns(layout, n, rng),
    }
    # The day it was booked is not delivered, but a booking is what an extract holds first.
    town.deliver(SOURCE, register(plan, layout, {"booked_on": booked, "held_on": held}, columns))
