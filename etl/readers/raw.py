"""What every reader hands on: the named columns as text, one row a record, and what could not even be read."""

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
    """One file's records. `read` is counted by something other than the parser that made `table`."""

    path: Path
    read: int
    table: pa.Table  # our column names, text; and `record`, the number after the header, blank lines apart
    faults: list[Fault] = field(default_factory=list)


def column_type(column: Column) -> pa.DataType:
    return pa.string() if column.kind in PLAIN else pa.dictionary(pa.int32(), pa.string())


def check_header(source: Source, path: Path, header: list[str]) -> None:
    """A column that the file lacks stops the source and says which columns it has."""
    missing = [column.source for column in source.columns if column.source not in header]
    if missing:
        raise RunError(
            f"{source.name}: {mask(path.name)}: the file has no column {', '.join(missing)}. "
            f"It has: {', '.join(mask(name) for name in header)}. Mend the extract or 'from' in {source.name}.toml."
        )
    doubled = sorted(
        {name for name in header if header.count(name) > 1 and name in {c.source for c in source.columns}}
    )
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
