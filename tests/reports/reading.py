"""What stands in a report's files, read back by other means than those that wrote them."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from docx import Document
from pypdf import PdfReader

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CELL = re.compile(r"([A-Z]+)(\d+)")


def squeezed(text: str) -> str:
    """Without what a line break adds: spaces and hyphens."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


def pdf_text(data: bytes) -> str:
    """All pages in the order their content is written."""
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages))


def workbook_cells(data: bytes) -> dict[str, dict[tuple[int, int], str | float]]:
    """Sheet → cell by row and column, both from 0: text, or a number."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        shared = [
            "".join(each.itertext())
            for each in ElementTree.fromstring(parts.read("xl/sharedStrings.xml")).iterfind("m:si", NS)
        ]
        links = ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
        paths = {each.get("Id"): each.get("Target") for each in links}
        book = ElementTree.fromstring(parts.read("xl/workbook.xml"))
        return {
            str(sheet.get("name")): dict(_cells(parts.read(f"xl/{paths[sheet.get(RELATED)]}"), shared))
            for sheet in book.iterfind("m:sheets/m:sheet", NS)
        }


def _cells(sheet: bytes, shared: list[str]) -> Iterator[tuple[tuple[int, int], str | float]]:
    for cell in ElementTree.fromstring(sheet).iterfind(".//m:c", NS):
        value = cell.findtext("m:v", None, NS)
        found = CELL.fullmatch(cell.get("r") or "")
        if value is None or found is None:
            continue
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        is_text = cell.get("t") == "s"
        yield (int(found[2]) - 1, column - 1), shared[int(value)] if is_text else float(value)


def word_text(data: bytes) -> str:
    return squeezed("".join(Document(io.BytesIO(data)).element.body.itertext()))


def laid_bare(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every byte of every file as a reader could get at it: archives opened, streams of the PDF unpacked."""
    bare = {}
    for path, data in files.items():
        if Path(path).suffix in (".xlsx", ".docx"):
            with zipfile.ZipFile(io.BytesIO(data)) as parts:
                own = {name: parts.read(name) for name in parts.namelist()}
            bare |= {f"{path}/{name}": part for name, part in own.items() if part not in of_the_library()}
        elif path.endswith(".pdf"):
            bare[path] = "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).encode()
            bare[f"{path}/streams"] = b"".join(_streams(data))
        else:
            bare[path] = data
    return bare


@cache
def of_the_library() -> frozenset[bytes]:
    """Parts that every Word file has from python-docx's own template."""
    made = io.BytesIO()
    Document().save(made)
    with zipfile.ZipFile(made) as parts:
        return frozenset(parts.read(name) for name in parts.namelist())


def _streams(data: bytes) -> Iterator[bytes]:
    reader = PdfReader(io.BytesIO(data))
    for number in range(1, len(reader.xref_objStm) + sum(map(len, reader.xref.values())) + 1):
        found = reader.get_object(number) if number in reader.xref.get(0, {}) else None
        if hasattr(found, "get_data"):
            yield found.get_data()
        elif found is not None:
            yield repr(found).encode()
