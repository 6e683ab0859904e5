"""Excel's days: a day is kept as the number of days since 1900 (or 1904), and shown as a day only by its format.

Extracts often lose the format, so a number in a column of days is read as one where that makes sense.
"""

from datetime import datetime, timedelta
from functools import lru_cache

from etl.readers.sheet import Cell
from etl.source import Column

EARLIEST, LATEST = (
    datetime(1930, 1, 1),
    datetime(2100, 1, 1),
)  # of a number that nothing but its column calls a day
LAST_SERIAL = 2_958_466  # the first day of the year 10000


def cell_text(column: Column, cell: Cell, is_1904: bool) -> str:
    """The cell as the text that the column's kind reads."""
    if cell.number is None:
        return cell.text
    if column.kind == "number":
        return cell.text.replace(".", column.decimal)
    wants_day = column.kind in ("date", "moment")
    if not (wants_day or cell.is_day):
        return cell.text
    moment = _moment(cell.number, is_1904)
    if moment is None or not (cell.is_day or EARLIEST <= moment < LATEST):
        return cell.text  # a number, but no day: rejected as such
    if column.kind == "moment" and column.format != "iso":
        return moment.strftime(column.format)
    return str(moment)


@lru_cache(1 << 14)
def _moment(serial: float, is_1904: bool) -> datetime | None:
    """Excel believes in 29 February 1900: the days before it are one further from the start than it says."""
    if not 0 < serial < LAST_SERIAL or (int(serial) == 60 and not is_1904):
        return None
    start = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30 if serial >= 60 else 31)
    moment = start + timedelta(seconds=round(serial * 86_400))
    return moment if moment.year < 10_000 else None
