"""One metric, many places: a row of small panels in the order of the organisation, each against its own past."""

from typing import Any

from dash import dcc, html

from dashboard.charts.panel import panel
from dashboard.components import format as write
from dashboard.components.address import Address
from dashboard.components.footnotes import Footnotes, keys_of
from dashboard.components.table import missing_word
from dashboard.components.trend_chart import flags, meaning, rule_words
from dashboard.content import say
from dashboard.metrics.metric import METRICS
from dashboard.metrics.multiples import Multiple
from dashboard.metrics.usual import Past
from dashboard.reference import Reference


def multiple_row(
    one: Multiple, level: str, known: Reference, here: Address, notes: Footnotes
) -> html.Section:
    """The metric opens Om tallet; a place opens the same page for that place."""
    metric = METRICS[one.metric]
    name = html.H3(html.A(metric.title, href=f"#about-{metric.name}"))
    value, *rest = figure(one.whole)
    whole = html.Div(
        [name, html.Div([value, *_unit(one.whole), _marks(one, notes)], className="value"), *rest],
        className="whole",
    )
    places = [
        html.Li(
            dcc.Link(
                [html.Span(_short(known, level, code), className="place"), *figure(of)],
                href=_way(here, level, code),
            )
        )
        for code, of in one.places
    ]
    return html.Section([whole, html.Ul(places)], className="multiple")


def _marks(one: Multiple, notes: Footnotes) -> Any:
    """What holds for any of the figures; that the places are not to be compared where they stand side by side."""
    every = [past.newest for past in (one.whole, *(of for _, of in one.places)) if past.newest]
    keys = dict.fromkeys(key for answer in every for key in keys_of(answer))
    if one.places and not METRICS[one.metric].comparable and not METRICS[one.metric].is_count:
        keys[("caveat", "not_comparable")] = None
    return notes.marks(keys)


def _unit(whole: Past) -> list[html.Span]:
    newest = whole.newest
    if newest is None:
        return []
    unit = METRICS[whole.metric].unit
    return [html.Span(f"{unit}, {write.short_period(newest.period)}", className="quiet")]


def _short(known: Reference, level: str, code: str) -> str:
    """Departments are known by their letters; below them names are needed."""
    return code if level == "department" else known.name(level, code)


def _way(here: Address, level: str, code: str) -> str:
    return here.changed(**{level: code}).href()


def figure(one: Past) -> list[Any]:
    """The newest final month, three years, and in words what stands out."""
    newest = one.newest
    if newest is None or newest.value is None:
        said = missing_word(newest) if newest else say("absent.missing")
        value = html.Span(said, className="number absent")
    else:
        value = html.Span(write.amount(newest.value, METRICS[one.metric].unit), className="number")
    return [value, *_pictures(one), *_word(one)]


def _pictures(one: Past) -> list[html.Img]:
    better = METRICS[one.metric].better
    band = (max(0.0, one.limits.lower), one.limits.upper) if one.limits else None
    marks = tuple((place, meaning(signal, better)) for place, signal in flags(one.signals).items())
    hollow = sum(month.status != "final" for month in one.months)
    pictures = panel(
        tuple(month.value for month in one.months), band, marks, hollow, METRICS[one.metric].is_count
    )
    return [
        html.Img(src=src, alt="", className=name)
        for src, name in zip(pictures, ("on-light", "on-dark"), strict=True)
        if src
    ]


def _word(one: Past) -> list[html.Span]:
    signal = one.lately
    if signal is None:
        return []
    way = meaning(signal, METRICS[one.metric].better)
    return [html.Span(say(f"director.{way}"), className=f"meaning {way}", title=rule_words(signal, "month"))]
