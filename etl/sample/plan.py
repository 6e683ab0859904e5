"""The parameters: city.toml (what happens), layouts.toml (how it is written), dirty.toml (what is wrong)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from etl.sample.planted import Plants, draw
from etl.sample.workdays import Workdays, day_number, workdays

HERE = Path(__file__).parent
SYSTEMS = ("momentum", "domus", "tmf", "building", "visitation")
REGISTERS = {
    "momentum": "bif_complaints",
    "domus": "sof_complaints",
    "tmf": "tmf_complaints",
    "building": "tmf_complaints",
    "visitation": "suf_complaints",
}
ACTIVITIES = [
    "received",
    "receipt_sent",
    "assigned",
    "reassigned",
    "information_requested",
    "information_received",
    "statement_requested",
    "statement_received",
    "authority_asked",
    "authority_answered",
    "complete",
    "assessed",
    "hearing_sent",
    "hearing_answered",
    "committee_listed",
    "committee_met",
    "delay_notice_sent",
    "decided",
    "sent",
    "service_ordered",
    "service_started",
    "followed_up",
    "closed",
    "reopened",
]
ACTIVITY = {name: i for i, name in enumerate(ACTIVITIES)}
ROLES = ("caseworker", "assessor", "manager", "administration", "system")
CHANNELS = ("digital", "letter", "phone", "counter", "assisted", "internal")
RESULTS = ("granted", "partly", "refused", "withdrawn")


@dataclass(frozen=True)
class Layout:
    """One source table as it is delivered."""

    name: str
    file: str
    columns: list[tuple[str, str]]
    codes: dict[str, dict[str, str]]
    encoding: str = "utf-8"
    delimiter: str = ";"
    date: str = "%Y-%m-%d"
    moment: str = ""
    sheet: str = ""
    quoted: tuple[str, ...] = ()
    points_split: str = ","

    @property
    def fields(self) -> list[str]:
        return [field for field, _ in self.columns]


@dataclass(frozen=True)
class Plan:
    city: dict[str, Any]
    dirty: dict[str, Any]
    layouts: dict[str, Layout]
    calendar: Workdays
    plants: Plants
    seed: int
    scale: float

    @property
    def units(self) -> list[str]:
        return list(self.city["heads"])

    @property
    def processes(self) -> list[str]:
        return list(self.city["processes"])

    def unit_index(self, code: str) -> int:
        return self.units.index(code)

    def moves(self) -> np.ndarray:
        """Index of the unit that has taken over from each unit, or its own."""
        moved = self.city["moved"]
        return np.array([self.unit_index(moved.get(u, u)) for u in self.units], dtype=np.int16)

    def unit_on(self, unit: np.ndarray, day: np.ndarray) -> np.ndarray:
        """The unit that holds the work of `unit` on `day`."""
        return np.where(day >= day_number(self.city["moved_on"]), self.moves()[unit], unit).astype(np.int16)

    def random(self, *name: int) -> np.random.Generator:
        return seeded(self.seed, *name)


def seeded(seed: int, *name: int) -> np.random.Generator:
    """Random numbers of their own for each name."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *name])))


def load(seed: int, scale: float, until: date) -> Plan:
    read = {
        name: tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))
        for name in ("city", "layouts", "dirty")
    }
    layouts = {name: _layout(name, table) for name, table in read["layouts"].items()}
    calendar = workdays(until)
    plants = draw(read["city"], calendar, seeded(seed, 6))
    return Plan(read["city"], read["dirty"], layouts, calendar, plants, seed, scale)


def _layout(name: str, table: dict[str, Any]) -> Layout:
    columns = [(field, header) for field, header in table["columns"]]
    rest = {k: v for k, v in table.items() if k not in ("columns", "codes", "quoted")}
    return Layout(
        name, columns=columns, codes=table.get("codes", {}), quoted=tuple(table.get("quoted", ())), **rest
    )


@lru_cache(maxsize=1)
def words() -> dict[str, list[str]]:
    """Pools of invented names, addresses and notes; notes are quoted as in a file, half are empty."""
    table = tomllib.loads((HERE / "words.toml").read_text("utf-8"))
    notes = ['"' + note.replace('"', '""') + '"' for note in table["notes"]]
    return {
        "name": [f"{first} {last}" for first in table["first"] for last in table["last"]],
        "address": [f"{street} {number}" for street in table["streets"] for number in range(1, 60, 3)],
        "note": notes + [""] * len(notes),
    }
