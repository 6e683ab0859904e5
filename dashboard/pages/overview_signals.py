"""What comes first on Overblik: signals that are new, continuing or ended, then what is stable but not in order."""

from dataclasses import dataclass
from typing import Any

from dash import dcc, html

from dashboard.components import format as write
from dashboard.components.signal_list import duty_table, signal_list
from dashboard.content import say
from dashboard.metrics.duties import Unmet, unmet
from dashboard.metrics.kept import kept
from dashboard.metrics.signals import MONTHS, STATUS, Group, Watched, newest_months, watch
from dashboard.pages.view import View
from dashboard.warehouse import Scope, Warehouse

LEVELS = ("department", "centre", "unit")
ENDED = STATUS[-1]
DUTIES_SHOWN = 8


@dataclass(frozen=True)
class Found:
    """What is said first, of what is chosen."""

    watched: Watched
    demands: tuple[Unmet, ...]


def found(view: View) -> Found:
    return _found(view.filters.where, view.warehouse, view.scope)


@kept(64)
def _found(where: Group, warehouse: Warehouse, scope: Scope) -> Found:
    """The whole and the two levels below it: who wants a unit's signals chooses its department first."""
    chosen = [LEVELS.index(key) for key, _ in where if key in LEVELS]
    below = LEVELS[max(chosen) + 1 :] if chosen else LEVELS
    levels = [(), *((name,) for name in below[:2])]
    return Found(watch(warehouse, scope, where, levels), tuple(unmet(warehouse, scope, where)))


def heading(known: Found) -> str:
    """Empty where too little is known to judge anything: then the page says its figures."""
    watched, count = known.watched, write.number(len(known.demands))
    if not watched.judged:
        return ""
    places = len({one.group for one in watched.changed})
    if places and len(watched.changed) <= watched.by_chance:
        places = 0
        if known.demands:
            return say("director.heading_chance", unmet=count)
    changed = say(
        "director.places_one" if places == 1 else "director.places_many", count=write.number(places)
    )
    if places:
        return say(f"director.heading_{'both' if known.demands else 'changed'}", changed=changed, unmet=count)
    return say("director.heading_unmet", unmet=count) if known.demands else say("director.heading_quiet")


def signals(view: View, known: Found) -> html.Section:
    watched = known.watched
    window = newest_months(view.warehouse, MONTHS)
    parts: list[Any] = [html.H2(say("director.signals"))]
    if not watched.judged or window is None:
        parts.append(html.P(say("director.signals_short")))
    else:
        last = write.period(window.text.split("..")[-1])
        numbers = {"judged": write.number(watched.judged), "chance": write.number(watched.by_chance)}
        parts.append(html.P(say("director.signals_lead", last=last, **numbers), className="lead"))
        parts += groups(view, watched) or [html.P(say("director.signals_none"))]
    more = view.address.href(say("paths.news"))
    parts.append(html.P(dcc.Link(say("director.all_news"), href=more)))
    return html.Section(parts, className="section", id="signals")


def groups(view: View, watched: Watched) -> list[html.Details]:
    """What has ended is there for who asks; the rest is open."""
    made = []
    for status in STATUS:
        mine = [one for one in watched.changed if one.status == status]
        if mine:
            title = say("director.group", title=say(f"director.{status}"), count=write.number(len(mine)))
            inside = [html.Summary(title), signal_list(mine, view.reference, view.address)]
            made.append(html.Details(inside, open=status != ENDED, className=f"status {status}"))
    return made


def duties(view: View, known: Found) -> html.Section:
    """The first few; all of them stand on the page of news."""
    demands = known.demands
    lead = html.P(say("news.duties_lead" if demands else "news.duties_none"), className="lead")
    parts: list[Any] = [html.H2(say("news.duties")), lead]
    if demands:
        inside: list[Any] = [duty_table(demands[:DUTIES_SHOWN], view.reference, view.notes)]
        rest = demands[DUTIES_SHOWN:]
        if rest:
            more = say("director.more_duties", count=write.number(len(rest)))
            inside.append(html.P(dcc.Link(more, href=view.address.href(say("paths.news"), "duties"))))
        parts.append(html.Div(inside, className="panel"))
    return html.Section(parts, className="section", id="duties")
