"""The answer on top: the rate as a sentence, and under it what it is a rate of. It never stands alone."""

from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.appeal_words import in_text
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer
from dashboard.pages.appeals_figures import OneBody, Split, decisions, splits
from dashboard.pages.overview import during


def answer(body: OneBody) -> html.Header:
    [split] = splits(body.view)
    return html.Header([html.H1(heading(body, split.rate)), *supporting(body, split)], className="answer")


def supporting(body: OneBody, split: Split) -> list[html.P]:
    """What the rate is of, how sure it is, and what it does not speak of."""
    linked = chain(body)
    said = [linked, parts_text(split), say("appeals.rule")] if linked else []
    return [html.P(each, className="lead") for each in said if each]


def heading(body: OneBody, rate: Answer) -> str:
    name, when = label("body", body.code), during(body.view)
    if rate.value is not None:
        return say("appeals.heading_rate", body=name, value=write.amount(rate.value, "%"), when=when)
    if rate.withheld:
        return say("appeals.heading_withheld", body=name, when=when)
    if rate.denominator:
        counts = {"part": write.number(rate.numerator or 0), "whole": write.number(rate.denominator)}
        return say("appeals.heading_few", body=name, when=when, **counts)
    if rate.denominator == 0:
        return say("appeals.heading_none", body=name, when=when)
    return say("appeals.heading_missing", body=name, period=write.period(body.view.filters.period.text))


def chain(body: OneBody) -> list[Any]:
    """Of so many decisions so many were appealed and so many reversed, each as it may be shown; else nothing."""
    view = body.view
    decided, codes = decisions(body)
    sent, settled = view.one("appeals_sent"), view.one("appeals_decided")
    # Where the number sent is withheld the number decided may still tell how large the whole is.
    by_decided = sent.value is None and settled.value is not None
    name = label("body", body.code)
    middle = say("appeals.chain_settled", body=name) if by_decided else say("appeals.chain_middle", body=name)
    numbers = [decided, settled if by_decided else sent, view.one("appeals_reversed")]
    if not any(number.withheld or number.value is not None for number in numbers):
        return []
    of, appealed, back = (in_text(number, view.notes) for number in numbers)
    start, end = say("appeals.chain_of"), say("appeals.chain_end")
    return [start, *of, _where(body, codes), *appealed, middle, *back, end]


def _where(body: OneBody, codes: list[str]) -> str:
    names = [body.view.reference.name("department", code) for code in codes]
    if len(names) == 1:
        return say("appeals.chain_in", name=names[0])
    return say("appeals.chain_in_several", n=len(names)) if names else say("appeals.chain_in_all")


def parts_text(split: Split) -> str:
    """Remitted apart from changed, and how sure the percentage is."""
    said = []
    if split.remitted is not None and split.changed is not None and split.rate.numerator:
        counts = {"remitted": write.number(split.remitted), "changed": write.number(split.changed)}
        said.append(say("appeals.parts", **counts))
    if split.limits and split.rate.denominator:
        whole = write.number(split.rate.denominator)
        low, high = (write.number(limit * 100, 1) for limit in split.limits)
        said.append(say("appeals.sure", whole=whole, low=low, high=high))
    return " ".join(said)
