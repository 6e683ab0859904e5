"""How columns of few distinct values are read (codes, days, references): each value once, in plain Python.

Each kind says what fits, and why what does not is rejected.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from etl.database import Connection
from etl.identity import looks_personal, shape
from etl.source import Column

Read = tuple[Any, str]  # a value and, where it did not fit, the reason
Wrong = list[tuple[int, str, str]]  # row, reason, shape
Typed = tuple[dict[str, pa.Array], Wrong]
References = dict[str, frozenset[str]]


@dataclass(frozen=True)
class Context:
    """What cleaning needs to know beside the source: the key, the known codes, a connection for vector work."""

    key: bytes
    references: References
    connection: Connection
    seen: dict[str, dict[str, Read]] = field(default_factory=dict)  # by column: what its texts were read as
    letters: bool = True  # whether keys are also written out; events need their case's number only


def distinct(column: Column, text: pa.ChunkedArray, context: Context) -> Typed:
    """Read a dictionary column: each distinct value once, then spread over the rows."""
    whole = one_array(text)
    values = [value.strip() for value in whole.dictionary.to_pylist()]
    read = _read(column, values, context)
    reasons = {
        i: found
        for i, (value, (_, r)) in enumerate(zip(values, read))
        if (found := reason_for(column, value, r))
    }
    typed = {column.name: _spread(column, [value for value, _ in read], whole.indices)}
    return typed, rows_with(whole.indices, reasons, values)


def one_array(text: pa.ChunkedArray) -> pa.DictionaryArray:
    whole = text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text
    if isinstance(whole, pa.ChunkedArray):  # more than one chunk was left: one dictionary for all
        whole = whole.unify_dictionaries().combine_chunks()
    return whole


def _read(column: Column, values: list[str], context: Context) -> list[Read]:
    """Codes and days return block after block: what was read once is remembered."""
    reader = DISTINCT_READERS[column.kind]
    if column.kind in ("person", "label"):
        return reader(column, values, context)
    seen = context.seen.setdefault(column.name, {})
    new = [value for value in values if value not in seen]
    seen.update(zip(new, reader(column, new, context)))
    return [seen[value] for value in values]


def rows_with(indices: pa.Array, reasons: dict[int, str], values: list[str]) -> Wrong:
    """The rows that hold a value that does not fit."""
    if not reasons:
        return []
    places = indices.to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(np.isin(places, list(reasons)))
    return [(int(row), reasons[place], shape(values[place])) for row in rows for place in (int(places[row]),)]


def reason_for(column: Column, value: str, reason: str) -> str:
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


def guarded(value: str, reason: str) -> str:
    return "personal_data" if looks_personal(value) else reason


def _patterns(column: Column, values: list[str], context: Context) -> list[Read]:
    """A pattern that is wide enough for words lets numbers in too: what looks like one of a person never fits."""
    fits = re.compile(column.pattern).fullmatch
    return [
        (value, "") if fits(value) and not looks_personal(value) else (None, guarded(value, "bad_pattern"))
        for value in values
    ]


def _persons(column: Column, values: list[str], context: Context) -> list[Read]:
    """Kept only while the run asks "same or another"; whatever the text is, none of it is written."""
    return [(value or None, "") for value in values]


def _labels(column: Column, values: list[str], context: Context) -> list[Read]:
    """Names of activities in a single log, which declares no list of them: anything but a personal number."""
    return [(None, "personal_data") if looks_personal(value) else (value, "") for value in values]


def _codes_one(column: Column, values: list[str], context: Context) -> list[Read]:
    known = column.known
    return [(known[v], "") if v in known else (None, guarded(v, "unknown_code")) for v in values]


def _codes_many(column: Column, values: list[str], context: Context) -> list[Read]:
    allowed = context.references[column.to]
    read: list[Read] = []
    for value in values:
        parts = [part.strip() for part in value.split(column.split) if part.strip()]
        fits = all(part in allowed for part in parts)
        read.append((sorted(set(parts)), "") if fits else (None, guarded(value, "unknown_code")))
    return read


UNKNOWN = {
    "organisation": "unknown_unit",
    "service_areas": "unknown_service_area",
    "legal_bases": "unknown_legal_basis",
}


def _references(column: Column, values: list[str], context: Context) -> list[Read]:
    allowed, reason = context.references[column.to], UNKNOWN.get(column.to, "unknown_reference")
    return [(value, "") if value in allowed else (None, guarded(value, reason)) for value in values]


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
    return None, guarded(value, "not_a_date")


DISTINCT_READERS: dict[str, Callable[[Column, list[str], Context], list[Read]]] = {
    "pattern": _patterns,
    "person": _persons,
    "label": _labels,
    "code": _codes_one,
    "flag": _codes_one,
    "codes": _codes_many,
    "reference": _references,
    "date": _dates,
}
