"""A unit's Monday: what came in, what waits and until when, and the unit against its own past."""

from dataclasses import replace
from typing import Any

from dash import dcc, html

from dashboard.access.person import current
from dashboard.access.prefix import under
from dashboard.components import format as write
from dashboard.components.address import Address
from dashboard.content import say
from dashboard.metrics.lineage import Lineage, lineage
from dashboard.metrics.question import Place, organisation
from dashboard.metrics.waiting import week_of
from dashboard.pages.frame import shown, warehouse_of
from dashboard.pages.overview import nothing
from dashboard.pages.unit_past import past_section
from dashboard.pages.unit_week import week_section
from dashboard.pages.view import BadAddress, View
from dashboard.reference import reference
from dashboard.warehouse import NoSnapshot

PATH = say("paths.unit")
TITLE = say("pages.unit")


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build, filtered=False, is_personal=True)


def build(view: View) -> list[Any]:
    if not view.has_rows:
        return nothing(view)
    code = view.address.get("enhed") or view.address.get("unit")
    if not code:
        return choose(view)
    found = lineage(code, view.warehouse, view.scope)
    if found is None or found.place.level == "department":
        raise BadAddress("enhed", code)
    view.place = placed(view, found.place)
    own = replace(view, scope=current().own_scope)
    today = week_of(view.warehouse).today
    is_there = found.place.first <= today <= found.place.last
    week = week_section(own, code) if is_there else [closed(view, found)]
    return [*week, past_section(view, found), ways_out(view)]  # exact counts have no history


def open_first() -> None:
    """A page of any unit, so that what is read once for all of them has been read."""
    try:
        units = reference(warehouse_of(Address(PATH))).choices("unit", "now")
    except NoSnapshot:
        return
    for code in units[:1]:
        layout(enhed=code)


def placed(view: View, place: Place) -> Address:
    """The unit as a path: a step outwards leads to the overview of that place."""
    above = {place.level: place.code}
    places = organisation(view.warehouse, view.scope)
    while place.parent:
        place = places[place.parent]
        above[place.level] = place.code
    return Address(say("paths.overview")).changed(**above)


def choose(view: View) -> list[Any]:
    """Every unit that is there now, by department and centre."""
    today = week_of(view.warehouse).today
    places = organisation(view.warehouse, view.scope)
    there = [place for place in places.values() if place.first <= today <= place.last]
    groups = []
    for centre in there:
        units = [place for place in there if place.level == "unit" and place.parent == centre.code]
        if units and centre.level == "centre":
            links = html.Ul([html.Li(link(view, unit)) for unit in units])
            parent = view.reference.name("department", centre.parent or "")
            groups.append(html.Li([html.H2(centre.name), html.P(parent, className="quiet small"), links]))
    head = [html.H1(say("unit.choose_title")), html.P(say("unit.choose_lead"), className="lead")]
    return [html.Header(head, className="answer"), html.Ul(groups, className="units")]


def link(view: View, place: Place) -> dcc.Link:
    there = view.address.changed(enhed=place.code, department=None, centre=None, unit=None)
    return dcc.Link(place.name, href=there.href())


def closed(view: View, found: Lineage) -> html.Header:
    """A unit that is gone says so, and who does its work now."""
    last = write.day_in_text(found.place.last)
    parts: list[Any] = [html.H1(say("unit.heading_closed", name=found.place.name, last=last))]
    if found.after:
        parts.append(html.P([say("unit.closed_lead"), " ", link(view, found.after), "."], className="lead"))
    else:
        parts.append(html.P(say("unit.closed_lead_none"), className="lead"))
    return html.Header(parts, className="answer")


def ways_out(view: View) -> html.P:
    overview = (view.place or view.address).href()
    return html.P(
        [
            dcc.Link(say("unit.another"), href=under(PATH)),
            " · ",
            dcc.Link(say("unit.overview"), href=overview),
        ],
        className="ways-out",
    )
