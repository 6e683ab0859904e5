"""The revision triangle: how each month's count grew from extract to extract."""

from pathlib import Path

import pyarrow as pa

from etl.database import Connection, arrow
from etl.versions import Settled

SQL = (Path(__file__).parent / "revisions.sql").read_text("utf-8")
RECEIVED = {"cases": "received_on", "complaints": "received_on", "appeals": "sent_on"}


def revisions(connection: Connection, settled: dict[str, Settled]) -> pa.Table:
    """One row is a fact's month at an extract, as in etl/facts/revisions.toml."""
    extracts = sorted(
        {(one.source.name, file.extracted_on) for one in settled.values() for file in one.files}
    )
    covers = [(one.source.name, "+".join(one.source.get("covers", [])) or "ALL") for one in settled.values()]
    connection.register("extracts", pa.table({
        "source": pa.array([source for source, _ in extracts], pa.string()),
        "extracted_on": pa.array([day for _, day in extracts], pa.date32()),
    }))  # fmt: skip
    connection.register("covered", pa.table({
        "source": pa.array([source for source, _ in covers], pa.string()),
        "department": pa.array([departments for _, departments in covers], pa.string()),
    }))  # fmt: skip
    parts = []
    for fact, day in RECEIVED.items():
        table = "delivered_cases" if fact == "cases" else fact
        sql = SQL.format(table=table, day=day)
        parts.append(arrow(connection, sql, {"fact": fact}))
    return pa.concat_tables(parts)
