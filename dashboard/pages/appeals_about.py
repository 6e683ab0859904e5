"""Om tallet on the pages about appeals: the shell's drawer knows the filters, this one the body as well."""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html

from dashboard.components.about_figure import about_figure
from dashboard.components.address import read
from dashboard.components.appeal_words import PREFIX
from dashboard.content import label, say
from dashboard.metrics.metric import METRICS
from dashboard.metrics.usage import UsageError
from dashboard.pages.appeals_figures import BODIES, OneBody, at_body
from dashboard.pages.appeals_parts import BODY_PATH, PATH, YEAR_PATH
from dashboard.pages.appeals_plan import year_of
from dashboard.pages.frame import warehouse_of
from dashboard.pages.view import BadAddress, View, read_view
from dashboard.warehouse import NoSnapshot, UnknownSnapshot

ID = "appeal-figure"
# As the shell does for its own drawer: closing takes the name out of the address, so that Back tells the truth.
FORGET = """function (opened) {
  if (opened === false && window.location.hash.indexOf("#figure-") === 0) {
    window.history.pushState(null, "", window.location.pathname + window.location.search);
    window.dispatchEvent(new PopStateEvent("popstate"));
  }
  return window.dash_clientside.no_update;
}"""


def drawer() -> html.Div:
    made = dmc.Drawer(
        id=ID,
        opened=False,
        position="right",
        size=480,
        title=say("about.title"),
        closeButtonProps={"aria-label": say("about.close")},
        transitionProps={"duration": 150},
        keepMounted=False,
    )
    return html.Div([made, dcc.Store(id="appeal-figure-forgotten")])


def follow(fragment: str, path: str, search: str) -> tuple[bool, Any]:
    name = (fragment or "").removeprefix(PREFIX)
    if not (fragment or "").startswith(PREFIX) or name not in METRICS:
        return False, html.Div()
    here = read(path, search)
    try:
        body = at(read_view(warehouse_of(here), here), here.path)
        view = body.view if "body" in _dimensions(name, body.view) else body.whole
        answer = view.one(name)
    except (BadAddress, NoSnapshot, UnknownSnapshot, UsageError):
        return False, html.Div()
    return True, about_figure(METRICS[name], answer, view.filters, view.warehouse, _chosen(body))


def at(view: View, path: str) -> OneBody:
    """The body that the address names, or the social area of a year."""
    if path == YEAR_PATH:
        return year_of(view)
    code = BODIES[0] if path == PATH else path.removeprefix(f"{BODY_PATH}/")
    if code not in BODIES:
        raise BadAddress("body", code)
    return at_body(view, code)


def _dimensions(name: str, view: View) -> list[str]:
    return list(view.warehouse.resources[METRICS[name].facts[0]]["dimensions"])


def _chosen(body: OneBody) -> list[tuple[str, str]]:
    shown = [pair for pair in body.whole.chosen() if pair[0] != "legal_basis"]
    if any(name == "legal_basis" for name, _ in body.whole.filters.where):
        shown.append(("legal_basis", label("scope", "social_area")))
    return [*shown, ("body", label("body", body.code))]


def connect(app: Dash) -> None:
    app.callback(
        Output(ID, "opened"),
        Output(ID, "children"),
        Input("_pages_location", "hash"),
        State("_pages_location", "pathname"),
        State("_pages_location", "search"),
    )(follow)
    app.clientside_callback(
        FORGET, Output("appeal-figure-forgotten", "data"), Input(ID, "opened"), prevent_initial_call=True
    )
