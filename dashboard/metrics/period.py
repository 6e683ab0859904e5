"""Periods as the contract writes them: 2025, 2025-H1, 2025-Q3, 2025-07, 2026-W14, 2025-01..2025-09."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard.metrics.usage import UsageError, printable

FORMS = "2025, 2025-H1, 2025-Q3, 2025-07, 2026-W14 or 2025-01..2025-09"
WRITTEN = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|W(\d\d)|(\d\d)))?", re.ASCII)
SPLITS = {"month": 1, "quarter": 3, "year": 12}  # months in each


@dataclass(frozen=True)
class Period:
    """Days from start to end, both of them included."""

    text: str
    start: date
    end: date


def parse_period(text: str) -> Period:
    """The days a written period stands for."""
    first, dots, last = text.partition("..")
    start = _single(first, text)
    if not dots:
        return start
    end = _single(last, text)
    if end.end < start.start:
        raise UsageError(f"period '{printable(text)}' ends before it begins. Write the earlier one first.")
    return Period(text, start.start, end.end)


def _single(text: str, whole: str) -> Period:
    match = WRITTEN.fullmatch(text)
    if not match or not 1900 <= int(match[1]) <= 2200:
        raise UsageError(f"unknown period '{printable(whole)}'. Write it as {FORMS}.")
    year, half, quarter, week, month = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if week is not None:
            start = date.fromisocalendar(year, week, 1)
            return Period(text, start, start + timedelta(days=6))
        first, length = _months(half, quarter, month)
        return Period(text, date(year, first, 1), _after(date(year, first, 1), length) - timedelta(days=1))
    except ValueError:
        raise UsageError(f"no such week or month: '{printable(whole)}'. Write a period as {FORMS}.") from None


def _months(half: int | None, quarter: int | None, month: int | None) -> tuple[int, int]:
    """The first month and how many."""
    if half:
        return 6 * half - 5, 6
    if quarter:
        return 3 * quarter - 2, 3
    return (month, 1) if month is not None else (1, 12)


def _after(first: date, months: int) -> date:
    """The first day of the month so many months later."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def split(period: Period, by: str) -> list[Period]:
    """The months, quarters or years that make up a period exactly."""
    months = SPLITS[by]
    whole = period.start.day == 1 and (period.end + timedelta(days=1)).day == 1
    begins_one = (period.start.month - 1) % months == 0
    if not whole or not begins_one or period.end.month % months:
        raise UsageError(
            f"period '{period.text}' is not whole {by}s, so it cannot be split by {by}. Give whole {by}s."
        )
    slices = []
    start = period.start
    while start <= period.end:
        after = _after(start, months)
        slices.append(Period(_written(start, months), start, after - timedelta(days=1)))
        start = after
    return slices


def _written(start: date, months: int) -> str:
    if months == 12:
        return f"{start.year}"
    return f"{start.year}-Q{start.month // 3 + 1}" if months == 3 else f"{start:%Y-%m}"


def newest_complete_year(package: Mapping[str, Any], known_on: date | None = None) -> Period:
    """The default period. A snapshot that holds no whole year (one small log) gives the months it holds."""
    until = date.fromisoformat(package.get("until") or package["extracted_on"])
    until = min(until, known_on or until)
    since = date.fromisoformat(package.get("since") or str(until))
    year = until.year if (until.month, until.day) == (12, 31) else until.year - 1
    was_before_the_first_delivery = since > until  # then only published years were known
    if since <= date(year, 1, 1) or was_before_the_first_delivery:
        return parse_period(str(year))
    return parse_period(f"{since:%Y-%m}..{until:%Y-%m}")
