"""Cells of a workbook that are numbers where a day, a moment or a Danish number is wanted.

Excel keeps a day as a serial number and shows it as a day only where its format says so; extracts often lose the
format. The parser of workbooks gives every cell as text and writes decimals with a point.
"""

import re
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from etl.source import Column

SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
REAL = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?")
DECIMAL = r"^-?\d+\.\d+$"
UNCLEAR = r"^-?\d{1,3}\.\d{3}$"  # twelve hundred written as text, or a number with three decimals
EARLIEST, LATEST = datetime(1930, 1, 1), datetime(2100, 1, 1)


def as_delivered(column: Column, text: pa.Array, is_1904: bool) -> pa.Array:
    """The text as the column's kind reads it."""
    if column.kind in ("date", "moment"):
        coded = text.dictionary_encode()
        read = [_moment(column, value, is_1904) for value in coded.dictionary.to_pylist()]
        return pa.array(read, pa.string()).take(coded.indices)
    if column.kind == "number" and column.decimal != ".":
        is_number = pc.match_substring_regex(text, DECIMAL)
        return pc.if_else(is_number, pc.replace_substring(text, ".", column.decimal), text)
    return text


def unclear_numbers(column: Column, text: pa.Array) -> list[int]:
    """Places of texts that may mean two numbers, a thousand times apart."""
    if column.kind != "number" or column.thousands != ".":
        return []
    return pc.indices_nonzero(pc.match_substring_regex(text, UNCLEAR)).to_pylist()


def _moment(column: Column, value: str, is_1904: bool) -> str:
    if SERIAL.fullmatch(value) and not _fits(column.format, value):
        moment = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
        moment += timedelta(seconds=round(float(value) * 86_400))
        if not EARLIEST <= moment < LATEST:
            return value  # a number, but no day: rejected as such
        value = str(moment)
    if column.kind == "moment" and column.format != "iso" and REAL.fullmatch(value):
        return datetime.fromisoformat(value[:19]).strftime(column.format)
    return value


def _fits(form: str, value: str) -> bool:
    """Whether the text is a day in the format that the TOML declares, as 11225 is in %d%m%y."""
    try:
        datetime.strptime(value, form)
    except ValueError:
        return False
    return True
