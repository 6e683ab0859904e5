"""Charts from the same answers as the tables: months with what is usual, bars, shares with their intervals."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dashboard.content import format as write
from dashboard.content import label, say, words
from dashboard.metrics.metric import METRICS
from dashboard.reports.asking import Asking
from dashboard.reports.parts.tables import subtitle, titled
from dashboard.reports.result import (
    Block,
    Cell,
    Chart,
    Column,
    Figure,
    Label,
    Point,
    Sentences,
    Series,
    Table,
)
from dashboard.statistics.xmr import limits

Where = Mapping[str, object] | None
BASELINE = 24
YEAR = 12


def months(asking: Asking, metrics: Sequence[str], title: str = "", where: Where = None) -> Iterator[Block]:
    """Two years of months as lines, and the same figures as a table with a row a year."""
    window = asking.months()
    series = []
    for name in metrics if window else ():
        filters = replace(asking.within(where or {}), period=window or asking.filters.period)
        answers = asking.ask(name, ("month",), filters)
        points = tuple(Point(write.short_period(one.period), asking.figure(one, filters)) for one in answers)
        series.append(Series(METRICS[name].title, points))
    known = [point.figure for one in series for point in one.points if point.figure.value is not None]
    heading = titled(asking, title) if title else METRICS[metrics[0]].title
    if not known:
        yield Sentences(say("reports.no_months", title="{title}"), {"title": Label(heading)})
        return
    usual = _usual(asking, series[0]) if len(series) == 1 else None
    unit = METRICS[metrics[0]].unit
    alt = say("reports.months_alt", title=heading, n=len(series[0].points), **_span(known))
    yield Chart("months", heading, say("reports.months_unit", unit=unit), alt, tuple(series), usual)
    yield _years(heading, unit, series)


def _span(known: Sequence[Figure]) -> dict[str, str]:
    """Lowest, highest and last, as they are written."""
    by_value = sorted(known, key=lambda figure: figure.value or 0)
    return {"low": by_value[0].text, "high": by_value[-1].text, "last": known[-1].text}


def _usual(asking: Asking, series: Series) -> Figure | None:
    """The centre of the final months and what they usually lie within (XmR); None where there are too few."""
    ready = [point.figure for point in series.points if point.figure.status == "final"]
    final = [figure for figure in ready if figure.value is not None]
    of = limits([figure.value for figure in final if figure.value is not None][:BASELINE])
    if of is None:
        return None
    last = final[-1]
    is_count = METRICS[last.metric].denominator is None
    low = max(0.0, of.lower)
    within = {"low": write.amount(low, last.unit), "high": write.amount(of.upper, last.unit)}
    return asking.keep(
        replace(
            last, title=say("reports.usual_of", title=last.title), text=say("appeals.limits", **within),
            value=of.centre, low=low, high=of.upper, period=f"{final[0].period}..{last.period}",
            numerator=of.centre if is_count else None, denominator=None,
        )
    )  # fmt: skip


def _years(title: str, unit: str, series: Sequence[Series]) -> Table:
    columns = (Column(say("reports.year")), *(Column(name, True) for name in words("short_months")))
    rows = []
    for one in series:
        years = sorted({point.figure.period[:4] for point in one.points})
        for year in years:
            cells: list[Cell] = [Label("")] * YEAR
            for point in one.points:
                if point.figure.period.startswith(year):
                    cells[int(point.figure.period[5:7]) - 1] = point.figure
            name = f"{one.name} {year}" if len(series) > 1 else year
            rows.append((Label(name), *cells))
    return Table(say("reports.months_table", title=title), unit, columns, tuple(rows))


def bars(
    asking: Asking, metric: str, by: str, title: str, where: Where = None, counted_only: bool = False
) -> Iterator[Block]:  # fmt: skip
    yield from _side_by_side("bars", asking, metric, by, title, where, counted_only)


def intervals(
    asking: Asking, metric: str, by: str, title: str, where: Where = None, counted_only: bool = False
) -> Iterator[Block]:  # fmt: skip
    """A dot for the share, a line for its 95 % interval: the fewer cases, the longer the line."""
    yield from _side_by_side("intervals", asking, metric, by, title, where, counted_only)


def _side_by_side(
    kind: str, asking: Asking, metric: str, by: str, title: str, where: Where, counted_only: bool
) -> Iterator[Block]:  # fmt: skip
    filters = asking.within(where or {})
    answers = asking.ask(metric, (by,), filters)
    kept = [one for one in answers if not counted_only or one.withheld or one.value or one.denominator]
    points = tuple(Point(asking.name(by, one.group[by]), asking.figure(one, filters)) for one in kept)
    heading = titled(asking, title)
    if not any(point.figure.value is not None for point in points):
        yield Sentences(say("reports.no_rows", title="{title}"), {"title": Label(heading)})
        return
    values = ", ".join(f"{point.label} {point.figure.text}" for point in points)
    alt = say(f"reports.{kind}_alt", title=heading, dimension=label("dimension", by).lower(), values=values)
    unit = say("reports.bars_unit", unit=METRICS[metric].unit, where=subtitle(asking))
    yield Chart(kind, heading, unit, alt, (Series(METRICS[metric].title, points),))
