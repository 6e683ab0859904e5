"""Candidates for simplification: the list of them, and one on a sheet with the headings of the 2022 proposal."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from dashboard.content import format as write
from dashboard.content import label, say
from dashboard.metrics.usage import UsageError, unknown
from dashboard.mining.assumptions import Assumptions, assumptions, is_invented, law, lives
from dashboard.mining.candidates import PLACES, Candidate, candidates
from dashboard.mining.levers import INVESTMENT, NEEDLESS, ORGANISATION, Lever, Saved
from dashboard.mining.measured import measured
from dashboard.mining.verdict import WORTH, Verdict, verdict
from dashboard.reports.asking import Asking
from dashboard.reports.parts.candidate_figures import between, count, in_one, looked_at, spoken
from dashboard.reports.result import Block, Cell, Column, Label, Sentences, Table
from dashboard.warehouse import Scope, Warehouse

LEVERS = ("lever", "kind", "times", "minutes", "hours", "days")
LISTED = ("process", "cases", "hours", "organisation", "days", "proposal")


def first_candidates(
    warehouse: Warehouse, scope: Scope, where: Sequence[tuple[str, str]], most: int
) -> list[str]:
    """Processes by the hours a year that they point at, the most first."""
    places = [pair for pair in where if pair[0] in PLACES]
    found = candidates(warehouse, scope, places, assumptions())
    return [one.process for one in found if one.saved and one.hours][:most]


def candidates_table(asking: Asking, title: str, most: int = 5) -> Iterator[Block]:
    """The first of the list with hours and waiting days; hours are left out where nobody has given standard times."""
    found = [one for one in _all(asking) if one.saved][:most]
    if not found or not _may_reckon(asking):
        yield Sentences(say("reports.no_processes") if not found else say("simplification.no_minutes"))
        return
    columns = tuple(
        Column(say(f"simplification.{key}"), key not in ("process", "proposal")) for key in LISTED
    )
    rows = tuple(
        (
            Label(_name(asking, one)), count(asking, "cases", one.whole.mined),
            between(asking, "hours", one.savings.hours), count(asking, "part_hours", one.savings.of(ORGANISATION)),
            between(asking, "days", one.savings.days), Label(_proposal(verdict(one))),
        )
        for one in found
    )  # fmt: skip
    notes = (say("simplification.apart"), say("simplification.question"))
    yield Table(title, looked_at(asking), columns, rows, notes=notes)


def candidate(asking: Asking, tells: str) -> Iterator[Block]:
    """What the heading `tells` says of the chosen process."""
    if tells not in TELLS:
        raise unknown("heading of a candidate's sheet", tells, TELLS)
    one = chosen(asking)
    if not _may_reckon(asking) and tells in RECKONED:
        yield Sentences(say("simplification.no_minutes"))
        return
    yield from TELLS[tells](asking, one, assumptions())


def chosen(asking: Asking) -> Candidate:
    """Of the report's process. Raises UsageError for one that is none, or that is no candidate for what is chosen."""
    found = {one.process: one for one in _all(asking)}
    if asking.process not in found:
        raise unknown("process", asking.process, found)
    one = found[asking.process]
    if one.saved is None:
        suits = one.suits
        told = say(f"simplification.suits_{suits}")
        raise UsageError(f"process '{one.process}' is no candidate: {told}. Choose another.")
    return one


def _all(asking: Asking) -> list[Candidate]:
    places = [pair for pair in asking.filters.where if pair[0] in PLACES]
    return candidates(asking.warehouse, asking.scope, places, assumptions())


def _may_reckon(asking: Asking) -> bool:
    return bool(asking.warehouse.package["synthetic"]) or not is_invented()


def _name(asking: Asking, one: Candidate) -> str:
    return asking.reference.name("process", one.process)


def _proposal(judged: Verdict) -> str:
    kind = judged.kind
    return say(f"simplification.verdict_{kind}")


def _idea(asking: Asking, one: Candidate, using: Assumptions) -> Iterator[Block]:
    judged = verdict(one)
    budget = say("simplification.within_yes" if judged.within_budget else "simplification.within_no")
    proposal = Label(f"{_proposal(judged)} ({budget.lower()})")
    yield Sentences("{proposal}.", {"proposal": proposal}, "lead")
    reason = judged.because
    slots = {"activity": Label(label("activity", judged.activity)), "worth": Label(write.number(WORTH))}
    hours = count(asking, "part_hours", judged.hours)
    yield spoken(f"simplification.because_{reason}", hours=hours, **slots)
    if judged.said:
        why, suggested = judged.said.because, judged.suggested
        yield spoken(
            "simplification.because_overruled", verdict=Label(say(f"simplification.verdict_{suggested}")),
            role=Label(judged.said.role), day=Label(write.day(judged.said.on)),
            reason=Label(say(f"simplification.reason_{why}")),
        )  # fmt: skip


def _challenge(asking: Asking, one: Candidate, using: Assumptions) -> Iterator[Block]:
    columns = tuple(Column(say(f"simplification.{key}"), place > 1) for place, key in enumerate(LEVERS))
    has_hours = _may_reckon(asking)
    rows = tuple(_lever(asking, each, has_hours) for each in one.savings.levers)
    if rows:
        yield Table(say("simplification.levers_caption"), looked_at(asking), columns, rows)
    else:
        yield Sentences(say("simplification.because_little", worth=write.number(WORTH)))


def _lever(asking: Asking, one: Lever, has_hours: bool) -> tuple[Cell, ...]:
    kind, group = one.kind, one.group
    none = Label(say("simplification.not_reckoned"))
    is_reckoned = has_hours and bool(one.minutes)
    return (
        Label(say(f"simplification.lever_{kind}", activity=label("activity", one.activity))),
        Label(say(f"simplification.group_{group}")),
        count(asking, "times", one.times) if one.times else none,
        count(asking, "minutes", one.minutes) if is_reckoned else none,
        between(asking, "hours", one.hours) if is_reckoned else none,
        between(asking, "days", one.days),
    )


def _time(asking: Asking, one: Candidate, using: Assumptions) -> Iterator[Block]:
    saved: Saved = one.savings
    value, group = saved.hours.value, saved.group
    told = partial(count, asking)
    yield spoken(
        "reports.candidate_time", hours=between(asking, "hours", saved.hours),
        days=told("workdays", value / using.workday_hours), years=told("full_time", value / using.year_hours, 1),
    )  # fmt: skip
    yield spoken(
        "simplification.time_split", organisation=told("part_hours", saved.of(ORGANISATION)),
        investment=told("part_hours", saved.of(INVESTMENT)), group=Label(say(f"simplification.group_{group}")),
    )  # fmt: skip


def _economy(asking: Asking, one: Candidate, using: Assumptions) -> Iterator[Block]:
    worth = one.savings.hours.times(using.hourly_cost / 1000)
    cost = Label(write.number(using.hourly_cost))
    yield spoken("reports.candidate_economy", value=between(asking, "economy", worth), cost=cost)


def _citizens(asking: Asking, one: Candidate, using: Assumptions) -> Iterator[Block]:
    told = [spoken("reports.candidate_citizens", days=between(asking, "days", one.savings.days))]
    burden = one.burden
    if burden and burden.asked is not None:
        asked = count(asking, "asked", burden.asked)
        told.append(spoken("simplification.citizens_asked", count=asked))
    if burden and burden.documents is not None:
        documents = count(asking, "documents", burden.documents, 1)
        told.append(spoken("simplification.citizens_documents", count=documents))
    yield in_one(told)


def _lines(asking: Asking, one: Candidate, using: Assumptions) -> Iterator[Block]:
    told = [
        f"{say(f'simplification.line_{name}')}: {say(f'simplification.value_{found}')}"
        for name, found in verdict(one).lines.items()
    ]
    yield Sentences("{told}.", {"told": Label("; ".join(told))})


def _legal(asking: Asking, one: Candidate, using: Assumptions) -> Iterator[Block]:
    steps = [each.activity for each in one.savings.levers if each.kind == NEEDLESS]
    if not steps:
        yield Sentences(say("simplification.legal_none"))
    for step in steps:
        key = "simplification.legal_text" if law(step) else "simplification.legal_unknown"
        yield spoken(key, activity=Label(label("activity", step)), law=Label(law(step)))


def _follow(asking: Asking, one: Candidate, using: Assumptions) -> Iterator[Block]:
    life = lives().get(one.process)
    if life is None:
        yield Sentences(say("simplification.follow_none"))
        return
    stages = [f"{say(f'simplification.{stage}')} {write.day(day)}" for stage, day in life.days.items()]
    yield Sentences("{stages}.", {"stages": Label(", ".join(stages))})
    if "carried_out" not in life.days:
        return
    places = [pair for pair in asking.filters.where if pair[0] in PLACES]
    after = measured(asking.warehouse, asking.scope, places, one.process, life.days["carried_out"])
    if after is None:
        yield Sentences(say("simplification.measured_few"))
        return
    yield spoken(
        "reports.candidate_measured", before=count(asking, "median_days", after.before),
        after=count(asking, "median_days", after.after),
        difference=between(asking, "difference", after.difference),
        cases_before=count(asking, "cases", after.cases_before),
        cases_after=count(asking, "cases", after.cases_after),
    )  # fmt: skip


def _assumed(asking: Asking, one: Candidate, using: Assumptions) -> Iterator[Block]:
    each = using.minutes(one.process)
    times = {"request": each.repeated_request, "step": each.step, "back": each.back, "again": each.again}
    yield spoken(
        "simplification.standard", **{key: Label(write.number(found)) for key, found in times.items()}
    )
    if is_invented():
        yield Sentences(say("simplification.invented"))


def _basis(asking: Asking, one: Candidate, using: Assumptions) -> Iterator[Block]:
    suits = one.suits
    yield spoken(
        "reports.candidate_basis", cases=count(asking, "cases", one.whole.mined),
        events=count(asking, "events", one.whole.events), window=Label(looked_at(asking)),
        suits=Label(say(f"simplification.suits_{suits}")),
    )  # fmt: skip


TELLS: Mapping[str, Callable[[Asking, Candidate, Assumptions], Iterator[Block]]] = {
    "idea": _idea, "challenge": _challenge, "time": _time, "economy": _economy, "citizens": _citizens,
    "lines": _lines, "legal": _legal, "follow": _follow, "assumptions": _assumed, "basis": _basis,
}  # fmt: skip
RECKONED = ("time", "economy")
