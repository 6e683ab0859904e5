"""Findings of one candidate as questions to those who know the work, with their answers from a reviewed file."""

from dash import html

from dashboard.components import format as write
from dashboard.components.answering import beside
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
    return html.Ul(
        [_asked(text, finding, one.process, answers) for finding, text in asked], className="asked"
    )


def _question(lever: Lever) -> str:
    finding = FINDING[lever.kind]
    said = {"activity": label("activity", lever.activity), "times": write.number(lever.times)}
    return say(f"simplification.ask_{finding}", **said)


def _asked(text: str, finding: str, process: str, answers: dict[str, Said]) -> html.Li:
    return html.Li([html.Span(text), beside(finding, process, answers)])
