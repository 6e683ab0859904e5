"""Formal complaints of units of like kind: one funnel a department, for only there are the cases of a kind."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.chart import empty
from dashboard.components.funnel_chart import Compared, Words, funnel_chart
from dashboard.components.sources import source_line
from dashboard.content import say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.funnels import LIKE_SIZE, METRIC
from dashboard.metrics.metric import METRICS
from dashboard.pages.view import View
from dashboard.statistics.funnel import FEWEST, funnel


def funnels(view: View) -> html.Section:
    compared, too_few = compare(view)
    head: list[Any] = [html.H2(say("funnel.heading")), html.P(say("funnel.lead"), className="lead")]
    if not compared:
        fewer = (
            say("funnel.too_few", names=write.listed(too_few), fewest=FEWEST)
            if too_few
            else say("funnel.no_cases")
        )
        inside: list[Any] = [empty(say("funnel.empty"), fewer, say("funnel.remedy"))]
        return html.Section([*head, *inside], className="section", id="funnel")
    charts = [funnel_chart(one, _names(view, one), words(view, one), view.notes) for one in compared]
    parts: list[Any] = [html.Div(charts, className="pair" if len(charts) > 1 else "")]
    if too_few:
        few = say("funnel.too_few", names=write.listed(too_few), fewest=FEWEST)
        parts.append(html.P(f"{few} {say('funnel.remedy')}", className="quiet small"))
    return html.Section([*head, *parts], className="section", id="funnel")


def compare(view: View) -> tuple[list[Compared], list[str]]:
    """Departments with ten units or more that are of like size, and the names of those with fewer."""
    compared, too_few = [], []
    for code, every in by_department(view).items():
        name = view.reference.name("department", code)
        units = of_like_size(every)
        if len(units) >= FEWEST:
            shape = funnel([one.numerator or 0 for one in units], [one.denominator or 0 for one in units])
            compared.append(Compared(code, name, every, units, shape, looked_at(view, every)))
        else:
            too_few.append(name)
    return compared, too_few


def by_department(view: View) -> dict[str, list[Answer]]:
    """Units of the chosen department, whole: a unit is held against all of its kind. Else each department by itself.

    One wide question; a unit is followed under its present name, as the signals do.
    """
    where = tuple(pair for pair in view.filters.where if pair[0] in ("department", "service_area"))
    chosen = dict(where).get("department") or department_of(view)
    if chosen:
        where = tuple(dict([*where, ("department", chosen)]).items())
    filters = replace(view.filters, where=where, organisation="now")
    found: dict[str, list[Answer]] = {}
    for one in view.ask(METRIC, ("department", "unit"), filters):
        if one.group["unit"] and (one.denominator or one.withheld):
            found.setdefault(one.group["department"], []).append(one)
    return found


def department_of(view: View) -> str:
    """An address may name a centre or a unit alone."""
    chosen = dict(view.filters.where)
    return next(
        (
            row["department"]
            for row in view.reference.used
            for key in ("centre", "unit")
            if key in chosen and row["organisation"] == "now" and row[key] == chosen[key]
        ),
        "",
    )


def of_like_size(every: Sequence[Answer]) -> list[Answer]:
    """As metrics/funnels.py: a counter of a few cases is not of like size as a centre of thousands."""
    known = [one for one in every if one.value is not None]
    largest = max((one.denominator or 0 for one in known), default=0)
    return [one for one in known if (one.denominator or 0) >= LIKE_SIZE * largest]


def looked_at(view: View, every: Sequence[Answer]) -> frozenset[str]:
    unit, centre = view.address.get("unit"), view.address.get("centre")
    codes = {one.group["unit"] for one in every}
    if unit:
        return frozenset({unit} & codes)
    return frozenset(code for code in codes if centre and (code == centre or code.startswith(f"{centre}-")))


def _names(view: View, of: Compared) -> dict[str, str]:
    return {one.group["unit"]: view.reference.name("unit", one.group["unit"]) for one in of.every}


def words(view: View, of: Compared) -> Words:
    here, metric = view.address, METRICS[METRIC]
    return Words(
        say("funnel.subtitle", unit=metric.unit, period=write.period(view.filters.period.text)),
        source_line(view.package, metric.facts, of.every[0].status, of.code, here.get("known_on")),
        here.changed(snapshot=view.package["snapshot"]).href(fragment=f"funnel-{of.code}"),
    )
