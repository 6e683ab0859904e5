"""Units of one department against what their size lets one expect. Never in order of the rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.charts.funnel import Limit, Names, Spot, funnel
from dashboard.components import format as write
from dashboard.components.chart import chart
from dashboard.components.footnotes import Footnotes, shared_caveats
from dashboard.components.pivot_cells import light
from dashboard.components.table import Cell, Column, answer_cell, table
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS
from dashboard.statistics.funnel import INSIDE, OUTSIDE, Z95, Z998, Funnel

CURVE = 36  # points of each limit
SCALE = 100  # the rate is per hundred cases
AT_95 = 0.05  # share that chance alone puts outside the inner limits


@dataclass(frozen=True)
class Compared:
    """One department: its units in the organisation's order, those that are compared, and their funnel."""

    code: str
    name: str
    every: Sequence[Answer]
    units: Sequence[Answer]
    funnel: Funnel
    looked_at: frozenset[str]


@dataclass(frozen=True)
class Words:
    subtitle: str
    source: str
    link: str


def funnel_chart(of: Compared, names: dict[str, str], words: Words, notes: Footnotes) -> html.Figure:
    title = title_of(of)
    spots = [_spot(of, unit, names) for unit in of.units]
    figure = funnel(spots, curve(of), of.funnel.centre * SCALE, _names(of))
    made = chart(
        f"funnel-{of.code}",
        figure,
        title,
        words.subtitle,
        say("funnel.reading", title=title, n=len(of.units)),
        words.source,
        units_table(of, names, title, notes),
        words.link,
    )
    said = html.Div([html.P(line, className="small quiet") for line in lines(of)], className="below-plot")
    made.children = [*made.children[:2], said, *made.children[2:]]
    return made


def title_of(of: Compared) -> str:
    out = [unit for unit in of.units if where(of, unit) == OUTSIDE]
    many = "none" if not out else "one" if len(out) == 1 else "some"
    return say(f"funnel.title_{many}", n=write.number(len(out)), units=len(of.units), name=of.name)


def where(of: Compared, unit: Answer) -> str:
    return of.funnel.where(unit.numerator or 0, unit.denominator or 1)


def lines(of: Compared) -> list[str]:
    """How many chance alone would put outside, why the limits are wider than chance, and who is not compared."""
    units = len(of.units)
    said = [say("funnel.chance", near=_about(AT_95 * units), far=_about(of.funnel.by_chance))]
    if of.funnel.tau2 > 0:
        said.append(say("funnel.wider"))
    hidden = sum(unit.withheld is not None for unit in of.every)
    small = len(of.every) - units - hidden
    if hidden:
        said.append(say("funnel.hidden_one" if hidden == 1 else "funnel.hidden", n=hidden))
    if small:
        said.append(say("funnel.small_one" if small == 1 else "funnel.small", n=small))
    return [" ".join(said)]


def _about(expected: float) -> str:
    return write.number(expected) if expected >= 1 else write.number(expected, 2 if expected < 0.1 else 1)


def curve(of: Compared) -> list[Limit]:
    """The limits from the smallest unit's size to a little beyond the largest; closer together where they bend."""
    sizes = [unit.denominator or 1 for unit in of.units]
    first, last = min(sizes) * 0.6, max(sizes) * 1.08
    steps = [first + (last - first) * (n / (CURVE - 1)) ** 2 for n in range(CURVE)]
    return [Limit(size, _scaled(of, size, Z95), _scaled(of, size, Z998)) for size in steps]


def _scaled(of: Compared, size: float, z: float) -> tuple[float, float]:
    low, high = of.funnel.limits(size, z)
    return low * SCALE, high * SCALE


def _names(of: Compared) -> Names:
    centre = say("funnel.centre", value=write.number(of.funnel.centre * SCALE, 1))
    return Names(say("funnel.size"), say("funnel.outer"), centre)


def _spot(of: Compared, unit: Answer, names: dict[str, str]) -> Spot:
    code, place = unit.group["unit"], where(of, unit)
    rate = (unit.value or 0) * SCALE
    good = rate < of.funnel.centre * SCALE
    meaning = "ordinary" if place == INSIDE else "improving" if good else "worsening"
    metric = METRICS[unit.metric]
    text = say(
        "funnel.spot",
        name=names[code],
        rate=write.amount(unit.value or 0, metric.unit),
        cases=write.number(unit.denominator or 0),
        reading=say(f"funnel.{place}"),
    )
    return Spot(
        names[code], unit.denominator or 0, rate, text, meaning, place == OUTSIDE, code in of.looked_at
    )


def units_table(of: Compared, names: dict[str, str], title: str, notes: Footnotes) -> html.Div:
    """Every unit, in the organisation's order; those that are not compared say why."""
    compared = {unit.group["unit"] for unit in of.units}
    metric = METRICS[of.every[0].metric]
    shared = shared_caveats(of.every)
    heads = [METRICS[part.name].title for part in metric.parts]
    columns = [Column(label("dimension", "unit")), *[Column(head, number=True) for head in heads]]
    columns += [
        Column(metric.title, True, notes.marks([("caveat", key) for key in shared]), f"#about-{metric.name}"),
        Column(say("funnel.reads")),
    ]
    rows: list[list[Any]] = [
        [
            names[unit.group["unit"]],
            _count(unit, unit.numerator),
            _count(unit, unit.denominator),
            light(answer_cell(unit, metric.unit, notes, shared)),
            _reading(of, unit, unit.group["unit"] in compared),
        ]
        for unit in of.every
    ]
    return table(title, columns, rows, caption_shown=False)


def _count(unit: Answer, value: float | None) -> Any:
    if value is None:
        return Cell(say("absent.withheld" if unit.withheld else "absent.missing"), kind="absent")
    return write.number(value)


def _reading(of: Compared, unit: Answer, is_compared: bool) -> str:
    if not is_compared:
        return say("funnel.not_shown" if unit.withheld else "funnel.too_small")
    place = where(of, unit)
    return say(f"funnel.{place}")
