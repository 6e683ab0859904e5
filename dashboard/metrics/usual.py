"""A metric's months against what they usually move within: limits of the first two years, then the four rules."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS
from dashboard.metrics.signals import BASELINE, FEWEST, RECENT
from dashboard.statistics.rules import OUTSIDE, RULES, Signal, signals
from dashboard.statistics.xmr import Limits, limits

DIFFERENT = 5  # values that a series needs before its runs say anything


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


def past(months: Sequence[Answer]) -> Past:
    """What is open carries the month before along and is no series for the rules: neither limits nor signals.

    Where a series has few different values most moving ranges are rounding (Wheeler's "chunky data") and most months
    lie on one side of the mean: then only a month outside the limits is told of, and no run.
    """
    metric = METRICS[months[0].metric]
    final = [month for month in months if month.status == "final"]
    values = [month.value if month.method == "counted" or month.value else None for month in final]
    basis = [value for value in values[:BASELINE] if value is not None]
    usual = limits(basis) if len(basis) >= FEWEST and metric.shape != "stock" else None
    found = signals(values, usual) if usual else []
    if len(set(basis)) < DIFFERENT:
        found = [one for one in found if one.rule == OUTSIDE]
    return Past(metric.name, tuple(months), usual, tuple(found))
