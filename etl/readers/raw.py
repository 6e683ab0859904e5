"""What every reader hands on, block by block: the named columns as text, and what could not even be read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from etl.errors import RunError
from etl.identity import mask
from etl.source import Column, Source

# High-cardinality kinds are kept as plain text; the rest as dictionaries, so that each distinct value is read once.
PLAIN = ("key", "moment", "integer", "number")


@dataclass
class Fault:
    """One record that did not fit. The value itself is never kept, only its shape."""

    record: int
    column: str
    reason: str
    shape: str = ""


@dataclass
class RawTable:
    """A block of a file's records. `read` is counted by something other than the parser that made `table`."""

    path: Path
    read: int
    table: pa.Table  # our column names, text; and `record`, the number after the header, blank lines apart
    faults: list[Fault] = field(default_factory=list)


# A file comes as blocks of a few hundred thousand records at most: memory does not grow with the file.
Reader = Callable[[Source, Path], Iterator[RawTable]]


def column_type(column: Column) -> pa.DataType:
    return pa.string() if column.kind in PLAIN else pa.dictionary(pa.int32(), pa.string())


def whole(blocks: Iterator[RawTable]) -> RawTable:
    """All blocks of a file as one: for single logs, and for tests."""
    parts = list(blocks)
    tables = [part.table for part in parts]
    faults = sorted((fault for part in parts for fault in part.faults), key=lambda fault: fault.record)
    table = pa.concat_tables(tables).unify_dictionaries().combine_chunks()
    return RawTable(parts[0].path, sum(part.read for part in parts), table, faults)


def blocks_of(read: "RawTable | Iterator[RawTable]") -> RawTable:
    return read if isinstance(read, RawTable) else whole(read)


def check_header(source: Source, path: Path, header: list[str]) -> None:
    """A column that the file lacks stops the source and says which columns it has."""
    missing = [column.source for column in source.columns if column.source not in header]
    if missing:
        # Names that we did not declare are not repeated: a header can hold anything, also who somebody is.
        declared = {column.source for column in source.columns}
        known = ", ".join(name for name in header if name in declared) or "none"
        raise RunError(
            f"{source.name}: {mask(path.name)}: the file has no column {', '.join(missing)}. "
            f"It has {len(header)} columns, of which {known} stand in {source.name}.toml. "
            f"Mend the extract or 'from' in {source.name}.toml."
        )
    doubled = sorted({column.source for column in source.columns if header.count(column.source) > 1})
    if doubled:
        raise RunError(
            f"{source.name}: {mask(path.name)}: column {', '.join(doubled)} stands twice. Deliver it once."
        )


def check_count(source: Source, raw: RawTable) -> None:
    """The parser and the independent count must agree, or nothing is published."""
    parsed = raw.table.num_rows + len(raw.faults)
    if parsed != raw.read:
        raise RunError(
            f"{source.name}: {mask(raw.path.name)}: {raw.read} records were counted but {parsed} could be read. "
            "Look for unbalanced quotes or a wrong delimiter; nothing was published."
        )
