"""Since when a transition takes as long as it does: its monthly medians against what is usual for itself."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dashboard.mining.graph import Row
from dashboard.mining.withholding import Withholding
from dashboard.statistics.rules import OUTSIDE, signals
from dashboard.statistics.xmr import limits

Pair = tuple[str, str]
FEWEST = 30  # transitions in a month under which its median says little


@dataclass(frozen=True)
class Since:
    """The month a change began that still holds at the end; `direction` 1 is longer, -1 shorter."""

    month: str
    direction: int


def since(months: Sequence[Row], pairs: Collection[Pair], guard: Withholding) -> dict[Pair, Since | None]:
    """For each pair with months enough for limits: the change that still holds, or None where there is none."""
    known: dict[Pair, dict[str, float]] = defaultdict(dict)
    names = sorted({row["month"] for row in months})[1:-1]  # the first and the last month are parts of one
    for row in months:
        if row["times"] >= max(FEWEST, guard.threshold):
            known[row["activity"], row["next_activity"]][row["month"]] = row["median_s"]
    found: dict[Pair, Since | None] = {}
    for pair in pairs:
        series = [known[pair].get(name) for name in names]
        usual = limits(series) if series else None
        if usual is None:
            continue
        lasting = [
            one for one in signals(series, usual) if one.last == len(names) - 1 and one.rule != OUTSIDE
        ]
        first = min(lasting, key=lambda one: one.first, default=None)
        found[pair] = Since(names[first.first], first.direction) if first else None
    return found
