"""Dated phases in words, and as marks for a chart of months."""

from collections.abc import Iterable, Sequence

from dash import html

from dashboard.charts.dated import Dated
from dashboard.components import format as write
from dashboard.content import say
from dashboard.metrics.phases import DatedPhase
from dashboard.reference import Reference


def within(dated: Iterable[DatedPhase], months: Sequence[str]) -> list[DatedPhase]:
    """Those of the months (2026-01, in any order), each once, in time order."""
    if not months:
        return []
    first, last = min(months), max(months)
    found = dict.fromkeys(one for one in dated if first <= f"{one.since:%Y-%m}" <= last)
    return sorted(found, key=lambda one: one.since)


def phase_marks(dated: Sequence[DatedPhase], months: Sequence[str]) -> tuple[Dated, ...]:
    """Each day within the months once."""
    days = dict.fromkeys(one.since for one in within(dated, months))
    return tuple((f"{day:%Y-%m-%d}", write.short_period(f"{day:%Y-%m}")) for day in days)


def phase_list(dated: Sequence[DatedPhase], known: Reference) -> html.Ul:
    return html.Ul([html.Li(phase_words(one, known)) for one in dated], className="phases")


def phase_words(one: DatedPhase, known: Reference) -> str:
    """Law, system and reorganisation with who decided; moved work with where from and where to."""
    day = write.day(one.since)
    place = known.name(*one.place) if one.place else say("news.everything")
    if one.to:
        level = one.place[0] if one.place else ""
        return say("flow.moved", day=day, place=place, to=known.name(level, one.to))
    limits = say("flow.new_limits") if one.new_limits else say("flow.same_limits")
    kind = one.kind
    return say("flow.phase", day=day, kind=say(f"flow.{kind}"), place=place, reason=one.reason,
               by=one.decided_by, limits=limits)  # fmt: skip
