"""A process before and after a month, side by side: no arrow says which is better."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import dcc, html

from dashboard.access.prefix import under
from dashboard.components import format as write
from dashboard.components.address import Address
from dashboard.components.bottleneck_tables import at_least, section
from dashboard.components.process_tables import duration, name_of
from dashboard.components.table import Column, table
from dashboard.content import say
from dashboard.metrics.phases import DatedPhase
from dashboard.mining.comparison import FEWEST, Compared, Comparison

CHANCE = 0.05
HEADS = tuple(
    say(f"bottlenecks.{key}") for key in ("times_before", "median_before", "times_after", "median_after")
)


def compare_section(
    found: Comparison, month: date, here: Address, dated: Sequence[DatedPhase], name: str
) -> html.Section:
    said = {"month": f"{write.long_month(month.month)} {month.year}"}
    parts: list[Any] = [_choose(here, month), _events(here, dated)]
    if found.cases is None:
        parts.append(html.P(say("bottlenecks.compare_few", fewest=FEWEST, **said)))
    else:
        before, after = (at_least(count) for count in found.cases)
        parts.append(html.P(say("bottlenecks.compare_cases", before=before, after=after, **said)))
        parts.append(
            compared_table(found.transitions, say("bottlenecks.compare_caption", process=name), HEADS)
        )
        parts.append(by_chance(found))
    lead = say("bottlenecks.compare_lead")
    return section("compare", [say("bottlenecks.compare", **said), lead], parts)


def _choose(here: Address, month: date) -> html.Form:
    kept = [dcc.Input(type="hidden", name=key, value=text) for key, text in here.query if key != "since"]
    label = html.Label(say("bottlenecks.compare_month"), htmlFor="compare-month")
    box = dcc.Input(
        id="compare-month", name="since", type="text", value=f"{month:%Y-%m}", className="assumed-box",
        pattern="[0-9]{4}-[0-9]{2}",
    )  # fmt: skip
    button = html.Button(say("bottlenecks.compare_show"), type="submit", className="quiet-action")
    return html.Form(
        [*kept, html.Div([label, box]), button], action=under(here.path), method="get", className="assumed"
    )


def _events(here: Address, dated: Sequence[DatedPhase]) -> html.Ul | None:
    items = [
        html.Li(
            dcc.Link(
                f"{write.long_month(one.since.month)} {one.since.year}",
                href=here.changed(since=f"{one.since:%Y-%m}").href(fragment="compare"),
            )
        )
        for one in dated
    ]
    for item, one in zip(items, dated, strict=True):
        item.children = [item.children, f" {one.reason}"]
    return html.Ul(items, className="steps") if items else None


def compared_table(compared: Sequence[Compared], caption: str, heads: Sequence[str]) -> html.Div:
    """`heads`: times and median of the one, then of the other."""
    columns = [Column(say("bottlenecks.first")), Column(say("bottlenecks.then"))]
    columns += [Column(text, number=True) for text in (*heads, say("bottlenecks.difference"))]
    columns.append(Column(say("bottlenecks.verdict")))
    rows = [
        [
            name_of(one.first), name_of(one.then),
            at_least(one.times[0]), duration(one.medians_s[0]), at_least(one.times[1]), duration(one.medians_s[1]),
            _between(one), _verdict(one),
        ]
        for one in compared
    ]  # fmt: skip
    return table(caption, columns, rows)


def by_chance(found: Comparison) -> html.P:
    chance = write.number(CHANCE * len(found.transitions), 1)
    return html.P(say("bottlenecks.compare_chance", count=len(found.transitions), chance=chance))


def _between(one: Compared) -> str:
    """In days, with the ends of the interval."""
    value, low, high = (
        write.number(seconds / 86400, 1)
        for seconds in (one.difference.value, one.difference.lower, one.difference.upper)
    )
    return say("bottlenecks.difference_days", value=value, low=low, high=high)


def _verdict(one: Compared) -> str:
    if not one.difference.is_certain:
        return say("bottlenecks.no_difference")
    return say("bottlenecks.is_longer" if one.difference.value > 0 else "bottlenecks.is_shorter")
