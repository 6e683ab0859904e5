"""Parts that the pages about appeal bodies share: the choice of body, how to read the chart, causes."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard.components import format as write
from dashboard.components.appeal_causes import causes_chart
from dashboard.components.appeal_chart import Row, Told, drawable, rate_chart
from dashboard.components.appeal_words import swatch
from dashboard.components.extra import extra
from dashboard.content import label, say
from dashboard.pages.appeals_figures import BODIES, OneBody, bodies
from dashboard.pages.view import View

PATH, BODY_PATH, YEAR_PATH = say("paths.appeals"), say("paths.appeals_body"), say("paths.appeals_year")


def path_of(code: str) -> str:
    """The body is part of the path, so that every filter keeps it."""
    return PATH if code == BODIES[0] else f"{BODY_PATH}/{code}"


def tabs(view: View, code: str) -> html.Nav:
    """One link a body that has appeals, and the yearly view; an empty code is the yearly view."""
    codes = [each for each in BODIES if each in {*bodies(view), BODIES[0]}]
    links = [(label("body", each), path_of(each), each == code) for each in codes]
    links.append((say("appeals.year_tab"), YEAR_PATH, not code))
    return _links(
        say("appeals.tabs"), [(name, view.address.href(path), is_on) for name, path, is_on in links]
    )


def chooser(view: View, by: str, groups: Sequence[str]) -> html.Nav:
    links = []
    for name in groups:
        address = view.address.changed(by=None if name == groups[0] else name)
        links.append((label("dimension", name), address.href(fragment="by"), name == by))
    return _links(say("appeals.by"), links)


def _links(name: str, links: Sequence[tuple[str, str, bool]]) -> html.Nav:
    items = [
        html.Li(dcc.Link(text, href=href), **(extra(aria_current="page") if is_on else {}))
        for text, href, is_on in links
    ]
    return html.Nav(html.Ul(items), className="tabs", **extra(aria_label=name))


def with_guide(told: Told, rows: Sequence[Row], body: OneBody) -> html.Div:
    """The chart and how to read it; where there is none there is nothing to explain."""
    parts = [rate_chart(told, rows, body.view.notes)]
    return html.Div([*parts, guide()], className="beside") if drawable(rows) else html.Div(parts)


def guide() -> html.Aside:
    """What the marks of the chart mean, in words, beside it."""
    marks = [
        ("remitted", say("appeals.guide_remitted")),
        ("changed", say("appeals.guide_changed")),
        ("whole", say("appeals.guide_whole")),
        ("sure", say("appeals.guide_sure")),
    ]
    listed = [html.Li([swatch(kind), html.Span(text)]) for kind, text in marks]
    parts = [html.H3(say("appeals.guide")), html.Ul(listed, className="key")]
    return html.Aside([*parts, html.P(say("appeals.cohorts"), className="quiet small")], className="panel")


def causes(view: View, source: str, link: str) -> Any:
    return causes_chart(
        view.ask("appeals_reversed", ("cause",)),
        view.one("appeals_reversed"),
        write.period(view.filters.period.text),
        source,
        link,
        view.notes,
    )
