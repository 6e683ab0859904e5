"""Flaskehalse as sections: every finding is a question to those who know the work."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from dash import dcc, html

from dashboard.charts.bars import bars
from dashboard.charts.points import Point
from dashboard.components import format as write
from dashboard.components.address import Address, edge_link
from dashboard.components.chart import chart
from dashboard.components.process_tables import duration, name_of
from dashboard.components.table import Column, table
from dashboard.content import say
from dashboard.mining.bottlenecks import FEWEST, HELD_DAYS, Bottlenecks, Held
from dashboard.mining.since import Since
from dashboard.mining.waits import Wait

SHOWN = 12
Naming = Callable[[str], str]
Answer = Callable[[str], Any]  # what stands beside a finding of this name


def section(key: str, said: Sequence[str], inside: Any, answer: Any = None) -> html.Section:
    heading, lead = said
    parts = [html.H2(heading), html.P(lead, className="lead"), html.Div(inside, className="panel"), answer]
    return html.Section(parts, className="section", id=key)


def whom_section(found: Bottlenecks, name: str, source: str, link: str) -> html.Section:
    columns = [Column(say("bottlenecks.party")), Column(say("bottlenecks.share"), number=True)]
    told = [(party(whom), share) for whom, share in found.by_whom.items()]
    points = [Point(who, round(100 * share), write.percent(share, 0)) for who, share in told]
    rows = [[who, write.percent(share, 0)] for who, share in told]
    inside = chart(
        "whom-chart",
        bars(points),
        say("bottlenecks.whom_title", party=points[0].at.lower(), share=points[0].text),
        say("bottlenecks.whom_axis"),
        "; ".join(f"{point.at}: {point.text}" for point in points),
        source,
        table(say("bottlenecks.whom_caption", process=name), columns, rows),
        link,
    )
    parts = [html.H2(say("bottlenecks.whom")), html.P(say("bottlenecks.whom_lead"), className="lead"), inside]
    return html.Section(parts, className="section", id="whom")


def party(whom: str | None) -> str:
    named = whom or "nobody"
    return say(f"waits_on.{named}")


def waits_section(found: Bottlenecks, name: str, here: Address, source: str, answer: Answer) -> html.Section:
    columns = [Column(say(f"bottlenecks.{key}")) for key in ("first", "then", "party")]
    columns += [
        Column(say(f"bottlenecks.{key}"), number=True) for key in ("median", "p90", "share", "beyond")
    ]
    columns.append(Column(say("bottlenecks.since")))
    rows = [_wait(one, found, here) for one in found.waits[:SHOWN]]
    parts = [
        table(say("bottlenecks.waits_caption", process=name), columns, rows),
        html.P(source, className="small quiet"),
    ]
    return section(
        "waits", [say("bottlenecks.waits"), say("bottlenecks.waits_lead")], parts, answer("bottleneck")
    )


def _wait(one: Wait, found: Bottlenecks, here: Address) -> list[Any]:
    edge = one.edge
    pair = (edge.first, edge.then)
    href = edge_link(replace(here, path=say("paths.processes")), *pair)
    lasting = changed(found.since[pair]) if pair in found.since else say("bottlenecks.since_unknown")
    return [
        name_of(edge.first), dcc.Link(name_of(edge.then), href=href), party(one.waits_on),
        duration(one.median_s), duration(one.p90_s), write.percent(one.share, 0), write.percent(one.beyond, 0), lasting,
    ]  # fmt: skip


def changed(since: Since | None) -> str:
    if since is None:
        return say("bottlenecks.since_always")
    year, month = since.month.split("-")
    direction = "longer" if since.direction > 0 else "shorter"
    return say(f"bottlenecks.since_{direction}", month=f"{write.long_month(int(month))} {year}")


def again_section(found: Bottlenecks, name: str, answer: Answer) -> html.Section:
    columns = [Column(say("bottlenecks.activity"))]
    columns += [Column(say(f"bottlenecks.{key}"), number=True) for key in ("with_it", "again_share")]
    rows = [[name_of(one.activity), at_least(one.cases), write.percent(one.share, 0)] for one in found.again]
    inside: Any = html.P(say("bottlenecks.again_none", fewest=FEWEST))
    if rows:
        inside = table(say("bottlenecks.again_caption", process=name), columns, rows)
    return section(
        "again",
        [say("bottlenecks.again"), say("bottlenecks.again_lead")],
        inside,
        answer("loop") if rows else None,
    )


def at_least(count: int) -> str:
    return say("bottlenecks.at_least", count=write.number(count))


def weekly_section(found: Bottlenecks, answer: Answer) -> html.Section:
    items = []
    for one in found.weekly:
        number = one.weekday
        nearly = say("bottlenecks.nearly_all")
        share = nearly if one.share is None else write.percent(one.share, 0)
        said = {
            "activity": name_of(one.activity),
            "share": share,
            "day": say(f"weekday.{number}"),
            "times": at_least(one.times),
        }
        items.append(html.Li(say("bottlenecks.weekly_text", **said)))
    inside = html.Ul(items, className="steps") if items else html.P(say("bottlenecks.weekly_none"))
    return section(
        "weekly",
        [say("bottlenecks.weekly"), say("bottlenecks.weekly_lead")],
        inside,
        answer("batch") if items else None,
    )


def returns_section(found: Bottlenecks, name: str, unit: Naming, answer: Answer) -> html.Section:
    columns = [Column(say("bottlenecks.one")), Column(say("bottlenecks.other"))]
    columns.append(Column(say("bottlenecks.cases"), number=True))
    rows = [[unit(one.one), unit(one.other), at_least(one.cases)] for one in found.returns]
    inside: Any = html.P(say("bottlenecks.returns_none", fewest=FEWEST))
    if rows:
        inside = table(say("bottlenecks.returns_caption", process=name), columns, rows)
    return section(
        "returns",
        [say("bottlenecks.returns"), say("bottlenecks.returns_lead")],
        inside,
        answer("ping_pong") if rows else None,
    )


def held_section(held: Sequence[Held], name: str, unit: Naming, answer: Answer) -> html.Section:
    columns = [Column(say("bottlenecks.unit"))]
    columns += [Column(say(f"bottlenecks.{key}"), number=True) for key in ("decisions", "median", "p90")]
    rows = [
        [unit(one.unit), at_least(one.decisions),
         *(say("processes.days", value=write.number(days)) for days in (one.median_days, one.p90_days))]
        for one in held
    ]  # fmt: skip
    inside: Any = html.P(say("bottlenecks.held_none", days=HELD_DAYS))
    if rows:
        inside = table(say("bottlenecks.held_caption", process=name), columns, rows)
    said = [say("bottlenecks.held"), say("bottlenecks.held_lead", days=HELD_DAYS)]
    return section("held", said, inside, answer("held_back") if rows else None)
