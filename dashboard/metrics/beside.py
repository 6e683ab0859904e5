"""What a reader sees by leaving one filter out: the counts that stand outside it, and inside all others."""

from dataclasses import dataclass
from typing import Any

from dashboard.metrics.counts import Counted, Counts, Group
from dashboard.metrics.question import Question

Bucket = tuple[Any, ...]  # the slice, then one value for each of the question's dimensions in their order


@dataclass(frozen=True)
class Outside:
    """One filter's. `blank`: its place among the groups (-1: none); `is_apart`: departments stand apart without it."""

    blank: int
    is_apart: bool
    counts: dict[Bucket, Counts]

    def of(self, n: int, department: str | None, group: Group) -> Counts:
        return self.counts.get(self.place(n, department, group), (0, 0))

    def place(self, n: int, department: str | None, group: Group) -> Bucket:
        """Where a count stands once the filter is left out: its own dimension then tells nothing apart."""
        if self.blank >= 0:
            group = (*group[: self.blank], "", *group[self.blank + 1 :])
        return (n, department if self.is_apart else None, *group)


def outside(counted: Counted, question: Question) -> list[Outside]:
    """For each filter of the question, by slice and group."""
    found = []
    for (name, _), cells in zip(question.where, counted.beside, strict=True):
        blank = question.groups.index(name) if name in question.groups else -1
        of = Outside(blank, question.by_department and name != "department", {})
        for cell, counts in cells.items():
            place = of.place(*cell)
            before = of.counts.get(place, (0, None))
            of.counts[place] = before[0] + counts[0], (before[1] or 0) + (counts[1] or 0)
        found.append(of)
    return found
