"""When things come, which steps they take, and what an extract of a given day knows of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.sample.plan import Layout, Plan
from etl.sample.tables import Delivery, days
from etl.sample.workdays import DAY_S, NEVER, day_number, month_number

FEWEST = 8  # so that a register has rows at every scale
SPREAD = 0.5  # of the pace of cases, as a lognormal
Days = dict[str, np.ndarray]


def how_many(plan: Plan, volume: float) -> int:
    """Rows in the 36 months, of a yearly volume at scale 1."""
    return max(FEWEST, round(volume * 3 * plan.scale))


def arrivals(plan: Plan, n: int, rng: np.random.Generator, weekends: float = 0.0) -> np.ndarray:
    """Day numbers in order: fewer in the months of holidays, slowly more from year to year."""
    every = np.arange(day_number(plan.calendar.start), plan.calendar.until_day + 1, dtype=np.int32)
    weight = np.where(np.isin(every, plan.calendar.days), 1.0, weekends)
    weight = weight * np.array(plan.city["months"])[month_number(every) % 12]
    weight = weight * (1 + plan.city["growth"]) ** ((every - every[0]) / 365)
    return np.sort(rng.choice(every, size=n, p=weight / weight.sum()))


@dataclass
class Walk:
    """Steps of cases: which were taken and when, a column a step; the first is the receipt."""

    names: list[str]
    roles: list[str]
    taken: np.ndarray
    seconds: np.ndarray  # since 1970, local time

    def day(self, name: str) -> np.ndarray:
        """Day of a step, NEVER where it was not taken."""
        column = self.names.index(name)
        day = (self.seconds[:, column] // DAY_S).astype(np.int32)
        return np.where(self.taken[:, column], day, NEVER).astype(np.int32)


def walk(
    plan: Plan, received: np.ndarray, steps: list[list[Any]], clock: str, rng: np.random.Generator
) -> Walk:
    """Take the steps [activity, probability, mean wait, role] one after another."""
    n, names = len(received), [step[0] for step in steps]
    # Steps of one kind (asked and answered) share their chance: nothing is answered that was not asked.
    kinds = [name.split("_")[0] if name.split("_")[0] in ("information", "authority", "hearing") else name
             for name in names]  # fmt: skip
    chance = {kind: rng.random(n) for kind in dict.fromkeys(kinds)}
    taken = np.stack([chance[kind] < step[1] for kind, step in zip(kinds, steps)], axis=1)
    if "decided" in names:
        taken[:, names.index("decided") :] &= taken[:, [names.index("decided")]]
    slow = np.exp(rng.normal(0.0, SPREAD, (n, 1)))  # a hard case is slow in every step
    waits = slow * rng.gamma(2.0, 0.5, taken.shape) * np.array([step[2] for step in steps])
    later = np.cumsum(np.where(taken, waits, 0.0), axis=1)
    offsets = np.concatenate([np.zeros((n, 1)), later], axis=1)
    if clock == "working_days":
        seconds = plan.calendar.seconds(
            plan.calendar.position(received)[:, None] + rng.random((n, 1)) + offsets
        )
    else:
        start = received.astype(np.int64) * DAY_S + rng.integers(7 * 3600, 21 * 3600, n)
        seconds = start[:, None] + (offsets * DAY_S).astype(np.int64)
    first = np.ones((n, 1), dtype=bool)
    return Walk(
        ["received", *names],
        ["administration", *(step[3] for step in steps)],
        np.concatenate([first, taken], axis=1),
        seconds,
    )


def deliveries(cuts: list[date], tracked: Days) -> Iterator[tuple[date, np.ndarray, np.ndarray]]:
    """Per extract: its date, the rows that are new or changed since the one before, and which come no more."""
    ends = np.array([day_number(cut) for cut in cuts])
    turns = np.stack(
        [np.searchsorted(ends, day) for day in tracked.values()]
    )  # the extract each day falls into
    newest = np.where(turns < len(cuts), turns, -1).max(axis=0)
    for number, cut in enumerate(cuts):
        rows = np.flatnonzero((turns == number).any(axis=0))
        yield cut, rows, newest[rows] == number


@dataclass
class Told:
    """A column that stands empty, or as it was before, until a day has come."""

    column: pa.Array
    day: str
    before: pa.Array | None = None


def register(
    plan: Plan,
    layout: Layout,
    tracked: Days,
    fixed: dict[str, pa.Array | Told],
    cuts: list[date] | None = None,
) -> Iterator[Delivery]:
    """The deliveries of a register that tells what is new or changed."""
    for cut, rows, last in deliveries(cuts or plan.calendar.cuts, tracked):
        yield Delivery(cut, known(layout, tracked, fixed, rows, cut), last)


def whole_register(
    plan: Plan, layout: Layout, tracked: Days, fixed: dict[str, pa.Array | Told], gone: np.ndarray
) -> tuple[list[Delivery], int]:
    """The deliveries of a register that is told whole each time, and how many rows say what their newest says.

    The first of the days is when a row comes, `gone` when it is struck from the register.
    """
    cuts = np.array([day_number(cut) for cut in plan.calendar.cuts])
    came = next(iter(tracked.values()))
    held = (came[:, None] <= cuts) & (gone[:, None] > cuts)
    version = np.sum([day[:, None] <= cuts for day in tracked.values()], axis=0)
    newest = np.where(held, version, 0).max(axis=1)
    told = (held & (version == newest[:, None])).sum(axis=1)
    found = [
        Delivery(
            cut,
            known(layout, tracked, fixed, rows, cut),
            np.full(len(rows), number == len(cuts) - 1),
        )
        for number, cut in enumerate(plan.calendar.cuts)
        for rows in [np.flatnonzero(held[:, number])]
    ]
    return found, int(np.maximum(told - 1, 0).sum())


def known(
    layout: Layout, tracked: Days, fixed: dict[str, pa.Array | Told], rows: np.ndarray, cut: date
) -> dict[str, pa.Array]:
    """The columns of some rows as an extract of that day knows them."""
    until, at = day_number(cut), pa.array(rows)
    columns = {name: days(layout.date, day[rows], day[rows] <= until) for name, day in tracked.items()}
    for name, column in fixed.items():
        if isinstance(column, Told):
            has_come = pa.array(tracked[column.day][rows] <= until)
            before = "" if column.before is None else column.before.take(at)
            columns[name] = pc.if_else(has_come, column.column.take(at), before)
        else:
            columns[name] = column.take(at)
    return {name: columns[name] for name in layout.fields}


def month_ends(plan: Plan) -> list[date]:
    """The last day of each month, for the newest the day of the newest extract."""
    first = month_number(np.array([day_number(plan.calendar.start)]))[0]
    last = month_number(np.array([plan.calendar.until_day]))[0]
    after = np.arange(first + 1, last + 1).astype("datetime64[M]").astype("datetime64[D]") - 1
    return [*after.astype(object).tolist(), plan.calendar.until]
