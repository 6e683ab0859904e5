"""The stages of a complaint: received, answered, justified, re-assessed, forwarded, decided, outcome."""

from dash import html

from dashboard.components import format as write
from dashboard.components.chart import empty
from dashboard.components.sources import source_line
from dashboard.components.stages import Ending, Step, Told, stages_figure
from dashboard.content import say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS
from dashboard.pages.overview import during
from dashboard.pages.view import View

LANES = ("formal", "material", "both")
STEPS = {
    "received": "complaints_received",
    "answered": "days_to_answer",
    "justified": "share_justified",
    "in_time": "reassessed_in_time",
    "changed": "changed_at_reassessment",
    "forwarded": "complaints_forwarded",
}
NOT_FINAL = ("immature", "provisional")


def stages(view: View) -> html.Section:
    steps = [Step(key, metric, by_class(view, metric)) for key, metric in STEPS.items()]
    received = steps[0].lanes
    head = [html.H2(say("stages.heading")), html.P(say("stages.lead"), className="lead")]
    if not any(answer.value or answer.withheld for answer in received.values()):
        gap = say("stages.nothing", when=during(view))
        return html.Section(
            [*head, empty(say("stages.nothing_title"), gap, say("stages.remedy"))], **section()
        )
    ending = Ending(view.one("appeals_decided"), view.ask("appeals_decided", ("outcome",)))
    told = Told(
        title(received, during(view)),
        say("stages.subtitle", period=write.period(view.filters.period.text)),
        [note for note in (reversed_of(view), say("stages.method")) if note],
        source(view, steps, ending),
        view.address.changed(snapshot=view.package["snapshot"]).href(fragment="way"),
    )
    return html.Section([*head, stages_figure(told, steps, ending, view.notes)], **section())


def section() -> dict[str, str]:
    return {"className": "section", "id": "stages"}


def by_class(view: View, metric: str) -> dict[str, Answer]:
    found = {answer.group["class"]: answer for answer in view.ask(metric, ("class",))}
    return {code: found[code] for code in LANES if code in found}


def title(received: dict[str, Answer], when: str) -> str:
    """The two counts side by side, as far as both may be shown."""
    counts = {code: received[code].value for code in ("formal", "material") if code in received}
    if len(counts) < 2 or any(value is None for value in counts.values()):
        return say("stages.title_withheld", when=when)
    return say(
        "stages.title", when=when, **{code: write.number(value or 0) for code, value in counts.items()}
    )


def reversed_of(view: View) -> str:
    """A share of reversals never stands alone: it is told of all decisions and of those that were appealed."""
    decided, sent, reversal = (view.one(name) for name in ("cases_decided", "appeals_sent", "reversal_rate"))
    if None in (decided.value, sent.value, reversal.numerator) or not sent.value:
        return ""
    return say(
        "stages.reversed",
        when=during(view),
        decided=write.number(decided.value or 0),
        sent=write.number(sent.value or 0),
        reversed=write.number(reversal.numerator or 0),
    )


def source(view: View, steps: list[Step], ending: Ending) -> str:
    answers = [answer for step in steps for answer in step.lanes.values()] + [ending.decided]
    status = next((each for each in NOT_FINAL if any(answer.status == each for answer in answers)), "final")
    facts = {fact for answer in answers for fact in METRICS[answer.metric].facts}
    here = view.address
    return source_line(view.package, facts, status, here.get("department"), here.get("known_on"))
