"""Footnotes of a page: each stands once, in the order the marks appear, always on the page."""

from collections.abc import Iterable

from dash import html

from dashboard.content import described, say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import CAVEATS

# Said by the label in the header of every page.
ON_EVERY_PAGE = ("synthetic_data",)
Key = tuple[str, str]  # kind and code: ("caveat", "without_parking")


class Footnotes:
    def __init__(self) -> None:
        self.keys: list[Key] = []

    def number(self, key: Key) -> int:
        if key not in self.keys:
            self.keys.append(key)
        return self.keys.index(key) + 1

    def marks(self, keys: Iterable[Key], linked: bool = True) -> html.Sup | None:
        """Small numbers after a figure, one link to the first of its notes: single digits are too small to hit.

        No link where the whole card already is one.
        """
        numbers = sorted({self.number(key) for key in keys})
        if not numbers:
            return None
        said = " ".join(str(number) for number in numbers)
        return html.Sup(html.A(said, href=f"#note-{numbers[0]}") if linked else said)

    def section(self) -> html.Section | None:
        if not self.keys:
            return None
        notes = [
            html.Li([html.Span(str(place)), html.Span(text(key))], id=f"note-{place}")
            for place, key in enumerate(self.keys, start=1)
        ]
        return html.Section([html.H2(say("notes.title")), html.Ol(notes)], className="notes")


def text(key: Key) -> str:
    kind, code = key
    if kind == "caveat":
        return CAVEATS[code].text if code in CAVEATS else code
    if kind == "withheld":
        return say("notes.small_numbers")
    return described(kind, code)


def keys_of(answer: Answer, apart_from: Iterable[str] = ()) -> list[Key]:
    """What must be said about one answer, apart from what is said once for the whole table."""
    if answer.withheld:
        return [("withheld", answer.withheld)]
    said_already = {*apart_from, *ON_EVERY_PAGE}
    keys: list[Key] = [("caveat", key) for key in answer.caveats if key not in said_already]
    if not keys and described("method", answer.method):
        keys.append(("method", answer.method))
    return keys


def shared_caveats(answers: Iterable[Answer]) -> list[str]:
    """Caveats of every answer: said once, in the table's head."""
    lists = [answer.caveats for answer in answers if not answer.withheld and answer.value is not None]
    if len(lists) < 2:
        return []
    return [key for key in lists[0] if key not in ON_EVERY_PAGE and all(key in others for others in lists)]
