"""What would it give: plain arithmetic on a step that is dropped or automated, or whose wait is halved. No forecast.

It holds only while all else stays as it is, and nothing in the log says that it would.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.mining.assumptions import Minutes, purpose, purpose_minutes
from dashboard.mining.indicators import FEWEST, Automatable

KEPT = ("intake", "decision", "duty")


@dataclass(frozen=True)
class WhatIf:
    """A year of one activity: how often, hours and days if dropped, days if its wait is halved, hours if automated.

    None where nobody would: no case without its receipt and decision, and no decision by a machine.
    """

    activity: str
    times: float
    dropped_hours: float | None
    dropped_days: float | None
    halved_days: float
    automated_hours: float | None


def what_ifs(
    edges: Sequence[Mapping[str, Any]], able: Sequence[Automatable], minutes: Minutes, years: float
) -> list[WhatIf]:
    """Activities of at least thirty executions, the longest waits first."""
    counted: dict[str, tuple[int, float]] = {}
    for row in edges:
        times, days = counted.get(row["activity"], (0, 0.0))
        counted[row["activity"]] = (times + row["times"], days + row["waited_days"])
    by_robot = {one.activity: one.hours for one in able}
    found = []
    for activity, (times, days) in counted.items():
        if times < FEWEST:
            continue
        hours = times / years * purpose_minutes(activity, minutes) / 60
        is_kept, is_decided = purpose(activity) in KEPT, purpose(activity) == "decision"
        dropped = None if is_kept else hours
        waited = None if is_kept else days / years
        automated = None if is_decided else by_robot.get(activity, 0.0)
        found.append(WhatIf(activity, times / years, dropped, waited, days / years / 2, automated))
    return sorted(found, key=lambda one: (-one.halved_days, one.activity))
