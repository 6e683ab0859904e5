"""What cleaning, due days and steps should come to, worked out row by row in slow and plain Python."""

import calendar
import hashlib
import hmac
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import holidays

from etl.source import Column, Source

ANYBODYS = r"-?0*[0-9]{6}[.]?[0-9]{4}([.]0*)?"  # a number of ten digits, however it is written
HERE, UTC = ZoneInfo("Europe/Copenhagen"), ZoneInfo("UTC")
TEN = re.compile(r"(?<![0-9])[0-9]{6}[-. /_]?[0-9]{4}(?![0-9])")
CLOSED = holidays.country_holidays("DK", years=range(2010, 2035))
Row = dict[str, Any]


class Misfit(Exception):
    """Why a text does not fit."""


def cleaned(
    source: Source, texts: dict[str, str], day: date, key: bytes, known: frozenset[str]
) -> Row | tuple[str, str]:
    """A row's values; or the column of its first fault and the reason."""
    row: Row = {}
    for column in source.columns:
        try:
            row[column.name] = read(column, texts[column.name].strip(), key, known)
        except Misfit as misfit:
            missing_key = str(misfit) == "missing_value" and column.name in source.key
            return column.source, "missing_key" if missing_key else str(misfit)
    for first, then in source.get("order", []):
        if row[first] and row[then] and _day(row[then]) < _day(row[first]):
            return next(c.source for c in source.columns if c.name == then), "dates_out_of_order"
    for column in source.columns:
        late = column.kind in ("date", "moment") and row[column.name] and _day(row[column.name]) > day
        if late and not column.future:
            return column.source, "after_extract"
    return row


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def read(column: Column, text: str, key: bytes, known: frozenset[str]) -> Any:
    if not text:
        if column.required:
            raise Misfit("missing_value")
        return [] if column.kind == "codes" else None
    if column.kind in ("code", "flag"):
        return dict(column.values)[text] if text in dict(column.values) else _misfit(text, "unknown_code")
    if column.kind == "reference":
        return text if text in known else _misfit(text, "unknown_unit")
    if column.kind == "codes":
        parts = [part.strip() for part in text.split(column.split) if part.strip()]
        return sorted(set(parts)) if set(parts) <= known else _misfit(text, "unknown_code")
    if column.kind == "pattern":
        fits = re.fullmatch(column.pattern, text) and not TEN.search(text)
        return text if fits else _misfit(text, "bad_pattern")
    if column.kind == "key":
        return f"key of {text}" if re.fullmatch(column.pattern, text) else _misfit(text, "bad_pattern")
    return TYPED[column.kind](column, text, key)


def _misfit(text: str, reason: str) -> Any:
    raise Misfit("personal_data" if TEN.search(text) else reason)


def _citizen(column: Column, text: str, key: bytes) -> str:
    digits = re.sub(r"[ -]", "", text)
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise Misfit("bad_pattern")
    digest = hmac.new(key, b"citizen:" + digits.encode(), hashlib.sha256).hexdigest()[:32]
    return "".join("abcdefghijklmnop"[int(letter, 16)] for letter in digest)


def _date(column: Column, text: str, key: bytes) -> date:
    for form in (column.format, "%Y-%m-%d", "%Y-%m-%d 00:00:00"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return _misfit(text, "not_a_date")


def _moment(column: Column, text: str, key: bytes) -> datetime:
    try:
        at = (
            datetime.fromisoformat(text) if column.format == "iso" else datetime.strptime(text, column.format)
        )
    except ValueError:
        return _misfit(text, "not_a_date")
    return (at if at.tzinfo else at.replace(tzinfo=HERE)).astimezone(UTC).replace(tzinfo=None)


def _integer(column: Column, text: str, key: bytes) -> int:
    fits = re.fullmatch(r"-?[0-9]+", text) and -(2**63) <= int(text) < 2**63
    if not fits or re.fullmatch(ANYBODYS, text):
        return _misfit(text, "not_a_number")
    return int(text)


def _number(column: Column, text: str, key: bytes) -> float:
    whole, mark, part = text.removeprefix("-").partition(column.decimal)
    groups = whole.split(column.thousands) if column.thousands else [whole]
    digits = all(re.fullmatch(r"[0-9]+", one) for one in [*groups, *([part] if mark else [])])
    thousands = len(groups) == 1 or (len(groups[0]) <= 3 and all(len(one) == 3 for one in groups[1:]))
    plain = ("-" if text.startswith("-") else "") + "".join(groups) + (f".{part}" if mark else "")
    if not digits or not thousands or len(plain) >= 300 or re.fullmatch(ANYBODYS, plain):
        return _misfit(text, "not_a_number")
    return float(Decimal(plain))


TYPED = {"cpr": _citizen, "date": _date, "moment": _moment, "integer": _integer, "number": _number}


def due_day(start: date | None, amount: int, unit: str) -> date | None:
    """The last day, counted on fingers; the day the clock starts is day nought."""
    if start is None:
        return None
    if unit == "months":
        year, month = divmod(start.year * 12 + start.month - 1 + amount, 12)
        return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
    if unit != "working_days":
        return start + timedelta(days=amount * (7 if unit == "weeks" else 1))
    day = start
    while amount:
        day += timedelta(days=1)
        amount -= day.weekday() < 5 and day not in CLOSED
    return day


class Event(NamedTuple):
    case: str
    activity: str
    at: datetime
    person: str


class Step(NamedTuple):
    activity: str
    next_activity: str
    at: datetime
    wait_seconds: float
    person_changed: bool | None
    is_repetition: bool


def steps(events: list[Event]) -> list[Step]:
    """What follows what in each case: by time, ties as they stand in the file."""
    found = []
    for case in {event.case for event in events}:
        mine = sorted((event for event in events if event.case == case), key=lambda event: event.at)
        for place, (one, two) in enumerate(zip(mine, mine[1:]), 1):
            changed = one.person != two.person if one.person and two.person else None
            again = two.activity in {event.activity for event in mine[:place]}
            wait = (two.at - one.at).total_seconds()
            found.append(Step(one.activity, two.activity, one.at, wait, changed, again))
    return sorted(found, key=str)
