"""One appeal body: what it decided, how sure the reversal rate is, remitted apart from changed, and what followed."""

from dataclasses import replace
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.appeal_chart import Row, Told, rate_chart
from dashboard.components.chart import empty
from dashboard.components.sources import source_line
from dashboard.content import label, say
from dashboard.metrics.metric import METRICS
from dashboard.pages import appeals_about
from dashboard.pages.appeals_answer import answer
from dashboard.pages.appeals_figures import BODIES, RATE, OneBody, at_body, bodies, splits
from dashboard.pages.appeals_parts import causes, chooser, tabs, with_guide
from dashboard.pages.appeals_rates import area_rows, group_row, group_title, now_row, rate_title
from dashboard.pages.appeals_sections import afterwards, cards, outcomes
from dashboard.pages.frame import shown
from dashboard.pages.overview import during, nothing
from dashboard.pages.view import BadAddress, View

PATH = say("paths.appeals")
TITLE = say("pages.appeals")
GROUPS = ("legal_basis", "service_area")
connect = appeals_about.connect


def layout(**query: Any) -> html.Div:
    return shown_body(PATH, BODIES[0], query)


def shown_body(path: str, code: str, query: dict[str, Any]) -> html.Div:
    return shown(path, query, lambda view: build(view, code))


def build(view: View, code: str) -> list[Any]:
    if not view.has_rows:
        return nothing(view)
    by = dimension(view)
    if code not in bodies(view):
        return [tabs(view, code), *nobody(code)]
    body = at_body(view, code)
    head = [tabs(view, code), answer(body)]
    if is_nothing(body):
        return [*head, why_nothing(body)]
    return [
        *head,
        cards(body),
        rate_section(body),
        groups(body, by),
        outcomes(body, causes(body.view, source(body.view), link(body, "causes"))),
        afterwards(body),
        appeals_about.drawer(),
    ]


def nobody(code: str) -> list[Any]:
    """A body that the snapshot has no appeal of at all; an address may still name it."""
    title = say("appeals.never_title", body=label("body", code))
    head = html.Header(html.H1(title), className="answer")
    return [head, empty(say("empty.title"), say("appeals.never"), say("appeals.never_remedy"))]


def is_nothing(body: OneBody) -> bool:
    """No case was sent to the body or decided by it, as far as is known; a withheld number is some."""
    asked = [body.view.one(name) for name in ("appeals_sent", "appeals_decided")]
    return not any(each.value or each.withheld for each in asked)


def why_nothing(body: OneBody) -> html.Div:
    """No case is an answer; no data is not the same."""
    view = body.view
    if view.one("appeals_sent").value == 0:
        title = say("appeals.nothing_title", body=label("body", body.code), when=during(view))
        return empty(title, say("appeals.nothing"), say("appeals.nothing_remedy"))
    days = {key: write.day_in_text(view.package[key]) for key in ("since", "until")}
    return empty(say("appeals.absent_title"), say("appeals.absent"), say("empty.no_months_remedy", **days))


def dimension(view: View) -> str:
    by = view.address.get("by", GROUPS[0])
    if by not in GROUPS:
        raise BadAddress("by", by)
    return by


def source(view: View, metric: str = RATE) -> str:
    here = view.address
    status = view.one(metric).status
    facts = METRICS[metric].facts
    return source_line(view.package, facts, status, here.get("department"), here.get("known_on"))


def link(body: OneBody, key: str) -> str:
    return body.view.address.changed(snapshot=body.view.package["snapshot"]).href(fragment=key)


def rate_section(body: OneBody) -> html.Section:
    """The period chosen, and under it, quietly, earlier years and the whole country."""
    view = body.view
    now = now_row(view)
    rows = [now, *area_rows(view, with_national=body.code == BODIES[0])]
    told = Told(
        "rate",
        rate_title(now, during(view)),
        say("appeals.rate_sub", body=label("body", body.code)),
        say("filter.period"),
        source(view),
        link(body, "rate"),
        gap(view, now),
    )
    title = html.H2(say("appeals.rate_heading"))
    beside = with_guide(told, rows, body)
    return html.Section([title, beside], className="section")


def gap(view: View, now: Row) -> tuple[str, str]:
    """Why no rate can be drawn: too few, or nothing was decided on its merits, which is an answer."""
    is_zero = now.rate is not None and now.rate.denominator == 0
    text = say("appeals.gap_none", when=during(view)) if is_zero else say("appeals.gap", when=during(view))
    return text, say("appeals.more_cases")


def groups(body: OneBody, by: str) -> html.Section:
    view = body.view
    title = html.H2(say(f"appeals.by_{by}"))
    rows = [group_row(view, by, split) for split in splits(view, (by,))]
    if not rows:
        none = empty(
            say("appeals.rate_title_none", when=during(view)), say("appeals.gap_none", when=during(view))
        )
        return html.Section([title, none], className="section", id="by")
    period = write.period(view.filters.period.text)
    told = Told(
        "groups",
        group_title(rows, by),
        say("appeals.groups_sub", period=period),
        label("dimension", by),
        source(view),
        link(body, "groups"),
        (say(f"appeals.gap_{by}", when=during(view)), say("appeals.more_cases")),
    )
    total = replace(now_row(view), name=say("appeals.total"))
    head = html.Div([title, chooser(view, by, GROUPS)], className="heading-row")
    lead = html.P(say("appeals.groups_lead"), className="lead")
    return html.Section([head, lead, rate_chart(told, rows, view.notes, total)], className="section", id="by")
