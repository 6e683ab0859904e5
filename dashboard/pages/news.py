"""What is new: signals, what is stable but not in order, and changed definitions; nothing else."""

from typing import Any

from dash import dcc, html

from dashboard.components import format as write
from dashboard.components.markdown import markdown
from dashboard.components.signal_list import duty_table, signal_list
from dashboard.content import prose, say
from dashboard.metrics.duties import Unmet, unmet
from dashboard.metrics.late import Late, registered_late
from dashboard.metrics.metric import METRICS
from dashboard.metrics.signals import MONTHS, Watched, newest_months, watch
from dashboard.pages.frame import shown
from dashboard.pages.overview import nothing
from dashboard.pages.view import View

PATH = say("paths.news")
TITLE = say("pages.news")
LEVELS = ("department", "centre", "unit")


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build)


def build(view: View) -> list[Any]:
    if not view.has_rows:
        return nothing(view)
    where = view.filters.where
    watched = watch(view.warehouse, view.scope, where, levels(view))
    demands = unmet(view.warehouse, view.scope, where)
    slow = registered_late(view.warehouse, view.scope, where)
    late = [registered(view, slow)] if slow else []
    return [answer(view, watched), changed(view, watched), *late, duties(view, demands), definitions()]


def levels(view: View) -> list[tuple[str, ...]]:
    """What is chosen and the two levels below it: who wants a unit's signals chooses its department first."""
    chosen = [LEVELS.index(key) for key, _ in view.filters.where if key in LEVELS]
    below = LEVELS[max(chosen) + 1 :] if chosen else LEVELS
    return [(), *((name,) for name in below[:2])]


def answer(view: View, watched: Watched) -> html.Header:
    parts = [html.H1(heading(watched))]
    window = newest_months(view.warehouse, MONTHS)
    if watched.judged and window:
        last = write.period(window.text.split("..")[-1])
        lead = say(
            "news.lead",
            judged=write.number(watched.judged),
            last=last,
            chance=write.number(watched.by_chance),
        )
        parts.append(html.P(lead, className="lead"))
    if watched.too_short:
        parts.append(html.P(say("news.lead_short", short=write.number(watched.too_short)), className="lead"))
    return html.Header(parts, className="answer")


def heading(watched: Watched) -> str:
    if not watched.judged:
        return say("news.title_short")
    places = len({one.group for one in watched.changed})
    if places and len(watched.changed) <= watched.by_chance:
        return say("news.title_chance", count=write.number(places))
    if places < 2:
        return say("news.title_one" if places else "news.title_none")
    return say("news.title_some", count=write.number(places))


def changed(view: View, watched: Watched) -> html.Section:
    inside: Any = html.P(say("news.nothing"))
    if watched.changed:
        inside = signal_list(watched.changed, view.reference, view.address)
    method = html.P(say("news.method"), className="quiet small")
    return html.Section([html.H2(say("news.changed")), inside, method], className="section", id="changed")


def registered(view: View, slow: list[Late]) -> html.Section:
    """Sources whose months grow; below a department nothing is known of it, and where nothing grows nothing is said."""
    lines = [
        html.Li([html.H3(view.reference.name("department", one.department)), html.Ul(html.Li(_grows(one)))])
        for one in slow
    ]
    link = dcc.Link(say("news.late_link"), href=view.address.href(say("paths.data_quality")))
    parts = [
        html.H2(say("news.late")),
        html.P(say("news.late_lead"), className="lead"),
        html.Ul(lines, className="signals"),
        link,
    ]
    return html.Section(parts, className="section", id="late")


def _grows(one: Late) -> list[Any]:
    said = say(
        "news.late_said", share=write.percent(1 - one.known_at_first), extracts=write.number(one.extracts)
    )
    return [html.Strong(METRICS[one.metric].title), " ", said]


def duties(view: View, demands: list[Unmet]) -> html.Section:
    lead = html.P(say("news.duties_lead" if demands else "news.duties_none"), className="lead")
    inside = [html.Div(duty_table(demands, view.reference, view.notes), className="panel")] if demands else []
    return html.Section([html.H2(say("news.duties")), lead, *inside], className="section", id="duties")


def definitions() -> html.Section:
    parts = [
        html.H2(say("news.definitions")),
        html.P(say("news.definitions_lead"), className="lead"),
        html.Details([html.Summary(say("news.definitions")), markdown(prose("changes"), level=3)]),
    ]
    return html.Section([*parts], className="section", id="definitions")
