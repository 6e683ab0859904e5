"""Findings of one candidate as questions to those who know the work, with their answers from a reviewed file."""

from dash import html

from dashboard.components import candidate_words as word
from dashboard.components import format as write
from dashboard.content import label, say
from dashboard.mining.assumptions import Said
from dashboard.mining.candidates import Candidate
from dashboard.mining.levers import NEEDLESS, REQUESTS, RETURNS, Lever

FINDING = {REQUESTS: "loop", NEEDLESS: "needless", RETURNS: "ping_pong"}


def questions(one: Candidate, answers: dict[str, Said]) -> html.Ul:
    asked = []
    if one.bottleneck:
        names = {
            "first": label("activity", one.bottleneck.first),
            "then": label("activity", one.bottleneck.then),
        }
        share = write.percent(one.bottleneck.share, 0)
        asked.append(("bottleneck", say("simplification.ask_bottleneck", share=share, **names)))
    for lever in one.saved.levers if one.saved else ():
        if lever.kind in FINDING:
            asked.append((FINDING[lever.kind], _question(lever)))
    return html.Ul([_asked(text, answers.get(finding)) for finding, text in asked], className="asked")


def _question(lever: Lever) -> str:
    finding = FINDING[lever.kind]
    said = {"activity": label("activity", lever.activity), "times": write.number(lever.times)}
    return say(f"simplification.ask_{finding}", **said)


def _asked(text: str, answer: Said | None) -> html.Li:
    said = say("simplification.unanswered")
    if answer:
        parts = {"reason": word.reason(answer.because), "role": answer.role, "day": write.day(answer.on)}
        said = say("simplification.answered", **parts)
    return html.Li([html.Span(text), html.Span(said, className="under")])
