"""Wrong rows in known numbers. Each is an added row, a copy of a sound one with one fault, and is counted."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow.compute as pc

from etl.sample.plan import Layout
from etl.sample.tables import Delivery
from etl.sample.writers import Extra

EARLY = date(2019, 1, 7)
BAD_BYTES = {"utf-8": "\udcff", "cp1252": "\udc81"}


@dataclass
class Tally:
    """What a reader of one source must report."""

    read: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    superseded: int = 0

    def as_truth(self) -> dict[str, Any]:
        accepted = self.read - self.rejected.total() - self.duplicates - self.superseded
        rest = {"duplicates": self.duplicates, "superseded": self.superseded}
        return {
            "read": self.read,
            "accepted": accepted,
            "rejected": dict(sorted(self.rejected.items())),
            **rest,
        }


class Dirt:
    """The wrong rows of one source, spread over its deliveries."""

    def __init__(
        self, layout: Layout, spec: dict[str, Any], scale: float, ghosts: list[str], rng: np.random.Generator
    ):
        self.layout, self.spec, self.rng, self.ghosts = layout, spec, rng, ghosts
        self.tally = Tally()
        self.made = self.traces = 0
        self.base = Delivery(
            EARLY, {}, np.empty(0, bool)
        )  # sound rows to copy, if need be of the delivery before
        self.again: list[dict[str, str]] = []  # rows that a later delivery holds once more

        def many(rows: int) -> int:
            return math.ceil(rows * scale) if rows else 0

        self.pending = [fault for fault in spec["faults"] for _ in range(many(fault[3]))]
        self.pending = [self.pending[i] for i in rng.permutation(len(self.pending))]
        self.whole = [fault for fault in spec.get("whole", []) for _ in range(many(fault[3]))]
        self.counts = {name: many(spec[name]) for name in ("duplicates", "later", "conflicts", "blank")}

    def extras(self, delivery: Delivery, left: int) -> list[Extra]:
        """Rows to add to a delivery when `left` deliveries, this one included, are still to come."""
        n = len(delivery)
        self.base = delivery if n else self.base
        faults: list[Any] = []
        if len(self.base):
            faults = self.pending[: math.ceil(len(self.pending) / left)]
        self.pending = self.pending[len(faults) :]
        found = [self._faulty(delivery, fault) for fault in faults]
        if left == 1:
            found += [extra for fault in self.whole for extra in self._whole_trace(delivery, fault)]
        found += [self._extra(n, n, row) for row in self.again]
        self.again = []
        found += self._same_keys(delivery, left) if n else []
        self.tally.read += n + len(found)
        self.tally.superseded += int((~delivery.last).sum())
        return found + self._blank_lines(n, left)

    def _same_keys(self, delivery: Delivery, left: int) -> list[Extra]:
        """The same row again, here or in the next delivery, and the same key with something else."""
        n = len(delivery)
        duplicates, conflicts = (self._share(name, left) for name in ("duplicates", "conflicts"))
        later = self._share("later", left - 1) if left > 1 else 0
        rows = self.rng.permutation(np.flatnonzero(delivery.last))[: duplicates + conflicts + later]
        found = [self._extra(n, int(row), delivery.row(row)) for row in rows[:duplicates]]
        for row in rows[duplicates : duplicates + conflicts]:
            name, value, other = self.spec["conflict"]
            fields = delivery.row(row)
            fields[name] = other if fields[name] == value else value
            found.append(self._extra(n, int(row), fields))
        self.again = [delivery.row(row) for row in rows[duplicates + conflicts :]]
        taken = len(rows)
        self.tally.duplicates += min(duplicates, taken) + len(self.again)
        if made := max(0, min(conflicts, taken - duplicates)):
            self.tally.rejected["conflicting_key"] += made
        return found

    def _share(self, name: str, left: int) -> int:
        count = math.ceil(self.counts[name] / left)
        self.counts[name] -= count
        return count

    def _blank_lines(self, n: int, left: int) -> list[Extra]:
        return [Extra(int(self.rng.integers(0, n + 1)), {}, "") for _ in range(self._share("blank", left))]

    def _extra(self, n: int, row: int, fields: dict[str, str], line: str | None = None) -> Extra:
        """Anywhere; in an event log beside the row it was copied from, so that its trace stays whole."""
        position = row if self.spec.get("beside") else int(self.rng.integers(0, n + 1))
        return Extra(position, fields, line)

    def _faulty(self, delivery: Delivery, fault: list[Any]) -> Extra:
        reason, name, value, _ = fault
        row = int(self.rng.integers(0, len(self.base)))
        fields = self.base.row(row)
        self.tally.rejected[reason] += 1
        self._new_key(fields)
        line = None
        if name:
            fields[name] = self._filled(value, fields[name], delivery.cut)
        else:
            values = list(fields.values())
            line = self.layout.delimiter.join(values[:-1] if value == "{short}" else [*values, "x"])
        return self._extra(len(delivery), row, fields, line)

    def _whole_trace(self, delivery: Delivery, fault: list[Any]) -> list[Extra]:
        """All events of a case under a name of its own, with a fault that every one of them carries."""
        reason, name, value, _ = fault
        case = delivery.columns["case_key"][int(self.rng.integers(0, len(delivery)))]
        rows = pc.indices_nonzero(pc.equal(delivery.columns["case_key"], case)).to_pylist()
        found = [delivery.row(row) for row in rows]
        self.traces += 1
        changed = {"case_key": self.spec["fresh_case"].format(self.traces)}
        changed[name] = self._filled(value, found[0][name], delivery.cut)
        for fields in found:
            self._new_key(fields)
            fields.update(changed)
        self.tally.rejected[reason] += len(found)
        return [Extra(len(delivery), fields) for fields in found]

    def _new_key(self, fields: dict[str, str]) -> None:
        if not self.spec.get("keep_key"):
            self.made += 1
            fields[self.spec["key"]] = self.spec["fresh"].format(self.made)

    def fresh_keys(self) -> list[str]:
        """Keys that stand in rejected rows only."""
        return [self.spec["fresh"].format(i + 1) for i in range(self.made)]

    def _filled(self, value: str, old: str, cut: date) -> str:
        form = self.layout.moment.split(" ")[0] if self.layout.moment not in ("", "iso") else self.layout.date
        made = {
            "cpr": lambda: impossible_number(self.rng),
            "later": lambda: (cut + timedelta(days=5)).strftime(form),
            "early": lambda: EARLY.strftime(form),
            "no_day": lambda: form.replace("%d", "31").replace("%m", "02").replace("%Y", "2025"),
            "ghost": lambda: self.ghosts[int(self.rng.integers(0, len(self.ghosts)))],
            "byte": lambda: old + BAD_BYTES[self.layout.encoding],
            "open": lambda: '"' + old,
        }
        for word, make in made.items():
            if "{" + word + "}" in value:
                return value.replace("{" + word + "}", make())
        return value


def impossible_number(rng: np.random.Generator) -> str:
    """Looks like a citizen's number and is nobody's: there is no month 61 to 72."""
    day, month, year, serial = (
        int(rng.integers(*span)) for span in ((1, 32), (61, 73), (0, 100), (0, 10_000))
    )
    return f"{day:02d}{month:02d}{year:02d}-{serial:04d}"
