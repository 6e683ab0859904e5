"""Deliveries become files: delimited text, workbooks, event logs. The same input gives the same bytes."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import xlsxwriter

from etl.sample.plan import Layout
from etl.sample.tables import Delivery, join_lines

CREATED = datetime(2026, 1, 1)
BLOCK = 200_000  # rows transcoded at a time


@dataclass(frozen=True)
class Extra:
    """A row put in before row `position`; `line` is set where a row of fields cannot say it."""

    position: int
    fields: dict[str, str]
    line: str | None = None


def write(layout: Layout, delivery: Delivery, extras: list[Extra], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    extras = sorted(extras, key=lambda e: e.position)
    if path.suffix == ".xlsx":
        _workbook(layout, delivery, extras, path)
    elif path.suffix == ".gz":
        _event_log(layout, delivery, extras, path)
    else:
        _delimited(layout, delivery, extras, path)


def _delimited(layout: Layout, delivery: Delivery, extras: list[Extra], path: Path) -> None:
    lines = join_lines(list(delivery.columns.values()), layout.delimiter)
    offsets = (
        np.frombuffer(lines.buffers()[1], dtype=np.int32)[: len(lines) + 1]
        if len(lines)
        else np.zeros(1, int)
    )
    body = memoryview(lines.buffers()[2]) if len(lines) else memoryview(b"")
    added: dict[int, list[str]] = {}
    for e in extras:
        added.setdefault(e.position, []).append(
            layout.delimiter.join(e.fields.values()) if e.line is None else e.line
        )
    stops = sorted({0, len(lines), *added, *range(0, len(lines), BLOCK)})
    with path.open("wb") as file:
        file.write(
            (layout.delimiter.join(header for _, header in layout.columns) + "\n").encode(layout.encoding)
        )
        for start, end in zip(stops, [*stops[1:], len(lines)], strict=True):
            for line in added.get(start, []):
                file.write((line + "\n").encode(layout.encoding, errors="surrogateescape"))
            part = body[offsets[start] : offsets[end]]
            file.write(part if layout.encoding == "utf-8" else str(part, "utf-8").encode(layout.encoding))


def _merged(delivery: Delivery, extras: list[Extra]) -> Iterable[list[str]]:
    added: dict[int, list[Extra]] = {}
    for e in extras:
        added.setdefault(e.position, []).append(e)
    rows = zip(*(column.to_pylist() for column in delivery.columns.values()), strict=True)
    for i, row in enumerate(rows):
        yield from (list(e.fields.values()) for e in added.get(i, []))
        yield list(row)
    yield from (list(e.fields.values()) for e in added.get(len(delivery), []))


def _workbook(layout: Layout, delivery: Delivery, extras: list[Extra], path: Path) -> None:
    """Days are real days of the workbook, but one day in nine is typed as text, as people do."""
    book = xlsxwriter.Workbook(
        path, {"constant_memory": True, "strings_to_numbers": False, "tmpdir": str(path.parent)}
    )
    book.set_properties({"created": CREATED})
    sheet = book.add_worksheet(layout.sheet)
    day_format = book.add_format({"num_format": "dd-mm-yyyy"})
    is_day = [field.endswith("_on") for field in layout.fields]
    for column, (_, header) in enumerate(layout.columns):
        sheet.write_string(0, column, header)
    serials = _serials(layout, delivery)
    for r, row in enumerate(_merged(delivery, extras), start=1):
        for column, value in enumerate(row):
            if not value:
                continue
            serial = serials.get(value) if is_day[column] else None
            if serial is None or serial % 9 == 0:
                sheet.write_string(r, column, value)
            else:
                sheet.write_number(r, column, serial, day_format)
    book.close()


def _serials(layout: Layout, delivery: Delivery) -> dict[str, int]:
    """Excel's number of each day that stands in the delivery."""
    words = {
        v
        for name, column in delivery.columns.items()
        if name.endswith("_on")
        for v in column.unique().to_pylist()
        if v
    }
    zero = date(1899, 12, 30)
    return {word: (datetime.strptime(word, layout.date).date() - zero).days for word in words}


TRACE_FIELDS = ("case_key", "legal_basis", "channel", "result", "case_unit")
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0" xes.features="">\n'
    '<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>\n'
    '<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>\n'
    '<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>\n'
)


def _event_log(layout: Layout, delivery: Delivery, extras: list[Extra], path: Path) -> None:
    """Rows stand case by case; a new case key opens a new trace."""
    headers = dict(layout.columns)
    with path.open("wb") as raw, gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as file:
        file.write(HEAD.encode())
        trace: list[str] | None = None
        for values in _merged(delivery, extras):
            row = dict(zip(layout.fields, values, strict=True))
            mine = [row[f] for f in TRACE_FIELDS]
            if mine != trace:
                file.write(("" if trace is None else "</trace>\n").encode())
                file.write(
                    ("<trace>\n" + "".join(_attribute(headers[f], row[f]) for f in TRACE_FIELDS)).encode()
                )
                trace = mine
            inner = "".join(_attribute(headers[f], v) for f, v in row.items() if f not in TRACE_FIELDS)
            file.write(f"<event>{inner}</event>\n".encode())
        file.write(b"</trace>\n</log>\n" if trace else b"</log>\n")


def _attribute(header: str, value: str) -> str:
    if not value:
        return ""
    kind = "date" if header == "time:timestamp" else "int" if header == "concept:instance" else "string"
    return f'<{kind} key="{header.removeprefix("case:")}" value="{escape(value, {chr(34): "&quot;"})}"/>'


def with_offset(at: np.ndarray) -> pa.Array:
    """Local moments as the event log writes them, with the offset of Danish time on that day."""
    zone, offsets, words = ZoneInfo("Europe/Copenhagen"), {}, []
    for moment in at.astype("datetime64[s]").astype(object).tolist():
        day = moment.date()
        if day not in offsets:
            hours = int(moment.replace(tzinfo=zone).utcoffset().total_seconds() // 3600)
            offsets[day] = f".000+{hours:02d}:00"
        words.append(moment.isoformat() + offsets[day])
    return pa.array(words, type=pa.string())
