"""Rows of the charts of rates: the period chosen, earlier ones, the country, and groups of one body."""

from collections.abc import Sequence
from dataclasses import replace

from dashboard.components import format as write
from dashboard.components.appeal_chart import Row, area_name
from dashboard.content import say
from dashboard.metrics.period import Period
from dashboard.pages.appeals_figures import AREAS, Split, earlier, national, splits
from dashboard.pages.view import View


def now_row(view: View) -> Row:
    name = write.period(view.filters.period.text)
    if view.is_unfinished:
        name = say("appeals.so_far", period=name, day=write.day_in_text(view.until))
    return _row(name, splits(view)[0])


def area_rows(view: View, with_national: bool, areas: Sequence[str] = AREAS) -> list[Row]:
    rows = [replace(_row(write.period(past.text), _past(view, past)), quiet=True) for past in earlier(view)]
    return rows + (national_rows(view, areas) if with_national else [])


def national_rows(view: View, areas: Sequence[str] = AREAS) -> list[Row]:
    return [
        Row(
            area_name(str(found["scope"]), str(found["period"])),
            quiet=True,
            published=float(str(found["value"])),
            published_of=float(str(found["denominator"])) if found["denominator"] else None,
            reference=str(found["reference"] or ""),
        )
        for found in national(view, areas)
    ]


def _past(view: View, period: Period) -> Split:
    return splits(view, (), replace(view.filters, period=period))[0]


def group_row(view: View, by: str, split: Split) -> Row:
    return _row(group_name(view, by, split), split)


def group_name(view: View, by: str, split: Split) -> str:
    code = split.rate.group[by]
    return view.reference.name(by, code) if code else say("appeals.unknown")


def _row(name: str, split: Split) -> Row:
    return Row(name, split.rate, split.remitted, split.changed, split.limits)


def rate_title(now: Row, when: str) -> str:
    rate = now.rate
    if rate is None or rate.value is None or not rate.denominator:
        return say("appeals.rate_title_none", when=when)
    value = write.percent(rate.value)
    if now.remitted is None or now.changed is None:
        return say("appeals.rate_title", value=value, when=when)
    parts = {
        "remitted": write.number(now.remitted / rate.denominator * 100, 1),
        "changed": write.number(now.changed / rate.denominator * 100, 1),
    }
    return say("appeals.rate_title_parts", value=value, when=when, **parts)


def group_title(rows: Sequence[Row], by: str) -> str:
    """Says how much can be shown at all before it says between what: no row is named first or last."""
    shown = [row.value for row in rows if row.value is not None]
    if len(shown) < 2:
        return say(f"appeals.few_{by}", n=len(shown), count=len(rows))
    low, high = (write.number(value * 100) for value in (min(shown), max(shown)))
    return say(f"appeals.title_{by}", n=len(shown), count=len(rows), low=low, high=high)
