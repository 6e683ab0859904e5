"""What closed cases alone would have claimed, beside all the cases whose deadline passed."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.charts.points import Point, Series
from dashboard.charts.trend import trend
from dashboard.components import format as write
from dashboard.components.address import Address
from dashboard.components.chart import chart
from dashboard.components.sources import source_line
from dashboard.components.table import Cell, Column, table
from dashboard.components.trend_chart import first_day
from dashboard.content import say
from dashboard.metrics.deadline_clocks import Closed
from dashboard.metrics.evaluate import Answer


def trap(closed: Closed | None, honest: Answer, when: str) -> html.Div:
    if closed is None or closed.share is None or honest.value is None:
        return html.Div(html.P(say("deadlines.trap_few")), className="panel")
    told = {"in_time": write.number(closed.in_time), "due": write.number(closed.due)}
    parts = {
        key: write.number(value or 0)
        for key, value in (("numerator", honest.numerator), ("denominator", honest.denominator))
    }
    return html.Div(
        [
            html.Div(
                [
                    _figure("claimed", say("deadlines.trap_closed"), closed.share,
                            say("deadlines.trap_closed_n", when=when, **told)),
                    _figure("honest", say("deadlines.trap_honest"), honest.value,
                            say("deadlines.trap_honest_n", when=when, **parts)),
                ],
                className="two",
            ),
            html.P(_difference(closed.share - honest.value), className="said"),
        ],
        className="panel trap",
    )  # fmt: skip


def trap_chart(
    claimed: Sequence[float | None], honest: Sequence[Answer], package: dict[str, Any], here: Address
) -> html.Figure:
    """Month by month, since the trap opens while a backlog grows and closes again when it is cleared."""
    names = [say("deadlines.trap_line_closed"), say("deadlines.trap_line_all")]
    shares = [[answer.value for answer in honest], list(claimed)]
    series = [
        Series(name, tuple(_point(answer, value, name) for answer, value in zip(honest, values, strict=True)))
        for name, values in zip(reversed(names), shares, strict=True)
    ]
    gaps = [a - b for a, b in zip(claimed, shares[0], strict=True) if a is not None and b is not None]
    widest = write.number(max(map(abs, gaps), default=0) * 100, 1)
    title = say("deadlines.trap_title", points=widest)
    columns = [Column(say("overview.month")), *(Column(one.name, number=True) for one in series)]
    rows = [
        [write.short_period(answer.period), *(_share(value) for value in (answer.value, other))]
        for answer, other in zip(honest, claimed, strict=True)
    ]
    return chart(
        "trap-months",
        trend(series),
        title,
        say("deadlines.trap_axis"),
        say("overview.reading", title=title, n=len(honest)),
        source_line(package, ["cases"], "final", here.get("department"), here.get("known_on")),
        table(say("deadlines.trap_table"), columns, rows[::-1]),
        here.changed(snapshot=package["snapshot"]).href(fragment="trap-months"),
    )


def _point(answer: Answer, value: float | None, name: str) -> Point:
    month = write.short_period(answer.period)
    shown = say("absent.missing") if value is None else write.percent(value)
    scaled = None if value is None else round(value * 100, 2)
    return Point(
        first_day(answer.period), scaled, f"{month}: {shown} {name}", hollow=answer.status != "final"
    )


def _share(value: float | None) -> Cell:
    return Cell(say("absent.missing"), kind="absent") if value is None else Cell(write.percent(value))


def _figure(kind: str, name: str, share: float, basis: str) -> html.Div:
    bar = html.Div(html.Div(style={"width": f"{share * 100:.1f}%"}), className="portion")
    return html.Div(
        [
            html.Span(name, className="name"),
            html.Span(write.percent(share), className="value"),
            bar,
            html.Span(basis, className="n"),
        ],
        className=kind,
    )


def _difference(points: float) -> str:
    shown = write.number(abs(points) * 100, 1)
    if round(abs(points) * 100, 1) == 0:
        return say("deadlines.trap_same")
    way = "better" if points > 0 else "worse"
    return say(f"deadlines.trap_{way}", points=shown)
