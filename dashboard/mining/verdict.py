"""The suggested verdict on a candidate and why. People who know the work may put another in its place."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.mining.assumptions import Said, bottom_lines, overruled, purpose
from dashboard.mining.indicators import STANDARD, Automatable
from dashboard.mining.levers import AGAIN, GAP, NEEDLESS, REQUESTS, RETURNS

if TYPE_CHECKING:
    from dashboard.mining.candidates import Candidate

WORTH = 50.0  # hours a year below which a change costs more than it gives; assumed
WORTH_A_ROBOT = 500.0  # hours a year of one step; assumed
RELIABLE = 0.1  # share of executions that fail, up to which a robot is thought of
ROUTINE = ("intake", "transfer", "answer", "duty")  # a robot neither informs a decision nor makes it
OF_LEVER = {NEEDLESS: "drop_step", AGAIN: "organise", RETURNS: "organise"}


@dataclass(frozen=True)
class Verdict:
    """`because` is a key of the page's words; `activity` and `hours` are what it tells of."""

    kind: str
    because: str
    activity: str
    hours: float
    within_budget: bool
    lines: dict[str, str]
    suggested: str
    said: Said | None = None


def verdict(one: "Candidate") -> Verdict:
    """The largest lever decides; a robot only where there is none and a step is frequent, predictable and reliable."""
    kind, because, activity, hours = _suggested(one)
    said = overruled(one.process)
    chosen = said.what if said else kind
    lines: dict[str, Any] = bottom_lines(chosen)
    within = bool(lines.pop("within_budget"))
    return Verdict(chosen, because, activity, hours, within, lines, kind, said)


def _suggested(one: "Candidate") -> tuple[str, str, str, float]:
    levers = sorted(one.saved.levers, key=lambda lever: -lever.hours.value) if one.saved else []
    if levers and levers[0].hours.value >= WORTH:
        top = levers[0]
        return _of_lever(top.kind, one), top.kind, top.activity, top.hours.value
    steady = next((each for each in one.automatable if _is_steady(each)), None)
    if steady:
        return "robot", "steady", steady.activity, steady.hours
    if any(lever.kind == GAP for lever in levers):
        return "organise", "gap", "", 0.0
    return "leave_alone", "little", "", 0.0


def _of_lever(kind: str, one: "Candidate") -> str:
    """What the citizen is asked for again, a better form may ask for at once; what an authority has can be shared."""
    if kind != REQUESTS:
        return OF_LEVER[kind]
    return "self_service" if one.asks_citizens else "data_sharing"


def _is_steady(one: Automatable) -> bool:
    is_routine = purpose(one.activity) in ROUTINE
    return (
        is_routine
        and one.hours >= WORTH_A_ROBOT
        and one.standardisation >= STANDARD
        and one.failed <= RELIABLE
    )
