"""Beside a finding: what those who know the work have answered, and how to answer: a reason and a date, never prose."""

from dash import html

from dashboard.components import candidate_words as word
from dashboard.components import format as write
from dashboard.content import say
from dashboard.mining.assumptions import REASONS, Said

PROPOSAL = '[[answer]]\nprocess = "{process}"\nfinding = "{finding}"\nbecause = "…"\nrole = "…"\non = …'


def answered(answer: Said | None) -> str:
    if answer is None:
        return say("simplification.unanswered")
    parts = {"reason": word.reason(answer.because), "role": answer.role, "day": write.day(answer.on)}
    return say("simplification.answered", **parts)


def beside(finding: str, process: str, answers: dict[str, Said]) -> html.Div:
    """The answer, and the lines that propose another one for the reviewed file."""
    reasons = [html.Li([html.Code(code), f": {word.reason(code)}"]) for code in REASONS]
    how = html.Details(
        [
            html.Summary(say("simplification.answer_how")),
            html.P(say("simplification.answer_file"), className="small"),
            html.Pre(PROPOSAL.format(process=process, finding=finding), className="small", tabIndex="0"),
            html.Ul(reasons, className="small"),
        ]
    )
    return html.Div([html.P(answered(answers.get(finding)), className="under"), how], className="answering")
