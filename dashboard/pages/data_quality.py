"""What was read and what became of it, source by source; how fresh it is; which data feed which figure."""

from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components import source_tables as tables
from dashboard.components.chart import empty
from dashboard.components.markdown import markdown
from dashboard.content import prose, say
from dashboard.pages.frame import shown
from dashboard.pages.view import View

PATH = say("paths.data_quality")
TITLE = say("pages.data_quality")


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build, filtered=False)


def build(view: View) -> list[Any]:
    sources = view.package["sources"]
    people = _section("people", [html.Div(markdown(prose("people"), level=3), className="panel")])
    if not sources:
        gap = empty(say("empty.title"), say("quality.nothing"))
        return [
            html.Header(html.H1(say("quality.heading_none")), className="answer"),
            gap,
            tables.feeding(view.package),
            people,
        ]
    coverage = None
    if view.package["coverage"]:
        coverage = _section(
            "coverage", [html.Div(tables.coverage(view.package, view.reference), className="panel")]
        )
    return [
        _answer(sources, view.package["extracted_on"]),
        _section("table", [html.Div(tables.fates(view.package, view.notes), className="panel")]),
        _section("reasons", [html.Div(tables.reasons(sources), className="panel")], lead="reasons_lead"),
        _section("sources", [tables.about(sources)], lead="sources_lead"),
        _section("facts", [html.Div(tables.feeding(view.package), className="panel")]),
        coverage,
        people,
    ]


def _answer(sources: list[dict[str, Any]], newest: str) -> html.Header:
    sums = {
        key: write.number(sum(source[key] for source in sources)) for key in ("read", "accepted", "rejected")
    }
    wrong = [source["title"] for source in sources if tables.difference(source)]
    said = [
        say("quality.lead"),
        say("quality.sum_bad", names=write.listed(wrong)) if wrong else say("quality.sum_ok", n=len(sources)),
    ]
    days = sorted(tables.extract_day(source, newest) for source in sources if source["extracted_on"])
    if days:
        said.append(
            say("quality.fresh", newest=write.day_in_text(days[-1]), oldest=write.day_in_text(days[0]))
        )
    absent = [source["title"] for source in sources if source["absent"]]
    if absent:
        said.append(say("quality.absent", names=write.listed(absent)))
    return html.Header(
        [html.H1(say("quality.heading_all", **sums)), html.P(" ".join(said), className="lead")],
        className="answer",
    )


def _section(key: str, content: list[Any], lead: str = "") -> html.Section:
    head: list[Any] = [html.H2(say(f"quality.{key}"))]
    if lead:
        head.append(html.P(say(f"quality.{lead}"), className="lead"))
    return html.Section([*head, *content], className="section", id=key)
