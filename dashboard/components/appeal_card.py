"""A card of an appeal figure: as on other pages, with its interval, and a drawer that knows the body."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.charts.spark import spark
from dashboard.components import format as write
from dashboard.components.appeal_words import about, absent_word, basis, limits_text
from dashboard.components.footnotes import Footnotes, keys_of
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS


def appeal_card(
    answer: Answer,
    months: Sequence[Answer],
    when: str,
    notes: Footnotes,
    limits: tuple[float, float] | None = None,
) -> html.A:
    metric = METRICS[answer.metric]
    known = answer.value is not None
    made_of = [_made_of(answer, when), notes.marks(keys_of(answer), linked=False)]
    if limits:
        made_of += [html.Br(), say("appeals.card_limits", limits=limits_text(limits))]
    foot = [
        html.Span(f"{label('better', metric.better)} · {label('status', answer.status)}"),
        html.Span(say("card.more"), className="more"),
    ]
    return html.A(
        [
            html.Span(metric.title, className="name"),
            html.Span(_value(answer), className="value" if known else "value absent"),
            html.Span(made_of, className="n"),
            *_sparks(months),
            html.Span(foot, className="foot"),
        ],
        href=about(metric.name),
        className="card",
        id=f"card-{metric.name}",
    )


def _made_of(answer: Answer, when: str) -> str:
    """What the figure is made of: a share of so many cases, or how many of them are done."""
    if answer.value is None or not basis(answer):
        return when
    kind = "duration" if METRICS[answer.metric].shape == "duration" else "share"
    return say(f"appeals.card_{kind}", when=when, basis=basis(answer))


def _value(answer: Answer) -> list[Any]:
    if answer.value is None:
        return [absent_word(answer)]
    unit = METRICS[answer.metric].unit
    return [write.amount(answer.value, unit), html.Small(unit)]


def _sparks(months: Sequence[Answer]) -> list[html.Img]:
    """Not drawn where most months are withheld: a line that is mostly gaps tells nothing."""
    values = [month.value for month in months]
    if sum(value is not None for value in values) * 2 <= len(values):
        return []
    hollow = months[-1].status != "final"
    pictures = [(spark(values, hollow), "on-light"), (spark(values, hollow, dark=True), "on-dark")]
    return [html.Img(src=src, alt="", className=name) for src, name in pictures if src]
