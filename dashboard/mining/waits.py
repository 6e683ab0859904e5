"""The transitions of a process by their share of all time between events, the longest waited on first.

A time between two events is a transition time: waiting and work together, for a log has one moment for each event.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.mining.graph import Edge, Mined, Row
from dashboard.mining.selection import Selection, rows
from dashboard.warehouse import Scope, Warehouse


@dataclass(frozen=True)
class Wait:
    """A transition; `beyond` is the share of its time that the quickest quarter does without, in whole percents.

    `seconds` is exact, for sums only: it is shown nowhere.
    """

    edge: Edge
    seconds: float
    median_s: float
    p90_s: float
    beyond: float
    waits_on: str | None

    @property
    def share(self) -> float:
        return self.edge.share or 0.0


def longest(edges: tuple[Edge, ...]) -> list[Edge]:
    """Transitions whose share may be told: these are steps, not people or units."""
    told = [edge for edge in edges if edge.share is not None]
    return sorted(told, key=lambda edge: (-(edge.share or 0), -(edge.sum_s or 0), edge.first, edge.then))


def waits(mined: Mined, chosen: Selection, warehouse: Warehouse, scope: Scope) -> tuple[Wait, ...]:
    """Of the chosen cases that `mined` tells of; none where it tells of none."""
    if not mined.edges:
        return ()
    known: Mapping[tuple[str, str], Row] = {
        (row["activity"], row["next_activity"]): row for row in rows("waits", chosen, warehouse, scope)
    }
    whom = {row["activity"]: row["waits_on"] for row in rows("waits_on", chosen, warehouse, scope)}
    return tuple(
        _wait(edge, known[edge.first, edge.then], whom.get(edge.first)) for edge in longest(mined.edges)
    )


def _wait(edge: Edge, row: Row, whom: str | None) -> Wait:
    _, median, p90 = row["quartiles"]
    return Wait(edge, row["sum_s"], median, p90, round(row["beyond_s"] / (row["sum_s"] or 1), 2), whom)
