"""A random small city for the attacker: its complaints, questions about them, and which of its cells each is about."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any

from dashboard.metrics.evaluate import Answer
from dashboard.metrics.period import parse_period

DEPARTMENTS = ("A", "B", "C")
VALUES = {"class": ("formal", "material", "both", "other"), "level": ("unit", "mayor")}
JUSTIFIED = ("wholly", "not")
PLACES = ("department", "centre", "unit")
MONTHS = range(1, 7)
PERIODS = (
    "2025-01",
    "2025-02",
    "2025-05",
    "2025-Q1",
    "2025-Q2",
    "2025-H1",
    "2025",
    "2025-01..2025-04",
    "2024..2025",
)
METRICS = ("complaints_received",) * 4 + ("complaints_formal", "share_justified")
Cell = tuple[tuple[str, str, str], int, str, str, str]  # unit, month, class, level, justified


@dataclass(frozen=True)
class Asked:
    metric: str
    period: str
    by: tuple[str, ...]
    where: tuple[tuple[str, str], ...]


@dataclass
class City:
    """Complaints of half a year in three departments with centres and units, busy or quiet by chance."""

    chance: random.Random
    organisation: list[dict[str, str]] = field(default_factory=list)
    units: list[tuple[str, str, str]] = field(default_factory=list)
    complaints: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[Cell, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for department in DEPARTMENTS:
            self._place(department, "department", None)
            for centre in (f"{department}{n}" for n in range(self.chance.randint(1, 2))):
                self._place(centre, "centre", department)
                for unit in (f"{centre}u{n}" for n in range(self.chance.randint(1, 3))):
                    self._place(unit, "unit", centre)
                    self.units.append((department, centre, unit))
        self.counts = dict.fromkeys(
            product(self.units, MONTHS, VALUES["class"], VALUES["level"], JUSTIFIED), 0
        )
        usual = self.chance.choice([1, 3, 10, 30])
        for unit in self.units:
            self._fill(unit, usual * self.chance.choice([0.1, 0.5, 1, 1, 2]))

    def _place(self, code: str, level: str, parent: str | None) -> None:
        said = {"code": code, "level": level, "name": code, "valid_from": "2006-01-01", "assumed": "false"}
        self.organisation.append(said | ({"parent": parent} if parent else {}))

    def _fill(self, unit: tuple[str, str, str], usual: float) -> None:
        weights = [self.chance.random() ** 2 + 0.02 for _ in VALUES["class"]]
        for month in MONTHS:
            for _ in range(max(0, round(self.chance.gauss(usual, usual**0.5)))):
                (kind,) = self.chance.choices(VALUES["class"], weights)
                level, justified = (
                    self.chance.choice(("unit", "unit", "mayor")),
                    self.chance.choice(JUSTIFIED),
                )
                self.counts[unit, month, kind, level, justified] += 1
                row = dict(zip(PLACES, unit, strict=True)) | {"received_on": f"2025-{month:02d}-15"}
                row |= {"class": kind, "level": level, "justified": justified}
                self.complaints.append(row | {"complaint_id": len(self.complaints)})

    def questions(self, count: int) -> Iterator[Asked]:
        codes = {name: sorted({unit[n] for unit in self.units}) for n, name in enumerate(PLACES)}
        values: dict[str, Any] = codes | VALUES
        for _ in range(count):
            by = tuple(self.chance.sample([*values], self.chance.choice([0, 1, 1, 2, 2, 3])))
            split = self.chance.choice(["", "", "month", "quarter"])
            filtered = self.chance.sample([*values], self.chance.choice([0, 0, 1, 2]))
            where = [
                (name, value)
                for name in filtered
                for value in self.chance.sample(
                    values[name], self.chance.randint(1, min(2, len(values[name])))
                )
            ]
            period = "2025-H1" if split else self.chance.choice(PERIODS)
            metric = self.chance.choice(METRICS)
            yield Asked(metric, period, (*by, split) if split else by, tuple(where))

    def cells(self, asked: Asked, answer: Answer) -> tuple[frozenset[int], frozenset[int]]:
        """Which cells the answer's numerator and denominator add up, by their place in `counts`."""
        period = parse_period(answer.period)
        wanted: dict[str, set[str]] = {}
        for name, value in asked.where:
            wanted.setdefault(name, set()).add(value)
        found = []
        for n, (unit, month, kind, level, justified) in enumerate(self.counts):
            of = dict(zip(PLACES, unit, strict=True)) | {"class": kind, "level": level}
            day = date(2025, month, 15)
            fits = all(of[name] == value for name, value in answer.group.items())
            fits = fits and all(of[name] in values for name, values in wanted.items())
            if fits and period.start <= day <= period.end:
                found.append((n, kind, justified))
        below = frozenset(n for n, _, _ in found)
        if asked.metric == "complaints_formal":
            return frozenset(n for n, kind, _ in found if kind == "formal"), below
        if asked.metric == "share_justified":
            return frozenset(n for n, _, justified in found if justified == "wholly"), below
        return below, below
