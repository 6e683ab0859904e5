"""Complaint points: which, and for the one looked at in which service areas and units."""

from dataclasses import replace
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.chart import empty
from dashboard.components.points import (
    METRIC,
    Place,
    Words,
    by_count,
    point_chooser,
    point_name,
    points_chart,
    spread,
)
from dashboard.components.sources import source_line
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS
from dashboard.metrics.question import known_values
from dashboard.pages.overview import during
from dashboard.pages.view import BadAddress, View

HANDLING = (
    "F"  # data/reference/complaint_points.csv: F of the handling, X of the decision and the service level
)
DRILL = ("service_area", "unit")


def points(view: View) -> html.Section:
    answers = [each for each in view.ask(METRIC, ("point",)) if each.group["point"]]
    handling = [each for each in answers if each.group["point"].startswith(HANDLING)]
    head = html.H2(say("points.heading"))
    chosen = chosen_point(view, handling)
    if not any(each.value for each in handling):
        few = say("points.withheld" if any(each.withheld for each in handling) else "points.nothing")
        inside: list[Any] = [empty(say("points.empty"), few, say("points.remedy"))]
        return html.Section([head, *inside], className="section", id="points")
    lead = html.P(" ".join(leads(view, answers)), className="lead")
    chart = points_chart(words(view, handling), handling, chosen, view.notes)
    pair = html.Div([chart, drill(view, answers, chosen)], className="pair")
    return html.Section([head, lead, pair], className="section", id="points")


def chosen_point(view: View, answers: list[Answer]) -> str:
    """The point in the address, else the most frequent."""
    chosen = view.address.get("point")
    if chosen and chosen not in known_values(METRICS[METRIC].facts[0], "point", view.warehouse, view.scope):
        raise BadAddress("point", chosen)
    return chosen or (by_count(answers)[0].group["point"] if answers else "")


def leads(view: View, answers: list[Answer]) -> list[str]:
    said = []
    each = view.one("points_per_complaint")
    if each.value is not None:
        said.append(say("points.per_complaint", value=write.number(each.value, 1), when=during(view)))
    others = [one for one in answers if not one.group["point"].startswith(HANDLING) and one.value]
    if others:
        named = [
            say("points.one", name=point_name(one), value=write.number(one.value or 0)) for one in others
        ]
        said.append(say("points.others", list=write.listed(named)))
    return said


def words(view: View, answers: list[Answer]) -> Words:
    first = by_count(answers)[0]
    title = say("points.title", name=point_name(first), value=write.number(first.value or 0))
    here, status = view.address, first.status
    facts = METRICS[METRIC].facts
    return Words(
        title,
        say("points.subtitle", period=write.period(view.filters.period.text)),
        say("points.reading", title=title),
        source_line(view.package, facts, status, here.get("department"), here.get("known_on")),
        here.changed(snapshot=view.package["snapshot"]).href(fragment="points-bars"),
    )


def drill(view: View, answers: list[Answer], chosen: str) -> html.Div:
    """One question a dimension, whatever the place: the rows outside are the evaluator's to protect."""
    filters = replace(view.filters, where=(*view.filters.where, ("point", chosen)))
    name = label("point", chosen)
    is_narrow = bool(view.address.get("department") or view.address.get("service_area"))
    parts: list[Any] = [
        html.Div(
            [html.H3(say("points.drill", name=name)), point_chooser(answers, chosen)], className="heading-row"
        ),
        html.P(say("points.drill_note"), className="small quiet"),
    ]
    for dimension in DRILL if is_narrow else DRILL[:1]:
        places = [
            Place(place_name(view, dimension, one), one) for one in view.ask(METRIC, (dimension,), filters)
        ]
        parts.append(spread(say(f"points.by_{dimension}"), dimension, places, view.notes))
    if not is_narrow:
        parts.append(html.P(say("points.units_later"), className="small quiet"))
    return html.Div(parts, className="panel", id="point")


def place_name(view: View, dimension: str, answer: Answer) -> str:
    code = answer.group[dimension]
    return view.reference.name(dimension, code) if code else say("complaints.unknown_group")
