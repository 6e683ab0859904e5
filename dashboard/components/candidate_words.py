"""How a candidate's figures are written: a value, and what it may lie between."""

from dash import html

from dashboard.components import format as write
from dashboard.components.table import Cell
from dashboard.content import label, say
from dashboard.mining.resampling import Interval
from dashboard.mining.verdict import WORTH, Verdict


def absent() -> Cell:
    return Cell(say("absent.missing"), kind="absent")


def value(found: float | None, decimals: int = 0) -> str | Cell:
    return absent() if found is None else write.number(found, decimals)


def reckoned(found: float | None) -> str | Cell:
    """Where nobody reckons, that is said: it is no figure that is missing."""
    return Cell(say("simplification.not_reckoned"), kind="absent") if found is None else write.number(found)


def share(found: float | None) -> str | Cell:
    return absent() if found is None else write.percent(found)


def limits(found: Interval) -> dict[str, str]:
    return {"low": write.number(found.low), "high": write.number(found.high)}


def between(found: Interval | None) -> html.Span | str | Cell:
    """The value, and under it the interval where there is one."""
    if found is None:
        return absent()
    if found.low == found.high:
        return write.number(found.value)
    under = html.Span(say("simplification.between", **limits(found)), className="under")
    return html.Span([write.number(found.value), under])


def budget(found: Verdict) -> str:
    return say("simplification.within_yes") if found.within_budget else say("simplification.within_no")


def kind(name: str) -> str:
    return say(f"simplification.verdict_{name}")


def proposal(found: Verdict) -> html.Span:
    parts = [kind(found.kind)]
    if found.said:
        note = say("simplification.overruled_short", role=found.said.role)
        parts.append(html.Span(note, className="under"))
    return html.Span(parts)


def because(found: Verdict) -> list[str]:
    """Why it is suggested, and who put another in its place."""
    told = {"activity": label("activity", found.activity), "hours": write.number(found.hours)}
    told["worth"] = write.number(WORTH)
    name = found.because
    reasons = [say(f"simplification.because_{name}", **told)]
    if found.said:
        said = {
            "role": found.said.role,
            "day": write.day(found.said.on),
            "reason": reason(found.said.because),
        }
        reasons.append(say("simplification.because_overruled", verdict=kind(found.suggested), **said))
    return reasons


def reason(code: str) -> str:
    return say(f"simplification.reason_{code}")


def suits(code: str) -> str:
    return say(f"simplification.suits_{code}")
