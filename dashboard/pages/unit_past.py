"""The unit against its own past: small lists before any chart, its centre as quiet context."""

from dataclasses import replace
from datetime import date
from typing import Any

from dash import html

from dashboard.access.prefix import under
from dashboard.charts.spark import spark
from dashboard.components import format as write
from dashboard.components.chart import empty
from dashboard.components.footnotes import keys_of
from dashboard.components.no_export import without_download
from dashboard.components.table import Cell, Column, missing_word, table
from dashboard.components.trend_chart import Judged, Told, control_chart, meaning, rule_words
from dashboard.content import say
from dashboard.metrics.evaluate import Filters, evaluate
from dashboard.metrics.lineage import Lineage
from dashboard.metrics.metric import METRICS
from dashboard.metrics.period import Period, parse_period
from dashboard.metrics.question import Place
from dashboard.metrics.signals import MONTHS, newest_months
from dashboard.metrics.usual import Past, past
from dashboard.pages.view import View

LIST = (
    "cases_received",
    "cases_decided",
    "cases_closed",
    "open_cases",
    "decided_in_time",
    "delay_notices_missing",
    "days_decided_to_sent",
    "complaints_received",
)
CHARTS = ("cases_received", "cases_decided")
COLUMNS = ("what", "newest", "usual", "course", "stands_out")


def past_section(view: View, found: Lineage) -> html.Section:
    head = html.H2(say("unit.past"))
    window = span(view)
    if window is None:
        return html.Section([head, no_values(view, found.place.name)], className="section", id="past")
    place = found.of(view.filters.period) if view.address.get("period") else found.place
    if place is None:
        return html.Section([head, not_yet(found.place)], className="section", id="past")
    # The unit that is there now takes its past along; one that is gone, or came later, is shown as it was then.
    organisation = "now" if place is found.place and found.after is None else "then"
    filters = Filters(window, ((place.level, place.code),), organisation)
    series = [past(evaluate(name, filters, view.warehouse, view.scope, ("month",))) for name in LIST]
    series = [one for one in series if one.has_values]
    parts: list[Any] = [head, *changed_place(view, found.place, place)]
    if not series:
        return html.Section([*parts, no_values(view, place.name)], className="section", id="past")
    context = around(view, place, filters)
    names = {"centre": view.reference.name(*context[0][1])} if context else {}
    lead = say("unit.past_lead", **names) if names else say("unit.past_lead_alone")
    inside = html.Div(without_download(past_table(view, series, context)), className="panel")
    parts += [html.P(lead, className="lead"), inside, charts(view, series)]
    return html.Section(parts, className="section", id="past")


def span(view: View) -> Period | None:
    """36 months up to the newest, or up to the end of the period in the address."""
    newest = newest_months(view.warehouse, MONTHS)
    if newest is None or not view.address.get("period"):
        return newest
    since = date.fromisoformat(view.package["since"])
    last = min(view.filters.period.end, newest.end)
    first = max(since.year * 12 + since.month - 1, last.year * 12 + last.month - MONTHS)
    if last < since:
        return None
    return parse_period(f"{first // 12}-{first % 12 + 1:02d}..{last:%Y-%m}")


def not_yet(place: Place) -> html.P:
    return html.P(say("unit.not_yet", name=place.name, first=write.day_in_text(place.first)))


def changed_place(view: View, asked: Place, place: Place) -> list[html.P]:
    if place is asked:
        return []
    period = write.period(view.filters.period.text)
    first = write.day_in_text(asked.first)
    told = say("unit.predecessor", name=asked.name, first=first, period=period, before=place.name)
    return [html.P(told, className="lead")]


def no_values(view: View, name: str) -> html.Div:
    period = write.period(view.filters.period.text)
    return empty(say("unit.past"), say("unit.no_values", name=name, period=period))


Context = list[tuple[Past, tuple[str, str]]]


def around(view: View, place: Place, filters: Filters) -> Context:
    """The same metrics of the centre, protected as for everybody."""
    if place.level != "unit" or not place.parent:
        return []
    where = ("centre", place.parent)
    whole = replace(filters, where=(where,))
    return [(past(evaluate(name, whole, view.warehouse, view.scope, ("month",))), where) for name in LIST]


def past_table(view: View, series: list[Past], context: Context) -> html.Div:
    columns = [Column(say(f"unit.{key}"), number=key in ("newest", "usual")) for key in COLUMNS]
    if context:
        columns.append(Column(view.reference.name(*context[0][1]), number=True))
    beside = {one.metric: one for one, _ in context}
    return table(say("unit.past"), columns, [row(view, one, beside.get(one.metric)) for one in series])


def row(view: View, one: Past, beside: Past | None) -> list[Any]:
    metric = METRICS[one.metric]
    link = html.A(metric.title, href=under(f"{say('paths.glossary')}/{metric.name}"))
    cells: list[Any] = [link, newest(view, one), usual(one), course(one), stands_out(one)]
    if beside is not None:
        cells.append(newest(view, beside, same=one))
    return cells


def newest(view: View, one: Past, same: Past | None = None) -> Cell:
    """The newest final month; of the centre the same month as of the unit."""
    answer = one.newest
    if same is not None and same.newest is not None:
        answer = next((month for month in one.months if month.period == same.newest.period), None)
    if answer is None:
        return Cell(say("absent.missing"), kind="absent")
    marks = view.notes.marks(keys_of(answer))
    if answer.value is None:
        return Cell(missing_word(answer), marks, "absent")
    return Cell(write.with_unit(answer.value, METRICS[one.metric].unit), marks)


def usual(one: Past) -> str:
    if one.limits is None:
        return say("unit.stock" if METRICS[one.metric].is_stock else "unit.too_few")
    unit = METRICS[one.metric].unit
    low, high = (write.amount(max(0.0, value), unit) for value in (one.limits.lower, one.limits.upper))
    return say("unit.range", low=low, high=high)


def course(one: Past) -> Any:
    values = [month.value for month in one.months]
    band = (max(0.0, one.limits.lower), one.limits.upper) if one.limits else None
    hollow = one.months[-1].status != "final"
    known = [value for value in values if value is not None]
    unit = METRICS[one.metric].unit
    numbers = {"count": len(known), "value": write.amount(known[-1], unit)}
    name = say("unit.spark", metric=METRICS[one.metric].title, **numbers)
    pictures = [
        (spark(values, hollow, dark, band), f"small-spark on-{'dark' if dark else 'light'}")
        for dark in (False, True)
    ]
    return html.Span([html.Img(src=src, alt=name, className=kind) for src, kind in pictures if src])


def stands_out(one: Past) -> Any:
    if one.limits is None:
        return ""
    signal = one.lately
    if signal is None:
        return say("unit.none")
    way = meaning(signal, METRICS[one.metric].better)
    return html.Span(
        [rule_words(signal, "month"), " ", html.Span(say(f"news.{way}"), className=f"meaning {way}")]
    )


def charts(view: View, series: list[Past]) -> html.Div:
    """Two charts, for who wants to see the months that the list sums up."""
    made = []
    for one in series:
        if one.metric in CHARTS and one.limits is not None:
            metric = METRICS[one.metric]
            axis = say("signals.axis_limits", axis=say("signals.axis_month", unit=metric.unit))
            told = Told(f"past-{one.metric}", axis, {"": one.months}, metric.title)
            drawn = control_chart(
                told, Judged(one.limits, one.signals), view.package, view.address, view.notes
            )
            made.append(without_download(drawn))
    return html.Div(made, className="pair")
