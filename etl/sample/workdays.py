"""Days as numbers since 1970, and positions in working days: 812.25 is a quarter into working day 812."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

NEVER = (
    2**30
)  # a day that has not come; later than every extract date, so that "on or before the cut" drops it
DAY_S = 86_400
OPENS_S, OPEN_S = (
    8 * 3600,
    8 * 3600,
)  # an office day of eight hours from eight o'clock: never in the hour that comes twice


def day_number(day: date) -> int:
    return day.toordinal() - 719_163


def day_of(number: int) -> date:
    return date.fromordinal(int(number) + 719_163)


def easter(year: int) -> date:
    """Easter Sunday (Gauss, as Lichtenberg wrote it)."""
    k = year // 100
    m = 15 + (3 * k + 3) // 4 - (8 * k + 13) // 25
    a = year % 19
    d = (19 * a + m) % 30
    r = (d + a // 11) // 29
    og = 21 + d - r
    sz = 7 - (year + year // 4 + 2 - (3 * k + 3) // 4) % 7
    return date(year, 3, 1) + timedelta(days=og + 7 - (og - sz) % 7 - 1)


def holidays(year: int) -> set[date]:
    sunday = easter(year)
    moving = [-3, -2, 1, 39, 50] + ([26] if year <= 2023 else [])
    fixed = [(1, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31)]
    return {sunday + timedelta(days=d) for d in moving} | {date(year, m, d) for m, d in fixed}


def months_before(last: date, count: int) -> date:
    """First day of the month `count` months before the month of `last`."""
    months = last.year * 12 + last.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def month_number(days: np.ndarray) -> np.ndarray:
    """Months since January 1970 of day numbers."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int32)


@dataclass(frozen=True)
class Workdays:
    """The 36 months of the extracts, the year before them, and the working days until well after their end."""

    until: date
    start: date  # first of the 36 months; what came in during the year before may still be open then
    days: np.ndarray  # day numbers of the working days, in order
    opening: int  # how many of them lie before `start`
    inside: int  # how many of them lie on or before `until`

    @property
    def start_day(self) -> int:
        return day_number(self.start)

    @property
    def until_day(self) -> int:
        return day_number(self.until)

    @property
    def cuts(self) -> list[date]:
        """Extract dates: the two turns of the year before `until`, then every month's end, and `until` itself."""
        year = self.until.year
        ends = [date(year, month + 1, 1) - timedelta(days=1) for month in range(1, self.until.month)]
        return [date(year - 2, 12, 31), date(year - 1, 12, 31), *ends, self.until]

    def seconds(self, position: np.ndarray) -> np.ndarray:
        """Seconds since 1970, local time, of positions in working days."""
        whole = np.minimum(position.astype(np.int64), len(self.days) - 1)
        inside_day = ((position - whole) * OPEN_S).astype(np.int64)
        return self.days[whole].astype(np.int64) * DAY_S + OPENS_S + np.minimum(inside_day, OPEN_S - 1)

    def position(self, days: np.ndarray) -> np.ndarray:
        """Position of the first working day on or after each day number."""
        return np.searchsorted(self.days, days).astype(np.float64)

    def next_on(self, weekday: int) -> np.ndarray:
        """For each working day the position of the first one from it that is this weekday (Monday is 1)."""
        there = np.flatnonzero((self.days + 3) % 7 == weekday - 1)  # day 0 was a Thursday
        return there[np.minimum(np.searchsorted(there, np.arange(len(self.days))), len(there) - 1)]


def workdays(until: date) -> Workdays:
    start, first = months_before(until, 35), months_before(until, 47)
    free = set().union(*(holidays(y) for y in range(first.year, until.year + 5)))
    last = until + timedelta(days=4 * 365)
    every = (first + timedelta(days=i) for i in range((last - first).days))
    days = np.array([day_number(d) for d in every if d.weekday() < 5 and d not in free], dtype=np.int32)
    opening, inside = (int(np.searchsorted(days, end)) for end in (day_number(start), day_number(until) + 1))
    return Workdays(until, start, days, opening, inside)
