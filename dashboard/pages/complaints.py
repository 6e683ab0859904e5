"""Complaints: how many against the cases, their way to an outcome, what they are about, who stands out."""

from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, html, no_update

from dashboard.components import format as write
from dashboard.components.address import read
from dashboard.components.extra import extra
from dashboard.components.filter_bar import chosen_by_reader
from dashboard.components.own_choice import choice_of, own_choice
from dashboard.content import label, say
from dashboard.metrics.metric import METRICS
from dashboard.pages.complaints_breakdown import BREAKDOWNS, RATE, breakdown, dimension, ends, known, rows_of
from dashboard.pages.complaints_dialogue import dialogue
from dashboard.pages.complaints_funnel import funnels
from dashboard.pages.complaints_parking import parking
from dashboard.pages.complaints_pivot import pivot
from dashboard.pages.complaints_points import points
from dashboard.pages.complaints_published import appeals, seed
from dashboard.pages.complaints_stages import stages
from dashboard.pages.complaints_trends import news, trends
from dashboard.pages.frame import shown
from dashboard.pages.overview import during, nothing
from dashboard.pages.view import View

__all__ = ["BREAKDOWNS", "PATH", "TITLE", "build", "choose", "connect", "layout"]
PATH = say("paths.complaints")
TITLE = say("pages.complaints")
SECTIONS = (stages, trends, points, funnels, pivot, dialogue, parking)
CHOSEN = "chosen"
# What is shown where the address says nothing.
SILENT = {"by": "department", "rows": "service_area", "columns": "both"}


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build)


def build(view: View) -> list[Any]:
    by = dimension(view)
    if not view.has_rows:
        return [*nothing(view), seed(view), appeals(view)]
    # In the order of the page, for footnotes are numbered in the order in which they are first marked.
    first, table = answer(view, by), breakdown(view, by)
    made = [make(view) for make in (*SECTIONS, seed, appeals)]
    sections = [section for section in made if section is not None]
    return [first, contents(sections), *table, *sections, html.Div(id=CHOSEN, hidden=True)]


def contents(sections: list[html.Section]) -> html.Nav:
    """A long page says what it holds; each entry is the heading of a section."""
    links = [
        html.Li(html.A(_heading_of(section), href=f"#{section.id}"))
        for section in sections
        if getattr(section, "id", None)
    ]
    name = extra(aria_label=say("klager.contents"))
    return html.Nav(
        [html.H2(say("klager.contents"), className="unseen"), html.Ul(links)], className="contents", **name
    )


def _heading_of(section: html.Section) -> str:
    head = section.children[0]
    return str((head if isinstance(head, html.H2) else head.children[0]).children)


def answer(view: View, by: str) -> html.Header:
    parts = [html.H1(heading(view)), html.P(say("complaints.lead"), className="lead")]
    rates = known(rows_of(view, RATE, by)) if METRICS[RATE].comparable else []
    if len(rates) > 1:
        low, high = ends(rates)
        parts.append(
            html.P(
                say("complaints.spread", dimension=label("dimension", by).lower(), low=low, high=high),
                className="lead",
            )
        )
    parts.append(html.P(" ".join(news(view)), className="lead"))
    return html.Header(parts, className="answer")


def heading(view: View) -> str:
    rate, count = view.one(RATE), view.one("complaints_received")
    if rate.value is not None:
        return say(
            "complaints.heading_rate", value=write.amount(rate.value, METRICS[RATE].unit), when=during(view)
        )
    if rate.withheld or count.withheld:
        return say("overview.heading_withheld", when=during(view))
    if count.value:
        return say("complaints.heading_count", value=write.number(count.value), when=during(view))
    return say("complaints.heading_none", period=write.period(view.filters.period.text))


def choose(by: str, path: str, search: str) -> Any:
    return chosen("by", by, path, search)


def chosen(key: Any, value: Any, path: str, search: str) -> Any:
    """A choice → the address; nothing happens where the address already says so."""
    before = read(path, search)
    after = before.changed(**{key: None if value == SILENT.get(key) else value or None})
    return no_update if after == before else after.search()


def connect(app: Dash) -> None:
    """One callback for all choices; which of them are on the page depends on what there is to choose.

    Its output is drawn with the page, so drawing the page does not call it: a call that waits would hold up the next
    address. The browser takes the choice from there to the address.
    """
    app.callback(
        Output(CHOSEN, "title"),
        Input("by", "value"),
        Input(own_choice(ALL, ALL), "value"),
        Input(own_choice(ALL, ALL, "checked"), "checked"),
        State("_pages_location", "pathname"),
        State("_pages_location", "search"),
        prevent_initial_call=True,
    )(_chosen)
    app.clientside_callback(
        ClientsideFunction("own_choice", "go"),
        Output("_pages_location", "search", allow_duplicate=True),
        Input(CHOSEN, "title"),
        prevent_initial_call=True,
    )


def _chosen(by: str, values: list[Any], checks: list[Any], path: str, search: str) -> Any:
    """The search to go to, after a mark: an empty one is a choice too."""
    if not chosen_by_reader():
        return no_update
    triggered = ctx.triggered_id
    choice = ("by", by) if triggered == "by" else choice_of(triggered, ctx.triggered[0]["value"])
    after = chosen(*choice, path, search) if choice else no_update
    return no_update if after is no_update else f">{after}"
