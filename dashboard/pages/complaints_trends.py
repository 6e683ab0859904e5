"""Complaints month by month against what is usual: the handling and the decision side by side, each by itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.chart import empty
from dashboard.components.trend_chart import Judged, Told, control_chart, meaning, rule_words
from dashboard.content import say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS
from dashboard.metrics.period import Period, parse_period
from dashboard.metrics.revisions import known_at_first
from dashboard.metrics.signals import BASELINE, BY_CHANCE, FEWEST, MONTHS, RECENT
from dashboard.pages.view import View
from dashboard.statistics.rules import RULES, Signal, signals
from dashboard.statistics.xmr import FEWEST as FEWEST_POINTS
from dashboard.statistics.xmr import limits

SERIES = {"formal": "complaints_formal", "material": "complaints_material"}
# Months looked at, points that the limits are of, and the fewest of them, by how long a point is.
LENGTH = {"month": 1, "quarter": 3}
SPAN = {"month": MONTHS, "quarter": 48}
OF_FIRST = {"month": BASELINE, "quarter": 10}
AT_LEAST = {"month": FEWEST, "quarter": FEWEST_POINTS}


def trends(view: View) -> html.Section:
    head = html.H2(say("signals.heading"))
    window = span(view, "month")
    if window is None:
        gap = say("empty.no_months", period=write.period(view.filters.period.text))
        days = {key: write.day_in_text(view.package[key]) for key in ("since", "until")}
        inside: list[Any] = [empty(say("signals.heading"), gap, say("empty.no_months_remedy", **days))]
        return html.Section([head, *inside], className="section", id="trends")
    told = [_told(view, key, metric) for key, metric in SERIES.items()]
    first, last = (write.period(each) for each in _ends(window))
    has_limits = any(judged.limits for _, _, judged in told)
    lead = say(
        "signals.lead" if has_limits else "signals.lead_few",
        first=first,
        last=last,
        baseline=BASELINE,
        one_in=round(1 / BY_CHANCE),
    )
    known = known_at_first(("complaints",), view.warehouse, view.scope)
    if known is not None and any(
        answer.status == "provisional" for _, answers, _ in told for answer in answers
    ):
        lead = f"{lead} {say('signals.growth', share=write.percent(known))}"
    charts = html.Div([_chart(view, *one) for one in told], className="pair")
    return html.Section([head, html.P(lead, className="lead"), charts], className="section", id="trends")


def news(view: View) -> list[str]:
    """For the head of the page: what is hardly chance, or that nothing is."""
    if span(view, "month") is None:
        return []
    told = [_told(view, key, metric) for key, metric in SERIES.items()]
    judged = [(answers, of) for _, answers, of in told if of.limits is not None]
    said = [f"{title(answers, of)}." for answers, of in judged if recent(answers, of)]
    return said or ([say("signals.nothing_new")] if len(judged) == len(told) else [])


def recent(answers: Sequence[Answer], judged: Judged) -> Signal | None:
    """The newest signal, where it touches the last half year."""
    signal, final = newest(judged.signals), sum(answer.status == "final" for answer in answers)
    return signal if signal and signal.last >= final - RECENT // LENGTH[judged.split] else None


def _ends(window: Period) -> tuple[str, str]:
    first, _, last = window.text.partition("..")
    return first, last or first


def span(view: View, split: str) -> Period | None:
    """So many months back from the end of the period; without a period in the address, from the newest month."""
    since, until = date.fromisoformat(view.package["since"]), view.until
    end = min(view.filters.period.end, until) if view.address.get("period") else until
    length = LENGTH[split]
    last = (_whole_months(end) // length) * length
    first = max(-(-_whole_months_before(since) // length) * length, last - SPAN[split])
    if last - first < length:
        return None
    return parse_period("..".join(f"{n // 12}-{n % 12 + 1:02d}" for n in (first, last - 1)))


def _whole_months(day: date) -> int:
    """Months since the year nought that have ended with the day."""
    months = day.year * 12 + day.month
    return months if parse_period(f"{day:%Y-%m}").end == day else months - 1


def _whole_months_before(day: date) -> int:
    """Months that were over before the first whole one."""
    return day.year * 12 + day.month - 1 + (day.day > 1)


def _told(view: View, key: str, metric: str) -> tuple[str, list[Answer], Judged]:
    """Months where they hold enough; else quarters, for a month of three complaints says nothing."""
    for split in LENGTH:
        window = span(view, split)
        answers = view.ask(metric, (split,), replace(view.filters, period=window)) if window else []
        judged = judge(answers, split)
        if judged.limits is not None:
            break
    return key, answers, judged


def judge(answers: Sequence[Answer], split: str) -> Judged:
    """The four rules on the final points, by limits of the first so many: they stay where they are."""
    final = [answer for answer in answers if answer.status == "final"]
    values = [answer.value if answer.method == "counted" or answer.value else None for answer in final]
    known = [value for value in values[: OF_FIRST[split]] if value is not None]
    usual = limits(known) if len(known) >= AT_LEAST[split] else None
    return Judged(usual, signals(values, usual) if usual else (), split)


def _chart(view: View, key: str, answers: list[Answer], judged: Judged) -> Any:
    metric = METRICS[SERIES[key]]
    if not any(answer.value for answer in answers):
        why = why_empty(answers)
        few = say(f"signals.{why}")
        return empty(metric.title, few, say("signals.remedy"))
    split = judged.split
    axis = say(f"signals.axis_{split}", unit=metric.unit)
    if judged.limits:
        axis = say("signals.axis_limits", axis=axis)
    if judged.signals:
        axis += say("signals.marks_neither" if metric.better == "neither" else "signals.marks_better")
    told = Told(f"trend-{key}", axis, {"": answers}, title(answers, judged))
    return control_chart(told, judged, view.package, view.address, view.notes)


def why_empty(answers: Sequence[Answer]) -> str:
    """Withheld, nought and missing are three different reasons for an empty chart."""
    if any(answer.withheld for answer in answers):
        return "withheld"
    return "nought" if any(answer.value == 0 for answer in answers) else "missing"


def title(answers: Sequence[Answer], judged: Judged) -> str:
    """The newest signal in words, or that there is none: that is an answer too."""
    name = METRICS[answers[0].metric].title
    if judged.limits is None:
        return say("signals.title_few", name=name)
    signal = recent(answers, judged)
    if signal:
        final = [answer for answer in answers if answer.status == "final"]
        since, until = (write.short_period(final[place].period) for place in (signal.first, signal.last))
        when = since if since == until else say("format.period_range", first=since, last=until)
        told = say("signals.title_signal", name=name, rule=rule_words(signal, judged.split), when=when)
        better = meaning(signal, METRICS[answers[0].metric].better)
        return told if better == "neither" else f"{told} {say(f'signals.is_{better}')}"
    low, high = max(0.0, judged.limits.lower), judged.limits.upper
    said = {"name": name, "low": write.number(low), "high": write.number(high)}
    return say("signals.title_earlier" if judged.signals else "signals.title_none", **said)


def newest(found: Sequence[Signal]) -> Signal | None:
    return max(found, key=lambda one: (one.last, -RULES.index(one.rule)), default=None)
