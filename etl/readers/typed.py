"""Values that arrive with a type (Parquet, databases) as the text that a column's kind is read from."""

import uuid
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.errors import RunError
from etl.readers.raw import column_type
from etl.source import Column

ZONE = "Europe/Copenhagen"
LONGEST = 8 << 20  # bytes of one text; what is made of it takes many times that
LARGEST = 1 << 30  # bytes of one column in one block, spelled out
ZEROS = r"\.0+$"
TEXTS = [
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.binary(),
    pa.large_binary(),
    pa.null(),
    pa.bool_(),
]
TICKS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 0}  # in a second; nanoseconds cannot leave the calendar
FIRST, LAST = -62_135_596_800, 253_402_300_799  # seconds from 1970 to the ends of the years 1 and 9999
OUTSIDE = "outside the calendar"


def as_text(column: Column, values: pa.Array, where: str) -> pa.Array:
    """Text, never null. `where` names source and file for the message if the type cannot be had as text."""
    is_numeric = _opaque(values.type) == "numeric"  # PostgreSQL's own numbers arrive spelled out
    values = _storage(values)
    write = _of_dictionary if pa.types.is_dictionary(values.type) else _text
    try:
        text = write(column, values, where) if not is_numeric else pc.fill_null(_number(column, values), "")
    except pa.ArrowException:
        raise RunError(
            f"{where}: column {column.source} holds values beyond what a {values.type} may be. Mend the extract."
        ) from None
    wanted = column_type(column)
    return text.dictionary_encode() if pa.types.is_dictionary(wanted) and text.type != wanted else text


def sound_text(values: pa.Array) -> tuple[pa.Array, list[int]]:
    """The values without texts whose bytes are not UTF-8, and their places: pyarrow takes bytes as they come."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        words, broken = sound_text(values.dictionary)
        if not broken:
            return values, []
        places = [i for i, place in enumerate(values.indices.to_pylist()) if place in set(broken)]
        return pa.DictionaryArray.from_arrays(values.indices, words), places
    large = pa.types.is_large_string(kind) or pa.types.is_large_binary(kind)
    if not (large or pa.types.is_string(kind) or pa.types.is_binary(kind)):
        return values, []
    octets = values.view(pa.large_binary() if large else pa.binary())
    text = pa.large_string() if large else pa.string()
    try:
        return octets.cast(text), []
    except pa.ArrowInvalid:
        broken = [i for i, value in enumerate(octets.to_pylist()) if not _is_utf8(value or b"")]
    sound = np.ones(len(octets), dtype=bool)
    sound[broken] = False
    return pc.if_else(pa.array(sound), octets, None).cast(text), broken


def short_text(values: pa.Array) -> tuple[pa.Array, list[int]]:
    """The values without texts that are longer than any extract's, and their places."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        words, long = short_text(values.dictionary)
        if not long:
            return values, []
        places = [i for i, place in enumerate(values.indices.to_pylist()) if place in set(long)]
        return pa.DictionaryArray.from_arrays(values.indices, words), places
    if kind not in (pa.string(), pa.large_string(), pa.binary(), pa.large_binary()):
        return values, []
    is_long = pc.fill_null(pc.greater(pc.binary_length(values), LONGEST), False)
    places = np.flatnonzero(is_long.to_numpy(zero_copy_only=False)).tolist()
    return (pc.if_else(is_long, None, values), places) if places else (values, [])


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _opaque(kind: pa.DataType) -> str:
    """The database's own name of a type that Arrow does not know."""
    is_opaque = isinstance(kind, pa.BaseExtensionType) and kind.extension_name == "arrow.opaque"
    return kind.type_name if is_opaque else ""


def _storage(values: pa.Array) -> pa.Array:
    """What an extension type is kept as; a UUID is spelled out."""
    if not isinstance(values.type, pa.BaseExtensionType):
        return values
    if values.type.extension_name == "arrow.opaque" and pa.types.is_binary(values.type.storage_type):
        return values  # its bytes are no text
    if values.type.extension_name == "arrow.uuid":
        spelled = [
            None if each is None else str(uuid.UUID(bytes=each)) for each in values.storage.to_pylist()
        ]
        return pa.array(spelled, pa.string())
    return values.storage


def _of_dictionary(column: Column, values: pa.DictionaryArray, where: str) -> pa.Array:
    """Each distinct value once. Written out only where the kind wants plain text, and never to an absurd size."""
    text = _text(column, values.dictionary, where)
    indices = values.indices.cast(pa.int32())
    if indices.null_count:  # nothing delivered: an empty text, as in every other format
        indices = pc.fill_null(indices, len(text))
        text = pa.concat_arrays([text, pa.array([""], pa.string())])
    if pa.types.is_dictionary(column_type(column)):
        return _distinct(indices, text)
    if (pc.sum(pc.binary_length(text).take(indices)).as_py() or 0) > LARGEST:
        raise RunError(
            f"{where}: column {column.source} is larger than any extract's. Ask for the file again."
        )
    return text.take(indices)


def _distinct(indices: pa.Array, text: pa.Array) -> pa.DictionaryArray:
    """Several values may be the same text."""
    coded = text.dictionary_encode()
    return pa.DictionaryArray.from_arrays(coded.indices.take(indices), coded.dictionary)


def _text(column: Column, values: pa.Array, where: str) -> pa.Array:
    kind = values.type
    for fits, write in WRITERS:
        if fits(kind):
            return pc.fill_null(write(column, values).cast(pa.string()), "")
    raise RunError(
        f"{where}: column {column.source} holds values of type {kind}, which are not one text each. "
        "Deliver it as plain text, number or date."
    )


def _whole(column: Column, values: pa.Array) -> pa.Array:
    return values.cast(pa.string())


def _number(column: Column, values: pa.Array) -> pa.Array:
    """With the mark before the decimals that the TOML declares; a whole number has none."""
    text = values.cast(pa.string())
    if column.kind != "number":
        return pc.replace_substring_regex(text, ZEROS, "")
    return pc.replace_substring(text, ".", column.decimal)


def _date(column: Column, values: pa.Array) -> pa.Array:
    return _moment(column, values.cast(pa.date32(), safe=False).cast(pa.timestamp("s")))


def _moment(column: Column, values: pa.Array) -> pa.Array:
    """What lies outside the calendar, as PostgreSQL's infinity does, becomes a text that is no date."""
    ticks, size = values.cast(pa.int64()), TICKS[values.type.unit]
    within = (
        pc.and_(pc.greater_equal(ticks, FIRST * size), pc.less_equal(ticks, LAST * size)) if size else True
    )
    kept = pc.if_else(within, values, None) if size else values
    text = _spelled(column, kept.cast(pa.timestamp("us", values.type.tz), safe=False))
    return pc.if_else(within, text, OUTSIDE) if size else text


def _spelled(column: Column, values: pa.Array) -> pa.Array:
    """As ISO where a day is wanted or the TOML says so, else in the format that the TOML declares."""
    if column.kind == "moment" and column.format == "iso":
        return values.cast(pa.string())  # with Z where a time zone is known
    if values.type.tz is not None:
        values = pc.local_timestamp(values.cast(pa.timestamp("us", ZONE)))
    if column.kind != "moment":
        days = values.cast(pa.date32(), safe=False)
        whole = column.kind == "date" or pc.all(pc.equal(values, days.cast(pa.timestamp("us")))).as_py()
        return (days if whole else values).cast(pa.string())
    if "%f" in column.format:  # pyarrow does not know it
        written = [v.strftime(column.format) if v else None for v in values.to_pylist()]
        return pa.array(written, pa.string())
    return pc.strftime(pc.floor_temporal(values, unit="second").cast(pa.timestamp("s")), column.format)


def _joined(column: Column, values: pa.Array) -> pa.Array:
    """Several codes as one text; a missing one among them is passed over."""
    return pa.array([_join(column, each) for each in values.to_pylist()], pa.string())


def _join(column: Column, items: list[Any] | None) -> str | None:
    return None if items is None else column.split.join(str(item) for item in items if item is not None)


def _is_text(kind: pa.DataType) -> bool:
    return kind in TEXTS


def _is_list(kind: pa.DataType) -> bool:
    return (pa.types.is_list(kind) or pa.types.is_large_list(kind)) and _is_text(kind.value_type)


WRITERS: tuple[tuple[Callable[[pa.DataType], bool], Callable[[Column, pa.Array], pa.Array]], ...] = (
    (_is_text, _whole),
    (pa.types.is_integer, _whole),
    (lambda kind: pa.types.is_floating(kind) or pa.types.is_decimal(kind), _number),
    (pa.types.is_date, _date),
    (pa.types.is_timestamp, _moment),
    (pa.types.is_time, _whole),
    (_is_list, _joined),
)
