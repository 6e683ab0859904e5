"""Numbers of nobody, invented names and an address in every column and corner of a delivered file, format by format."""

import csv
import gzip
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import fastexcel
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from lxml import etree

from etl.readers.delimited import CODECS
from etl.source import Source
from tests.etl.forms import typed
from tests.fault_reading import fixture_files
from tests.faults import NAMES, NUMBERS, planted_texts

TEXTS = planted_texts()
NUMBER = f"{NUMBERS[0][:6]}-{NUMBERS[0][6:]}"
WHO = f"{NAMES[0]} {NAMES[1]} {NUMBER}"
Planter = Callable[[Source, bytes], bytes]


def planted_delivery(raw: Path) -> Path:
    """The fixtures' newest extracts, each with everything planted in it, under names that hold a name and a number."""
    newest: dict[str, tuple[Source, Path]] = {source.name: (source, file) for source, file in fixture_files()}
    for source, file in newest.values():
        if source.get("root") == "examples":
            continue
        folder = raw / Path(source.files).parent.as_posix().replace("**", "x")
        folder.mkdir(parents=True, exist_ok=True)
        if source.format == "form":
            planted_form(Path(shutil.copy(file, folder / file.name)))
            continue
        day, _, endings = file.name.rpartition("_")[2].partition(".")
        name = f"{file.name.rpartition('_')[0]}_{WHO}_{day}.{endings}"
        (folder / name).write_bytes(planted(source, file.name, file.read_bytes()))
    return raw


def planted(source: Source, name: str, content: bytes) -> bytes:
    """The file with everything planted in it, packed as it was."""
    if name.endswith(".gz"):
        packed = io.BytesIO()
        with gzip.GzipFile(f"{WHO}.x", "wb", fileobj=packed, mtime=0) as file:
            file.write(planted(source, name[:-3], gzip.decompress(content)))
        return packed.getvalue()
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            (inner,) = package.namelist()
            plain = package.read(inner)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as package:
            package.comment = WHO.encode()
            package.writestr(f"{WHO}/{WHO}.csv", planted(source, name[:-4], plain))
        return packed.getvalue()
    return PLANTERS[source.format](source, content)


def variants(count: int) -> Iterator[tuple[int, str]]:
    """Each text once in each of `count` places, but where they are many only some of the texts in each."""
    for place in range(count):
        for number, text in enumerate(TEXTS):
            if count < 12 or number % 4 == place % 4:
                yield place, text


def _delimited(source: Source, content: bytes) -> bytes:
    codec = "utf-16" if source.get("encoding") == "utf-16" else CODECS[source.get("encoding", "utf-8")]
    delimiter = source.get("delimiter", ",")
    header, *rows = csv.reader(io.StringIO(content.decode(codec, "replace"), newline=""), delimiter=delimiter)
    rows = [row for row in rows if len(row) == len(header)]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow([*header, WHO, f"{NAMES[2]}"])
    writer.writerows([*row, NUMBER, NAMES[1]] for row in rows)
    for place, what in variants(len(header)):
        writer.writerow([*rows[0][:place], what, *rows[0][place + 1 :], what, f"{what}\n{what}"])
    for line in (f'{WHO}{delimiter}"{WHO}', delimiter.join([WHO] * 50), f'"{WHO}"x{delimiter}', WHO):
        text.write(line + "\n")
    return text.getvalue().encode(codec, "replace") + (
        b"" if codec.startswith("utf-16") else f"{WHO}\xff\n".encode("latin-1")
    )


def _json_lines(source: Source, content: bytes) -> bytes:
    records = [json.loads(content.splitlines()[0])]
    paths = [column.source.split(".") for column in source.columns]
    for place, what in variants(len(paths)):
        record = deepcopy(records[0])
        inner = record
        for step in paths[place][:-1]:
            inner = inner.setdefault(step, {}) if isinstance(inner.get(step, {}), dict) else inner
        inner[paths[place][-1]] = what
        records.append(record | {WHO: what, "unwanted": {what: [what, {what: what}]}})
    lines = [json.dumps(record, ensure_ascii=bool(n % 2)) for n, record in enumerate(records)]
    return "\n".join(
        [*lines, f'{{"{WHO}": ', f'"{WHO}"', f'["{WHO}"]', WHO, f'{{"{WHO}": 1, "{WHO}": 2}}']
    ).encode()


def _xml(source: Source, content: bytes) -> bytes:
    """Every element's text and attributes in turn; comments, instructions and elements that nobody asked for."""
    tree = etree.fromstring(content)
    name = source.get("row", "trace")
    (first, *_) = tree.iter("{*}" + name)
    parent, count = first.getparent(), len(list(first.iter("{*}*")))
    for place, what in variants(count):
        record = deepcopy(first)
        one = list(record.iter("{*}*"))[place]
        for key in [*one.keys(), "unwanted"]:
            one.set(key, what)
        one.text = what if not len(one) else one.text
        one.tail = what
        record.append(etree.Comment(what))
        record.append(etree.ProcessingInstruction("note", what))
        etree.SubElement(record, "unwanted", {"key": what, "value": what}).text = what
        parent.append(record)
    tree.set("who", WHO)
    tree.addprevious(etree.Comment(WHO))
    tree.append(etree.Comment(WHO))
    return bytes(etree.tostring(tree.getroottree(), xml_declaration=True, encoding="UTF-8"))


def _parquet(source: Source, content: bytes) -> bytes:
    table = pq.read_table(io.BytesIO(content))
    texts = {name: table[name].cast(pa.string()).to_pylist()[0] for name in table.column_names}
    rows = []
    for place, what in variants(table.num_columns):
        rows.append({**texts, table.column_names[place]: what, WHO: what})
    known = pa.table({name: pa.array([row[name] for row in rows]) for name in [*texts, WHO]})
    known = known.append_column("unwanted", known[WHO].dictionary_encode())
    file = io.BytesIO()
    pq.write_table(known.replace_schema_metadata({"who": WHO, WHO: NAMES[2]}), file)
    return file.getvalue()


def _workbook(source: Source, content: bytes) -> bytes:
    name = source.get("sheet") or fastexcel.read_excel(content).sheet_names[0]
    sheet = fastexcel.read_excel(content).load_sheet(name, header_row=None, dtypes="string")
    header, *rows = [
        list(row) for row in zip(*(column.to_pylist() for column in pa.table(sheet.to_arrow()).columns))
    ]
    # Days stand there as Excel's own numbers.
    rows = [[int(value) if (value or "").isdigit() else value or "" for value in row] for row in rows]
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": WHO, "author": WHO, "comments": WHO, "keywords": NAMES[2]})
        book.set_custom_property("who", WHO)
        page, other = book.add_worksheet(name), book.add_worksheet(f"{NAMES[0]} {NUMBERS[1]}")
        other.write(0, 0, WHO)
        page.set_header(WHO)
        page.write_row(0, 0, [*header, WHO, NAMES[2]])
        for at, row in enumerate(rows, 1):
            page.write_row(at, 0, row)
        for at, (place, what) in enumerate(variants(len(header)), len(rows) + 1):
            page.write_row(at, 0, [*rows[0][:place], what, *rows[0][place + 1 :], what])
            page.write_comment(at, place, what)
        page.write_number(at + 1, 0, int(NUMBERS[0]))
        page.write_url(at + 2, 0, f"https://example.invalid/{NUMBER}", None, WHO)
    return file.getvalue()


PLANTERS: dict[str, Planter] = {
    "delimited": _delimited, "json_lines": _json_lines, "xml": _xml, "xes": _xml, "parquet": _parquet,
    "workbook": _workbook,
}  # fmt: skip


def planted_form(path: Path) -> Any:
    """A form filled in with what it never asked for."""
    return typed(path, {"D6": NUMBER, "E6": WHO, "D7": NUMBERS[1], "C7": WHO, "D8": NAMES[0]}, "2025")
