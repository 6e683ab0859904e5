"""Om data og tillid: what is measured, why and by whose decision, who may see it, and what never happens."""

from datetime import timedelta
from typing import Any

from dash import html
from flask import current_app

from dashboard.access.audit import AuditLog, utc_now
from dashboard.access.audit_report import by_role
from dashboard.access.person import Person, current
from dashboard.access.roles import rights
from dashboard.components import format as write
from dashboard.components import trust_tables as tables
from dashboard.components.account import role_name, role_why
from dashboard.components.extra import extra
from dashboard.components.markdown import markdown
from dashboard.content import prose, say
from dashboard.pages.frame import shown
from dashboard.pages.view import View

PATH = say("paths.trust")
TITLE = say("pages.trust")
DAYS = 30


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build, filtered=False, is_personal=True)


def build(view: View) -> list[Any]:
    sources, person = view.package["sources"], current()
    sections = [
        _section("own", _own(person, view), lead=say("trust.own_lead")),
        _section("promise", [markdown(prose("promise"), level=3)]),
        _section("measured", [markdown(prose("people"), level=3)]),
        _section("roles", [tables.roles(rights())], lead=_reviewed()),
        _section("sources", [tables.purposes(sources)], lead=say("trust.sources_lead")),
        _section("record", [_folded(tables.record(sources))], lead=say("trust.record_lead")),
        _section("assessment", [_assessment(view)], lead=say("trust.assessment_lead")),
    ]
    if person.grant.role.sees_audit:
        sections.append(_section("looks", [_looks()], lead=say("trust.looks_lead", days=DAYS)))
    sections.append(_section("accessible", [html.P(say("trust.accessible_text"))]))
    return [_answer(sources, sections), *sections]


def _answer(sources: list[dict[str, Any]], sections: list[html.Section]) -> html.Header:
    heading = say("trust.heading", sources=len(sources)) if sources else say("trust.heading_none")
    undecided = [each["title"] for each in sources if not (each["decided_in_med"] and each["staff_informed"])]
    said = [say("trust.lead")]
    if undecided:
        said.append(say("trust.decided_not", names=write.listed(undecided)))
    elif sources:
        said.append(say("trust.decided", n=len(sources)))
    links = [html.Li(html.A(section.children[0].children, href=f"#{section.id}")) for section in sections]
    contents = html.Nav(html.Ul(links), className="contents", **extra(aria_label=say("trust.contents")))
    return html.Header(
        [html.H1(heading), html.P(" ".join(said), className="lead"), contents], className="answer"
    )


def _own(person: Person, view: View) -> list[Any]:
    """Each reader's own access, and why they have it."""
    grant = person.grant
    told = {
        "own_role": role_name(grant),
        "own_places": write.listed([_place(code, view) for code in grant.places])
        if grant.places
        else say("trust.own_everywhere"),
        "own_gives": role_why(grant.role),
        "own_why": say("trust.own_demo") if person.is_demo else say("trust.own_claims"),
    }
    pairs = [part for key, text in told.items() for part in (html.Dt(say(f"trust.{key}")), html.Dd(text))]
    return [
        html.Dl(pairs, className="defs"),
        html.P(say("trust.own_wrong", ask=rights().ask), className="small"),
    ]


def _place(code: str, view: View) -> str:
    names = (view.reference.name(level, code) for level in ("unit", "centre", "department"))
    return next((name for name in names if name != code), code)


def _folded(told: html.Div) -> html.Details:
    """For who wants to look it up."""
    return html.Details([html.Summary(say("quality.show_table")), told])


def _reviewed() -> str:
    return say("trust.roles_lead", day=write.day_in_text(rights().reviewed_on))


def _assessment(view: View) -> html.Ul:
    """What the snapshot itself can tell of the processing; the judgement is not ours."""
    sources = view.package["sources"]
    kinds = [{column["kind"] for column in source.get("columns", ())} for source in sources]
    told = [
        say("trust.persons", n=sum("cpr" in each for each in kinds), sources=len(sources)),
        say("trust.staff", n=sum("person" in each for each in kinds)),
        say("trust.numbers", n=sum(not each & {"cpr", "person", "key"} for each in kinds)),
        say("trust.threshold", threshold=view.package["threshold"]),
        say("trust.logged", days=_log().keep_days),
    ]
    return html.Ul([html.Li(each) for each in told])


def _looks() -> Any:
    until = utc_now().date()
    return tables.looks(by_role(_log().folder, until - timedelta(days=DAYS), until))


def _log() -> AuditLog:
    log: AuditLog = current_app.config["ACCESS"].audit
    return log


def _section(key: str, content: list[Any], lead: str = "") -> html.Section:
    head: list[Any] = [html.H2(say(f"trust.{key}"))]
    if lead:
        head.append(html.P(lead, className="lead"))
    return html.Section([*head, html.Div(content, className="panel")], className="section", id=key)
