"""JSON lines: one object a line, a record each. A line that is none is rejected, and reading goes on after it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from etl.errors import RunError
from etl.identity import mask
from etl.readers.block import Gathered
from etl.readers.raw import RawTable
from etl.readers.scan import lines
from etl.readers.unpacked import BY_MARK, Buffer, unpacked
from etl.source import Column, Source

PIECE = 4 << 20
LONGEST = 8 << 20  # bytes of one line; as objects it takes many times that
DEEPEST = 64  # objects and lists inside each other
BOM = b"\xef\xbb\xbf"
STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"')


class _Unfit(Exception):
    """Why a line is no record: the reason, and the column if it is one's."""

    def __init__(self, reason: str, column: str = "") -> None:
        super().__init__(reason)
        self.reason, self.column = reason, column


def read_json_lines(source: Source, path: Path) -> Iterator[RawTable]:
    """Read one file, block by block. Numbers stay as they are written; null is empty."""
    with unpacked(path, BY_MARK, source.name) as data:
        start = len(BOM) if data[: len(BOM)] == BOM else 0
        stop = _stop(data)
        _check_lines(source, path, data, start, stop)
        gathered = Gathered(source, path, _count(data, start, stop))
        paths = [(column, column.source, column.source.split(".")) for column in source.columns]
        for line in _lines(data, start, stop):
            try:
                gathered.add(_values(_object(line), paths, gathered.seen))
            except _Unfit as unfit:
                gathered.reject(unfit.reason, unfit.column)
            yield from gathered.full()
        yield from gathered.rest()


def _stop(data: Buffer) -> int:
    """The byte after the last that is no line end."""
    stop = len(data)
    while stop and data[stop - 1 : stop] in (b"\r", b"\n"):
        stop -= 1
    return stop


def _check_lines(source: Source, path: Path, data: Buffer, start: int, stop: int) -> None:
    if data[start : start + 64].lstrip()[:1] == b"[" and data[stop - 1 : stop] == b"]":
        raise RunError(
            f"{source.name}: {mask(path.name)}: is one JSON list. Deliver JSON lines: one object on each line."
        )


def _count(data: Buffer, start: int, stop: int) -> int:
    """Lines that are not blank, counted from the line ends alone."""
    count = 0
    while start < stop:
        end = data.find(b"\n", min(start + PIECE, stop), stop)
        end = stop if end < 0 else end + 1
        count += lines(data[start:end])
        start = end
    return count


def _lines(data: Buffer, start: int, stop: int) -> Iterator[bytes]:
    """Lines that are not blank. Of one that is too long only its beginning, which is long enough to be refused."""
    while start < stop:
        end = data.find(b"\n", start, stop)
        end = stop if end < 0 else end
        line = data[start : min(end, start + LONGEST + 2)].removesuffix(b"\r")
        if line:
            yield line
        start = end + 1


def _object(line: bytes) -> dict[str, Any]:
    """The object that the line is."""
    if len(line) > LONGEST:
        raise _Unfit("too_long")
    if _depth(line) > DEEPEST:
        raise _Unfit("too_deep")
    try:
        found = DECODER.decode(line.decode())
    except UnicodeDecodeError:
        raise _Unfit("bad_encoding") from None
    except ValueError:
        raise _Unfit("not_json") from None
    if not isinstance(found, dict):
        raise _Unfit("not_json")
    return found


def _depth(line: bytes) -> int:
    """How many objects and lists stand inside each other; looked at only where there are many."""
    if line.count(b"{") + line.count(b"[") <= DEEPEST:
        return 1
    depth = deepest = 0
    for mark in re.finditer(rb"[\[{}\]]", STRING.sub(b"", line)):
        depth += 1 if mark.group() in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Unfit("doubled_key")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


DECODER = json.JSONDecoder(
    object_pairs_hook=_no_doubles, parse_int=str, parse_float=str, parse_constant=_no_constant
)


def _values(found: dict[str, Any], paths: list[tuple[Column, str, list[str]]], seen: set[str]) -> list[str]:
    values = []
    for column, name, steps in paths:
        value: Any = found
        for step in [name] if name in found else steps:
            value = value.get(step, MISSING) if isinstance(value, dict) else MISSING
        if value is not MISSING:
            seen.add(name)
        values.append(_text(column, value))
    return values


MISSING = object()


def _text(column: Column, value: Any) -> str:
    """One value as text; several codes as the column's `split` joins them."""
    if isinstance(value, str):
        return _encodable(value, column)
    if value is None or value is MISSING:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if (
        isinstance(value, list)
        and column.kind == "codes"
        and not any(isinstance(v, list | dict) for v in value)
    ):
        return column.split.join(_text(column, each) for each in value)
    raise _Unfit("not_one_value", column.source)


def _encodable(value: str, column: Column) -> str:
    """Half a pair of surrogates can be written in JSON but is no character."""
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _Unfit("bad_encoding", column.source) from None
    return value
