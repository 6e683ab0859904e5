"""Flaskehalse: where a process waits and for whom, what comes in batches or goes to and fro, what lies decided."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from dash import dcc, html

from dashboard.components import format as write
from dashboard.components.address import edge_link
from dashboard.components.chart import empty
from dashboard.components.process_tables import duration, name_of
from dashboard.components.sources import source_line
from dashboard.components.table import Column, table
from dashboard.content import say
from dashboard.mining.bottlenecks import FEWEST, HELD_DAYS, Bottlenecks, bottlenecks
from dashboard.mining.mine import Mined, mine_chosen, selection
from dashboard.mining.processes import processes
from dashboard.mining.selection import Selection
from dashboard.pages.frame import shown
from dashboard.pages.processes import choose
from dashboard.pages.view import BadAddress, View
from dashboard.warehouse import Scope, Warehouse

PATH = say("paths.bottlenecks")
TITLE = say("pages.bottlenecks")
SHOWN = 12


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build)


def build(view: View) -> list[Any]:
    known = processes(view.warehouse, view.scope)
    if not known:
        title = say("processes.heading_none")
        return [html.Header([html.H1(title), empty(title, say("processes.none_remedy"))], className="answer")]
    process = view.address.get("process") or next(iter(known))
    if process not in known:
        raise BadAddress("process", process)
    chosen = selection(process, view.filters.where, view.warehouse, view.scope)
    mined, found = _found(chosen, view.warehouse, view.scope)
    name, chooser = known[process], choose(view, known, process)
    if not found.waits:
        return [chooser, html.Header(html.H1(say("processes.heading_few", process=name)), className="answer")]
    return [
        chooser, _answer(mined, found, name), _whom(found, name), _waits(view, found, name), _weekly(found),
        _returns(view, found, name), _held(view, found, name),
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


def _whom(found: Bottlenecks, name: str) -> html.Section:
    columns = [Column(say("bottlenecks.party")), Column(say("bottlenecks.share"), number=True)]
    rows = [[say(f"waits_on.{whom}"), write.percent(share)] for whom, share in _named(found)]
    return _section(
        "whom", [say("bottlenecks.whom"), say("bottlenecks.whom_lead")],
        table(say("bottlenecks.whom_caption", process=name), columns, rows),
    )  # fmt: skip


def _named(found: Bottlenecks) -> list[tuple[str, float]]:
    return [(whom or "nobody", share) for whom, share in found.by_whom.items()]


def _waits(view: View, found: Bottlenecks, name: str) -> html.Section:
    columns = [Column(say(f"bottlenecks.{key}")) for key in ("first", "then", "party")]
    columns += [
        Column(say(f"bottlenecks.{key}"), number=True) for key in ("median", "p90", "share", "excess")
    ]
    rows = []
    for one in found.waits[:SHOWN]:
        href = edge_link(view.address, one.edge.first, one.edge.then).replace(PATH, say("paths.processes"), 1)
        excess = one.excess_s / (one.edge.sum_s or 1)
        whom = one.waits_on or "nobody"
        rows.append([
            name_of(one.edge.first), dcc.Link(name_of(one.edge.then), href=href), say(f"waits_on.{whom}"),
            duration(one.edge.median_s), duration(one.edge.p90_s), write.percent(one.share), write.percent(excess, 0),
        ])  # fmt: skip
    inside = table(say("bottlenecks.waits_caption", process=name), columns, rows)
    source = html.P(
        source_line(view.package, {"case_steps"}, "final", view.address.get("department"), ""),
        className="small quiet",
    )
    return _section(
        "waits", [say("bottlenecks.waits"), say("bottlenecks.waits_lead")], html.Div([inside, source])
    )


def _weekly(found: Bottlenecks) -> html.Section:
    items = []
    for one in found.weekly:
        day = say(f"weekday.{one.weekday}")
        said = {"activity": name_of(one.activity), "share": write.percent(one.share, 0), "day": day}
        items.append(html.Li(say("bottlenecks.weekly_text", times=write.number(one.times), **said)))
    inside = html.Ul(items, className="steps") if items else html.P(say("bottlenecks.weekly_none"))
    return _section("weekly", [say("bottlenecks.weekly"), say("bottlenecks.weekly_lead")], inside)


def _returns(view: View, found: Bottlenecks, name: str) -> html.Section:
    columns = [Column(say("bottlenecks.one")), Column(say("bottlenecks.other"))]
    columns.append(Column(say("bottlenecks.cases"), number=True))
    unit = view.reference.name
    rows = [
        [unit("unit", one.one), unit("unit", one.other), write.number(one.cases)] for one in found.returns
    ]
    inside: Any = html.P(say("bottlenecks.returns_none", fewest=FEWEST))
    if rows:
        inside = table(say("bottlenecks.returns_caption", process=name), columns, rows)
    return _section("returns", [say("bottlenecks.returns"), say("bottlenecks.returns_lead")], inside)


def _held(view: View, found: Bottlenecks, name: str) -> html.Section:
    order = view.reference.order("unit")
    columns = [Column(say("bottlenecks.unit"))]
    columns += [Column(say(f"bottlenecks.{key}"), number=True) for key in ("decisions", "median", "p90")]
    rows = [
        [view.reference.name("unit", one.unit), write.number(one.decisions),
         *(say("processes.days", value=write.number(days)) for days in (one.median_days, one.p90_days))]
        for one in sorted(found.held, key=lambda one: order.index(one.unit) if one.unit in order else len(order))
    ]  # fmt: skip
    inside: Any = html.P(say("bottlenecks.held_none", days=HELD_DAYS))
    if rows:
        inside = table(say("bottlenecks.held_caption", process=name), columns, rows)
    return _section("held", [say("bottlenecks.held"), say("bottlenecks.held_lead", days=HELD_DAYS)], inside)


def _section(key: str, said: Sequence[str], inside: Any) -> html.Section:
    heading, lead = said
    parts = [html.H2(heading), html.P(lead, className="lead"), html.Div(inside, className="panel")]
    return html.Section(parts, className="section", id=key)
