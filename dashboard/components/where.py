"""Where am I: scope as a path one can click, period, status and the day of the data."""

from dash import dcc, html

from dashboard.components import format as write
from dashboard.components.address import LEVELS, Address
from dashboard.components.extra import extra
from dashboard.content import label, say
from dashboard.reference import Reference


def where_am_i(here: Address, known: Reference, period: str, status: str, extracted_on: str) -> html.Nav:
    """A page that no filter changes has neither period nor status, only the day of its data."""
    facts = [
        html.Span([say("where.data_of"), " ", html.Time(write.day(extracted_on), dateTime=extracted_on)])
    ]
    if period:
        facts.insert(0, html.Span([say("where.period"), " ", html.B(write.period(period))]))
        facts.insert(1, html.Span(html.B(label("status", status))))
    if period and here.get("known_on"):
        day = html.Time(write.day(here.get("known_on")), dateTime=here.get("known_on"))
        facts.append(html.Span([say("where.known_on"), " ", html.B(day)]))
    if here.get("snapshot"):
        newest = dcc.Link(say("where.newest"), href=here.changed(snapshot=None).href())
        facts.append(html.Span([say("where.held"), ", ", newest]))
    return html.Nav(
        [html.Ol(_path(here, known)), html.Div(facts, className="facts")],
        className="where",
        **extra(aria_label=say("where.name")),
    )


def _path(here: Address, known: Reference) -> list[html.Li]:
    steps = [(say("where.city"), here.changed(**dict.fromkeys(LEVELS)))]
    for place, level in enumerate(LEVELS):
        if here.get(level):
            below = dict.fromkeys(LEVELS[place + 1 :])
            steps.append((known.name(level, here.get(level)), here.changed(**below)))
    items = [html.Li(dcc.Link(name, href=address.href())) for name, address in steps[:-1]]
    items.append(html.Li(html.Span(steps[-1][0], **extra(aria_current="location"))))
    if here.get("service_area"):
        items.append(html.Li(known.name("service_area", here.get("service_area")), className="quiet"))
    return items
