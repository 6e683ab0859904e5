"""Variants as tables: the ways of cases, what they have in common, and where they part."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dash import dcc, html

from dashboard.components import format as write
from dashboard.components.address import Address
from dashboard.components.process_tables import duration, name_of
from dashboard.components.table import Cell, Column, table
from dashboard.content import label, say
from dashboard.mining.variants import COMMON, SELDOM, Parting, Way

Naming = Callable[[str], str]
NEXT, LEAST = 4, 0.01  # of the ways on from an activity


def way_table(
    found: Sequence[Way], caption: str, name: Naming = name_of, here: Address | None = None
) -> html.Div:
    """With an address, a way is a link that chooses its cases."""
    has_results = any(one.results for one in found)
    columns = [Column(say("variants.way"))]
    columns += [Column(say(f"variants.{key}"), number=True) for key in ("cases", "share", "so_far", "median")]
    if has_results:
        columns.append(Column(say("variants.results")))
    before, rows = 0.0, []
    for one in found:
        row: list[Any] = [
            _way(one, name, here), Cell(write.number(one.cases)), Cell(write.percent(one.so_far - before)),
            Cell(write.percent(one.so_far)), Cell(duration(one.median_s)) if one.activities else Cell(""),
        ]  # fmt: skip
        rows.append([*row, _results(one)] if has_results else row)
        before = one.so_far
    return table(caption, columns, rows)


def _way(one: Way, name: Naming, here: Address | None) -> Any:
    if one.activities is None:
        return say(
            "variants.rest" if one.variants > 1 else "variants.rest_one", variants=write.number(one.variants)
        )
    chips = [html.Span(name(activity), className="tag") for activity in one.activities]
    path = html.Span([part for chip in chips for part in (chip, " ")], className="path")
    if here is None:
        return path
    href = here.changed(variant=str(one.path), edge=None).href()
    return dcc.Link(path, href=href, title=say("variants.choose"), className="way")


def _results(one: Way) -> str:
    if not one.results:
        return say("variants.no_results")
    ordered = sorted(one.results.items(), key=lambda item: (-(item[1] or 0), str(item[0])))
    told = [
        say("variants.result", name=label("result", code) if code else say("variants.undecided"),
            share=write.percent(share, 0))
        for code, share in ordered if share is not None
    ]  # fmt: skip
    if any(share is None for _, share in ordered):
        told.append(say("variants.withheld"))
    return ", ".join(told)


def common_list(shares: Mapping[str, float | None]) -> html.Dl:
    """Activities in three heaps: nearly always, sometimes, seldom."""
    heaps: dict[str, list[str]] = {"always": [], "sometimes": [], "seldom": []}
    for name, share in shares.items():
        if share is None or share < SELDOM:
            heaps["seldom"].append(name_of(name))
        else:
            heap = "always" if share >= COMMON else "sometimes"
            heaps[heap].append(say("variants.has", name=name_of(name), share=write.percent(share, 0)))
    parts: list[Any] = []
    for key, names in heaps.items():
        if names:
            chips = [part for one in names for part in (html.Span(one, className="tag"), " ")]
            parts += [html.Dt(say(f"variants.{key}")), html.Dd(html.Span(chips, className="path"))]
    return html.Dl(parts, className="defs")


def parting_table(found: Sequence[Parting], caption: str) -> html.Div:
    columns = [
        Column(say("variants.after")), Column(say("variants.times"), number=True), Column(say("variants.next")),
    ]  # fmt: skip
    rows = [[name_of(one.activity), Cell(write.number(one.times)), _next(one)] for one in found]
    return table(caption, columns, rows)


def _next(one: Parting) -> str:
    shown = [(then, share) for then, share in one.next[:NEXT] if share >= LEAST]
    told = [
        say(
            "variants.has",
            name=name_of(then) if then else say("variants.ends"),
            share=write.percent(share, 0),
        )
        for then, share in shown
    ]
    rest = 1 - sum(share for _, share in shown)
    if rest >= LEAST:
        told.append(say("variants.has", name=say("variants.other"), share=write.percent(rest, 0)))
    return ", ".join(told)
