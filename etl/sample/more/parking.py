"""Parking: three figures a month, each told again a month later with what came late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from etl.sample.more.flow import month_ends
from etl.sample.more.town import Town
from etl.sample.tables import Delivery

SOURCE = "parking_figures"


def deliver_parking(town: Town) -> None:
    town.deliver(SOURCE, _monthly(town))


def _monthly(town: Town) -> Iterator[Delivery]:
    """A file a month: the corrected figures of the month before, then the first ones of its own."""
    words = town.layouts[SOURCE].codes["metric"]
    cuts = month_ends(town.plan)
    months = [cuts[0].replace(day=1) - timedelta(days=1), *cuts]
    final, late = _figures(town, months), town.volumes["parking"]["late"]
    for number, cut in enumerate(cuts, start=1):
        rows = []
        for of in (number - 1, number):
            for metric, word in words.items():
                value = int(final[metric][of])
                told = value - max(1, round(value * late)) if of == number else value
                rows.append((f"{months[of]:%Y-%m}", word, str(told)))
        names = town.layouts[SOURCE].fields
        columns = {name: pa.array(each, pa.string()) for name, each in zip(names, zip(*rows))}
        is_newest = number == len(cuts)
        yield Delivery(cut, columns, np.repeat([True, is_newest], len(words)))


def _figures(town: Town, months: list[date]) -> dict[str, np.ndarray]:
    """Charges, the complaints about them and what was annulled, by month."""
    rates, rng, plan = town.volumes["parking"], town.random(SOURCE), town.plan
    season = np.array([plan.city["months"][month.month - 1] for month in months])
    charges = rng.poisson(np.maximum(60, rates["charges"] * plan.scale / 12) * season)
    complaints = rng.binomial(charges, rates["complaints"]) + 2
    annulled = rng.binomial(complaints, rates["annulled"]) + 1
    return {
        "cases_received": charges,
        "complaints_received": complaints,
        "parking_charges_annulled": annulled,
    }
