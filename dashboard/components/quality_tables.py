"""How well complaints are registered, what was corrected or withdrawn, and how a month grows."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.footnotes import Footnotes
from dashboard.components.table import Cell, Column, table
from dashboard.content import label, say
from dashboard.metrics.revisions import Growth

Source = dict[str, Any]
MONTHS, EXTRACTS = 12, 6


def corrections(sources: Sequence[Source]) -> Any:
    """Known errors that are corrected while a source is read: each with its reason and who was told."""
    declared = [(source["title"], each) for source in sources for each in source.get("corrections", ())]
    if not declared:
        return html.P(say("quality.no_corrections"))
    columns = [Column(say(f"quality.{key}")) for key in ("source", "corrected_because", "told", "since")]
    columns.append(Column(say("quality.count"), number=True))
    rows = [
        [title, each["reason"], each["told"], write.day(each["since"]), write.number(each["rows"])]
        for title, each in declared
    ]
    return table(say("quality.corrections_caption"), columns, rows)


def withdrawn(sources: Sequence[Source]) -> Any:
    """Rows that a later full delivery no longer holds."""
    gone = [source for source in sources if source.get("withdrawn")]
    if not gone:
        return html.P(say("quality.none_withdrawn"))
    columns = [Column(say("quality.source")), Column(say("quality.delivers"))]
    columns.append(Column(say("quality.withdrawn"), number=True))
    rows = [
        [each["title"], label("delivery", each.get("delivery", "changes")), write.number(each["withdrawn"])]
        for each in gone
    ]
    return table(say("quality.withdrawn_caption"), columns, rows)


def growth_table(fact: str, grown: Sequence[Growth], notes: Footnotes) -> html.Div:
    """The newest months first, for their figures still grow; all months together below."""
    *months, together = grown
    shown = months[-MONTHS:][::-1]
    width = min(EXTRACTS, max(len(each.shares) for each in (*shown, together)))
    columns = [Column(say("quality.month")), Column(say("quality.first_extract"), number=True)]
    columns += [Column(say("quality.extracts_later", n=n), number=True) for n in range(1, width)]
    rows = [_grown(write.short_period(each.month), each, width, notes) for each in shown]
    total = _grown(say("quality.all_months"), together, width, notes)
    caption = say("quality.growth_caption", fact=label("fact", fact))
    return table(caption, columns, rows, total, stacked=False, caption_shown=False)


def _grown(name: str, each: Growth, width: int, notes: Footnotes) -> list[Any]:
    cells: list[Any] = []
    for place in range(width):
        if place >= len(each.shares):
            cells.append("")
        elif (share := each.shares[place]) is None:
            cells.append(Cell(say("absent.withheld"), notes.marks([("withheld", "small_numbers")]), "absent"))
        else:
            cells.append(write.percent(share, 0))
    return [name, *cells]
