"""A series of final months judged: limits phase by phase, seasons taken out first, then the four rules."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.statistics.rules import OUTSIDE, Signal, signals_by_phase
from dashboard.statistics.season import WIDER, YEAR, adjusted, monthly_indices
from dashboard.statistics.series import Value
from dashboard.statistics.xmr import Limits, Phase, phases

BASELINE, FEWEST = 24, 12
DIFFERENT = 5  # values that a series needs before its runs say anything


@dataclass(frozen=True)
class Judged:
    """`limits` are those of the newest month, as that month usually is; `signals` tell places in the series.

    `indices` is empty where no season was taken out; `phases` are in what is left when it has been.
    """

    phases: tuple[Phase, ...]
    signals: tuple[Signal, ...]
    indices: tuple[float, ...] = ()
    months: int = 0

    @property
    def limits(self) -> Limits | None:
        return self.limits_at(self.months - 1) if self.months else None

    def limits_at(self, place: int) -> Limits | None:
        """What is usual of the month at a place, its season included."""
        found = next((one.limits for one in self.phases if one.first <= place <= one.last), None)
        factor = self.indices[place % YEAR] if self.indices else 1.0
        return found and Limits(found.centre * factor, found.lower * factor, found.upper * factor)


def judged(values: Sequence[Value], starts: Sequence[int] = (), may_have_season: bool = True) -> Judged:
    """Limits are of the first 24 months of a phase, so that last month's signal does not move when a new one comes.

    The first phase needs 12 known months; a later one, which somebody decided, gets trial limits from 8. Seasons are
    taken out where they are proven and no phase begins in the series. Where a series has few different values most
    moving ranges are rounding (Wheeler's "chunky data"): then only a month outside the limits is told of, and no run.
    """
    if not len(values):
        return Judged((), ())
    indices = monthly_indices(values) if may_have_season and not starts else None
    series = adjusted(values, indices) if indices else list(values)
    basis = [value for value in values[:BASELINE] if value is not None]
    found = phases(series, starts, BASELINE)
    if len(basis) < FEWEST and len(found) == 1:
        found = [Phase(one.first, one.last, None, one.points) for one in found]
    if indices:
        found = [_widened(one) for one in found]
    told = signals_by_phase(series, found)
    if len(set(basis)) < DIFFERENT:
        told = [one for one in told if one.rule == OUTSIDE]
    return Judged(tuple(found), tuple(told), indices or (), len(series))


def _widened(phase: Phase) -> Phase:
    if phase.limits is None:
        return phase
    of = phase.limits
    reach = (of.upper - of.centre) * WIDER
    return Phase(
        phase.first, phase.last, Limits(of.centre, of.centre - reach, of.centre + reach), phase.points
    )
