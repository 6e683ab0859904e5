"""Text becomes typed columns; what does not fit is rejected with file, record, column and reason, never blanked.

Columns of few distinct values (codes, days, references, citizens) are read once per distinct value in plain Python;
moments and numbers, whose values hardly repeat, in one pass of DuckDB.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.database import Connection, arrow
from etl.identity import citizen_number, looks_personal, pseudonyms, shape
from etl.readers.raw import Fault, RawTable
from etl.source import Column, Source

EPOCH = date(1970, 1, 1)
Read = tuple[Any, str]  # a value and, where it did not fit, the reason
References = dict[str, frozenset[str]]


@dataclass
class Cleaned:
    """One file, read: a typed row for each record, and for each that does not fit its first fault."""

    raw: RawTable
    extracted_on: date
    table: pa.Table
    faults: dict[int, Fault] = field(default_factory=dict)  # by row of the table


@dataclass(frozen=True)
class Context:
    """What cleaning needs to know beside the source: the key, the known codes, a connection for vector work."""

    key: bytes
    references: References
    connection: Connection


def clean(source: Source, raw: RawTable, extracted_on: date, context: Context) -> Cleaned:
    """Type every named column of one file and find each row's first fault, in the order of the TOML."""
    arrays: dict[str, pa.Array] = {}
    faults: dict[int, Fault] = {}
    records = raw.table["record"].to_numpy()
    for column in source.columns:
        reader = PLAIN_READERS.get(column.kind, _distinct)
        typed, wrong = reader(column, raw.table[column.name], context)
        arrays.update(typed)
        for row, reason, seen in wrong:
            faults.setdefault(
                row, Fault(int(records[row]), column.source, _named(reason, column, source), seen)
            )
    for name, value in source.get("constants", {}).items():
        arrays[name] = pa.repeat(value, raw.table.num_rows)
    table = pa.table({**arrays, "record": raw.table["record"]})
    _out_of_order(source, table, records, faults)
    _after_extract(source, table, extracted_on, records, faults)
    return Cleaned(raw, extracted_on, table, faults)


def _named(reason: str, column: Column, source: Source) -> str:
    return "missing_key" if reason == "missing_value" and column.name in source.key else reason


Wrong = list[tuple[int, str, str]]  # row, reason, shape
Typed = tuple[dict[str, pa.Array], Wrong]


def _one_array(text: pa.ChunkedArray) -> pa.DictionaryArray:
    whole = text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text
    if isinstance(whole, pa.ChunkedArray):  # more than one chunk was left: one dictionary for all
        whole = whole.unify_dictionaries().combine_chunks()
    return whole


def _distinct(column: Column, text: pa.ChunkedArray, context: Context) -> Typed:
    """Read a dictionary column: each distinct value once, then spread over the rows."""
    whole = _one_array(text)
    values = [value.strip() for value in whole.dictionary.to_pylist()]
    read = DISTINCT_READERS[column.kind](column, values, context)
    reasons = {
        i: found
        for i, (value, (_, r)) in enumerate(zip(values, read))
        if (found := _reason(column, value, r))
    }
    typed = {column.name: _spread(column, [value for value, _ in read], whole.indices)}
    return typed, _wrong(whole.indices, reasons, values)


def _wrong(indices: pa.Array, reasons: dict[int, str], values: list[str]) -> Wrong:
    """The rows that hold a value that does not fit."""
    if not reasons:
        return []
    places = indices.to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(np.isin(places, list(reasons)))
    return [(int(row), reasons[place], shape(values[place])) for row in rows for place in (int(places[row]),)]


def _keys(column: Column, text: pa.ChunkedArray, context: Context) -> Typed:
    """Case, complaint and appeal numbers: hardly any is met twice, so they are looked at all at once."""
    pattern, wrong = f"^(?:{column.pattern})$", []
    values, fits = text, pc.match_substring_regex(text, pattern)
    if not pc.all(fits).as_py():
        values = pc.utf8_trim_whitespace(text)
        fits = pc.match_substring_regex(values, pattern)
        for row in np.flatnonzero(~fits.to_numpy()):
            seen = values[int(row)].as_py()
            if reason := _reason(column, seen, _guarded(seen, "bad_pattern")):
                wrong.append((int(row), reason, shape(seen)))
        values = pc.if_else(fits, values, None)
    typed = {column.name: values}
    if column.hashed:
        # The plain key joins rows during the run; only its hash is ever written.
        plain = pc.fill_null(values, "").to_pylist()
        typed[f"{column.name}__hash"] = pseudonyms(context.key, "key", plain)
    return typed, wrong


def _reason(column: Column, value: str, reason: str) -> str:
    if not value:
        return "missing_value" if column.required else ""
    return reason


def _spread(column: Column, values: list[Any], indices: pa.Array) -> pa.Array:
    kinds = {"date": pa.date32(), "flag": pa.bool_(), "codes": pa.list_(pa.string())}
    if column.kind in kinds:
        return pa.array(values, kinds[column.kind]).take(indices)
    return _dictionary(values, indices)


def _dictionary(values: list[str | None], indices: pa.Array) -> pa.Array:
    """A dictionary of the distinct values that were kept; several codes may have become one."""
    kept = sorted({value for value in values if value is not None})
    place = {value: number for number, value in enumerate(kept)}
    codes = pa.array([place.get(value) if value is not None else None for value in values], pa.int32())
    return pa.DictionaryArray.from_arrays(codes.take(indices), pa.array(kept, pa.string()))


def _guarded(value: str, reason: str) -> str:
    return "personal_data" if looks_personal(value) else reason


def _patterns(column: Column, values: list[str], context: Context) -> list[Read]:
    fits = re.compile(column.pattern).fullmatch
    return [(value, "") if fits(value) else (None, _guarded(value, "bad_pattern")) for value in values]


def _citizens(column: Column, values: list[str], context: Context) -> list[Read]:
    numbers = [citizen_number(value) for value in values]
    hashes = iter(pseudonyms(context.key, "citizen", [number for number in numbers if number]).to_pylist())
    return [(next(hashes), "") if number else (None, "bad_pattern") for number in numbers]


def _persons(column: Column, values: list[str], context: Context) -> list[Read]:
    """Kept only while the run asks "same or another"; whatever the text is, none of it is written."""
    return [(value or None, "") for value in values]


def _labels(column: Column, values: list[str], context: Context) -> list[Read]:
    """Names of activities in a single log, which declares no list of them: anything but a personal number."""
    return [(None, "personal_data") if looks_personal(value) else (value, "") for value in values]


def _codes_one(column: Column, values: list[str], context: Context) -> list[Read]:
    known = column.known
    return [(known[v], "") if v in known else (None, _guarded(v, "unknown_code")) for v in values]


def _codes_many(column: Column, values: list[str], context: Context) -> list[Read]:
    allowed = context.references[column.to]
    read: list[Read] = []
    for value in values:
        parts = [part.strip() for part in value.split(column.split) if part.strip()]
        fits = all(part in allowed for part in parts)
        read.append((sorted(set(parts)), "") if fits else (None, _guarded(value, "unknown_code")))
    return read


UNKNOWN = {
    "organisation": "unknown_unit",
    "service_areas": "unknown_service_area",
    "legal_bases": "unknown_legal_basis",
}


def _references(column: Column, values: list[str], context: Context) -> list[Read]:
    allowed, reason = context.references[column.to], UNKNOWN.get(column.to, "unknown_reference")
    return [(value, "") if value in allowed else (None, _guarded(value, reason)) for value in values]


def _dates(column: Column, values: list[str], context: Context) -> list[Read]:
    return [_date(column, value) for value in values]


def _date(column: Column, value: str) -> Read:
    # Real dates in a workbook arrive as ISO text, whatever format the typed ones have.
    for form, text in (
        (column.format, value),
        ("%Y-%m-%d", value[:10] if value[10:] in ("", " 00:00:00") else ""),
    ):
        try:
            return datetime.strptime(text, form).date(), ""
        except ValueError:
            continue
    return None, _guarded(value, "not_a_date")


DISTINCT_READERS: dict[str, Callable[[Column, list[str], Context], list[Read]]] = {
    "pattern": _patterns,
    "cpr": _citizens,
    "person": _persons,
    "label": _labels,
    "code": _codes_one,
    "flag": _codes_one,
    "codes": _codes_many,
    "reference": _references,
    "date": _dates,
}


def _moments(column: Column, text: pa.ChunkedArray, context: Context) -> Typed:
    """Local Danish time, or the zone the text names, becomes UTC."""
    iso = column.format == "iso"
    parse = (
        "try_cast(text AS TIMESTAMPTZ)"
        if iso
        else "timezone('Europe/Copenhagen', coalesce(try_strptime(text, $format), try_strptime(trim(text), $format)))"
    )
    sql = f"SELECT timezone('UTC', {parse}) AS moment FROM moments"
    return _vector(column, text, context, "moments", sql, {} if iso else {"format": column.format})


def _numbers(column: Column, text: pa.ChunkedArray, context: Context) -> Typed:
    if column.kind == "integer" and pc.all(pc.match_substring_regex(text, "^-?[0-9]{1,18}$")).as_py():
        return {column.name: text.cast(pa.int64())}, []  # the usual case: a serial number in every row
    plain = pc.utf8_trim_whitespace(text)
    fits = (
        r"^-?\d+$"
        if column.kind == "integer"
        else r"^-?[\d%s]+(%s\d+)?$" % tuple(re.escape(mark) for mark in (column.thousands, column.decimal))
    )
    plain = pc.if_else(pc.match_substring_regex(plain, fits), plain, "")
    if column.thousands:
        plain = pc.replace_substring(plain, column.thousands, "")
    plain = pc.replace_substring(plain, column.decimal, ".")
    kind = "BIGINT" if column.kind == "integer" else "DOUBLE"
    return _vector(
        column, text, context, "numbers", f"SELECT try_cast(text AS {kind}) FROM numbers", {}, plain
    )


def _vector(
    column: Column,
    text: pa.ChunkedArray,
    context: Context,
    name: str,
    sql: str,
    parameters: dict[str, Any],
    prepared: pa.ChunkedArray | None = None,
) -> Typed:
    context.connection.register(name, pa.table({"text": text if prepared is None else prepared}))
    values = arrow(context.connection, sql, parameters).column(0)
    context.connection.unregister(name)
    empty = pc.equal(pc.utf8_trim_whitespace(text), "") if values.null_count else None
    wrong: Wrong = []
    if empty is not None:
        nulls = np.flatnonzero(pc.is_null(values).to_numpy(zero_copy_only=False))
        reason = "not_a_date" if column.kind == "moment" else "not_a_number"
        for row in nulls:
            seen = text[int(row)].as_py().strip()
            if seen:
                wrong.append((int(row), _guarded(seen, reason), shape(seen)))
            elif column.required:
                wrong.append((int(row), "missing_value", ""))
    return {column.name: values}, wrong


PLAIN_READERS: dict[str, Callable[[Column, pa.ChunkedArray, Context], Typed]] = {
    "key": _keys,
    "moment": _moments,
    "integer": _numbers,
    "number": _numbers,
}


def _days(table: pa.Table, name: str) -> np.ndarray:
    """Days since 1970 as numbers, not-a-number where missing."""
    values = table[name]
    days = values.cast(pa.date32()) if pa.types.is_timestamp(values.type) else values
    return pc.fill_null(days.cast(pa.int32()).cast(pa.float64()), float("nan")).to_numpy(zero_copy_only=False)


def _out_of_order(source: Source, table: pa.Table, records: np.ndarray, faults: dict[int, Fault]) -> None:
    for first, then in source.get("order", []):
        if first not in table.column_names or then not in table.column_names:
            continue
        column = source.column(then)
        for row in np.flatnonzero(_days(table, then) < _days(table, first)):
            name = column.source if column else then
            faults.setdefault(int(row), Fault(int(records[row]), name, "dates_out_of_order"))


def _after_extract(
    source: Source, table: pa.Table, extracted_on: date, records: np.ndarray, faults: dict[int, Fault]
) -> None:
    limit = (extracted_on - EPOCH).days
    for column in source.columns:
        if column.kind not in ("date", "moment") or column.future:
            continue
        for row in np.flatnonzero(_days(table, column.name) > limit):
            faults.setdefault(int(row), Fault(int(records[row]), column.source, "after_extract"))
