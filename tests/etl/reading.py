"""Reading one file of any format in a test; what was planted in it must not come through anywhere."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from etl.errors import RunError
from etl.readers.raw import RawTable, whole
from etl.source import Column, Source

PLANTED = ("450199-1234", "310299-9999", "Planted Name")
Blocks = Iterator[RawTable]
often = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
letters = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))


def source(*columns: Column, **settings_: Any) -> Source:
    return Source("example", columns, settings_)


def code(name: str, where: str, kind: str = "code", **more: Any) -> Column:
    return Column(name, where, kind, **more)


def read(
    reader: Callable[[Source, Path], Blocks], given_: Source, folder: Path, content: bytes, name: str
) -> RawTable:
    path = folder / name
    path.write_bytes(content)
    raw = whole(reader(given_, path))
    assert raw.read == raw.table.num_rows + len(raw.faults)
    told = str(raw.table.to_pydict()) + str(raw.faults)
    assert not any(planted in told for planted in PLANTED)
    return raw


def refused(reader: Callable[[Source, Path], Blocks], given_: Source, path: Path, says: str) -> None:
    with pytest.raises(RunError, match=says) as caught:
        list(reader(given_, path))
    told = str(caught.value)
    assert (
        told.startswith("example: ") and "\n" not in told and not any(planted in told for planted in PLANTED)
    )


def rows(raw: RawTable) -> list[tuple[str, ...]]:
    return [tuple(str(value) for value in row.values()) for row in raw.table.to_pylist()]


def faults(raw: RawTable) -> list[tuple[int, str, str]]:
    return [(fault.record, fault.column, fault.reason) for fault in raw.faults]
