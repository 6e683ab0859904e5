"""A complaint's way to an outcome as one picture: time runs downwards, each class in a lane of its own.

The lanes share one scale and are never added: a complaint about the handling and one about the decision are two
judgements. Drawn as text and plain bars, so that it is read aloud, wraps on a phone and prints as it stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.footnotes import Footnotes, keys_of, shared_caveats
from dashboard.components.pivot_cells import light, plainly
from dashboard.components.table import Cell, Column, download, missing_word, table
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS


@dataclass(frozen=True)
class Step:
    """One step of the way; `lanes` holds its answer in each class."""

    key: str
    metric: str
    lanes: Mapping[str, Answer]


@dataclass(frozen=True)
class Ending:
    """What the appeal bodies did. They do not tell the class of the complaint, so the lanes meet here."""

    decided: Answer
    outcomes: Sequence[Answer]


@dataclass(frozen=True)
class Told:
    """The words around the picture."""

    title: str
    subtitle: str
    notes: Sequence[str]
    source: str
    link: str


def stages_figure(told: Told, steps: Sequence[Step], ending: Ending, notes: Footnotes) -> html.Figure:
    lanes = list(dict.fromkeys(code for step in steps for code in step.lanes))
    most = largest(steps, ending)
    rows: list[Any] = [_head(lanes), *[_row(step, lanes, most, notes) for step in steps]]
    rows += [_meeting(ending, most, notes), _outcomes(ending)]
    tools = [
        html.A(say("chart.link"), href=told.link, title=say("chart.link_title")),
        download(),
        html.Details(
            [html.Summary(say("chart.table")), stages_table(told.title, steps, ending, lanes, notes)]
        ),
    ]
    return html.Figure(
        [
            html.Figcaption([html.H3(told.title), html.P(told.subtitle)]),
            html.Div(rows, className="way", style={"--lanes": len(lanes)}),
            *[html.P(note, className="small quiet") for note in told.notes],
            html.P(told.source, className="source"),
            html.Div(tools, className="tools"),
        ],
        className="chart-like panel tabled",
        id="way",
    )


def largest(steps: Sequence[Step], ending: Ending) -> float:
    """The count that the longest bar stands for."""
    answers = [answer for step in steps for answer in step.lanes.values()] + [ending.decided]
    return max((count for answer in answers for count in _counts(answer)), default=0) or 1


def _counts(answer: Answer) -> list[float]:
    return [count for count in (answer.numerator, answer.denominator) if count is not None]


def _head(lanes: Sequence[str]) -> html.Div:
    names = [
        html.Div(
            [html.Strong(label("class", code)), html.Span(say(f"stages.about_{code}"))], className="lane"
        )
        for code in lanes
    ]
    return html.Div([html.Div(className="step"), *names], className="row head")


def _row(step: Step, lanes: Sequence[str], most: float, notes: Footnotes) -> html.Div:
    shared = shared_caveats([step.lanes[code] for code in lanes if code in step.lanes])
    key = step.key
    name = html.A(say(f"stages.{key}"), href=f"#about-{step.metric}")
    marks = notes.marks([("caveat", key) for key in shared])
    cells = [_cell(step, step.lanes.get(code), most) for code in lanes]
    return html.Div([html.Div([name, marks], className="step"), *cells], className="row")


def _cell(step: Step, answer: Answer | None, most: float) -> html.Div:
    if answer is None:
        return html.Div(className="lane")
    big, small = said(step.key, answer)
    absent = "" if has_number(answer) else " absent"
    parts = [html.Span(big, className=f"figure{absent}"), html.Span(small, className="n")]
    if not absent:
        parts.append(_bar(answer, most))
    return html.Div(parts, className="lane stop")


def has_number(answer: Answer) -> bool:
    return not answer.withheld and (answer.value is not None or bool(answer.denominator))


def said(key: str, answer: Answer) -> tuple[str, str]:
    """The figure of a step and what it is made of; a share never stands without its counts."""
    if answer.withheld or answer.numerator is None:
        return missing_word(answer), ""
    counts = {
        "numerator": write.number(answer.numerator),
        "denominator": write.number(answer.denominator or 0),
    }
    metric = METRICS[answer.metric]
    if metric.is_count:
        return counts["numerator"], ""
    if not answer.denominator:
        return missing_word(answer), say(f"stages.none_{key}")
    if metric.shape == "duration":
        days = "" if answer.value is None else say("stages.half", days=write.number(answer.value))
        return counts["numerator"], say("stages.of", **counts) + days
    share = missing_word(answer) if answer.value is None else write.percent(answer.value, 0)
    return share, say(f"stages.of_{key}", **counts)


def _bar(answer: Answer, most: float) -> html.Div:
    """Solid: how many took the step; pale: how many stood before it."""
    whole, part = answer.denominator or answer.numerator or 0, answer.numerator or 0
    pale = {"width": f"{100 * whole / most:.1f}%"}
    solid = {"width": f"{100 * part / whole:.1f}%" if whole else "0"}
    return html.Div(html.Div(html.Div(style=solid), style=pale), className="size")


def _meeting(ending: Ending, most: float, notes: Footnotes) -> html.Div:
    marks = notes.marks(keys_of(plainly(ending.decided, ending.decided.caveats)))
    name = html.A(say("stages.decided"), href="#about-appeals_decided")
    big = missing_word(ending.decided) if ending.decided.value is None else write.number(ending.decided.value)
    parts = [
        html.Span(big, className="figure"),
        html.Span(say("stages.decided_note"), className="n"),
        _bar(ending.decided, most),
    ]
    return html.Div(
        [html.Div([name, marks], className="step"), html.Div(parts, className="lane stop wide")],
        className="row meet",
    )


def _outcomes(ending: Ending) -> html.Div:
    """Each as a part of all that were decided."""
    cells = []
    for answer in ending.outcomes:
        big = missing_word(answer) if answer.value is None else write.number(answer.value)
        absent = " absent" if answer.value is None else ""
        cells.append(
            html.Div(
                [
                    html.Span(label("outcome", answer.group["outcome"]), className="n"),
                    html.Span(big, className=f"figure{absent}"),
                    _bar(replace(answer, denominator=ending.decided.value), ending.decided.value or 1),
                ],
                className="outcome",
            )
        )
    inside = html.Div(cells, className="lane wide outcomes")
    return html.Div([html.Div(say("stages.outcome"), className="step"), inside], className="row last")


def stages_table(
    title: str, steps: Sequence[Step], ending: Ending, lanes: Sequence[str], notes: Footnotes
) -> html.Div:
    """The same numbers, and those of the appeal bodies below, where no class is told."""
    columns = [Column(say("stages.step")), *[Column(label("class", code), number=True) for code in lanes]]
    columns.append(Column(say("stages.all_classes"), number=True))
    rows: list[list[Any]] = []
    for step in steps:
        shared = shared_caveats([step.lanes[code] for code in lanes if code in step.lanes])
        cells = [_in_table(step.key, step.lanes.get(code), shared, notes) for code in lanes]
        key = step.key
        rows.append([say(f"stages.{key}"), *cells, ""])
    blank: list[Any] = [""] * len(lanes)
    rows.append([say("stages.decided"), *blank, _in_table("decided", ending.decided, (), notes)])
    for answer in ending.outcomes:
        name = label("outcome", answer.group["outcome"])
        rows.append([name, *blank, _in_table("decided", answer, ending.decided.caveats, notes)])
    return table(title, columns, rows, stacked=False, caption_shown=False)


def _in_table(key: str, answer: Answer | None, shared: Sequence[str], notes: Footnotes) -> Any:
    if answer is None:
        return ""
    big, small = said(key, answer)
    marks = notes.marks(keys_of(plainly(answer, shared), shared))
    return light(Cell(f"{big} ({small})" if small else big, marks, "" if has_number(answer) else "absent"))
