"""How long rows may be kept: what is past its source's time leaves everything at the next run."""

import re
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from etl.clean import EPOCH, days
from etl.errors import RunError
from etl.extract import Extract
from etl.readers.raw import Fault
from etl.source import Source

PERIOD = re.compile(r"(\d+) (year|month|week|day)s?")
FOREVER = "forever"  # a figure that is public already may stay
CLOCKS = {
    "case": "received_on", "case_with_dates": "received_on", "event": "at", "event_log": "at",
    "complaint": "received_on", "appeal": "sent_on", "esdh": "received_on",
}  # fmt: skip
REASON = "past_retention"


def check(source: Source) -> None:
    if not PERIOD.fullmatch(source.keep) and source.keep != FOREVER:
        raise RunError(
            f"{source.name}.toml: keep = '{source.keep}' is no time. Write '5 years', '18 months' or '{FOREVER}'."
        )
    clock = source.get("keep_from")
    if clock and not (source.column(clock) and source.column(clock).kind in ("date", "moment")):  # type: ignore[union-attr]
        raise RunError(f"{source.name}.toml: keep_from = '{clock}' is no column with dates.")


def oldest_kept(source: Source, until: date) -> date:
    """Rows whose clock started before this day have been kept long enough."""
    found = PERIOD.fullmatch(source.keep)
    if not found:
        return date.min
    number, unit = int(found[1]), found[2]
    if unit in ("week", "day"):
        return date.fromordinal(max(1, until.toordinal() - number * (7 if unit == "week" else 1)))
    months = until.year * 12 + until.month - 1 - number * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return date(max(1, year), month + 1, min(until.day, 28))


def clock_of(source: Source) -> str:
    """The column that starts the clock; empty where it is the day of the extract."""
    return str(source.get("keep_from") or CLOCKS.get(source.layout, ""))


def expire(source: Source, extract: Extract, until: date) -> bool:
    """Take the rows that are past their time out of the extract; says whether there were any."""
    limit, clock = oldest_kept(source, until), clock_of(source)
    if limit == date.min:
        return False
    if clock in extract.table.column_names:
        past = days(extract.table, clock) < (limit - EPOCH).days
    else:
        past = np.full(extract.table.num_rows, extract.extracted_on < limit)
    if not past.any():
        return False
    column = source.column(clock)
    for record in extract.table["record"].to_numpy()[past]:
        extract.faults.append(Fault(int(record), column.source if column else "", REASON))
    extract.faults.sort(key=lambda fault: fault.record)
    extract.table = extract.table.filter(pa.array(~past))
    return True


def last_day(source: Source, oldest: date) -> date | None:
    """The last day on which a row whose clock started on `oldest` may be kept."""
    day = oldest
    if not PERIOD.fullmatch(source.keep):
        return None
    while oldest_kept(source, day + timedelta(days=366)) <= oldest:
        day += timedelta(days=366)
    while oldest_kept(source, day + timedelta(days=1)) <= oldest:
        day += timedelta(days=1)
    return day


def oldest(source: Source, extracts: list[Extract]) -> date | None:
    """The oldest clock among the kept rows: with it a snapshot knows until when it may stay."""
    if not PERIOD.fullmatch(source.keep):
        return None
    clock, starts = clock_of(source), []
    for one in extracts:
        if clock not in one.table.column_names:
            starts.append((one.extracted_on - EPOCH).days)
        elif one.table.num_rows:
            found = days(one.table, clock)
            starts.append(
                int(np.nanmin(found)) if not np.isnan(found).all() else (one.extracted_on - EPOCH).days
            )
    return date.fromordinal(EPOCH.toordinal() + min(starts)) if starts else None
