"""Opening hours: how many seconds of a wait the house was open, without weekends and Danish public holidays."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

ZONE = ZoneInfo("Europe/Copenhagen")
FIRST, LAST = date(1990, 1, 1), date(2040, 12, 31)
DAY = 86_400_000_000  # microseconds
EVERYWHERE = ""
Hours = tuple[tuple[int, time, time], ...]  # weekday 1 to 7, opens, closes


@dataclass(frozen=True)
class OpeningHours:
    """For each pattern of hours and each UTC day: microsecond of opening, microseconds open, and all those before.

    Hours lie inside one UTC day, which the Danish 01:00 to 24:00 always do in winter and 02:00 to 24:00 in summer.
    """

    pattern_of: dict[str, int]  # by unit; every other unit has pattern 0
    opens: np.ndarray
    length: np.ndarray
    before: np.ndarray

    @classmethod
    def read(cls, file: Path) -> "OpeningHours":
        with file.open(encoding="utf-8", newline="") as rows:
            listed = [
                (row["unit"], int(row["weekday"]), row["opens"], row["closes"])
                for row in csv.DictReader(rows)
            ]
        units = [EVERYWHERE, *sorted({unit for unit, *_ in listed} - {EVERYWHERE})]
        patterns = [
            tuple(
                (day, time.fromisoformat(a), time.fromisoformat(b))
                for unit, day, a, b in listed
                if unit == one
            )
            for one in units
        ]
        days = [_days(pattern) for pattern in patterns]
        opens, length = np.array([a for a, _ in days]), np.array([b for _, b in days])
        before = np.concatenate(
            [np.zeros((len(units), 1), np.int64), np.cumsum(length, axis=1)[:, :-1]], axis=1
        )
        return cls({unit: place for place, unit in enumerate(units)}, opens, length, before)

    def patterns(self, units: Sequence[str | None]) -> np.ndarray:
        """The pattern of each unit, and of none as the last."""
        return np.array([*(self.pattern_of.get(unit or EVERYWHERE, 0) for unit in units), 0])

    def open_until(self, at: np.ndarray, pattern: np.ndarray | int = 0) -> np.ndarray:
        """Microseconds open from 1990 until each moment (UTC microseconds): differences of it are open time."""
        day = np.clip(at // DAY - _day_number(FIRST), 0, self.opens.shape[1] - 1)
        if isinstance(pattern, np.ndarray):
            day = pattern * self.opens.shape[1] + day
        inside = np.clip(at % DAY - self.opens.ravel()[day], 0, self.length.ravel()[day])
        return np.asarray(self.before.ravel()[day] + inside)


def _day_number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


@cache
def _days(hours: Hours) -> tuple[np.ndarray, np.ndarray]:
    """Opening (microseconds after midnight UTC) and length of every day; a closed day has length 0."""
    import holidays  # slow to load, and a run that finds nothing new does without

    closed = holidays.country_holidays("DK", years=range(FIRST.year, LAST.year + 1))
    of = {weekday: (opens, closes) for weekday, opens, closes in hours}
    count = (LAST - FIRST).days + 1
    start, length = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for place in range(count):
        day = FIRST + timedelta(place)
        if day.isoweekday() in of and day not in closed:
            opens, closes = (_microsecond(day, moment) for moment in of[day.isoweekday()])
            start[place], length[place] = opens, closes - opens
    return start, length


def _microsecond(day: date, moment: time) -> int:
    local = datetime.combine(day, moment, ZONE).astimezone(UTC)
    return int((local - datetime.combine(day, time(0), UTC)) / timedelta(microseconds=1))
