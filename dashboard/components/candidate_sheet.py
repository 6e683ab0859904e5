"""A candidate on one printable sheet, an annex to a business case: the headings are those of the 2022 proposal."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.components import candidate_words as word
from dashboard.components import format as write
from dashboard.components.candidate_lives import life_line
from dashboard.components.candidate_parts import lever_name
from dashboard.content import label, say
from dashboard.mining.assumptions import Assumptions, Life, law
from dashboard.mining.candidates import Candidate
from dashboard.mining.levers import INVESTMENT, NEEDLESS, ORGANISATION, Saved
from dashboard.mining.measured import Measured
from dashboard.mining.verdict import Verdict


def sheet(
    one: Candidate,
    judged: Verdict,
    using: Assumptions,
    life: Life | None,
    after: Measured | None,
    snapshot: str,
) -> html.Dl:
    """Of a process with figures. Where hours may not be reckoned, neither are time, money and proposal."""
    saved = one.savings
    rows = [
        ("idea", _idea(judged)),
        ("challenge", _challenge(saved)),
        ("time", _time(saved, using)),
        ("economy", _economy(saved, using)),
        ("citizens", _citizens(one, saved)),
        ("lines", _lines(judged)),
        ("legal", _legal(saved)),
        ("follow", life_line(life, after)),
        ("assumptions", _assumed(one, using)),
        ("basis", _basis(one, snapshot)),
    ]  # fmt: skip
    parts = [part for key, said in rows for part in (html.Dt(say(f"simplification.{key}")), html.Dd(said))]
    return html.Dl(parts, className="defs sheet-of-one")


def _idea(judged: Verdict) -> list[Any]:
    budget = f" ({word.budget(judged).lower()}). "
    return [html.B(word.kind(judged.kind)), budget, " ".join(word.because(judged))]


def _challenge(saved: Saved) -> html.Ul:
    told = [
        html.Li([lever_name(each), ": ", write.number(each.times), " ", say("simplification.times").lower()])
        for each in saved.levers
        if each.times
    ]  # fmt: skip
    return html.Ul(told)


def _time(saved: Saved, using: Assumptions) -> list[Any]:
    hours = saved.hours
    told = say(
        "simplification.time_text", hours=write.number(hours.value), **word.limits(hours),
        days=write.number(hours.value / using.workday_hours), years=write.number(hours.value / using.year_hours, 1),
    )  # fmt: skip
    group = saved.group
    split = say(
        "simplification.time_split", organisation=write.number(saved.of(ORGANISATION)),
        investment=write.number(saved.of(INVESTMENT)), group=say(f"simplification.group_{group}"),
    )  # fmt: skip
    return [html.P(told), html.P(split)]


def _economy(saved: Saved, using: Assumptions) -> str:
    worth = saved.hours.times(using.hourly_cost / 1000)
    cost = write.number(using.hourly_cost)
    return say(
        "simplification.economy_text", value=write.number(worth.value), cost=cost, **word.limits(worth)
    )


def _citizens(one: Candidate, saved: Saved) -> str:
    days = say("simplification.citizens_text", days=write.number(saved.days.value), **word.limits(saved.days))
    said, told = [days], one.burden
    if told and told.asked is not None:
        said.append(say("simplification.citizens_asked", count=write.number(told.asked)))
    if told and told.documents is not None:
        said.append(say("simplification.citizens_documents", count=write.number(told.documents, 1)))
    return " ".join(said)


def _lines(judged: Verdict) -> html.Ul:
    told = [
        html.Li([say(f"simplification.line_{name}"), ": ", say(f"simplification.value_{found}")])
        for name, found in judged.lines.items()
    ]
    return html.Ul(told, className="five-lines")


def _legal(saved: Saved) -> str:
    steps: Sequence[str] = [each.activity for each in saved.levers if each.kind == NEEDLESS]
    said = []
    for step in steps:
        name, known = label("activity", step), law(step)
        key = "simplification.legal_text" if known else "simplification.legal_unknown"
        said.append(say(key, activity=name, law=known))
    return " ".join(said) or say("simplification.legal_none")


def _assumed(one: Candidate, using: Assumptions) -> str:
    each = using.minutes(one.process)
    times = {"request": each.repeated_request, "step": each.step, "back": each.back, "again": each.again}
    return say("simplification.standard", **{key: write.number(found) for key, found in times.items()})


def _basis(one: Candidate, snapshot: str) -> str:
    counts = {"cases": write.number(one.whole.mined), "events": write.number(one.whole.events)}
    return say("simplification.basis_text", snapshot=snapshot, suits=word.suits(one.suits), **counts)
