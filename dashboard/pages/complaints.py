"""Complaints against the number of cases, for any period and breakdown, as honest as the table of 2014."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update

from dashboard.components import format as write
from dashboard.components.address import read
from dashboard.components.breakdown import COUNTS_ONLY, breakdown_bars, breakdown_table
from dashboard.components.chart import empty
from dashboard.components.filter_bar import chosen_by_reader
from dashboard.components.seed_table import appeals_table, seed_table
from dashboard.components.trend_chart import Told, trend_chart
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS
from dashboard.metrics.period import parse_period
from dashboard.pages.frame import shown
from dashboard.pages.overview import during, nothing, partly_shown_title
from dashboard.pages.view import BadAddress, View
from dashboard.reference import figures

PATH = say("paths.complaints")
TITLE = say("pages.complaints")
RATE = "complaints_per_100_cases"
BREAKDOWNS = ("department", "centre", "unit", "service_area", "legal_basis", "class", "level")
MOST_BARS = 24
SEED = "2014"


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build)


def build(view: View) -> list[Any]:
    by = dimension(view)
    content = [answer(view, by), *breakdown(view, by)] if view.has_rows else nothing(view)
    return [*content, seed(view), appeals(view)]


def dimension(view: View) -> str:
    by = view.address.get("by", "department")
    if by not in BREAKDOWNS:
        raise BadAddress("by", by)
    return by


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


def rows_of(view: View, metric: str, by: str) -> list[Answer]:
    if metric != "complaints_received" and by in COUNTS_ONLY:
        return []
    return view.ask(metric, (by,))


def known(answers: Sequence[Answer]) -> list[Answer]:
    return [each for each in answers if each.value is not None]


def ends(answers: Sequence[Answer]) -> tuple[str, str]:
    values = [each.value or 0 for each in answers]
    unit = METRICS[answers[0].metric].unit
    return write.amount(min(values), unit), write.amount(max(values), unit)


def breakdown(view: View, by: str) -> list[Any]:
    metrics = (
        ["complaints_received"] if by in COUNTS_ONLY else ["complaints_received", "cases_received", RATE]
    )
    rows = {name: rows_of(view, name, by) for name in metrics}
    totals = {name: view.one(name) for name in metrics}
    said = {"dimension": label("dimension", by).lower(), "period": write.period(view.filters.period.text)}
    lead = (
        "class_lead"
        if by in COUNTS_ONLY
        else "table_lead"
        if by in ("department", "centre", "unit")
        else "table_lead_other"
    )
    title = say("complaints.table_title", **said)
    table = breakdown_table(by, rows, totals, view.reference, view.notes, title)
    charts = [trend(view)]
    # Bars side by side say "compare us": they are drawn only of what may be compared.
    may_compare = by in COUNTS_ONLY or METRICS[metrics[-1]].comparable
    if may_compare and len(known(rows[metrics[-1]])) > 1 and len(rows[metrics[-1]]) <= MOST_BARS:
        charts.insert(0, breakdown_bars(by, rows, view.reference, view.package, view.address, said))
    section = [
        html.Div([html.H2(title), chooser(by)], className="heading-row"),
        html.P(say(f"complaints.{lead}", **said), className="lead"),
        table,
    ]
    return [
        html.Section(section, className="section", id="breakdown"),
        html.Div(charts, className="pair" if len(charts) > 1 else ""),
    ]


def chooser(by: str) -> dmc.Select:
    return dmc.Select(
        id="by",
        label=say("complaints.by"),
        data=[{"value": code, "label": label("dimension", code)} for code in BREAKDOWNS],
        value=by,
        allowDeselect=False,
        className="chooser",
        comboboxProps={"withinPortal": True, "shadow": "none"},
    )


def trend(view: View) -> Any:
    months = view.months(RATE)
    if not known(months):
        days = {key: write.day_in_text(view.package[key]) for key in ("since", "until")}
        gap = say("empty.no_months", period=write.period(view.filters.period.text))
        return empty(say("complaints.trend_title"), gap, say("empty.no_months_remedy", **days))
    return trend_chart(
        Told("rate", say("overview.axis_rate"), {"": months}, rate_title(months)),
        view.package,
        view.address,
        view.notes,
    )


def rate_title(months: Sequence[Answer]) -> str:
    shown_months = known(months)
    low, high = ends(shown_months)
    last = shown_months[-1]
    if len(shown_months) < len(months):
        return partly_shown_title(shown_months, len(months))
    return say(
        "overview.rate_title",
        last=write.amount(last.value or 0, METRICS[RATE].unit),
        month=write.period(last.period),
        n=len(shown_months),
        low=low,
        high=high,
    )


def seed(view: View) -> html.Section:
    """The table the City Council saw, whatever is filtered: it is a document."""
    printed = {
        row["department"]: row
        for row in figures(view.warehouse, RATE)
        if row["period"] == SEED and row["department"]
    }
    title = html.H2(say("complaints.seed_title"))
    if not printed:
        return html.Section(
            [title, empty(say("empty.title"), say("complaints.seed_missing"))], className="section", id="seed"
        )
    filters = replace(view.filters, period=parse_period(SEED), where=(), organisation="then", known_on=None)
    asked = ("complaints_received", "cases_received", RATE)
    rows = {name: view.ask(name, ("department",), filters) for name in asked}
    totals = {name: view.ask(name, (), filters)[0] for name in asked}
    lead = html.P(f"{say('complaints.seed_lead')} {say('complaints.seed_case')}", className="lead")
    table = html.Div(seed_table(rows, totals, printed, view.reference, view.notes), className="panel")
    return html.Section([title, lead, table], className="section", id="seed")


def appeals(view: View) -> html.Section | None:
    rows = [row for row in figures(view.warehouse, "reversal_rate") if not row["department"]]
    if not rows:
        return None
    parts = [
        html.H2(say("complaints.appeals_title")),
        html.P(f"{say('complaints.appeals_lead')} {say('complaints.appeals_note')}", className="lead"),
        html.Div(appeals_table(rows), className="panel"),
    ]
    return html.Section(parts, className="section", id="appeals")


def choose(by: str, path: str, search: str) -> Any:
    before = read(path, search)
    after = before.changed(by=None if by == "department" else by)
    return no_update if after == before else after.search()


def connect(app: Dash) -> None:
    app.callback(
        Output("_pages_location", "search", allow_duplicate=True),
        Input("by", "value"),
        State("_pages_location", "pathname"),
        State("_pages_location", "search"),
        prevent_initial_call=True,
    )(lambda *values: choose(*values) if chosen_by_reader() else no_update)
