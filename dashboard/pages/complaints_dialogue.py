"""The dialogue sheet of a centre: complaints, waiting and audits of the same service areas."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.chart import empty
from dashboard.components.dialogue import AUDITS, COMPLAINTS, WAITING, Sheet, centre_chooser, sheet_panel
from dashboard.components.sources import source_line
from dashboard.content import say
from dashboard.metrics.evaluate import Answer, Filters
from dashboard.metrics.metric import METRICS
from dashboard.pages.view import BadAddress, View


def dialogue(view: View) -> html.Section:
    centre = chosen_centre(view)
    head = html.Div(
        [html.H2(say("dialogue.heading")), centre_chooser(choices(view), centre)], className="heading-row"
    )
    lead = html.P(say("dialogue.lead"), className="lead")
    if not centre:
        inside: Any = empty(say("dialogue.empty"), say("dialogue.nothing"))
    else:
        inside = sheet_panel(sheet_of(view, centre), view.notes)
    return html.Section([head, lead, inside], className="section", id="dialogue")


def chosen_centre(view: View) -> str:
    """The sheet's own choice, else the centre that is looked at anyhow."""
    centre = view.address.get("sheet") or view.address.get("centre")
    if centre and centre not in view.reference.names.get("centre", {}):
        raise BadAddress("sheet", centre)
    return centre


def choices(view: View) -> list[dict[str, Any]]:
    """Centres that have rows, by department."""
    organisation = view.filters.organisation
    groups = []
    for department in view.reference.choices("department", organisation):
        within = (("department", department),)
        items = [
            {"value": code, "label": view.reference.name("centre", code)}
            for code in view.reference.choices("centre", organisation, within)
        ]
        if items:
            groups.append({"group": view.reference.name("department", department), "items": items})
    return groups


def sheet_of(view: View, centre: str) -> Sheet:
    filters = replace(view.filters, where=(("centre", centre),))
    names = (*COMPLAINTS, WAITING, AUDITS)
    by_area = {name: view.ask(name, ("service_area",), filters) for name in names}
    codes = dict.fromkeys(one.group["service_area"] for answers in by_area.values() for one in answers)
    unknown = say("complaints.unknown_group")
    areas = {
        code: view.reference.name("service_area", code) if code else unknown
        for code in ordered(view, list(codes))
    }
    period = write.period(view.filters.period.text)
    here = view.address
    whole = {name: view.ask(name, (), filters)[0] for name in names}
    facts = {fact for name in names for fact in METRICS[name].facts}
    status = whole[COMPLAINTS[0]].status
    department = next((row["department"] for row in view.reference.used if row["centre"] == centre), "") or ""
    return Sheet(
        say("dialogue.title", centre=view.reference.name("centre", centre), period=period),
        areas,
        by_area,
        whole,
        _by(view, "complaint_points", "point", filters),
        _by(view, AUDITS, "remark", filters),
        source_line(view.package, facts, status, department, here.get("known_on")),
        here.changed(snapshot=view.package["snapshot"], sheet=centre).href(fragment="sheet"),
    )


def ordered(view: View, codes: list[str]) -> list[str]:
    """As the reference lists the areas; what is not told comes last."""
    order = view.reference.order("service_area")
    return sorted(
        codes, key=lambda code: (not code, order.index(code) if code in order else len(order), code)
    )


def _by(view: View, metric: str, dimension: str, filters: Filters) -> Mapping[str, Answer]:
    """Nothing where nothing is known, so that unknown is not read as nought."""
    answers = view.ask(metric, (dimension,), filters)
    if all(one.numerator is None and not one.withheld for one in answers):
        return {}
    return {one.group[dimension]: one for one in answers}
