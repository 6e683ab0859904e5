"""Complaints against cases by any breakdown: the table, its bars where they may be compared, and the rate's months."""

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.components import format as write
from dashboard.components.breakdown import COUNTS_ONLY, breakdown_bars, breakdown_table
from dashboard.components.chart import empty
from dashboard.components.trend_chart import Told, trend_chart
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS
from dashboard.pages.overview import partly_shown_title
from dashboard.pages.view import BadAddress, View

RATE = "complaints_per_100_cases"
BREAKDOWNS = ("department", "centre", "unit", "service_area", "legal_basis", "class", "level")
MOST_BARS = 24


def dimension(view: View) -> str:
    by = view.address.get("by", "department")
    if by not in BREAKDOWNS:
        raise BadAddress("by", by)
    return by


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
