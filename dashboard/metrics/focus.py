"""Focus points: what was decided, and whether the figure that should move has moved since."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dashboard.metrics.evaluate import Answer, Filters, evaluate
from dashboard.metrics.metric import METRICS
from dashboard.metrics.period import parse_period
from dashboard.metrics.signals import MONTHS, newest_months
from dashboard.statistics.rules import OUTSIDE, SHIFT, signals
from dashboard.statistics.xmr import limits
from dashboard.warehouse import Scope, Warehouse

FILE = Path(__file__).parents[1] / "content/focus_points.toml"
MOVED, AGAINST, NOT_YET, UNKNOWN = VERDICTS = ("moved", "against", "not_yet", "unknown")
YEAR = 12


@dataclass(frozen=True)
class FocusPoint:
    title: str
    department: str
    metric: str
    where: tuple[tuple[str, str], ...]
    direction: str
    since: date
    decided_by: str
    decided_on: date
    follow_up: date
    work: str


@dataclass(frozen=True)
class Followed:
    """A point with its months, the year before it began, the months since, and what they say."""

    point: FocusPoint
    months: tuple[Answer, ...]
    before: Answer | None
    after: Answer | None
    verdict: str


def load_points(file: Path = FILE) -> list[FocusPoint]:
    """Raises ValueError that names the file and the point, where one says something it may not."""
    points = []
    for number, said in enumerate(tomllib.loads(file.read_text("utf-8")).get("point", []), 1):
        try:
            point = FocusPoint(**{**said, "where": tuple(sorted(said.get("where", {}).items()))})
        except TypeError as fault:
            raise ValueError(f"{file.name}, point {number}: {fault}") from None
        if point.metric not in METRICS or point.direction not in ("up", "down"):
            raise ValueError(f"{file.name}, point {number}: metric or direction is unknown")
        points.append(point)
    return points


def follow(point: FocusPoint, warehouse: Warehouse, scope: Scope) -> Followed:
    window = newest_months(warehouse, MONTHS)
    if window is None:
        return Followed(point, (), None, None, UNKNOWN)
    filters = Filters(window, point.where, "now")
    months = evaluate(point.metric, filters, warehouse, scope, ("month",))
    final = [month for month in months if month.status == "final"]
    start = f"{point.since:%Y-%m}"
    before = [month for month in final if month.period < start]
    after = [month for month in final if month.period >= start]
    year, since = (_over(several, filters, point, warehouse, scope) for several in (before[-YEAR:], after))
    return Followed(point, tuple(months), year, since, verdict(point, before, after))


def _over(
    months: Sequence[Answer], filters: Filters, point: FocusPoint, warehouse: Warehouse, scope: Scope
) -> Answer | None:
    if not months:
        return None
    period = parse_period(f"{months[0].period}..{months[-1].period}")
    return evaluate(point.metric, replace(filters, period=period), warehouse, scope)[0]


def verdict(point: FocusPoint, before: Sequence[Answer], after: Sequence[Answer]) -> str:
    """By the rules for signals, against the limits of the months before it began."""
    known = [month.value for month in before if month.value is not None]
    usual = limits(known)
    values = [month.value for month in after]
    if usual is None or not any(value is not None for value in values):
        return UNKNOWN
    wanted = 1 if point.direction == "up" else -1
    found = {one.direction for one in signals(values, usual) if one.rule in (OUTSIDE, SHIFT)}
    if found == {wanted}:
        return MOVED
    return AGAINST if found == {-wanted} else NOT_YET
