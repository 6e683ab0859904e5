"""Where cases wait, turn back and change hands, for one process at a time."""

from dataclasses import replace
from typing import Any

from dash import dcc, html

from dashboard.charts.bars import bars
from dashboard.charts.points import Point
from dashboard.components import format as write
from dashboard.components.chart import chart, empty
from dashboard.components.extra import extra
from dashboard.components.process_address import OF_ONE_PROCESS
from dashboard.components.process_tables import (
    again_list,
    duration,
    edge_table,
    name_of,
    variant_table,
)
from dashboard.components.sources import source_line
from dashboard.content import say
from dashboard.mining.graph import Edge
from dashboard.mining.mine import Mined
from dashboard.mining.offered import FEWEST
from dashboard.mining.waits import longest
from dashboard.pages.frame import shown
from dashboard.pages.process_view import ProcessView, read_process
from dashboard.pages.processes_map import mined_for_map, process_map_section, transition_section
from dashboard.pages.view import View

PATH = say("paths.processes")
TITLE = say("pages.processes")
SHOWN, VARIANTS = 8, 10


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build)


def build(view: View) -> list[Any]:
    asked = read_process(view)
    if asked is None:
        return nothing()
    every = mined_for_map(asked.chosen, view.warehouse, view.scope)
    mined = replace(every, variants=every.variants[:VARIANTS])
    name, found = asked.name, longest(mined.edges)
    chooser = [choose(view, asked.known, asked.process), asked.filters()]
    if not found or not asked.is_told:
        return [*chooser, too_few(asked)]
    return [
        *chooser,
        answer(mined, found, name),
        process_map_section(view, asked.chosen, name),
        transition_section(view, asked.chosen),
        bottlenecks(view, found, name),
        again(mined, name),
        ways(mined, name),
    ]


def nothing() -> list[Any]:
    title = say("processes.heading_none")
    return [html.Header([html.H1(title), empty(title, say("processes.none_remedy"))], className="answer")]


def too_few(asked: ProcessView) -> html.Header:
    key = "few" if asked.chosen == asked.base else "few_chosen"
    lead = html.P(say(f"process_filters.{key}_lead", fewest=FEWEST), className="lead")
    return html.Header([html.H1(say(f"process_filters.{key}", process=asked.name)), lead], className="answer")


def choose(view: View, known: dict[str, str], process: str) -> html.Nav:
    links = [
        html.Li(
            dcc.Link(
                name,
                href=view.address.changed(process=key, edge=None, **dict.fromkeys(OF_ONE_PROCESS)).href(),
            ),
            **extra(aria_current="page" if key == process else None),
        )
        for key, name in known.items()
    ]
    return html.Nav(html.Ul(links), className="choices", **extra(aria_label=say("processes.choose")))


def answer(mined: Mined, found: list[Edge], name: str) -> html.Header:
    top = found[0]
    title = say(
        "processes.heading", process=name, share=write.percent(top.share or 0, 0),
        first=name_of(top.first), then=name_of(top.then),
    )  # fmt: skip
    times = {key: duration(mined.case_duration_s[key]) for key in ("median", "p95")}
    numbers = {"cases": _number(mined.cases), "events": _number(mined.events)}
    lead = html.P(say("processes.lead", **numbers, **times), className="lead")
    return html.Header(
        [html.H1(title), lead, html.P(say("processes.question"), className="lead")], className="answer"
    )


def _number(value: int | None) -> str:
    return say("absent.withheld") if value is None else write.number(value)


def bottlenecks(view: View, found: list[Edge], name: str) -> html.Section:
    top = found[:SHOWN]
    title = say(
        "processes.waiting_title", count=len(top), share=write.percent(sum(one.share or 0 for one in top), 0)
    )
    points = [
        Point(
            say("processes.transition", first=name_of(one.first), then=name_of(one.then)),
            round(100 * (one.share or 0)),
            say("processes.text", share=write.percent(one.share or 0, 0), total=duration(one.median_s)),
        )
        for one in top
    ]
    figure = chart(
        "waiting",
        bars(points),
        title,
        say("processes.waiting_axis"),
        f"{title}. {points[0].at}: {points[0].text}.",
        source_line(view.package, {"case_steps"}, "final", view.address.get("department"), ""),
        edge_table(found, name, view.address),
        view.address.changed(snapshot=view.warehouse.snapshot).href(fragment="waiting"),
    )
    lead = html.P(say("processes.edges_lead"), className="lead")
    return html.Section([html.H2(say("processes.waiting")), lead, figure], className="section")


def again(mined: Mined, name: str) -> html.Section:
    parts = [html.H2(say("processes.again")), html.P(say("processes.again_lead"), className="lead")]
    return html.Section(
        [*parts, html.Div(again_list(mined), className="panel")], className="section", id="again"
    )


def ways(mined: Mined, name: str) -> html.Section:
    listed = [one for one in mined.variants if one.activities and one.count]
    share = sum(one.count or 0 for one in listed) / (mined.cases or 1)
    said = {
        "variants": write.number(mined.variant_count),
        "listed": len(listed),
        "share": write.percent(share, 0),
    }
    parts = [
        html.H2(say("processes.variants")),
        html.P(say("processes.variants_lead", **said), className="lead"),
    ]
    inside = html.Div(variant_table(mined, name), className="panel")
    return html.Section([*parts, inside], className="section", id="variants")
