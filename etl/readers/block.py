"""Records gathered one by one into blocks, for formats that are read element by element or line by line."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from etl.errors import RunError
from etl.identity import mask, shape
from etl.readers.raw import Fault, RawTable, column_type
from etl.source import Source

RECORDS = 200_000  # at most so many in a block,
LETTERS = 64 << 20  # and at most about so many letters
RENAMED = 1_000  # where so many records never hold a column, its name is wrong rather than its value rare


class Gathered:
    """The records of one file, against `counted`: how many something other than the parser has found."""

    def __init__(self, source: Source, path: Path, counted: int) -> None:
        self.source, self.path, self.counted = source, path, counted
        self.seen: set[str] = set()  # names by which columns stand in the file
        self.parsed = self._fitted = self._told = 0
        self._begin()

    def _begin(self) -> None:
        self._columns: list[list[str]] = [[] for _ in self.source.columns]
        self._numbers: list[int] = []
        self._faults: list[Fault] = []
        self._letters = 0

    def add(self, values: Sequence[str]) -> None:
        """One record: its texts in the order of the source's columns."""
        self.parsed += 1
        self._fitted += 1
        self._numbers.append(self.parsed)
        for column, value in zip(self._columns, values):
            column.append(value)
            self._letters += len(value)

    def reject(self, reason: str, column: str = "", value: str = "") -> None:
        """One record that does not fit as a whole."""
        self.parsed += 1
        self._faults.append(Fault(self.parsed, column, reason, shape(value)))

    def full(self) -> Iterator[RawTable]:
        """The block, once it is large enough."""
        if len(self._numbers) + len(self._faults) >= RECORDS or self._letters >= LETTERS:
            if self.parsed > self.counted:
                raise self._differ()
            yield self._block(self.parsed - self._told)

    def rest(self) -> Iterator[RawTable]:
        """The last block, once the whole file agrees with its count and holds every column."""
        if self.parsed != self.counted:
            raise self._differ()
        self._check_seen()
        if self.counted > self._told or not self.counted:
            yield self._block(self.counted - self._told)

    def _block(self, read: int) -> RawTable:
        columns = {
            column.name: _array(values, column_type(column))
            for column, values in zip(self.source.columns, self._columns)
        }
        numbers = pa.array(np.array(self._numbers, dtype=np.int32))
        block = RawTable(self.path, read, pa.table({**columns, "record": numbers}), self._faults)
        self._told = self.parsed
        self._begin()
        return block

    def _differ(self) -> RunError:
        return RunError(
            f"{self.source.name}: {mask(self.path.name)}: {self.counted} records were counted but {self.parsed} "
            "could be read. Deliver the file again; nothing was published."
        )

    def _check_seen(self) -> None:
        """A column that no record holds. Where it may be missing, formats such as XML simply leave it out."""
        enough = self._fitted >= RENAMED and not self.source.get("sparse", False)
        missing = [
            c.source for c in self.source.columns if c.source not in self.seen and (c.required or enough)
        ]
        if missing and self._fitted:
            raise RunError(
                f"{self.source.name}: {mask(self.path.name)}: none of its records has "
                f"{', '.join(missing)}. Mend the extract or 'from' in {self.source.name}.toml; where all of them may "
                "lack what need not be there, write sparse = true."
            )


def _array(values: list[str], kind: pa.DataType) -> pa.Array:
    text = pa.array(values, pa.string())
    return text.dictionary_encode() if pa.types.is_dictionary(kind) else text
