"""What stands at the back: signs, definitions, caveats, what is withheld and why, and where it all comes from."""

from collections.abc import Iterator

from dashboard.content import format as write
from dashboard.content import label, say
from dashboard.reports.asking import Asking
from dashboard.reports.result import Block, Column, Label, Sentences, Table

SIGNS = ("missing", "not_compiled", "impossible", "withheld", "zero")


def signs(asking: Asking, title: str) -> Iterator[Block]:
    """Five different things that are no number."""
    written = {
        "missing": say("absent.missing"),
        "not_compiled": label("method", "not_compiled").lower(),
        "impossible": say("absent.impossible"),
        "withheld": say("absent.withheld"),
        "zero": write.number(0),
    }
    rows = tuple((Label(written[key]), Label(_sign(key))) for key in SIGNS)
    columns = (Column(say("glossary.sign")), Column(say("glossary.meaning")))
    yield Table(title, say("glossary.codes_caption"), columns, rows)


def _sign(key: str) -> str:
    return say(f"glossary.sign_{key}")


def definitions(asking: Asking, title: str) -> Iterator[Block]:
    """Every figure of the report so far, what it means and who answers for it."""
    columns = tuple(
        Column(head) for head in (say("reports.figure"), say("glossary.definition"), say("glossary.owner"))
    )
    rows = tuple(
        (Label(of.title), Label(f"{of.text} {of.counts}".strip()), Label(of.owner))
        for of in sorted(asking.definitions.values(), key=lambda of: write.sort_key(of.title))
    )
    yield Table(title, say("reports.definitions_note"), columns, rows)


def caveats(asking: Asking, title: str) -> Iterator[Block]:
    """Every caveat of the report so far, numbered as its marks are."""
    columns = tuple(
        Column(head) for head in (say("reports.mark"), say("about.caveats"), say("glossary.meaning"))
    )
    rows = tuple(
        (Label(str(number)), Label(note.title), Label(note.text))
        for number, note in enumerate(asking.notes.values(), 1)
    )
    yield Table(title, say("reports.caveats_note"), columns, rows)


def withheld(asking: Asking, title: str) -> Iterator[Block]:
    """Which figures are not shown: where, never how many they are."""
    hidden = dict.fromkeys(
        (figure.title, figure.place, figure.filters, figure.period)
        for figure in asking.figures
        if figure.withheld
    )
    yield Sentences(say("notes.small_numbers"))
    if not hidden:
        yield Sentences(say("reports.nothing_withheld"))
        return
    heads = [say("reports.figure"), say("reports.place"), say("reports.filters"), say("filter.period")]
    rows = tuple(
        (Label(title), Label(place), Label(filters), Label(write.period(period)))
        for title, place, filters, period in hidden
    )
    yield Table(title, say("reports.withheld_note"), tuple(map(Column, heads)), rows)


def provenance(asking: Asking) -> Iterator[Block]:
    """How to get the same figures again."""
    told = {
        "snapshot": asking.warehouse.snapshot,
        "day": write.day_in_text(asking.extracted_on),
        "most": str((asking.warehouse.package.get("threshold") or 5) - 1),
    }
    slots = {name: Label(text) for name, text in told.items()}
    yield Sentences(say("reports.provenance", **{name: f"{{{name}}}" for name in told}), slots)
