"""What was read and what became of it, whether it came and looks as it should, and which data feed which figure."""

from typing import Any

from dash import html

from dashboard.components import delivery_tables as deliveries
from dashboard.components import format as write
from dashboard.components import quality_tables as quality
from dashboard.components import source_tables as tables
from dashboard.components.chart import empty
from dashboard.components.extra import extra
from dashboard.components.markdown import markdown
from dashboard.content import label, prose, say
from dashboard.metrics.revisions import growth
from dashboard.pages.frame import shown
from dashboard.pages.registration import registered
from dashboard.pages.view import View

PATH = say("paths.data_quality")
TITLE = say("pages.data_quality")
GROWING = ("cases", "complaints")
NAMED = 2  # more than these are counted in the heading's sentences, and named in the table


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build, filtered=False)


def build(view: View) -> list[Any]:
    sources = view.package["sources"]
    people = _section("people", [markdown(prose("people"), level=3)])
    if not sources:
        gap = empty(say("empty.title"), say("quality.nothing"))
        head = html.Header(html.H1(say("quality.heading_none")), className="answer")
        return [head, gap, tables.feeding(view.package), people]
    sections = [
        _section("timely", deliveries.timeliness(sources), lead="timely_lead"),
        _unanswered(sources, view),
        _section("usual", deliveries.usual(sources), lead="usual_lead"),
        _section("table", [tables.fates(view.package, view.notes)]),
        _section("reasons", [tables.reasons(sources)], lead="reasons_lead"),
        registered(view),
        _section("corrections", [quality.corrections(sources)], lead="corrections_lead"),
        _section("gone", [quality.withdrawn(sources)], lead="gone_lead"),
        _growth(view),
        _section("sources", [tables.about(sources)], lead="sources_lead", panel=False),
        _section("facts", [_folded(tables.feeding(view.package))]),
        _coverage(view),
        people,
    ]
    there = [section for section in sections if section]
    return [_answer(sources, view.package["extracted_on"], there), *there]


def _answer(sources: list[dict[str, Any]], newest: str, sections: list[html.Section]) -> html.Header:
    sums = {
        key: write.number(sum(source[key] for source in sources)) for key in ("read", "accepted", "rejected")
    }
    wrong = [source["title"] for source in sources if tables.difference(source)]
    said = [
        say("quality.lead"),
        say("quality.sum_bad", names=write.listed(wrong)) if wrong else say("quality.sum_ok", n=len(sources)),
        *_freshness(sources, newest),
    ]
    return html.Header(
        [
            html.H1(say("quality.heading_all", **sums)),
            html.P(" ".join(said), className="lead"),
            _contents(sections),
        ],
        className="answer",
    )


def _freshness(sources: list[dict[str, Any]], newest: str) -> list[str]:
    days = sorted(tables.extract_day(source, newest) for source in sources if source["extracted_on"])
    late = [source for source in sources if source.get("overdue") and not source.get("absent")]
    absent = [source["title"] for source in sources if source["absent"]]
    said = []
    if days:
        said.append(say("quality.newest", newest=write.day_in_text(days[-1])))
    if late:
        said.append(say("quality.late", n=len(late)) if len(late) > 1 else say("quality.late_one"))
    if absent:
        few = len(absent) <= NAMED
        said.append(
            say("quality.absent", names=write.listed(absent))
            if few
            else say("quality.absent_many", n=len(absent))
        )
    return said


def _contents(sections: list[html.Section]) -> html.Nav:
    """A long page: what is on it, one line above."""
    links = [html.Li(html.A(_heading(section), href=f"#{section.id}")) for section in sections]
    return html.Nav(html.Ul(links), className="contents", **extra(aria_label=say("quality.contents")))


def _heading(section: html.Section) -> str:
    return str(section.children[0].children)


def _unanswered(sources: list[dict[str, Any]], view: View) -> html.Section | None:
    named = [_with_names(source, view) for source in sources]
    told = deliveries.unanswered(named)
    return _section("unanswered", [told], lead="unanswered_lead") if told else None


def _with_names(source: dict[str, Any], view: View) -> dict[str, Any]:
    if not source.get("not_answered"):
        return source
    named = [
        each | {"department": view.reference.name("department", each["department"])}
        for each in source["not_answered"]
    ]
    return source | {"not_answered": named}


def _growth(view: View) -> html.Section | None:
    grown = {fact: growth(fact, view.warehouse, view.scope) for fact in GROWING}
    parts = [
        html.Div(
            [html.H3(label("fact", fact)), quality.growth_table(fact, of, view.notes)], className="panel"
        )
        for fact, of in grown.items()
        if of
    ]
    if not parts:
        return None
    return _section("growth", [html.Div(parts, className="pair")], lead="growth_lead", panel=False)


def _coverage(view: View) -> html.Section | None:
    if not view.package["coverage"]:
        return None
    return _section("coverage", [_folded(tables.coverage(view.package, view.reference))])


def _folded(told: html.Div) -> html.Details:
    """For who wants to look it up."""
    return html.Details([html.Summary(say("quality.show_table")), told])


def _section(key: str, content: list[Any], lead: str = "", panel: bool = True) -> html.Section:
    head: list[Any] = [html.H2(say(f"quality.{key}"))]
    if lead:
        head.append(html.P(say(f"quality.{lead}"), className="lead"))
    body = [html.Div(content, className="panel")] if panel else content
    return html.Section([*head, *body], className="section", id=key)
