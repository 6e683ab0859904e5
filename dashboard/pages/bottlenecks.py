"""Flaskehalse: where a process waits and for whom, what is done again, comes in batches, goes to and fro or lies."""

from datetime import date
from functools import lru_cache, partial
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.answering import beside
from dashboard.components.bottleneck_compare import compare_section
from dashboard.components.bottleneck_kinds import KEYS, kinds_section
from dashboard.components.bottleneck_tables import (
    again_section,
    held_section,
    returns_section,
    waits_section,
    weekly_section,
    whom_section,
)
from dashboard.components.process_tables import name_of
from dashboard.components.sources import source_line
from dashboard.content import say
from dashboard.metrics.phases import reviewed
from dashboard.mining.assumptions import answers
from dashboard.mining.bottlenecks import Bottlenecks, bottlenecks
from dashboard.mining.comparison import Comparison, before_and_after, compare
from dashboard.mining.mine import Mined, mine_chosen
from dashboard.mining.selection import Selection
from dashboard.mining.unit_kinds import UnitKind, kinds_of, of_kind, pair
from dashboard.pages.bottlenecks_themes import themes
from dashboard.pages.frame import shown
from dashboard.pages.process_view import read_process
from dashboard.pages.processes import choose, nothing, too_few
from dashboard.pages.view import BadAddress, View
from dashboard.warehouse import Scope, Warehouse

PATH = say("paths.bottlenecks")
TITLE = say("pages.bottlenecks")
COMPARED = 8


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build)


def build(view: View) -> list[Any]:
    asked = read_process(view)
    if asked is None:
        return nothing()
    chosen, name, month = asked.chosen, asked.name, _month(view)
    mined, found = _found(chosen, view.warehouse, view.scope)
    chooser = [choose(view, asked.known, asked.process), asked.filters()]
    if not found.waits or not asked.is_told:
        return [*chooser, too_few(asked)]
    unit = partial(view.reference.name, "unit")
    answer = partial(beside, process=asked.process, answers=answers(asked.process))
    source = source_line(view.package, {"case_steps"}, "final", view.address.get("department"), "")
    link = view.address.changed(snapshot=view.warehouse.snapshot).href(fragment="whom-chart")
    return [
        *chooser, _answer(mined, found, name),
        *([whom_section(found, name, source, link)] if any(found.by_whom) else []),
        waits_section(found, name, view.address, source, answer), again_section(found, name, answer),
        weekly_section(found, answer), returns_section(found, name, unit, answer),
        held_section(_in_order(view, found), name, unit, answer),
        _compared(view, chosen, found, month, name), _kinds(view, chosen, found, name), themes(asked),
    ]  # fmt: skip


@lru_cache(maxsize=64)
def _found(chosen: Selection, warehouse: Warehouse, scope: Scope) -> tuple[Mined, Bottlenecks]:
    mined = mine_chosen(chosen, warehouse, scope, 1)
    return mined, bottlenecks(mined, chosen, warehouse, scope)


def _answer(mined: Mined, found: Bottlenecks, name: str) -> html.Header:
    top = found.waits[0]
    title = say(
        "bottlenecks.heading", process=name, share=write.percent(top.share, 0),
        first=name_of(top.edge.first), then=name_of(top.edge.then),
    )  # fmt: skip
    lead = html.P(say("bottlenecks.lead", cases=write.number(mined.cases or 0)), className="lead")
    return html.Header(
        [html.H1(title), lead, html.P(say("bottlenecks.question"), className="lead")], className="answer"
    )


def _in_order(view: View, found: Bottlenecks) -> list[Any]:
    """In the order of the organisation: none is first because it is slow."""
    order = {unit: place for place, unit in enumerate(view.reference.order("unit"))}
    return sorted(found.held, key=lambda one: order.get(one.unit, len(order)))


def _month(view: View) -> date:
    """The month that parts before from after: twelve whole months before the data end where none is asked."""
    text = view.address.get("since")
    until = date.fromisoformat(view.package["until"])
    if not text:
        months = until.year * 12 + until.month - 12
        return date(months // 12, months % 12 + 1, 1)
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise BadAddress("since", text) from None


def _compared(view: View, chosen: Selection, found: Bottlenecks, month: date, name: str) -> html.Section:
    pairs = tuple((one.edge.first, one.edge.then) for one in found.waits[:COMPARED])
    comparison = _comparison(*before_and_after(chosen, month), pairs, view.warehouse, view.scope)
    first, last = (date.fromisoformat(view.package[key]) for key in ("since", "until"))
    place = dict(view.filters.where)
    dated = [
        one
        for one in reviewed()
        if first < one.since < last and (one.place is None or place.get(one.place[0], one.place[1]) == one.place[1])
    ]  # fmt: skip
    return compare_section(comparison, month, view.address, dated, name)


def _kinds(view: View, chosen: Selection, found: Bottlenecks, name: str) -> html.Section | None:
    if chosen.unit or chosen.centre:
        return None  # one kind of units is all that is left
    known = _kinds_of(chosen, view.warehouse, view.scope)
    if len(known) < 2:
        return kinds_section(known, None, None, view.address, name)
    titles = {kind.code: kind.title for kind in known}
    for key in KEYS:
        if view.address.get(key) not in ("", *titles):
            raise BadAddress(key, view.address.get(key), titles)
    one, other = pair(*(view.address.get(key) for key in KEYS), known)
    pairs = tuple((each.edge.first, each.edge.then) for each in found.waits[:COMPARED])
    comparison = _comparison(of_kind(chosen, one), of_kind(chosen, other), pairs, view.warehouse, view.scope)
    return kinds_section(known, (one, other), comparison, view.address, name)


@lru_cache(maxsize=64)
def _kinds_of(chosen: Selection, warehouse: Warehouse, scope: Scope) -> tuple[UnitKind, ...]:
    return kinds_of(chosen, warehouse, scope)


@lru_cache(maxsize=64)
def _comparison(
    one: Selection, other: Selection, pairs: tuple[tuple[str, str], ...], warehouse: Warehouse, scope: Scope
) -> Comparison:
    return compare(one, other, pairs, warehouse, scope)
