"""The director's page: signals first, then what is stable but not in order, then the steady figures of all metrics."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.chart import empty
from dashboard.components.metric_card import metric_card
from dashboard.components.trend_chart import Told, trend_chart
from dashboard.content import say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS
from dashboard.pages import overview_multiples, overview_signals
from dashboard.pages.frame import shown
from dashboard.pages.view import View

PATH = say("paths.overview")
TITLE = say("pages.overview")
CARDS = ("complaints_received", "complaints_per_100_cases", "cases_received", "open_cases")


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build)


def build(view: View) -> list[Any]:
    if not view.has_rows:
        return nothing(view)
    known = overview_signals.found(view)
    first = [
        *answer(view, known),
        overview_signals.signals(view, known),
        overview_signals.duties(view, known),
    ]
    return [*first, cards(view), trends(view), overview_multiples.section(view)]


def answer(view: View, known: overview_signals.Found) -> list[Any]:
    """A heading that is a sentence made from the data, and at most three supporting sentences."""
    title = overview_signals.heading(known)
    said = [f"{heading(view)}.", *supporting(view)] if title else supporting(view)
    parts = [html.H1(title or heading(view)), html.P(" ".join(said[:3]), className="lead")]
    return [html.Header(parts, className="answer")]


def heading(view: View) -> str:
    complaints, rate, cases = (view.one(name) for name in CARDS[:3])
    when = during(view)
    if rate.value is not None:
        return say(
            "overview.heading_rate", value=write.amount(rate.value, METRICS[rate.metric].unit), when=when
        )
    if rate.withheld or complaints.withheld:
        return say("overview.heading_withheld", when=when)
    if complaints.value:
        return say("overview.heading_count", value=write.number(complaints.value), when=when)
    if cases.value:
        return say("overview.heading_cases", value=write.number(cases.value), when=when)
    return say("overview.heading_none", period=write.period(view.filters.period.text))


def supporting(view: View) -> list[str]:
    rate, open_cases = view.one("complaints_per_100_cases"), view.one("open_cases")
    said = []
    if rate.value is not None and rate.numerator is not None and rate.denominator is not None:
        numbers = {"numerator": write.number(rate.numerator), "denominator": write.number(rate.denominator)}
        said.append(say("overview.basis", scope=scope_words(view), **numbers))
    if left_out(view):
        said.append(say("overview.without", names=write.listed(left_out(view))))
    if open_cases.value:
        said.append(say("overview.open_now", value=write.number(open_cases.value), when=at_end(view)))
    return said


def left_out(view: View) -> list[str]:
    """Departments that the rate had to leave out."""
    if view.filters.where:
        return []
    rows = view.ask("complaints_per_100_cases", ("department",))
    return [
        view.reference.name("department", row.group["department"])
        for row in rows
        if row.value is None and not row.withheld
    ]


def scope_words(view: View) -> str:
    return "".join(say("overview.scope_one", name=name) for _, name in view.chosen()[-1:])


def during(view: View) -> str:
    period = write.period(view.filters.period.text)
    if view.is_unfinished:
        return say("card.so_far", period=period, day=write.day_in_text(view.until))
    return say("card.during", period=period)


def at_end(view: View) -> str:
    """What is open is open on a day, and a day that has not come cannot be told about."""
    if view.is_unfinished:
        return say("card.on_day", day=write.day_in_text(view.until))
    return say("card.at_end", period=write.period(view.filters.period.text))


def cards(view: View) -> html.Section:
    made = []
    for name in CARDS:
        when = at_end(view) if METRICS[name].is_stock else during(view)
        made.append(metric_card(METRICS[name], view.one(name), view.months(name), when, view.notes))
    return html.Section(
        [html.H2(say("director.figures")), html.Div(made, className="cards")],
        className="section",
    )


def trends(view: View) -> html.Section | html.Div:
    window = view.window()
    if window is None:
        days = {key: write.day_in_text(view.package[key]) for key in ("since", "until")}
        remedy = say("empty.no_months_remedy", **days)
        return empty(
            say("overview.trends"),
            say("empty.no_months", period=write.period(view.filters.period.text)),
            remedy,
        )
    first, last = window.text.split("..")
    lead = say("overview.trends_lead", first=write.period(first), last=write.period(last))
    return html.Section(
        [html.H2(say("overview.trends")), html.P(lead, className="lead"), *charts(view)],
        className="section",
    )


def charts(view: View) -> list[Any]:
    received, decided = (view.months(name) for name in ("cases_received", "cases_decided"))
    flows = {say("overview.received"): received, say("overview.decided"): decided}
    axis = say("overview.axis", unit=METRICS["cases_received"].unit)
    wide = Told("cases", axis, flows, cases_title(received, decided))
    return [trend_chart(wide, view.package, view.address, view.notes)]


def partly_shown_title(known: Sequence[Answer], count: int) -> str:
    """Where some months are withheld the range of the others says little, so it is not told."""
    metric = METRICS[known[-1].metric]
    numbers = {
        "last": write.amount(known[-1].value or 0, metric.unit),
        "unit": metric.unit,
        "n": len(known),
        "count": count,
    }
    return say("overview.partly_shown_title", month=write.period(known[-1].period), **numbers)


def cases_title(received: Sequence[Answer], decided: Sequence[Answer]) -> str:
    pairs = [
        (a, b) for a, b in zip(received, decided, strict=True) if a.value is not None and b.value is not None
    ]
    if not pairs:
        return say("overview.some_withheld_title", metric=METRICS["cases_received"].title)
    last, out = pairs[-1]
    numbers = {"received": write.number(last.value or 0), "decided": write.number(out.value or 0)}
    return say("overview.cases_title", month=write.period(last.period), **numbers)


def open_title(months: Sequence[Answer]) -> str:
    known = [month for month in months if month.value is not None]
    if len(known) < 2:
        return say("overview.some_withheld_title", metric=METRICS[months[0].metric].title)
    numbers = {"last": write.number(known[-1].value or 0), "first": write.number(known[0].value or 0)}
    between = _months_between(known[0].period, known[-1].period)
    return say("overview.open_title", month=write.period(known[-1].period), n=between, **numbers)


def _months_between(first: str, last: str) -> int:
    years, months = int(last[:4]) - int(first[:4]), int(last[5:]) - int(first[5:])
    return years * 12 + months


def nothing(view: View) -> list[Any]:
    """A log has cases of no department: a rate of zero complaints would be a lie."""
    head = html.Header(html.H1(say("overview.heading_log")), className="answer")
    return [head, empty(say("empty.title"), say("empty.no_rows"), say("empty.no_rows_remedy"))]
