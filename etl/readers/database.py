"""A relational database as a source: `connection` and `query` in the TOML, streamed into Arrow.

Only the named columns ever leave the database. Count, fingerprint and rows are asked for at one moment of it, so that
the rows read are the rows counted. Tried with PostgreSQL; others by the ADBC driver that `driver` names.
"""

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from etl.errors import RunError
from etl.readers.block import RECORDS
from etl.readers.connection import connected, told, value
from etl.readers.parquet import typed_block
from etl.readers.raw import RawTable, check_header
from etl.readers.typed import ZONE
from etl.source import Source

FIELD, RECORD = b"\x1f", b"\x1e"


@dataclass
class DatabaseDelivery:
    """What a database delivers at one moment. `path` is a name for messages and logs; there is no such file."""

    source: Source
    connection: Any
    extracted_on: date
    path: Path

    def blocks(self) -> Iterator[RawTable]:
        """The rows, block by block, in the order of their values: the same rows always come in the same order."""
        query = _query(self.source)
        with told(self.source, "cannot be read"):
            self._check_columns(query)
            counted = value(self.connection, f"SELECT count(*) FROM ({query}\n) AS delivered")
        before = 0
        for batch in self._batches(query):
            if before + batch.num_rows > counted:
                raise self._differ(counted, before + batch.num_rows)
            arrays = {column.source: batch.column(i) for i, column in enumerate(self.source.columns)}
            yield typed_block(self.source, self.path, arrays, batch.num_rows, before)
            before += batch.num_rows
        if before != counted:
            raise self._differ(counted, before)

    def fingerprint(self) -> str:
        """A hash of the texts of all rows: the same rows, the same fingerprint, however they were sent."""
        digest = hashlib.sha256()
        for block in self.blocks():
            columns = [
                block.table[column.name].cast(pa.string()).to_pylist() for column in self.source.columns
            ]
            for row in zip(*columns):
                digest.update(FIELD.join(text.encode() for text in row) + RECORD)
            digest.update(b"".join(b"%d," % fault.record for fault in block.faults))
        return digest.hexdigest()

    def _check_columns(self, query: str) -> None:
        with closing(self.connection.cursor()) as cursor:
            cursor.execute(f"SELECT * FROM ({query}\n) AS delivered LIMIT 0")
            header = cursor.fetch_arrow_table().schema.names
        check_header(self.source, self.path, header)

    def _batches(self, query: str) -> Iterator[pa.RecordBatch]:
        """At least one batch, if an empty one; none larger than a block may be."""
        names = ", ".join('"%s"' % column.source.replace('"', '""') for column in self.source.columns)
        order = ", ".join(str(i) for i in range(1, len(self.source.columns) + 1))
        with closing(self.connection.cursor()) as cursor:
            with told(self.source, "cannot be read"):
                cursor.execute(f"SELECT {names} FROM ({query}\n) AS delivered ORDER BY {order}")
                reader = cursor.fetch_record_batch()
            some = False
            while True:
                with told(self.source, "cannot be read"):
                    batch = next(reader, None)
                if batch is None:
                    break
                for start in range(0, batch.num_rows, RECORDS):
                    some = True
                    yield batch.slice(start, RECORDS)
            if not some:
                yield pa.RecordBatch.from_arrays(
                    [pa.array([], kind) for kind in reader.schema.types], reader.schema.names
                )

    def _differ(self, counted: int, parsed: int) -> RunError:
        return RunError(
            f"{self.source.name}: the database counted {counted} rows but sent {parsed}. "
            "Run again; nothing was published."
        )


@contextmanager
def database_delivery(source: Source) -> Iterator[DatabaseDelivery]:
    """The database at one moment, until the block ends."""
    with connected(source) as connection:
        extracted_on = _extract_date(source, connection)
        path = Path(f"{source.name}_{extracted_on}.database")
        yield DatabaseDelivery(source, connection, extracted_on, path)


def read_database(source: Source) -> Iterator[RawTable]:
    """The rows of the query, block by block."""
    with database_delivery(source) as delivery:
        yield from delivery.blocks()


def database_extract_date(source: Source) -> date:
    """The day the database was last brought up to date, by its own account; never the clock."""
    with database_delivery(source) as delivery:
        return delivery.extracted_on


def _extract_date(source: Source, connection: Any) -> date:
    query = source.get("extracted_on_query")
    if not query:
        raise RunError(
            f"{source.name}: 'extracted_on_query' is missing. Write a query for the day of the extract, such as "
            "SELECT max(changed_at)::date FROM cases."
        )
    with told(source, "cannot tell the day of the extract"):
        found = value(connection, _one_statement(query))
    if isinstance(found, str):
        with told(source, "cannot tell the day of the extract"):
            found = datetime.fromisoformat(found)
    if isinstance(found, datetime):
        found = (found.astimezone(ZoneInfo(ZONE)) if found.tzinfo else found).date()
    if not isinstance(found, date):
        raise RunError(
            f"{source.name}: 'extracted_on_query' gives no day, but {'nothing' if found is None else 'another value'}. "
            "Mend it so that it gives one date."
        )
    return found


def _query(source: Source) -> str:
    query = source.get("query")
    if not query:
        raise RunError(f"{source.name}: 'query' is missing. Write the SELECT that gives the columns.")
    return _one_statement(query)


def _one_statement(query: str) -> str:
    return query.strip().rstrip(";").strip()
