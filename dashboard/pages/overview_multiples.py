"""All metrics of what is chosen, theme by theme: the whole and each place below it, down to the unit by click."""

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from dashboard.components import format as write
from dashboard.components.address import read
from dashboard.components.filter_bar import COMBOBOX, chosen_by_reader
from dashboard.components.multiple import multiple_row
from dashboard.content import label, say
from dashboard.metrics.metric import METRICS
from dashboard.metrics.multiples import Multiple, multiples
from dashboard.pages.view import BadAddress, View

BELOW = {"": "department", "department": "centre", "centre": "unit", "unit": ""}
LEVELS = ("unit", "centre", "department")
FIRST = "cases"
Themes = Mapping[str, list[Multiple]]


def section(view: View) -> html.Section:
    """Every metric is answered and judged; those of one theme are drawn."""
    level = below(view)
    where = view.filters.where
    codes = view.reference.choices(level, "now", where) if level else []
    themes = by_theme(multiples(where, level, tuple(codes), view.warehouse, view.scope))
    parts: list[Any] = [html.H2(say("director.small"))]
    if not themes:
        return html.Section([*parts, html.P(say("director.small_none"))], className="section", id="small")
    name = chosen_theme(view, themes)
    lead = lead_of(level)
    rows = [multiple_row(one, level, view.reference, view.address, view.notes) for one in themes[name]]
    inside = html.Div([chooser(themes, name), html.Div(rows, className="multiples")], className="panel")
    parts += [html.P(lead, className="lead"), *to_unit(view), inside]
    return html.Section(parts, className="section", id="small")


def lead_of(level: str) -> str:
    if not level:
        return say("director.small_lead_one")
    return say("director.small_lead", level=label("dimension", level).lower())


def below(view: View) -> str:
    """The level under the innermost that is chosen."""
    chosen = dict(view.filters.where)
    return BELOW[next((name for name in LEVELS if name in chosen), "")]


def by_theme(found: tuple[Multiple, ...]) -> Themes:
    """By the fact that a metric's first number is counted of: cases first, then as the metrics stand."""
    themes: dict[str, list[Multiple]] = {FIRST: []}
    for one in found:
        themes.setdefault(METRICS[one.metric].facts[0], []).append(one)
    return {name: several for name, several in themes.items() if several}


def chosen_theme(view: View, themes: Themes) -> str:
    """The theme in the address; a place that has no such figures shows the first it has."""
    wanted = view.address.get("theme")
    if wanted and wanted not in {metric.facts[0] for metric in METRICS.values()}:
        raise BadAddress("theme", wanted)
    return wanted if wanted in themes else next(iter(themes))


def chooser(themes: Themes, chosen: str) -> dmc.Select:
    return dmc.Select(
        id="theme",
        label=say("director.theme"),
        data=[{"value": name, "label": told(name, several)} for name, several in themes.items()],
        value=chosen,
        allowDeselect=False,
        comboboxProps=COMBOBOX,
        className="chooser",
    )


def told(name: str, several: list[Multiple]) -> str:
    standing = sum(one.standing_out for one in several)
    numbers = {"name": label("fact", name), "count": write.number(len(several))}
    if not standing:
        return say("director.theme_quiet", **numbers)
    return say("director.theme_standing", standing=write.number(standing), **numbers)


def to_unit(view: View) -> list[Any]:
    unit = dict(view.filters.where).get("unit")
    if not unit:
        return []
    href = view.address.changed(enhed=unit, department=None, centre=None, unit=None).href(say("paths.unit"))
    name = view.reference.name("unit", unit)
    return [html.P(dcc.Link(say("director.to_unit", name=name), href=href))]


def connect(app: Dash) -> None:
    app.callback(
        Output("_pages_location", "search", allow_duplicate=True),
        Input("theme", "value"),
        State("_pages_location", "pathname"),
        State("_pages_location", "search"),
        prevent_initial_call=True,
    )(_choose)


def _choose(theme: str, path: str, search: str) -> Any:
    return follow(theme, path, search) if chosen_by_reader() else no_update


def follow(theme: str, path: str, search: str) -> Any:
    """A theme → the address; the first is what an address without one shows."""
    before = read(path, search)
    after = before.changed(theme=theme)
    return no_update if theme == (before.get("theme") or FIRST) else after.search()
