"""All metrics of what is chosen, by theme: the whole and each place below it, from the city to a unit by click."""

from typing import Any

from dash import dcc, html

from dashboard.components import format as write
from dashboard.components.multiple import multiple_row
from dashboard.content import label, say
from dashboard.metrics.metric import METRICS
from dashboard.metrics.multiples import Multiple, multiples
from dashboard.pages.view import View

BELOW = {"": "department", "department": "centre", "centre": "unit", "unit": ""}
LEVELS = ("unit", "centre", "department")


def section(view: View) -> html.Section:
    level = below(view)
    where = view.filters.where
    codes = view.reference.choices(level, "now", where) if level else []
    found = multiples(where, level, tuple(codes), view.warehouse, view.scope)
    lead = (
        say("director.small_lead", level=label("dimension", level).lower())
        if level
        else say("director.small_lead_one")
    )
    themes = by_theme(found)
    inside = [theme(view, name, several, level, n == 0) for n, (name, several) in enumerate(themes.items())]
    parts = [html.H2(say("director.small")), html.P(lead, className="lead"), *to_unit(view), *inside]
    return html.Section(parts, className="section", id="small")


def below(view: View) -> str:
    """The level under the innermost that is chosen."""
    chosen = dict(view.filters.where)
    return BELOW[next((name for name in LEVELS if name in chosen), "")]


def by_theme(found: tuple[Multiple, ...]) -> dict[str, list[Multiple]]:
    """By the fact that a metric's first number is counted of: cases first, then as the metrics stand."""
    themes: dict[str, list[Multiple]] = {"cases": []}
    for one in found:
        themes.setdefault(METRICS[one.metric].facts[0], []).append(one)
    return {name: several for name, several in themes.items() if several}


def theme(view: View, name: str, several: list[Multiple], level: str, is_open: bool) -> html.Details:
    standing = sum(one.standing_out for one in several)
    told = (
        say("director.theme_standing", count=write.number(standing))
        if standing
        else say("director.theme_quiet")
    )
    title = say("director.theme", name=label("fact", name), count=write.number(len(several)))
    rows = [multiple_row(one, level, view.reference, view.address, view.notes) for one in several]
    summary = html.Summary([html.Strong(title), " ", html.Span(told, className="quiet")])
    return html.Details(
        [summary, html.Div(rows, className="multiples")], open=is_open, className="theme panel"
    )


def to_unit(view: View) -> list[Any]:
    unit = dict(view.filters.where).get("unit")
    if not unit:
        return []
    href = view.address.changed(enhed=unit, department=None, centre=None, unit=None).href(say("paths.unit"))
    name = view.reference.name("unit", unit)
    return [html.P(dcc.Link(say("director.to_unit", name=name), href=href))]
