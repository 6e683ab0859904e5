"""How columns whose values hardly repeat are read: keys, citizens, moments and numbers, all rows at once."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.columns import Context, Typed, Wrong, guarded, one_array, reason_for, rows_with
from etl.database import arrow
from etl.identity import citizen_number, key_letters, key_numbers, pseudonyms, shape
from etl.source import Column

# Events and their cases are joined by number: where millions of rows name a case, its letters are not needed.
NUMBERED = "case_key"
CITIZEN = "^[0-9]{6}-?[0-9]{4}$"
TEN_DIGITS = r"^-?0*[0-9]{6}\.?[0-9]{4}(\.0*)?$"
LARGEST = 300  # letters of a number; one more and it could be infinite
HOUR = 3_600_000_000  # microseconds
YEAR_1900 = -2_208_988_800_000_000  # microseconds
ISO = r"^\s*[1-9]\d{3}-\d{2}-\d{2}[^()]*$"


def keys(column: Column, text: pa.ChunkedArray, context: Context) -> Typed:
    """Case, complaint and appeal numbers: only their keyed hashes go on."""
    coded = text.combine_chunks().dictionary_encode()
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    pattern = f"^(?:{column.pattern})$"
    values = coded.dictionary
    fits = pc.match_substring_regex(values, pattern)
    reasons: dict[int, str] = {}
    if not pc.all(fits).as_py():
        values = pc.utf8_trim_whitespace(values)
        fits = pc.match_substring_regex(values, pattern)
        for place in np.flatnonzero(~fits.to_numpy(zero_copy_only=False)):
            seen = values[int(place)].as_py()
            if reason := reason_for(column, seen, guarded(seen, "bad_pattern")):
                reasons[int(place)] = reason
    wrong = rows_with(coded.indices, reasons, values.to_pylist()) if reasons else []
    typed = {}
    if column.name == NUMBERED:
        numbers = pa.array(key_numbers(context.key, values)[0].view(np.int64))
        typed["case_no"] = pc.if_else(fits, numbers, None).take(coded.indices)
    if context.letters or column.name != NUMBERED:
        typed[column.name] = pc.if_else(fits, key_letters(context.key, values), None).take(coded.indices)
    return typed, wrong


def citizens(column: Column, text: pa.ChunkedArray, context: Context) -> Typed:
    """Citizens' numbers, with or without hyphen: only their keyed hashes go on, each number hashed once."""
    whole = one_array(text)
    values = pc.utf8_trim_whitespace(whole.dictionary)
    numbers = pc.if_else(
        pc.match_substring_regex(values, CITIZEN), pc.replace_substring(values, "-", ""), None
    )
    reasons: dict[int, str] = {}
    if numbers.null_count:  # written in another way, or none at all
        found = numbers.to_pylist()
        for place in np.flatnonzero(pc.is_null(numbers).to_numpy(zero_copy_only=False)):
            seen = values[int(place)].as_py()
            found[place] = citizen_number(seen) or ""
            if not found[place] and (reason := reason_for(column, seen, "bad_pattern")):
                reasons[int(place)] = reason
        numbers = pa.array(found, pa.string())
    hashed = pc.if_else(
        pc.not_equal(numbers, ""), pseudonyms(context.key, "citizen", numbers.to_pylist()), None
    )
    wrong = rows_with(whole.indices, reasons, values.to_pylist()) if reasons else []
    return {column.name: hashed.take(whole.indices)}, wrong


def moments(column: Column, text: pa.ChunkedArray, context: Context) -> Typed:
    """Local Danish time, or the zone the text names, becomes UTC."""
    if column.format == "iso":
        # The cast knows words too ("infinity", "epoch"), and years that no calendar of ours has.
        plain = pc.if_else(pc.match_substring_regex(text, ISO), text, "")
        parse = "timezone('UTC', try_cast(text AS TIMESTAMPTZ))"
        return _vector(column, text, context, f"SELECT {parse} FROM texts", {}, plain)
    parse = "coalesce(try_strptime(text, $format), try_strptime(trim(text), $format))"
    typed, wrong = _vector(column, text, context, f"SELECT {parse} FROM texts", {"format": column.format})
    first = pc.min(typed[column.name].cast(pa.timestamp("us")).cast(pa.int64())).as_py()
    if (
        first is not None and first <= YEAR_1900
    ):  # words such as "infinity" and "epoch" are taken for its first day
        plain = pc.if_else(pc.match_substring_regex(text, "[0-9]"), text, "")
        sql = f"SELECT {parse} FROM texts"
        typed, wrong = _vector(column, text, context, sql, {"format": column.format}, plain)
    return {column.name: _as_utc(typed[column.name], context)}, wrong


def _as_utc(local: pa.ChunkedArray, context: Context) -> pa.Array:
    """The offset is looked up once for each hour that occurs: it never changes within one."""
    import pandas as pd  # slow to load, and a run that finds nothing new does without

    stamps = local.cast(pa.timestamp("us")).cast(pa.int64())
    missing = pc.is_null(stamps).to_numpy()
    moments = pc.fill_null(stamps, 0).to_numpy()
    hours, found = pd.factorize(moments // HOUR)
    starts = pa.array(found * HOUR, pa.int64()).cast(pa.timestamp("us"))
    context.connection.register("hours", pa.table({"hour": starts}))
    sql = "SELECT timezone('UTC', timezone('Europe/Copenhagen', hour)) FROM hours"
    utc = arrow(context.connection, sql).column(0).cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
    context.connection.unregister("hours")
    shifts = utc - found * HOUR
    return pa.array(moments + shifts[hours], pa.int64(), mask=missing).cast(pa.timestamp("us"))


def numbers(column: Column, text: pa.ChunkedArray, context: Context) -> Typed:
    if column.kind == "integer" and _are_plain(text):
        return {column.name: text.cast(pa.int64())}, []  # the usual case: a serial number in every row
    plain = pc.utf8_trim_whitespace(text)
    plain = pc.if_else(pc.match_substring_regex(plain, _written(column)), plain, "")
    if column.thousands:
        plain = pc.replace_substring(plain, column.thousands, "")
    plain = pc.replace_substring(plain, column.decimal, ".")
    if not column.pattern:  # ten digits are nobody's number only where the TOML says so
        plain = pc.if_else(pc.match_substring_regex(plain, TEN_DIGITS), "", plain)
    plain = pc.if_else(pc.less(pc.binary_length(plain), LARGEST), plain, "")
    kind = "BIGINT" if column.kind == "integer" else "DOUBLE"
    return _vector(column, text, context, f"SELECT try_cast(text AS {kind}) FROM texts", {}, plain)


def _written(column: Column) -> str:
    """How a number is written; marks between thousands stand at thousands, or 12.34 would be read as 1234."""
    if column.kind == "integer":
        return f"^(?:{column.pattern})$" if column.pattern else r"^-?\d+$"
    thousands, decimal = re.escape(column.thousands), re.escape(column.decimal)
    grouped = rf"|\d{{1,3}}(?:{thousands}\d{{3}})+" if thousands else ""
    return rf"^-?(?:\d+{grouped})(?:{decimal}\d+)?$"


def _are_plain(text: pa.ChunkedArray) -> bool:
    """Whether every text is a row of digits, and too short to be anybody's number."""
    digits = pc.all(pc.ascii_is_decimal(text)).as_py() is not False
    return digits and (pc.max(pc.binary_length(text)).as_py() or 0) < 10


def _vector(
    column: Column,
    text: pa.ChunkedArray,
    context: Context,
    sql: str,
    parameters: dict[str, Any],
    prepared: pa.ChunkedArray | None = None,
) -> Typed:
    context.connection.register("texts", pa.table({"text": text if prepared is None else prepared}))
    values = arrow(context.connection, sql, parameters).column(0)
    context.connection.unregister("texts")
    wrong: Wrong = []
    if values.null_count:
        reason = "not_a_date" if column.kind == "moment" else "not_a_number"
        for row in np.flatnonzero(pc.is_null(values).to_numpy(zero_copy_only=False)):
            seen = text[int(row)].as_py().strip()
            if seen:
                wrong.append((int(row), guarded(seen, reason), shape(seen)))
            elif column.required:
                wrong.append((int(row), "missing_value", ""))
    return {column.name: values}, wrong


PLAIN_READERS: dict[str, Callable[[Column, pa.ChunkedArray, Context], Typed]] = {
    "key": keys,
    "cpr": citizens,
    "moment": moments,
    "integer": numbers,
    "number": numbers,
}
