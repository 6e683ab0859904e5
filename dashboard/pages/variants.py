"""Varianter: the ways that cases take; where nearly every case takes its own, the story by phase and what is common."""

from dataclasses import replace
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.sources import source_line
from dashboard.components.variant_tables import common_list, parting_table, way_table
from dashboard.content import label, say
from dashboard.mining.graph import Mined
from dashboard.mining.variants import Way, in_common, is_scattered, partings, ways
from dashboard.pages.frame import shown
from dashboard.pages.process_view import ProcessView, mined_of, read_process
from dashboard.pages.processes import choose, nothing, too_few
from dashboard.pages.view import View

PATH = say("paths.variants")
TITLE = say("pages.variants")
LISTED, PHASES, PARTINGS = 10, 8, 5


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build)


def build(view: View) -> list[Any]:
    asked = read_process(view)
    if asked is None:
        return nothing()
    chooser = [choose(view, asked.known, asked.process), asked.filters()]
    if not asked.is_told:
        return [*chooser, too_few(asked)]
    mined = mined_of(asked.chosen, view.warehouse, view.scope)
    found = ways(mined, asked.chosen, LISTED, view.warehouse, view.scope)
    by_phase = _phases(asked) if is_scattered(found) else ()
    return [
        *chooser,
        _answer(asked, mined, found, by_phase),
        _by_phase(asked, by_phase),
        *([] if by_phase else [_ways(asked, mined, found)]),
        _common(asked, mined),
        _partings(asked, mined),
        *([_ways(asked, mined, found)] if by_phase else []),
    ]


def _phases(asked: ProcessView) -> tuple[Way, ...]:
    """The six OIO states; nothing for a log whose activities belong to none."""
    view, chosen = asked.view, replace(asked.chosen, backbone=True)
    mined = mined_of(chosen, view.warehouse, view.scope)
    return ways(mined, chosen, PHASES, view.warehouse, view.scope)


def _answer(
    asked: ProcessView, mined: Mined, found: tuple[Way, ...], by_phase: tuple[Way, ...]
) -> html.Header:
    listed = [one for one in found if one.activities]
    said = {"process": asked.name, "count": len(listed), "variants": write.number(mined.variant_count)}
    share = write.percent(listed[-1].so_far if listed else 0, 0)
    key = "scattered" if is_scattered(found) else "one" if len(found) == 1 else "few"
    title = say(f"variants.heading_{key}", share=share, **said)
    leads = [say("variants.lead", cases=write.number(mined.cases or 0), **said)]
    if is_scattered(found):
        leads.append(say("variants.lead_phases" if by_phase else "variants.lead_scattered"))
    leads.append(say("variants.question"))
    return html.Header(
        [html.H1(title), *[html.P(text, className="lead") for text in leads]], className="answer"
    )


def _section(key: str, heading: str, lead: str, inside: Any) -> html.Section:
    parts = [html.H2(heading), html.P(lead, className="lead"), html.Div(inside, className="panel")]
    return html.Section(parts, className="section", id=key)


def _by_phase(asked: ProcessView, by_phase: tuple[Way, ...]) -> html.Section | None:
    if not by_phase:
        return None
    caption = say("variants.phases_caption", process=asked.name)
    inside = [way_table(by_phase, caption, _phase), _source(asked, "case_events")]
    return _section("phases", say("variants.phases"), say("variants.phases_lead"), inside)


def _phase(code: str) -> str:
    return label("phase", code)


def _ways(asked: ProcessView, mined: Mined, found: tuple[Way, ...]) -> html.Section:
    caption = say("variants.ways_caption", process=asked.name)
    inside = [way_table(found, caption, here=asked.view.address), _source(asked, "case_paths")]
    return _section("ways", say("variants.ways"), say("variants.ways_lead"), inside)


def _common(asked: ProcessView, mined: Mined) -> html.Section:
    shares = in_common(asked.chosen, mined, asked.view.warehouse, asked.view.scope)
    return _section("common", say("variants.common"), say("variants.common_lead"), common_list(shares))


def _partings(asked: ProcessView, mined: Mined) -> html.Section | None:
    found = partings(mined, PARTINGS)
    if not found:
        return None
    inside = parting_table(found, say("variants.partings_caption", process=asked.name))
    return _section("partings", say("variants.partings"), say("variants.partings_lead"), inside)


def _source(asked: ProcessView, fact: str) -> html.P:
    place = asked.view.address.get("department")
    return html.P(source_line(asked.view.package, {fact}, "final", place, ""), className="small quiet")
