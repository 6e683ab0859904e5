"""Small files that become large, and large ones: read or refused in a plain line, in memory that does not follow."""

import gzip
import io
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.etl.sources import FIXTURES
from tests.fault_limits import peak_of
from tests.soak_found import Found

MEMORY, PEAK = 6 << 30, 1_500  # bytes of address space, megabytes in memory
FIELD = 200 << 20
ENTITIES = "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
Bomb = Callable[[], bytes]


def stage(folder: Path, count: int, until: float) -> Found:
    found, most = Found(), 0
    for source, name, bomb in bombs() if count else ():
        if time.monotonic() > until:
            break
        path = folder / name
        path.write_bytes(bomb())
        size = path.stat().st_size >> 20
        told, peak = peak_of(source, path, MEMORY)
        path.unlink()
        found.tried += 1
        most = max(most, peak)
        is_plain = told.startswith(("read ", "error: ")) and "\n" not in told
        if not is_plain or peak > PEAK:
            found.wrong.append(f"{bomb.__doc__} as {name} ({size} MB): {told[:300]}, {peak} MB")
    found.about = f", at most {most} MB"
    return found


def bombs() -> Iterator[tuple[str, str, Bomb]]:
    """Source, name of the file, and what makes its content."""
    for bomb in (large_field, open_quote, many_columns, many_short_lines):
        yield "capacity", "capacity_2025-12-31.csv", bomb
    yield "xflow_applications", "xflow_applications_2025-12-31.jsonl", large_value
    yield "xflow_applications", "xflow_applications_2025-12-31.jsonl", deep_json
    for bomb in (large_text, deep_xml, entities, large_comment):
        yield "buf_esdh", "buf_esdh_2025-12-31.xml", bomb
        yield "building_permits", "building_permits_2025-12-31.xes", bomb
    yield "building_permits", "building_permits_2025-12-31.xes.gz", gzip_bomb
    yield "contacts", "contacts_2025-12-31.csv.zip", zip_bomb
    yield "visitation", "visitation_2025-12-31.xlsx", sheet_bomb
    yield "visitation", "visitation_2025-12-31.xlsx", shared_texts_bomb
    yield "job_interviews", "job_interviews_2025-12-31.parquet", parquet_field
    yield "job_interviews", "job_interviews_2025-12-31.parquet", parquet_bomb


def _capacity(more: bytes) -> bytes:
    return (FIXTURES / "capacity" / "capacity_2025-12-31.csv").read_bytes() + more


def large_field() -> bytes:
    """a quoted field of 200 MB"""
    return _capacity(b'"' + b"x" * FIELD + b'";2025-01;1;1;\n')


def open_quote() -> bytes:
    """a million lines with quotes after one that is never closed"""
    return _capacity(b'"open;SOF\n' + b'x;"y";z\n' * 1_000_000)


def many_columns() -> bytes:
    """a line of two million delimiters"""
    return _capacity(b";" * 2_000_000 + b"\n")


def many_short_lines() -> bytes:
    """a million lines of a letter"""
    return _capacity(b"x\n" * 1_000_000)


def large_value() -> bytes:
    """a value of 200 MB in JSON"""
    return b'{"id": "' + b"x" * FIELD + b'"}\n{"id": "XF0000001"}\n'


def deep_json() -> bytes:
    """a line of 5 million brackets"""
    return b'{"id": ' + b"[" * 5_000_000 + b"]" * 5_000_000 + b"}\n"


def large_text() -> bytes:
    """a text of 200 MB in XML"""
    return b"<log><sag><event>" + b"x" * FIELD + b"</event></sag></log>"


def deep_xml() -> bytes:
    """five million elements inside each other"""
    return b"<log>" + b"<sag>" * 5_000_000


def entities() -> bytes:
    """a billion laughs"""
    return f'<!DOCTYPE log [<!ENTITY a "ha">{ENTITIES}]><log><sag>&j;</sag></log>'.encode()


def large_comment() -> bytes:
    """a comment of 200 MB in XML"""
    return b"<log><!--" + b"x" * FIELD + b"--></log>"


def _zeros(write: Callable[[bytes], object], megabytes: int) -> None:
    for _ in range(megabytes):
        write(b"0" * (1 << 20))


def gzip_bomb() -> bytes:
    """more than a gigabyte in one megabyte"""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        _zeros(file.write, 1_200)
    return packed.getvalue()


def _zipped(name: str, megabytes: int) -> bytes:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package,
        package.open(name, "w", force_zip64=True) as file,
    ):
        _zeros(file.write, megabytes)
    return packed.getvalue()


def zip_bomb() -> bytes:
    """more than a gigabyte in a package"""
    return _zipped("x.csv", 1_200)


def _book(part: str, start: bytes) -> bytes:
    book = io.BytesIO((FIXTURES / "visitation" / "visitation_2025-12-31.xlsx").read_bytes())
    packed = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            with new.open(name, "w", force_zip64=True) as file:
                file.write(old.read(name) if name != part else start)
                if name == part:
                    _zeros(file.write, 500)
    return packed.getvalue()


def sheet_bomb() -> bytes:
    """a sheet of 500 MB"""
    return _book("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row><c><v>")


def shared_texts_bomb() -> bytes:
    """shared texts of 500 MB"""
    return _book("xl/sharedStrings.xml", b"<sst><si><t>")


def _parquet(values: pa.Array) -> bytes:
    table = pq.read_table(FIXTURES / "job_interviews" / "job_interviews_2025-12-31.parquet")
    wide = pa.table(
        {name: pa.nulls(len(values), table.schema.field(name).type) for name in table.column_names}
    )
    file = io.BytesIO()
    pq.write_table(wide.set_column(0, table.column_names[0], values), file, compression="zstd")
    return file.getvalue()


def parquet_field() -> bytes:
    """a value of 200 MB in Parquet"""
    return _parquet(pa.array(["x" * FIELD]))


def parquet_bomb() -> bytes:
    """a text of a megabyte two thousand times"""
    return _parquet(pa.array(["x" * (1 << 20)]).dictionary_encode().take(pa.array([0] * 2_000)))
