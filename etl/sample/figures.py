"""The small deliveries that hold figures and no cases: monthly counts, a survey, capacity."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from etl.sample.plan import Layout, Plan
from etl.sample.tables import Delivery
from etl.sample.workdays import months_before


def figures(plan: Plan, layout: Layout, rng: np.random.Generator) -> Delivery:
    makers = {
        "borgerservice_figures": borgerservice,
        "okf_survey": survey,
        "capacity": capacity,
    }
    rows = makers[layout.name](plan, layout, rng)
    columns = {
        name: pa.array([row[i] for row in rows], type=pa.string()) for i, name in enumerate(layout.fields)
    }
    return Delivery(plan.calendar.until, columns, np.ones(len(rows), dtype=bool))


def months(plan: Plan) -> list[date]:
    return [months_before(plan.calendar.until, ago) for ago in range(35, -1, -1)]


def danish(value: float, decimals: int) -> str:
    """1234.5 as 1.234,5"""
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def borgerservice(plan: Plan, layout: Layout, rng: np.random.Generator) -> list[list[str]]:
    mean = plan.city["figures"]["borgerservice_a_year"] / 12
    word = layout.codes["metric"]["complaints_received"]
    season = plan.city["months"]
    return [
        [f"{m:%Y-%m}", word, danish(max(5, rng.poisson(mean * season[m.month - 1])), 1)] for m in months(plan)
    ]


def survey(plan: Plan, layout: Layout, rng: np.random.Generator) -> list[list[str]]:
    found = plan.city["figures"]
    word = layout.codes["metric"][found["surveyed"]]
    rows = [
        [year, word, str(value)]
        for year, value in found["okf_years"].items()
        if int(year) <= plan.calendar.until.year
    ]
    return rows or [[str(plan.calendar.until.year - 1), word, "8"]]


def capacity(plan: Plan, layout: Layout, rng: np.random.Generator) -> list[list[str]]:
    """Every unit that exists in a month; its size moves by a person, but two small teams stay small."""
    rows, opened, moved, day = [], plan.city["opened"], plan.city["moved"], plan.city["moved_on"]
    for unit, heads in plan.city["heads"].items():
        for month in months(plan):
            here = heads if heads < 5 else heads + int(rng.choice([-1, 0, 0, 0, 1]))
            fte = danish(here * float(rng.uniform(0.86, 0.97)), 2)
            if opened.get(unit, month) <= month and not (unit in moved and month >= day):
                rows.append([unit, f"{month:%Y-%m}", fte, str(here)])
    return rows
