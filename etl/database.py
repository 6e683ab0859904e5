"""The run's DuckDB: in memory, gone when the run ends."""

import os
from typing import Any

import duckdb
import pyarrow as pa

Connection = duckdb.DuckDBPyConnection


def connect() -> Connection:
    """A fresh connection; LEDELSE_THREADS limits its threads (the bytes of a snapshot do not depend on them)."""
    connection = duckdb.connect()
    threads = os.environ.get("LEDELSE_THREADS", "")
    if threads.isdigit() and int(threads) > 0:
        connection.execute(f"SET threads = {int(threads)}")
    return connection


def another(connection: Connection, zone: str = "Europe/Copenhagen") -> Connection:
    """The same database for another thread; text that names no zone is read as in `zone`."""
    cursor = connection.cursor()
    cursor.execute(f"SET TimeZone = '{zone}'")
    return cursor


def arrow(connection: Connection, sql: str, parameters: dict[str, Any] | None = None) -> pa.Table:
    """The query's rows, in its order."""
    table = connection.sql(sql, params=parameters or None).to_arrow_table()
    assert table is not None  # the stubs allow for None, the library does not return it
    return table


def load(connection: Connection, name: str, rows: pa.Table) -> None:
    """A table of the run's own, from Arrow."""
    connection.register("incoming", rows)
    connection.execute(f"CREATE OR REPLACE TABLE {name} AS FROM incoming")
    connection.unregister("incoming")
