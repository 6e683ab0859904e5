"""Charts as places between 0 and 1, for whoever draws them: every format draws from the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from dashboard.content import format as write
from dashboard.reports.result import Chart, Figure

STEPS = (1, 2, 2.5, 5, 10)
LINES = 5  # about so many lines across a chart


@dataclass(frozen=True)
class Axis:
    """From `low` to `high` with lines at `ticks`, unscaled as figures are; `decimals` to write them with."""

    low: float
    high: float
    step: float

    def place(self, value: float | None) -> float | None:
        return None if value is None else (value - self.low) / ((self.high - self.low) or 1)

    @property
    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [self.low + n * self.step for n in range(count + 1)]


def axis_of(chart: Chart) -> Axis:
    """Bars, shares and counts begin at nought; months of a share or a median may begin where the figures are."""
    figures = [point.figure for series in chart.series for point in series.points]
    if chart.usual:
        figures.append(chart.usual)
    known = [
        value
        for of in figures
        for value in (of.value, of.low, of.high)
        if value is not None and _drawn(of, chart, value)
    ]
    high = max(known, default=1) or 1
    low = min(known, default=0)
    from_nought = chart.kind != "months" or not write.is_share(figures[0].unit)
    low = 0.0 if from_nought or low < (high - low) else low
    step = nice((high - low) / LINES)
    return Axis(floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step, step)


def _drawn(of: Figure, chart: Chart, value: float) -> bool:
    """A month's own interval is not drawn, so it takes no room."""
    return chart.kind == "intervals" or of is chart.usual or value == of.value


def nice(step: float) -> float:
    """The next round number: 1, 2, 2.5 or 5 times a power of ten."""
    if step <= 0:
        return 1.0
    power = 10.0 ** floor(log10(step))
    return next(one * power for one in STEPS if one * power >= step * (1 - 1e-9))


def tick_text(value: float, axis: Axis, unit: str) -> str:
    """With as many decimals as the distance between lines needs."""
    factor = 100 if write.is_share(unit) else 1
    decimals = max(0, -floor(log10(axis.step * factor) + 1e-9))
    return write.number(value * factor, decimals)


def apart(places: Sequence[float], least: float) -> list[float]:
    """The places moved so that no two are closer than `least`, in the same order: for labels at the ends of lines."""
    order = sorted(range(len(places)), key=lambda n: places[n])
    moved = list(places)
    for before, after in zip(order, order[1:], strict=False):
        moved[after] = max(moved[after], moved[before] + least)
    return moved
