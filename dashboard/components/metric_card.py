"""A figure with its unit, basis, two years of months, status and marks; a card opens what is behind it."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.charts.spark import spark
from dashboard.components.footnotes import Footnotes, keys_of
from dashboard.components.format import amount, number
from dashboard.components.table import missing_word
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import Metric


def metric_card(
    metric: Metric, answer: Answer, months: Sequence[Answer], when: str, notes: Footnotes
) -> html.A:
    return html.A(
        [
            html.Span(metric.title, className="name"),
            html.Span(
                _value(metric, answer), className="value" if answer.value is not None else "value absent"
            ),
            html.Span(
                [basis(metric, answer, when), notes.marks(keys_of(answer), linked=False)], className="n"
            ),
            *_sparks(months),
            html.Span(
                [
                    html.Span(f"{label('better', metric.better)} · {label('status', answer.status)}"),
                    html.Span(say("card.more"), className="more"),
                ],
                className="foot",
            ),
        ],
        href=f"#about-{metric.name}",
        className="card",
        id=f"card-{metric.name}",
    )


def basis(metric: Metric, answer: Answer, when: str) -> str:
    """What the figure is made of: the denominator where there is one, else the period."""
    if answer.numerator is not None and answer.denominator is not None and answer.value is not None:
        units = list(dict.fromkeys(part.unit for part in metric.parts))
        numbers = {"numerator": number(answer.numerator), "denominator": number(answer.denominator)}
        if len(metric.parts) == 1:  # its unit is the value's, not that of what is counted
            return say("card.basis_share", when=when, **numbers)
        if len(units) == 1:
            return say("card.basis_within", when=when, unit=units[0], **numbers)
        return say("card.basis", when=when, unit=units[0], of=units[1], **numbers)
    return when


def _value(metric: Metric, answer: Answer) -> list[Any]:
    if answer.value is None:
        return [missing_word(answer)]
    return [amount(answer.value, metric.unit), html.Small(metric.unit)]


def _sparks(months: Sequence[Answer]) -> list[html.Img]:
    """Drawn twice, once for each colour scheme; the numbers themselves stand in the chart's table below."""
    values = [answer.value for answer in months]
    if sum(value is not None for value in values) * 2 <= len(values):
        return []  # a line that is mostly gaps tells nothing
    hollow = bool(months) and months[-1].status != "final"
    pictures = [(spark(values, hollow), "on-light"), (spark(values, hollow, dark=True), "on-dark")]
    return [html.Img(src=src, alt="", className=name) for src, name in pictures if src]
