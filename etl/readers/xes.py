"""XES event logs (IEEE 1849), plain or gzipped, read element by element without external entities.

An event is a record. Attributes of its trace are named with "case:" in front, as the standard's tools do in tables.
"""

import gzip
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
from lxml import etree

from etl.errors import RunError
from etl.identity import mask
from etl.readers.raw import RawTable, check_count, column_type
from etl.source import Source

KEYS = ("string", "date", "int", "float", "boolean", "id")
EVENT = re.compile(rb"<(?:[\w.-]+:)?event[\s>/]")
Attributes = dict[str, str]


def read_xes(source: Source, path: Path) -> RawTable:
    """Every event of every trace, with the columns that the TOML names."""
    wanted = [column.source for column in source.columns]
    columns: dict[str, list[str]] = {name: [] for name in wanted}
    seen: set[str] = set()
    for attributes in events(source.name, path):
        seen.update(attributes)
        for name in wanted:
            columns[name].append(attributes.get(name, ""))
    count = len(columns[wanted[0]])
    missing = [name for name in wanted if name not in seen] if count else []
    if missing:
        raise RunError(
            f"{source.name}: {mask(path.name)}: no event or trace has the attribute {', '.join(missing)}. "
            f"They have: {', '.join(mask(name) for name in sorted(seen))}. "
            f"Mend the log or 'from' in {source.name}.toml."
        )
    table = pa.table({c.name: _array(columns[c.source], column_type(c)) for c in source.columns})
    raw = RawTable(path, count_events(path), table)
    check_count(source, raw)
    raw.table = table.append_column("record", pa.array(np.arange(1, count + 1, dtype=np.int32)))
    return raw


def _array(values: list[str], kind: pa.DataType) -> pa.Array:
    text = pa.array(values, pa.string())
    return text.dictionary_encode() if pa.types.is_dictionary(kind) else text


def events(name: str, path: Path) -> Iterator[Attributes]:
    """Attributes of each event in the order of the file, those of its trace with "case:" in front."""
    try:
        with _open(path) as file:
            # huge_tree stays off and entities unresolved: a log is data, not a program to expand.
            parser = etree.iterparse(
                file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
            )
            yield from _walk(parser)
    except (etree.XMLSyntaxError, OSError, EOFError, zlib.error) as error:
        line = getattr(error, "lineno", None)
        where = f" at line {line}" if line else ""
        raise RunError(f"{name}: {mask(path.name)} is not whole XML{where}. Deliver the log again.") from None


def _walk(parser: Any) -> Iterator[Attributes]:
    trace: Attributes = {}
    for moment, element in parser:
        if not isinstance(element.tag, str):
            continue
        tag = etree.QName(element).localname
        if moment == "start":
            trace = {} if tag == "trace" else trace
            continue
        parent = element.getparent()
        if tag == "event":
            yield trace | _own(element)
            element.clear()
        elif tag in KEYS and parent is not None and etree.QName(parent).localname == "trace":
            trace["case:" + element.get("key", "")] = element.get("value", "")
        elif tag == "trace":
            _forget(element)


def _own(element: Any) -> Attributes:
    return {
        child.get("key", ""): child.get("value", "")
        for child in element
        if isinstance(child.tag, str) and etree.QName(child).localname in KEYS
    }


def _forget(element: Any) -> None:
    """Free a finished trace and what stood before it, so that a large log needs no large memory."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix == ".gz" else open(path, "rb")  # type: ignore[return-value]


def count_events(path: Path) -> int:
    """Start tags of events, counted in the bytes by a pattern, comments apart."""
    with _open(path) as file:
        text = file.read()
    return len(EVENT.findall(re.sub(rb"<!--.*?-->", b"", text, flags=re.DOTALL)))
