"""The parameters of the other registers, and what every one of them needs to be delivered."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from etl.sample.cases import pick
from etl.sample.dirty import Dirt
from etl.sample.more.keys import CaseKeys, together
from etl.sample.more.writers import write_any
from etl.sample.plan import Layout, Plan
from etl.sample.tables import Delivery, coded, text
from etl.sample.workdays import day_number

HERE = Path(__file__).parent
STREAM = 40  # random numbers of their own, so that the other extracts stay as they are


def read_settings() -> dict[str, Any]:
    return {
        name: tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))
        for name in ("volumes", "layouts", "dirty")
    }


def read_layouts(tables: dict[str, Any]) -> dict[str, Layout]:
    """Layouts by source; the columns as pairs of field and the system's word."""
    return {
        name: Layout(
            name,
            columns=[(own, header) for own, header in table["columns"]],
            codes=table.get("codes", {}),
            **{key: value for key, value in table.items() if key not in ("columns", "codes")},
        )
        for name, table in tables.items()
    }


@dataclass
class Town:
    """Where the extracts go, how large the town is, and the cases other registers point at."""

    plan: Plan
    out: Path
    systems: dict[str, CaseKeys]
    tallies: dict[str, Any]
    settings: dict[str, Any] = field(default_factory=read_settings)

    @cached_property
    def layouts(self) -> dict[str, Layout]:
        return read_layouts(self.settings["layouts"])

    @property
    def volumes(self) -> dict[str, Any]:
        return self.settings["volumes"]

    @cached_property
    def pool(self) -> CaseKeys:
        """Cases of all systems that the registers point at; those from before the window are no longer spoken of."""
        pool = together(self.systems)
        return pool.take(np.flatnonzero(pool.received >= day_number(self.plan.calendar.start)))

    def random(self, source: str) -> np.random.Generator:
        return self.plan.random(STREAM, list(self.layouts).index(source))

    def drawn(
        self, source: str, what: str, shares: dict[str, float], n: int, rng: np.random.Generator
    ) -> pa.Array:
        """The system's codes, each as often as its share says."""
        return coded(self.layouts[source], what, list(shares), pick(rng, list(shares.values()), n))

    def units(self, group: str, n: int, rng: np.random.Generator) -> pa.Array:
        """Units of a group, the larger ones more often."""
        codes = self.volumes["units"][group]
        heads = self.plan.city["heads"] | self.volumes["heads"]
        return text(codes, pick(rng, [heads.get(code, 10) for code in codes], n))

    def deliver(
        self, source: str, deliveries: Iterable[Delivery], ghosts: list[str] | None = None, repeated: int = 0
    ) -> list[str]:
        """Write the deliveries with their wrong rows, note what a reader must report; returns keys of wrong rows.

        `repeated` of the rows that a later delivery tells anew say the same as that.
        """
        layout, found = self.layouts[source], list(deliveries)
        rng = self.plan.random(STREAM + 1, list(self.layouts).index(source))
        dirt = Dirt(layout, self.settings["dirty"][source], self.plan.scale, ghosts or [], rng)
        for left, delivery in zip(range(len(found), 0, -1), found, strict=True):
            path = self.out / layout.file.format(cut=delivery.cut.isoformat())
            write_any(layout, delivery, dirt.extras(delivery, left), path)
        dirt.tally.superseded -= repeated
        dirt.tally.duplicates += repeated
        self.tallies[source] = dirt.tally.as_truth()
        return dirt.fresh_keys()
