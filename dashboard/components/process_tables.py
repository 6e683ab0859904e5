"""A mined process as tables: transitions by waiting, repetitions, and the commonest ways through."""

from collections.abc import Sequence
from itertools import accumulate

from dash import dcc, html

from dashboard.components import format as write
from dashboard.components.address import Address, edge_link
from dashboard.components.table import Cell, Column, table
from dashboard.content import label, say
from dashboard.mining.mine import Edge, Mined

MINUTE, HOUR, DAY = 60, 3600, 86400


def name_of(activity: str) -> str:
    return label("activity", activity)


def duration(seconds: float | None) -> str:
    """In the unit that a reader would choose: minutes, hours or days."""
    if seconds is None:
        return say("absent.withheld")
    if seconds < 2 * HOUR:
        return say("processes.minutes", value=write.number(seconds / MINUTE))
    if seconds < 2 * DAY:
        return say("processes.hours", value=write.number(seconds / HOUR))
    return say("processes.days", value=write.number(seconds / DAY, 1 if seconds < 20 * DAY else 0))


def edge_table(found: Sequence[Edge], process: str, here: Address) -> html.Div:
    keys = ("first", "then", "count", "median_time", "p90", "share")
    columns = [Column(say(f"processes.{key}"), number=place > 1) for place, key in enumerate(keys)]
    rows = [
        [
            name_of(one.first), dcc.Link(name_of(one.then), href=edge_link(here, one.first, one.then)),
            _count(one.count), duration(one.median_s), duration(one.p90_s), write.percent(one.share or 0, 0),
        ]
        for one in found
    ]  # fmt: skip
    return table(say("processes.edges_caption", process=process), columns, rows)


def again_list(mined: Mined) -> html.Dl:
    pairs = [
        ("rework_cases", _of_cases(mined.rework["cases"], mined.cases)),
        ("rework_events", _count(mined.rework["events"])),
        ("self_loops", _count(mined.rework["self_loops"])),
        ("handovers", _count(mined.handovers)),
    ]
    parts = [part for key, said in pairs for part in (html.Dt(say(f"processes.{key}")), html.Dd(said))]
    return html.Dl(parts, className="defs")


def _count(value: int | None) -> str:
    return say("absent.withheld") if value is None else write.number(value)


def _of_cases(value: int | None, cases: int | None) -> str:
    if value is None or not cases:
        return say("absent.withheld")
    numbers = {"count": write.number(value), "cases": write.number(cases)}
    return say("processes.of_cases", share=write.percent(value / cases), **numbers)


def variant_table(mined: Mined, process: str) -> html.Div:
    shown = [one for one in mined.variants if one.activities and one.count]
    so_far = accumulate((one.count or 0) / (mined.cases or 1) for one in shown)
    columns = [
        Column(say("processes.path")),
        Column(say("processes.cases"), number=True),
        Column(say("processes.cumulative"), number=True),
    ]
    rows = [
        [_path(one.activities or ()), Cell(write.number(one.count or 0)), Cell(write.percent(share))]
        for one, share in zip(shown, so_far, strict=True)
    ]
    return table(say("processes.variants_caption", process=process), columns, rows)


def _path(activities: Sequence[str]) -> html.Span:
    chips = [html.Span(name_of(activity), className="tag") for activity in activities]
    return html.Span([part for chip in chips for part in (chip, " ")], className="path")
