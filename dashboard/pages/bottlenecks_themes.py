"""Beside a process's waiting: what citizens complain of in the same service areas and months. Together, never why."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import dcc, html

from dashboard.components import format as write
from dashboard.components.footnotes import shared_caveats
from dashboard.components.pivot_cells import quiet_cell
from dashboard.components.sources import source_line
from dashboard.components.table import Cell, Column, table
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer, Filters
from dashboard.metrics.metric import METRICS
from dashboard.metrics.period import parse_period, split
from dashboard.mining.selection import rows
from dashboard.pages.process_view import ProcessView
from dashboard.pages.view import View

WAITING, COMPLAINTS, POINTS = (
    "days_to_decision",
    ("complaints_formal", "complaints_material"),
    "complaint_points",
)
MONTHS, MOST = 12, 6


def themes(asked: ProcessView) -> html.Section | None:
    """Nothing for a single log, which knows no complaints, and for a process of no service area."""
    view = asked.view
    found = rows("service_areas", asked.base, view.warehouse, view.scope)
    areas = [row["service_area"] for row in found]
    window = view.window() if view.has_rows else None
    if not areas or window is None:
        return None
    months = split(window, "month")[-MONTHS:]
    kept = tuple(pair for pair in view.filters.where if pair[0] != "service_area")
    where = (*kept, *(("service_area", area) for area in areas))
    period = parse_period(f"{months[0].text}..{months[-1].text}")
    filters = replace(view.filters, where=where, period=period)
    names = write.listed([view.reference.name("service_area", area) for area in areas])
    inside = html.Div(
        [_months(view, filters), _points(view, filters), _way_back(view, areas)], className="panel"
    )
    parts = [
        html.H2(say("themes.heading")),
        html.P(say("themes.lead", areas=names), className="lead"),
        inside,
    ]
    return html.Section(parts, className="section", id="themes")


def _months(view: View, filters: Filters) -> html.Div:
    names = (WAITING, *COMPLAINTS)
    asked = {name: view.ask(name, ("month",), filters) for name in names}
    months = list(dict.fromkeys(one.period for of in asked.values() for one in of))
    found = {name: {one.period: one for one in of} for name, of in asked.items()}
    columns = [Column(say("themes.month")), *(_column(view, name, of) for name, of in asked.items())]
    lines = [
        [
            write.short_period(month),
            *(_cell(view, found[name].get(month), shared_caveats(asked[name])) for name in names),
        ]
        for month in months
    ]
    return table(say("themes.months_caption"), columns, lines)


def _column(view: View, name: str, answers: Sequence[Answer]) -> Column:
    """What holds for every figure below is marked once, in the head."""
    marks = view.notes.marks([("caveat", key) for key in shared_caveats(answers)])
    return Column(METRICS[name].title, True, marks, f"#about-{name}")


def _cell(view: View, answer: Answer | None, shared: Sequence[str]) -> Cell:
    if answer is None:
        return Cell(say("absent.missing"), kind="absent")
    return quiet_cell(answer, "", view.notes, shared)


def _points(view: View, filters: Filters) -> html.Div:
    """The themes named most; where several are named as often, in the list's own order."""
    asked = view.ask(POINTS, ("point",), filters)
    answers = [one for one in asked if one.value and one.group["point"]]
    top = sorted(answers, key=lambda one: -(one.value or 0))[:MOST]
    shared = shared_caveats(asked)
    columns = [Column(label("dimension", "point")), _column(view, POINTS, asked)]
    lines = [[label("point", one.group["point"]), _cell(view, one, shared)] for one in top]
    facts = {fact for name in (WAITING, *COMPLAINTS) for fact in METRICS[name].facts}
    source = source_line(view.package, facts, "final", view.address.get("department"), "")
    told = table(say("themes.points_caption"), columns, lines)
    return html.Div([told, html.P(source, className="small quiet")])


def _way_back(view: View, areas: Sequence[str]) -> html.P:
    """The other direction: from the complaints of an area to what they are about, and the waiting beside them."""
    href = view.address.changed(process=None, service_area=areas[0]).href(say("paths.complaints"), "dialogue")
    parts: list[Any] = [say("themes.why"), " ", dcc.Link(say("themes.back"), href=href)]
    return html.P(parts)
