"""What departments decided to work on, from when, by whom, with the figure that should move, and whether it did."""

from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.chart import empty
from dashboard.components.footnotes import keys_of
from dashboard.components.table import missing_word
from dashboard.components.trend_chart import Told, trend_chart
from dashboard.content import say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.focus import MOVED, Followed, follow, load_points
from dashboard.metrics.metric import METRICS
from dashboard.pages.frame import shown
from dashboard.pages.overview import nothing
from dashboard.pages.view import View

PATH = say("paths.focus")
TITLE = say("pages.focus")


def layout(**query: Any) -> html.Div:
    return shown(PATH, query, build)


def build(view: View) -> list[Any]:
    if not view.has_rows:
        return nothing(view)
    chosen = dict(view.filters.where).get("department")
    points = [point for point in load_points() if chosen in (None, point.department)]
    followed = [follow(point, view.warehouse, view.scope) for point in points]
    return [answer(followed), *(section(one, number, view) for number, one in enumerate(followed, 1))]


def answer(followed: list[Followed]) -> html.Header:
    moved = sum(one.verdict == MOVED for one in followed)
    if not followed:
        title = say("focus.title_none")
        return html.Header([html.H1(title), empty(title, say("focus.none_remedy"))], className="answer")
    title = say("focus.title_one")
    if len(followed) > 1:
        title = say("focus.title", count=len(followed), moved=moved, rest=len(followed) - moved)
    lead = f"{say('focus.lead')} {say('focus.note')}"
    return html.Header([html.H1(title), html.P(lead, className="lead")], className="answer")


def section(one: Followed, number: int, view: View) -> html.Section:
    point, metric, verdict = one.point, METRICS[one.point.metric], one.verdict
    direction = point.direction
    name = " ".join(view.reference.name(key, value) for key, value in point.where)
    facts = [
        ("where", name),
        ("metric", html.A(metric.title, href=f"#about-{metric.name}")),
        ("wanted", say(f"focus.{direction}")),
        ("before", figure(one.before, metric.unit, view)),
        ("since", figure(one.after, metric.unit, view)),
        ("decided", say("focus.decided_text", by=point.decided_by, day=write.day_in_text(point.decided_on))),
        ("started", write.day_in_text(point.since)),
        ("follow_up", write.day_in_text(point.follow_up)),
        ("work", point.work),
    ]
    listed = [part for key, value in facts for part in (html.Dt(say(f"focus.{key}")), html.Dd(value))]
    parts = [html.H2(point.title), html.Dl(listed, className="defs")]
    if any(month.value is not None for month in one.months):
        title = say("focus.chart_title", title=metric.title, verdict=say(f"focus.{verdict}").lower())
        told = Told(f"focus-{number}", say("focus.axis", unit=metric.unit), {"": one.months}, title)
        parts.append(trend_chart(told, view.package, view.address, view.notes))
    return html.Section(parts, className="section")


def figure(answer: Answer | None, unit: str, view: View) -> Any:
    """Value, basis and marks: a number never stands alone."""
    if answer is None:
        return say("absent.missing")
    marks = view.notes.marks(keys_of(answer))
    if answer.value is None:
        return html.Span([missing_word(answer), marks])
    said = f"{write.with_unit(answer.value, unit)} ({write.period(answer.period)})"
    return html.Span([said, marks])
