"""Xflow: forms that citizens send alone or with help, some of them never, and the cases they become."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from etl.sample.more.flow import Told, how_many, month_ends, register
from etl.sample.more.town import Town
from etl.sample.tables import citizen_numbers, coded, numbers, private_columns, text
from etl.sample.workdays import NEVER, day_number

SOURCE = "xflow_applications"
TWO_FORMS = {"city_space_permit": ("use_of_city_space", "street_serving")}


def deliver_forms(town: Town) -> None:
    """A form is about what a case of the pool is about; two in three became that case."""
    plan, layout, rates = town.plan, town.layouts[SOURCE], town.volumes["applications"]
    rng = town.random(SOURCE)
    known = np.array([name in layout.codes["process"] for name in plan.processes])
    some = np.flatnonzero(known[town.pool.process])
    rows = np.sort(rng.choice(some, min(len(some), how_many(plan, rates["volume"])), replace=False))
    about = town.pool.take(rows)
    about = about.take(np.argsort(about.received, kind="stable"))
    n = len(about)
    chance = rng.random(n)
    never = chance < rates["abandoned"]
    became = chance > 1 - rates["became_case"]
    started = about.received - rng.geometric(0.45, n).astype(np.int32) + 1
    started = np.maximum(started, day_number(plan.calendar.start)).astype(np.int32)
    tracked = {
        "started_on": started,
        "submitted_on": np.where(never, NEVER, about.received).astype(np.int32),
    }
    assisted = rng.random(n) < rates["assisted"]
    sound = np.where(assisted, 1.35, 1.0) * rates["complete"]
    columns: dict[str, pa.Array | Told] = {
        "application_key": numbers("XF{:07d}", np.arange(1, n + 1)),
        "case_key": Told(text(about.key.to_pylist(), np.where(became, np.arange(n), -1)), "submitted_on"),
        "form": _forms(town, about.process, rng),
        "process": coded(layout, "process", plan.processes, about.process),
        "unit": text(plan.units, about.unit),
        "channel": coded(layout, "channel", ("digital", "assisted"), assisted.astype(np.int8)),
        "complete_at_first": Told(
            text(("true", "false"), np.where(rng.random(n) < sound, 0, 1)), "submitted_on"
        ),
        "documents_demanded": numbers("{}", rng.poisson(rates["documents"], n)),
        "citizen": citizen_numbers("{:02d}{:02d}{:02d}-{:04d}", about.citizen),
        **private_columns(layout, n, rng),
    }
    town.deliver(SOURCE, register(plan, layout, tracked, columns, month_ends(plan)))


def _forms(town: Town, process: np.ndarray, rng: np.random.Generator) -> pa.Array:
    """The form of each process; for the use of city space there are two."""
    codes = town.layouts[SOURCE].codes["form"]
    pairs = [TWO_FORMS.get(name, (name, name)) for name in town.plan.processes]
    words = [codes.get(form, "") for pair in pairs for form in pair]
    return text(words, 2 * process.astype(np.int32) + (rng.random(len(process)) < 0.3))
