"""What the pages about appeal bodies ask: one body's figures, the split of what was reversed, earlier periods."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from dashboard.metrics.evaluate import Answer, Filters
from dashboard.metrics.period import Period, parse_period
from dashboard.metrics.usage import UsageError
from dashboard.pages.view import View
from dashboard.reference import figures
from dashboard.statistics.disclosure import is_small, with_a_companion
from dashboard.statistics.proportions import wilson_interval

# In the order of data/reference/appeal_bodies.csv; the first is the one that a reader who names none sees.
BODIES = ("AST", "AST-BU", "BYG", "PKN", "MFKN", "DOM", "FOB", "BRG", "TILSYN", "AKT", "KSU")
# National areas from the widest to the narrowest. The extended statistics count otherwise, so they are not here.
AREAS = ("social_and_employment", "social_area", "adult_disability", "child_disability")
PLACES = ("department", "centre", "unit")
RATE, REMITTED = "reversal_rate", "remitted_share"
YEARS_BACK = 3


@dataclass(frozen=True)
class OneBody:
    """`view` asks about appeals at the body; `whole` about the decisions behind them, for cases know no body."""

    code: str
    view: View
    whole: View


@dataclass(frozen=True)
class Split:
    """A reversal rate, and of how many remitted and changed cases it is made: None where that may not be told."""

    rate: Answer
    remitted: float | None
    changed: float | None
    limits: tuple[float, float] | None

    @property
    def is_split(self) -> bool:
        return self.remitted is not None and self.changed is not None


def at_body(view: View, code: str, where: Sequence[tuple[str, str]] = ()) -> OneBody:
    """The view narrowed to one body, and where more is given (legal bases) the decisions narrowed to that."""
    whole = replace(view, filters=replace(view.filters, where=(*view.filters.where, *where)))
    narrowed = replace(whole.filters, where=(*whole.filters.where, ("body", code)))
    return OneBody(code, replace(view, filters=narrowed), whole)


def bodies(view: View) -> list[str]:
    """Bodies with appeals in the snapshot, whatever is chosen: a choice that leads to nothing is not offered."""
    found = {each.group["body"] for each in view.ask("appeals_sent", ("body",), Filters(span(view)))}
    return [code for code in BODIES if code in found]


def span(view: View) -> Period:
    """Every month of the snapshot."""
    return parse_period(f"{view.package['since'][:7]}..{view.package['until'][:7]}")


def decisions(body: OneBody) -> tuple[Answer, list[str]]:
    """How many decisions the appeals are to be held against, and the departments that made them.

    A building permit cannot be appealed to the body for social matters. So where nothing is chosen, only departments
    that ever sent the body appeals are counted; a withheld number is some.
    """
    filters = body.whole.filters
    if filters.where:
        return body.whole.one("cases_decided"), []
    ever = replace(body.view.filters, period=span(body.view))
    sent = body.view.ask("appeals_sent", ("department",), ever)
    codes = [each.group["department"] for each in sent if each.withheld or each.value]
    where = tuple(("department", code) for code in codes)
    return body.whole.ask("cases_decided", (), replace(filters, where=where))[0], codes


def splits(view: View, by: Sequence[str] = (), filters: Filters | None = None) -> list[Split]:
    rates = view.ask(RATE, by, filters)
    remitted = {_key(each): each.numerator for each in view.ask(REMITTED, by, filters)}
    parts = {_key(rate): _parts(rate, remitted.get(_key(rate))) for rate in rates}
    told = _may_be_told(parts, view)
    return [
        Split(rate, *(parts[_key(rate)] if _key(rate) in told else (None, None)), limits(rate))
        for rate in rates
    ]


def _key(answer: Answer) -> tuple[str, ...]:
    return (answer.period, *answer.group.values())


def _parts(rate: Answer, remitted: float | None) -> tuple[float | None, float | None]:
    if rate.numerator is None or remitted is None:
        return None, None
    return remitted, rate.numerator - remitted


def _may_be_told(
    parts: dict[tuple[str, ...], tuple[float | None, float | None]], view: View
) -> set[tuple[str, ...]]:
    """What is left when remitted are taken from reversed is a count of people too, so it is protected alike."""
    known = {key for key, (_, changed) in parts.items() if changed is not None}
    if view.package.get("public"):
        return known
    threshold = view.package.get("threshold") or 5
    small = {key for key in known if any(is_small(count, threshold) for count in parts[key])}
    counts = {key: changed or 0 for key, (_, changed) in parts.items()}
    return known - with_a_companion(small | (set(parts) - known), counts, [1] if len(parts) > 1 else [])


def limits(rate: Answer) -> tuple[float, float] | None:
    """The 95 % interval of a rate that is shown."""
    if rate.value is None or not rate.denominator or rate.numerator is None:
        return None
    return wilson_interval(rate.numerator, rate.denominator)


def earlier(view: View) -> list[Period]:
    """The same part of the years before, newest first, as far as they are covered from their first day."""
    since, found = date.fromisoformat(view.package["since"]), []
    for back in range(1, YEARS_BACK + 1):
        text = re.sub(r"\d{4}", lambda year, back=back: str(int(year[0]) - back), view.filters.period.text)
        try:
            period = parse_period(text)
        except UsageError:  # only some years have a week 53
            continue
        if period.start >= since:
            found.append(period)
    return found


def national(view: View, areas: Sequence[str] = AREAS) -> list[dict[str, object]]:
    """The newest published figure of each area that is not newer than the period."""
    newest: dict[str, dict[str, object]] = {}
    for row in figures(view.warehouse, RATE):
        is_known = not row["department"] and row["value"] is not None and row["scope"] in areas
        if is_known and int(row["period"]) <= view.filters.period.end.year:
            before = newest.get(row["scope"])
            if before is None or str(before["period"]) < row["period"]:
                newest[row["scope"]] = row
    return [newest[area] for area in areas if area in newest]
