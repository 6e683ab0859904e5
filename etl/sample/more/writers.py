"""The other file forms: JSON lines, Parquet, XML, UTF-16, a zip, Excel's day numbers; the same in, the same out."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import xlsxwriter

from etl.sample.plan import Layout
from etl.sample.tables import Delivery
from etl.sample.writers import CREATED, Extra, write

RAW_JSON = re.compile(r"-?\d+(\.\d+)?|true|false")
BARE = ("complete_at_first", "documents_demanded", "value")  # written as JSON numbers and truths, not as text
ZERO_DAY = date(1899, 12, 30)  # day 0 of Excel's count


def write_any(layout: Layout, delivery: Delivery, extras: list[Extra], path: Path) -> None:
    """Write one delivery in the form its file name and layout say."""
    path.parent.mkdir(parents=True, exist_ok=True)
    extras = sorted(extras, key=lambda extra: extra.position)
    name = path.name
    if ".jsonl" in name:
        _json_lines(layout, delivery, extras, path)
    elif name.endswith(".parquet"):
        _parquet(layout, delivery, extras, path)
    elif name.endswith(".xml"):
        _xml(layout, delivery, extras, path)
    elif name.endswith(".xlsx"):
        _workbook(layout, delivery, extras, path)
    elif name.endswith(".zip") or layout.encoding == "utf-16":
        _repacked(layout, delivery, extras, path)
    else:
        write(layout, delivery, extras, path)


def merged(delivery: Delivery, extras: list[Extra]) -> dict[str, pa.Array]:
    """The columns with the wrong rows put in at their places."""
    if not extras:
        return delivery.columns
    n = len(delivery)
    order = sorted([(i, 1, i) for i in range(n)] + [(e.position, 0, n + k) for k, e in enumerate(extras)])
    places = pa.array([place for _, _, place in order], pa.int32())
    return {
        name: pa.concat_arrays([column, pa.array([e.fields[name] for e in extras], pa.string())]).take(places)
        for name, column in delivery.columns.items()
    }


def unquoted(column: pa.Array) -> pa.Array:
    """Notes are quoted as for delimited text; other forms want them plain."""
    words = pc.unique(column).to_pylist()
    plain = [w[1:-1].replace('""', '"') if w[:1] == '"' == w[-1:] and len(w) > 1 else w for w in words]
    return pa.array(plain, pa.string()).take(pc.index_in(column, pa.array(words, pa.string())))


def _tokens(name: str, column: pa.Array) -> pa.Array:
    """JSON values of a column; an empty field is null."""
    if name in BARE:
        words = [w if RAW_JSON.fullmatch(w) else _text(w) for w in column.to_pylist()]
        return pa.array(words, pa.string())
    column = unquoted(column) if name == "note" else column
    for mark, told in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
        column = pc.replace_substring(column, mark, told)
    return pc.if_else(pc.equal(column, ""), "null", pc.binary_join_element_wise('"', column, '"', ""))


def _text(word: str) -> str:
    return f'"{word}"' if word else "null"


def _pieces(layout: Layout) -> list[str]:
    """What stands before each value of a record, and after the last; a dotted word leads into an object within it."""
    pieces, before = [], ""
    for number, (_, header) in enumerate(layout.columns):
        outer, _, inner = header.rpartition(".")
        closed = "}" if before and outer != before else ""
        opened = f'"{outer}":{{' if outer and outer != before else ""
        pieces.append(f'{closed}{"," if number else "{"}{opened}"{inner}":')
        before = outer
    return [*pieces, "}}" if before else "}"]


def _json_lines(layout: Layout, delivery: Delivery, extras: list[Extra], path: Path) -> None:
    columns = merged(delivery, [extra for extra in extras if extra.line is None])
    pieces = _pieces(layout)
    parts: list[pa.Array | str] = []
    for piece, (name, column) in zip(pieces, columns.items()):
        parts += [piece, _tokens(name, column)]
    lines = pc.binary_join_element_wise(*parts, pieces[-1], "").to_pylist()
    # From the end, so that the places before stay what they are.
    for extra in reversed([extra for extra in extras if extra.line is not None]):
        lines.insert(min(extra.position, len(lines)), str(extra.line).replace("\n", " "))
    body = ("\n".join(lines) + "\n").encode() if lines else b""
    if path.suffix != ".gz":
        path.write_bytes(body)
        return
    with path.open("wb") as raw, gzip.GzipFile("", "wb", compresslevel=3, fileobj=raw, mtime=0) as file:
        file.write(body)


def _parquet(layout: Layout, delivery: Delivery, extras: list[Extra], path: Path) -> None:
    """Days are real days, everything else is text; an empty field is null."""
    table = {}
    for (name, header), column in zip(layout.columns, merged(delivery, extras).values()):
        column = unquoted(column) if name == "note" else column
        column = pc.if_else(pc.equal(column, ""), None, column)
        if name.endswith("_on"):
            column = pc.strptime(column, layout.date, "s").cast(pa.date32())
        table[header] = column
    pq.write_table(pa.table(table), path, compression="snappy")


def _rows(layout: Layout, delivery: Delivery, extras: list[Extra]) -> Iterable[list[str]]:
    columns = merged(delivery, extras)
    plain = [unquoted(column) if name == "note" else column for name, column in columns.items()]
    return map(list, zip(*(column.to_pylist() for column in plain), strict=True))


def _xml(layout: Layout, delivery: Delivery, extras: list[Extra], path: Path) -> None:
    """One element a row; "kle/emne" is an element within one, "@opgave" an attribute; what is empty is left out."""
    paths = [header for _, header in layout.columns]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<udtraek dannet="{delivery.cut}">\n')
        file.write("<!-- Udtrukket af Kvistine Opdigtesen, 016170-1234 -->\n")
        for row in _rows(layout, delivery, extras):
            named = [(header, value) for header, value in zip(paths, row) if value]
            file.write(_element("sag", named) + "\n")
        file.write("</udtraek>\n")


def _element(name: str, inside: list[tuple[str, str]]) -> str:
    attributes = "".join(
        f' {path[1:]}="{escape(value, {chr(34): "&quot;"})}"' for path, value in inside if path[0] == "@"
    )
    content = ""
    inner = [(path, value) for path, value in inside if path[0] != "@"]
    for first, group in groupby(inner, key=lambda each: each[0].split("/")[0]):
        below = [(path.partition("/")[2], value) for path, value in group]
        leaf = below[0][0] == ""
        content += f"<{first}>{escape(below[0][1])}</{first}>" if leaf else _element(first, below)
    return f"<{name}{attributes}>{content}</{name}>"


def _workbook(layout: Layout, delivery: Delivery, extras: list[Extra], path: Path) -> None:
    """Of three days one is a bare number of Excel's, one is shown as a day, one is typed as text."""
    book = xlsxwriter.Workbook(
        path, {"constant_memory": True, "strings_to_numbers": False, "tmpdir": str(path.parent)}
    )
    book.set_properties({"created": CREATED})
    sheet = book.add_worksheet(layout.sheet)
    shown = book.add_format({"num_format": "dd-mm-yyyy"})
    for column, (_, header) in enumerate(layout.columns):
        sheet.write_string(0, column, header)
    is_day = [name.endswith("_on") for name in layout.fields]
    for r, row in enumerate(_rows(layout, delivery, extras), start=1):
        for column, value in enumerate(row):
            serial = _serial(layout.date, value) if is_day[column] else None
            if serial is None or serial % 3 == 2:
                if value:
                    sheet.write_string(r, column, value)
            else:
                sheet.write_number(r, column, serial, shown if serial % 3 else None)
    book.close()


@lru_cache(1 << 14)  # days return again and again
def _serial(form: str, value: str) -> int | None:
    try:
        return (datetime.strptime(value, form).date() - ZERO_DAY).days
    except ValueError:
        return None


def _repacked(layout: Layout, delivery: Delivery, extras: list[Extra], path: Path) -> None:
    """Delimited text as UTF-16 with its mark, or as the one member of a zip."""
    plain = path.with_name(path.name.removesuffix(".zip") + ".part")
    utf8 = Layout(layout.name, layout.file, layout.columns, layout.codes, "utf-8", layout.delimiter)
    write(utf8, delivery, extras, plain)
    body = plain.read_bytes()
    plain.unlink()
    if path.suffix != ".zip":
        path.write_bytes(b"\xff\xfe" + body.decode().replace("\n", "\r\n").encode("utf-16-le"))
        return
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        member = zipfile.ZipInfo(path.name.removesuffix(".zip"), CREATED.timetuple()[:6])
        member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        archive.writestr(member, body)
    path.write_bytes(held.getvalue())
