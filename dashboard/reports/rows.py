"""Every figure of a report as rows: one file for Danish Excel, one for machines, and the package that describes them.

A long table holds what a report's many tables cannot hold in one file: each figure with all that is said of it.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from dashboard.reports.fields import FIELDS, NUMBERS
from dashboard.reports.result import Block, Chart, Figure, Label, Report, Sentences, Table, shown

Row = dict[str, Any]
DEFINED = ("metric", "title", "definition", "unit", "owner")
INJECTING = ("=", "+", "-", "@", "\t", "\r")


def csv_folder(report: Report) -> dict[str, bytes]:
    """Danish: semicolon, decimal comma, byte order mark, as Excel opens it. Machine: as every library reads it."""
    rows = list(figure_rows(report))
    heads = {name: report.words[f"field_{name}"] for name in FIELDS}
    danish = [{name: _danish(name, value, report) for name, value in row.items()} for row in rows]
    files = {
        "tal.csv": b"\xef\xbb\xbf" + _csv(list(heads.values()), danish, ";", "\r\n"),
        "figures.csv": _csv(list(FIELDS), rows, ",", "\n"),
        "definitions.csv": _csv(DEFINED, list(_definitions(report)), ",", "\n"),
        "caveats.csv": _csv(["key", "number", "title", "text"], list(_caveats(report)), ",", "\n"),
    }  # fmt: skip
    return {**files, "datapackage.json": _package(report, files)}


def figure_rows(report: Report) -> Iterator[Row]:
    """One row a figure that is shown, with the table or chart and the row and column it stands in."""
    for section in report.sections:
        for block in section.blocks:
            for row, column, figure in _placed(block):
                yield _row(section.title, block, row, column, figure)


def _placed(block: Block) -> Iterator[tuple[str, str, Figure]]:
    if isinstance(block, Sentences):
        yield from (("", name, cell) for name, cell in block.slots.items() if isinstance(cell, Figure))
    elif isinstance(block, Table):
        for cells in block.all_rows:
            name = shown(cells[0]) if isinstance(cells[0], Label) else ""
            for head, cell in zip(block.columns, cells, strict=True):
                if isinstance(cell, Figure):
                    yield name, head.title, cell
    else:
        for series in block.series:
            yield from ((point.label, series.name, point.figure) for point in series.points)
        if block.usual:
            yield "", block.usual.title, block.usual


def _row(section: str, block: Block, row: str, column: str, of: Figure) -> Row:
    kind = {Sentences: "text", Table: "table", Chart: "chart"}[type(block)]
    title = "" if isinstance(block, Sentences) else block.title
    told = {"section": section, "block": kind, "block_title": title, "row": row, "column": column}
    values = {name: getattr(of, name) for name in FIELDS if name not in told}
    return {**told, **values, "caveats": " ".join(of.caveats)}


def _danish(name: str, value: Any, report: Report) -> str:
    """As a reader in Danish Excel expects it; a number keeps its sign and is never quoted as text."""
    if value is None:
        return ""
    if name in NUMBERS:
        return repr(value).replace(".", ",")
    if name in ("method", "status"):
        return report.words[f"{name}_{value}"]
    return str(value)


def _csv(heads: Sequence[str], rows: Sequence[Row], delimiter: str, end: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([harmless(value) for value in row.values()])
    return text.getvalue().encode()


def harmless(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe; numbers, negative ones too, stay numbers."""
    if not isinstance(value, str) or not value.startswith(INJECTING) or _is_number(value):
        return value
    return f"'{value}"


def _is_number(text: str) -> bool:
    """-3 and -2,5, in either notation."""
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _definitions(report: Report) -> Iterator[Row]:
    for key, of in sorted(report.definitions.items()):
        text = f"{of.text} {of.counts}".strip()
        yield {"metric": key, "title": of.title, "definition": text, "unit": of.unit, "owner": of.owner}


def _caveats(report: Report) -> Iterator[Row]:
    for number, (key, note) in enumerate(report.notes.items(), 1):
        yield {"key": key, "number": number, "title": note.title, "text": note.text}


def _package(report: Report, files: dict[str, bytes]) -> bytes:
    """Frictionless: what each file and column is. The Danish file is described by its own delimiter and comma."""
    danish = {
        report.words[f"field_{name}"]: "string" if name == "extracted_on" else kind
        for name, kind in FIELDS.items()
    }
    schemas = {
        "tal.csv": danish,
        "figures.csv": FIELDS,
        "definitions.csv": dict.fromkeys(DEFINED, "string"),
        "caveats.csv": {"key": "string", "number": "integer", "title": "string", "text": "string"},
    }
    package = {
        "profile": "tabular-data-package",
        "name": report.name,
        "title": f"{report.title}, {report.subtitle}",
        "description": report.warning,
        "version": report.snapshot,
        "resources": [_resource(path, data, schemas[path]) for path, data in files.items()],
    }
    return json.dumps(package, ensure_ascii=False, indent=1).encode()


def _resource(path: str, data: bytes, fields: dict[str, str]) -> Row:
    is_danish = path == "tal.csv"
    end = "\r\n" if is_danish else "\n"
    described = [
        {"name": name, "type": kind, **({"decimalChar": ","} if is_danish and kind == "number" else {})}
        for name, kind in fields.items()
    ]
    return {
        "name": path.removesuffix(".csv"),
        "path": path,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{sha256(data).hexdigest()}",
        "dialect": {"delimiter": ";" if is_danish else ",", "lineTerminator": end},
        "schema": {"fields": described, "missingValues": [""]},
    }
