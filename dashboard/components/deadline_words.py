"""A published deadline in words: how long, in which unit, by which clock, and since when."""

from dashboard.components import format as write
from dashboard.content import say
from dashboard.metrics.deadlines import Deadline
from dashboard.reference import Reference


def promise(one: Deadline) -> str:
    """10 working days, 12 weeks, 3 months."""
    many = "one" if one.amount == 1 else "many"
    unit = f"{many}_{one.unit}"
    return say(f"deadlines.{unit}", n=one.amount)


def clock(one: Deadline) -> str:
    start, stop = one.clock_starts, one.clock_stops
    return say("deadlines.clock", start=say(f"deadlines.from_{start}"), stop=say(f"deadlines.to_{stop}"))


def days(one: Deadline, value: float | None) -> str:
    """A length in the days that the deadline counts."""
    if value is None:
        return say("deadlines.not_yet")
    unit = "working" if one.counts_working else "calendar"
    return say(f"deadlines.day_{unit}", days=write.number(value))


def section(one: Deadline, known: Reference) -> str:
    """Law and section; what it is about, the deadline's own name has said."""
    return known.name("legal_basis", one.legal_basis).partition(", ")[0] if one.legal_basis else ""


def valid(one: Deadline) -> str:
    first = write.day(one.valid_from)
    if one.valid_to is None:
        return say("deadlines.valid_open", first=first)
    return say("deadlines.valid_span", first=first, last=write.day(one.valid_to))


def source(one: Deadline) -> str:
    told = one.source or ""
    return say("deadlines.assumed", source=told) if one.assumed else told
