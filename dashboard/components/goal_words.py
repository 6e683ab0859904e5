"""A target in words: of what, where, how much, decided by whom and when, and what one may expect."""

from dashboard.components import format as write
from dashboard.content import say
from dashboard.metrics.duties import Demand
from dashboard.metrics.goals import Goal
from dashboard.metrics.metric import METRICS
from dashboard.reference import Reference


def name(one: Goal) -> str:
    if one.deadline:
        return say("goals.mean_name", name=one.deadline.name)
    return METRICS[one.demand.metric].title


def unit(one: Goal) -> str:
    return say("goals.mean_unit") if one.deadline else one.unit


def place(group: tuple[tuple[str, str], ...], known: Reference) -> str:
    return known.name(*group[-1]) if group else say("goals.everywhere")


def sign(demand: Demand) -> str:
    return say("goals.at_least" if demand.is_floor else "goals.at_most")


def amount(one: Goal, value: float) -> str:
    """With its unit; a mean of days with one decimal."""
    if one.deadline:
        whole = write.number(value, 0 if float(value).is_integer() else 1)
        return f"{whole} {unit(one)}"
    return write.with_unit(value, one.unit)


def figure(one: Goal, value: float) -> str:
    """The same without its unit, beside a target that has said it."""
    if one.deadline:
        return write.number(value, 1)
    return write.percent(value) if one.unit in write.PERCENT_UNITS else write.amount(value, one.unit)


def target(demand: Demand, unit_of: str) -> str:
    return f"{sign(demand)} {write.with_unit(demand.value, unit_of)}"


def target_of(one: Goal) -> str:
    return f"{sign(one.demand)} {amount(one, one.demand.value)}"


def decided(demand: Demand) -> str:
    """Who and when. A snapshot from before targets were reviewed does not say when."""
    if not demand.said_by:
        return say("goals.published_text", valid=_valid(demand))
    if demand.decided_on is None:
        return say("goals.decided_undated", by=demand.said_by, valid=_valid(demand))
    return say("goals.decided_text", by=demand.said_by, on=write.day(demand.decided_on), valid=_valid(demand))


def _valid(demand: Demand) -> str:
    first = write.day(demand.since)
    if demand.until is None:
        return say("goals.valid_open", first=first)
    return say("goals.valid_span", first=first, last=write.day(demand.until))


def verdict(one: Goal) -> str:
    held = one.assurance or "unknown"
    return say(f"goals.{held}")


def variation(one: Goal) -> str:
    kind = one.variation
    return say(f"goals.{kind}")
