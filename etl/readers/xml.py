"""XML, element by element: no entity is ever resolved, no DOCTYPE let in, and nothing that was not asked for is kept.

A record is an element that the TOML names as `row`. Before the parser sees the file, its bytes are searched for start
tags of rows, which gives the independent count, and for what could make a small file large.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

from etl.errors import RunError
from etl.identity import mask
from etl.readers.block import Gathered
from etl.readers.raw import RawTable
from etl.readers.unpacked import BY_MARK, Buffer, unpacked
from etl.source import Column, Source

CHUNK = 256 << 10
LONGEST = 16 << 20  # bytes from the end of one row to the end of the next
# Encodings in which the marks of XML are the same bytes as in ASCII, so that the bytes can be searched.
ENCODINGS = re.compile(r"utf-?8|us-ascii|ascii|iso-8859-\d+|latin-?1|windows-125\d|utf-?16", re.IGNORECASE)
DECLARED = re.compile(rb"""\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([^"'>]*)""")


def read_xml(source: Source, path: Path) -> Iterator[RawTable]:
    """Read one file, block by block. Raises RunError where the file as a whole cannot be trusted."""
    row = source.get("row")
    if not row:
        raise RunError(
            f"{source.name}: 'row' is missing. Name the element that is a record, such as row = \"sag\"."
        )
    with unpacked(path, BY_MARK, source.name) as data:
        where = f"{source.name}: {mask(path.name)}"
        gathered = Gathered(source, path, count_elements(data, row, where))
        wanted = _tree(source.columns)
        for _, element in elements(data, (row,), ("end",), where):
            if next(element.iterancestors("{*}" + row), None) is not None:
                raise RunError(
                    f"{where}: '{row}' stands inside '{row}'. Name another 'row' in {source.name}.toml."
                )
            _add(gathered, source.columns, element, wanted)
            forget(element)
            yield from gathered.full()
        yield from gathered.rest()


def count_elements(data: Buffer, name: str, where: str) -> int:
    """Start tags of the element in the bytes, outside comments, CDATA and instructions. A DOCTYPE is refused."""
    encoding = _encoding(data, where)
    tag = re.escape(name.encode(encoding, "replace"))
    marks = re.compile(
        rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
        rb"|<!(DOCTYPE|ENTITY)|<(?:[^\s<>/!?:=\"']+:)?(" + tag + rb")(?=[\s/>])",
        re.DOTALL,
    )
    count = 0
    for found in marks.finditer(data):
        if found[1]:
            raise RunError(
                f"{where}: has a DOCTYPE, in which anything could hide. Deliver the file without one."
            )
        count += found[2] is not None
    return count


def _encoding(data: Buffer, where: str) -> str:
    start = data[:1024].removeprefix(b"\xef\xbb\xbf")
    if b"\0" in start:
        raise RunError(f"{where}: is neither UTF-8 nor UTF-16 with a byte-order mark. Deliver it as UTF-8.")
    found = DECLARED.match(start)
    name = found[1].decode("latin-1") if found else "utf-8"
    if not ENCODINGS.fullmatch(name):
        raise RunError(f"{where}: declares an encoding that is not read here. Deliver it as UTF-8.")
    return "utf-8" if name.lower().startswith(("utf-16", "utf16")) else name


def elements(
    data: Buffer, names: Sequence[str], moments: Sequence[str], where: str
) -> Iterator[tuple[str, Any]]:
    """The named elements as they begin or end, whatever their namespace. The caller forgets what it has read."""
    given = "utf-8" if _is_utf16_by_name(data) else None  # its bytes are UTF-8 by now, whatever it declares
    parser = etree.XMLPullParser(
        moments, tag=["{*}" + name for name in names], encoding=given, resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    since = 0
    try:
        for start in range(0, len(data), CHUNK):
            parser.feed(data[start : start + CHUNK])
            _check_whole(parser, where)
            since += CHUNK
            for moment, element in parser.read_events():
                since = 0
                yield moment, element
            if since > LONGEST:
                raise RunError(
                    f"{where}: {LONGEST >> 20} MB without an end of '{names[-1]}'. Is 'row' the right name?"
                )
        parser.close()
        _check_whole(parser, where)
    except etree.XMLSyntaxError as error:
        raise _broken(where, error.lineno) from None
    yield from parser.read_events()


def _check_whole(parser: Any, where: str) -> None:
    """After some errors the parser starts afresh at the next piece without a word: its log is asked each time."""
    fatal = [entry for entry in parser.feed_error_log if entry.level_name == "FATAL"]
    if fatal:
        raise _broken(where, fatal[0].line)


def _broken(where: str, line: int | None) -> RunError:
    return RunError(f"{where}: is not whole XML{f' at line {line}' if line else ''}. Deliver it again.")


def _is_utf16_by_name(data: Buffer) -> bool:
    found = DECLARED.match(data[:1024].removeprefix(b"\xef\xbb\xbf"))
    return bool(found) and found[1].lower().startswith((b"utf-16", b"utf16"))  # type: ignore[index]


@dataclass
class _Branch:
    """What is wanted of an element: the columns its text is for, its attributes and its children."""

    columns: list[int] = field(default_factory=list)
    attributes: dict[str, "_Branch"] = field(default_factory=dict)
    children: dict[str, "_Branch"] = field(default_factory=dict)


def _tree(columns: Sequence[Column]) -> _Branch:
    """The columns' paths as a tree, so that one walk over a row finds them all."""
    tree = _Branch()
    for number, column in enumerate(columns):
        branch = tree
        for step in column.source.split("/"):
            among = branch.attributes if step.startswith("@") else branch.children
            branch = among.setdefault(step.removeprefix("@"), _Branch())
        branch.columns.append(number)
    return tree


class _Unfit(Exception):
    """A row that says one thing twice, or says in elements what should be text."""

    def __init__(self, reason: str, column: str) -> None:
        super().__init__(reason)
        self.reason, self.column = reason, column


def _add(gathered: Gathered, columns: Sequence[Column], row: Any, wanted: _Branch) -> None:
    found: dict[int, str] = {}
    try:
        _walk(columns, row, wanted, found)
        gathered.add([found.get(number, "") for number in range(len(columns))])
    except _Unfit as unfit:
        gathered.reject(unfit.reason, unfit.column)
    if len(gathered.seen) < len(columns):
        gathered.seen.update(columns[number].source for number in found)


def _walk(columns: Sequence[Column], element: Any, wanted: _Branch, found: dict[int, str]) -> None:
    """Texts of the wanted elements and attributes below one; the others are passed over."""
    for name, branch in wanted.attributes.items():
        value = element.get(name)
        if value is not None:
            _take(columns, branch, value, found)
    for child in element if wanted.children else ():
        inner = wanted.children.get(local(child.tag))
        if inner is None:
            continue
        if inner.columns:
            if len(child):
                raise _Unfit("not_one_value", columns[inner.columns[0]].source)
            _take(columns, inner, child.text or "", found)
        if inner.children or inner.attributes:
            _walk(columns, child, inner, found)


def _take(columns: Sequence[Column], branch: _Branch, value: str, found: dict[int, str]) -> None:
    for number in branch.columns:
        column = columns[number]
        if number not in found:
            found[number] = value
        elif column.kind == "codes":
            found[number] += column.split + value
        else:
            raise _Unfit("doubled_key", column.source)


@lru_cache(4096)
def local(tag: Any) -> str:
    """A name without its namespace; empty for what is no element."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def forget(element: Any) -> None:
    """Free a row and all that stood before it, so that a large file needs no large memory."""
    element.clear()
    while element is not None:
        parent = element.getparent()
        while parent is not None and parent[0] is not element:
            del parent[0]
        element = parent
