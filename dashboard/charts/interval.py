"""Shares with how sure one is of each: a bar in its parts, and under it the share as a dot on its interval.

Rows keep the order given, for this is not a ranking. Heights are counted in pixels, so that a name of two lines
has room for both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.palette import BRAND, CONTEXT, INK, QUIET, TEAL
from dashboard.charts.points import plain
from dashboard.charts.template import blank

HARD_SPACE = "\u00a0"
NAME_WIDTH = 44  # letters that fit on a phone
LINE, BAR, THIN, GAP, FOOT = 19, 10, 5, 22, 6
DOT_BELOW = 13
TEXT_ROOM = 128  # pixels right of the longest interval, for the share in figures


@dataclass(frozen=True)
class Share:
    """A share in percent. `parts` add up to it; no parts: nothing may be drawn, and `text` says why.

    `interval` is written under `text`. `quiet`: earlier or elsewhere, there to hold the others against.
    """

    name: str
    text: str
    parts: tuple[float, ...] = ()
    limits: tuple[float, float] | None = None
    interval: str = ""
    quiet: bool = False

    @property
    def end(self) -> float:
        return max(sum(self.parts), self.limits[1] if self.limits else 0.0)


def interval(rows: Sequence[Share]) -> go.Figure:
    places, height = _places(rows)
    figure = blank(height)
    drawn = [(row, place) for row, place in zip(rows, places, strict=True) if row.parts]
    for trace in _bars(drawn):
        figure.add_trace(trace)
    figure.add_trace(_dots(drawn))
    # All at once: plotly reads every annotation again for each one that is added.
    words = [note for row, place in zip(rows, places, strict=True) for note in _words(row, place)]
    figure.update_layout(annotations=words, barmode="stack", margin={"l": 4, "r": TEXT_ROOM, "t": 4, "b": 4})
    figure.update_xaxes(visible=False, range=[0, max((row.end for row, _ in drawn), default=1) * 1.01])
    figure.update_yaxes(visible=False, autorange=False, range=[height - 8, 0])
    return figure


def name_lines(name: str) -> list[str]:
    return wrap(name, NAME_WIDTH) or [""]


def _places(rows: Sequence[Share]) -> tuple[list[float], int]:
    """The middle of each bar, counted in pixels from the top, and the height of them all."""
    top, places = 0.0, []
    for row in rows:
        top += LINE * len(name_lines(_name(row))) + BAR / 2 + FOOT
        places.append(top)
        top += (DOT_BELOW if row.limits else 0) + GAP
    return places, int(top) + 8


def _name(row: Share) -> str:
    return row.name if row.parts else f"{row.name}:{HARD_SPACE}{row.text}"


def _bars(drawn: Sequence[tuple[Share, float]]) -> Iterator[go.Bar]:
    """What is in two parts has two colours, always in the same order; what is whole is grey."""
    for n, colour in enumerate((BRAND, TEAL)):
        yield _bar([(row.parts[n], at) for row, at in drawn if len(row.parts) == 2], colour, BAR)
    for quiet, width in ((False, BAR), (True, THIN)):
        whole = [(row.parts[0], at) for row, at in drawn if len(row.parts) == 1 and row.quiet == quiet]
        yield _bar(whole, CONTEXT, width)


def _bar(spots: Sequence[tuple[float, float]], colour: str, width: int) -> go.Bar:
    return go.Bar(
        x=[round(value, 2) for value, _ in spots],
        y=[place for _, place in spots],
        orientation="h",
        width=width,
        marker={"color": colour, "line": {"width": 0}},
        hoverinfo="skip",
    )


def _dots(drawn: Sequence[tuple[Share, float]]) -> go.Scatter:
    sure = [(row, place, row.limits) for row, place in drawn if row.limits]
    return go.Scatter(
        x=[round(sum(row.parts), 2) for row, _, _ in sure],
        y=[place + DOT_BELOW for _, place, _ in sure],
        mode="markers",
        marker={"color": INK, "size": 7},
        error_x={
            "symmetric": False,
            "array": [round(high - sum(row.parts), 2) for row, _, (_, high) in sure],
            "arrayminus": [round(sum(row.parts) - low, 2) for row, _, (low, _) in sure],
            "color": QUIET,
            "thickness": 2,
            "width": 4,
        },
        cliponaxis=False,
        hoverinfo="skip",
    )


def _words(row: Share, place: float) -> Iterator[dict[str, Any]]:
    """Name above the bar; beside it the share, and its interval under that."""
    quiet = row.quiet or not row.parts
    font = {"size": 14, "color": QUIET if quiet else INK}
    name = "<br>".join(plain(line) for line in name_lines(_name(row)))
    above = {"xanchor": "left", "yanchor": "bottom", "xshift": -2, "align": "left", "showarrow": False}
    if not row.parts:
        yield {**above, "x": 0, "y": place, "yshift": -BAR / 2, "text": f"<i>{name}</i>", "font": font}
        return
    yield {**above, "x": 0, "y": place, "yshift": BAR / 2 + 2, "text": name, "font": font}
    beside = {"x": row.end, "xanchor": "left", "yanchor": "middle", "xshift": 10, "showarrow": False}
    yield {**beside, "y": place, "text": plain(row.text), "font": font}
    if row.interval:
        small = {"size": 12, "color": QUIET}
        yield {**beside, "y": place + DOT_BELOW + 4, "text": plain(row.interval), "font": small}
