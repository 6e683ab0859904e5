"""One transition of a process looked at closely: how long it lasts, from month to month and from unit to unit."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.mining.graph import Row
from dashboard.mining.mine import may_be_shown
from dashboard.mining.selection import Selection, rows
from dashboard.mining.withholding import Withholding
from dashboard.warehouse import Scope, Warehouse


@dataclass(frozen=True)
class Slice:
    """A part of a transition's times: a month, a unit, or a range that lasts up to twice its beginning.

    `at` of a range is its beginning in minutes as a power of two; the first begins at nought.
    """

    at: str
    count: int | None
    median_s: float | None = None
    p90_s: float | None = None


@dataclass(frozen=True)
class Transition:
    ranges: tuple[Slice, ...]
    months: tuple[Slice, ...]
    units: tuple[Slice, ...]


def transition(
    first: str, then: str, chosen: Selection, warehouse: Warehouse, scope: Scope
) -> Transition | None:
    """None where the transition does not occur, or too seldom to be told of."""
    guard = Withholding.of(warehouse.package, scope, chosen.unit)
    if guard.threshold and not may_be_shown(chosen, warehouse, scope, guard):
        return None

    def asked(name: str) -> list[Row]:
        return rows(name, chosen, warehouse, scope, first=first, then=then)

    ranges = asked("edge_waits")
    total = sum(row["count"] for row in ranges)
    if not total or guard.hides(total):
        return None
    return Transition(
        _slices(ranges, "doubling", guard), _slices(asked("edge_months"), "month", guard),
        _slices(asked("edge_units"), "unit", guard),
    )  # fmt: skip


def _slices(found: Sequence[Row], key: str, guard: Withholding) -> tuple[Slice, ...]:
    shown = guard.several({str(row[key]): row["count"] for row in found})
    return tuple(
        Slice(str(row[key]), shown[str(row[key])], *(
            None if shown[str(row[key])] is None else row.get(name) for name in ("median_s", "p90_s")
        ))
        for row in found
    )  # fmt: skip
