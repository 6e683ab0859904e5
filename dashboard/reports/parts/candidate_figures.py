"""A candidate's numbers as figures: they are of the months looked at, whatever the report's period is."""

from collections.abc import Sequence

from dashboard.content import format as write
from dashboard.content import say
from dashboard.mining.candidates import window
from dashboard.mining.resampling import Interval
from dashboard.reports.asking import Asking
from dashboard.reports.result import Cell, Figure, Sentences


def looked_at(asking: Asking) -> str:
    since, until = window(asking.warehouse)
    return say("reports.candidate_window", since=write.day(since), until=write.day(until))


def _months(asking: Asking) -> str:
    since, until = window(asking.warehouse)
    return f"{since:%Y-%m}..{until:%Y-%m}"


def count(asking: Asking, name: str, value: float, decimals: int = 0) -> Figure:
    text = write.number(value, decimals)
    return asking.count(f"candidate_{name}", value, text, period=_months(asking))


def between(asking: Asking, name: str, found: Interval) -> Figure:
    """With the ends of its interval."""
    value, low, high = (write.number(each) for each in (found.value, found.low, found.high))
    text = value if low == high else f"{value} ({say('simplification.between', low=low, high=high)})"
    return asking.count(
        f"candidate_{name}", found.value, text, low=found.low, high=found.high, period=_months(asking)
    )


def in_one(told: Sequence[Sentences]) -> Sentences:
    """One paragraph of several sentences; slots of the same name stay apart."""
    texts, slots = [], dict[str, Cell]()
    for number, one in enumerate(told):
        texts.append(one.text.format_map({name: f"{{{name}_{number}}}" for name in one.slots}))
        slots |= {f"{name}_{number}": cell for name, cell in one.slots.items()}
    return Sentences(" ".join(texts), slots)


def spoken(key: str, /, **slots: Cell) -> Sentences:
    """A text of the content whose places are cells."""
    return Sentences(say(key, **{name: f"{{{name}}}" for name in slots}), slots)
