"""How a figure about appeals is written: value, or which of the things that are not a figure it is."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.footnotes import Footnotes, Key, keys_of, shared_caveats
from dashboard.components.table import Cell, missing_word
from dashboard.content import say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS

PREFIX = "#figure-"  # the drawer of these pages, which knows the body; the shell's own knows the filters only


def about(metric: str) -> str:
    return f"{PREFIX}{metric}"


def absent_word(answer: Answer) -> str:
    """Too few to divide by, and a half that is not reached yet, are known: they are not missing."""
    if not answer.withheld and answer.denominator:
        if "below_smallest_denominator" in answer.caveats:
            return say("appeals.too_few")
        if METRICS[answer.metric].shape == "duration":
            return say("appeals.not_reached")
    return missing_word(answer)


def said(answer: Answer) -> str:
    """For cells and cards: the value with its unit, or the word for what it is instead."""
    if answer.value is None:
        return absent_word(answer)
    return write.with_unit(answer.value, METRICS[answer.metric].unit)


def in_text(answer: Answer, notes: Footnotes) -> list[Any]:
    """A count inside a sentence; what cannot be shown stands as its sign, with the footnote that says why."""
    if answer.value is not None:
        return [write.number(answer.value)]
    return [missing_word(answer), notes.marks(keys_of(answer))]


def cell(answer: Answer | None, notes: Footnotes, shared: Sequence[Key] = ()) -> Cell:
    """`shared` is said in the table's head, so it is not said again of each figure."""
    if answer is None:
        return Cell(say("absent.missing"), kind="absent")
    marks = notes.marks([key for key in keys_of(answer) if key not in shared])
    return Cell(said(answer), marks, "absent" if answer.value is None else "")


def shared_keys(answers: Sequence[Answer]) -> list[Key]:
    return [("caveat", key) for key in shared_caveats(answers)]


def basis(answer: Answer) -> str:
    """What a share is of, or how many a duration is about."""
    if answer.numerator is None or answer.denominator is None:
        return ""
    return say("appeals.of", part=write.number(answer.numerator), whole=write.number(answer.denominator))


def limits_text(limits: tuple[float, float] | None) -> str:
    if limits is None:
        return ""
    low, high = (write.number(limit * 100, 1) for limit in limits)
    return say("appeals.limits", low=low, high=high)


def swatch(kind: str) -> html.Span:
    """The colour of a bar's part beside the word for it; the order says the same without colour."""
    return html.Span(className=f"swatch {kind}")
