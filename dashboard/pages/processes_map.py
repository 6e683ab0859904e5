"""The map on *Processer*, and the transition that a reader pressed."""

from dataclasses import replace
from functools import lru_cache

from dash import dcc, html

from dashboard.components import format as write
from dashboard.components.address import BETWEEN
from dashboard.components.chart import empty
from dashboard.components.process_map import map_panel
from dashboard.components.process_tables import duration, name_of
from dashboard.components.table import Column, table
from dashboard.content import label, say
from dashboard.mining.mine import Mined, mine_chosen
from dashboard.mining.selection import Selection
from dashboard.mining.transition import Slice, Transition, transition
from dashboard.pages.view import BadAddress, View
from dashboard.warehouse import Scope, Warehouse

PHASES = "phases"
LISTED = (
    400  # variants read for the share of cases that a map shows whole: the rest are told of by "at least"
)
MINUTE = 60


def process_map_section(view: View, asked: Selection, name: str) -> html.Section:
    is_phases = view.address.get("map") == PHASES
    mined = mined_for_map(_chosen(view, asked), view.warehouse, view.scope)
    title = say("processes.map_title", process=name)
    other = view.address.changed(map=None if is_phases else PHASES, edge=None).href(fragment="map")
    words = say("processes.as_activities") if is_phases else say("processes.as_phases")
    parts = [
        html.H2(say("processes.map"), id="map"),
        html.P([say("processes.map_lead"), " ", dcc.Link(words, href=other)], className="lead"),
        map_panel(mined, view.address, _phase if is_phases else name_of, title)
        if mined.edges
        else empty(title, ""),
    ]
    return html.Section(parts, className="section")


def _chosen(view: View, asked: Selection) -> Selection:
    return replace(asked, backbone=view.address.get("map") == PHASES)


def _phase(code: str) -> str:
    return label("phase", code)


@lru_cache(maxsize=64)
def mined_for_map(chosen: Selection, warehouse: Warehouse, scope: Scope) -> Mined:
    return mine_chosen(chosen, warehouse, scope, LISTED)


def transition_section(view: View, asked: Selection) -> html.Section | None:
    """What lies behind one arrow; nothing where none is pressed."""
    pressed = view.address.get("edge")
    if not pressed:
        return None
    first, _, then = pressed.partition(BETWEEN)
    chosen = _chosen(view, asked)
    mined = mined_for_map(chosen, view.warehouse, view.scope)
    if first not in mined.activities or then not in mined.activities:
        raise BadAddress("edge", pressed)
    name = _phase if chosen.backbone else name_of
    heading = html.H2(say("processes.edge", first=name(first), then=name(then)), id="edge")
    found = transition(first, then, chosen, view.warehouse, view.scope)
    edge = next((one for one in mined.edges if (one.first, one.then) == (first, then)), None)
    close = dcc.Link(say("processes.edge_close"), href=view.address.changed(edge=None).href(fragment="map"))
    if found is None or edge is None or edge.count is None:
        return html.Section([heading, html.P([say("processes.edge_none"), " ", close])], className="section")
    said = {"count": write.number(edge.count), "median": duration(edge.median_s), "p90": duration(edge.p90_s)}
    lead = html.P([say("processes.edge_lead", **said), " ", close], className="lead")
    return html.Section(
        [heading, lead, html.Div(_tables(found, view), className="pair")], className="section"
    )


def _tables(found: Transition, view: View) -> list[html.Div]:
    ranges = [[_range(int(one.at)), _count(one)] for one in found.ranges]
    months = [[write.period(one.at), _count(one), duration(one.median_s)] for one in found.months]
    order = view.reference.order("unit")
    units = [
        [view.reference.name("unit", one.at), _count(one), duration(one.median_s), duration(one.p90_s)]
        for one in sorted(found.units, key=lambda one: order.index(one.at) if one.at in order else len(order))
    ]
    count, median = (
        Column(say("processes.count"), number=True),
        Column(say("processes.median_time"), number=True),
    )
    p90 = Column(say("processes.p90"), number=True)
    tables = [
        table(say("processes.edge_ranges"), [Column(say("processes.edge_range")), count], ranges),
        table(say("processes.edge_units"), [Column(say("processes.edge_unit")), count, median, p90], units),
        table(say("processes.edge_months"), [Column(say("processes.edge_month")), count, median], months),
    ]
    return [html.Div(one, className="panel") for one in tables]


def _count(one: Slice) -> str:
    return say("absent.withheld") if one.count is None else write.number(one.count)


def _range(doubling: int) -> str:
    first, last = duration(MINUTE * 2**doubling), duration(MINUTE * 2 ** (doubling + 1))
    return say("processes.edge_from", at=first, to=last) if doubling else say("processes.edge_under", to=last)
