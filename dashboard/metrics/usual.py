"""A metric's months against what they usually move within: limits of the first two years, then the four rules."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.metrics.evaluate import Answer
from dashboard.metrics.judged import judged
from dashboard.metrics.metric import METRICS
from dashboard.metrics.signals import RECENT
from dashboard.statistics.rules import RULES, Signal
from dashboard.statistics.xmr import Limits


@dataclass(frozen=True)
class Past:
    """Months in time order; `signals` tell places in them. Provisional months are shown and never judged."""

    metric: str
    months: tuple[Answer, ...]
    limits: Limits | None
    signals: tuple[Signal, ...]

    @property
    def final(self) -> list[Answer]:
        return [month for month in self.months if month.status == "final"]

    @property
    def newest(self) -> Answer | None:
        """The newest final month, or the newest of all where none is final yet."""
        known = self.final or list(self.months)
        return known[-1] if known else None

    @property
    def lately(self) -> Signal | None:
        """What is said of the last six final months: the newest signal, by the order of the rules."""
        found = [one for one in self.signals if one.last >= len(self.final) - RECENT]
        return max(found, key=lambda one: (one.last, -RULES.index(one.rule)), default=None)

    @property
    def has_values(self) -> bool:
        return any(month.value is not None for month in self.months)


def past(months: Sequence[Answer], starts: Sequence[int] = ()) -> Past:
    """What is open carries the month before along and is no series for the rules: neither limits nor signals.

    `starts`: places among the months where a reviewed phase brings new limits.
    """
    metric = METRICS[months[0].metric]
    if metric.shape == "stock":
        return Past(metric.name, tuple(months), None, ())
    final = [month for month in months if month.status == "final"]
    values = [month.value if month.method == "counted" or month.value else None for month in final]
    found = judged(values, [place for place in starts if place < len(final)])
    return Past(metric.name, tuple(months), found.limits, found.signals)
