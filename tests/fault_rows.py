"""Rows, cases and events at random, and what the ETL makes of them against slow and plain Python."""

import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from hypothesis import strategies as st

from etl.__main__ import main
from etl.casework import number_cases
from etl.check import current
from etl.clean import clean
from etl.columns import Context
from etl.database import arrow, connect
from etl.fact import fact_named, load, prepare, run_sql
from etl.readers.raw import RawTable, column_type
from etl.reference import load_reference
from etl.source import Column, Source
from tests.etl.sources import HOME, KEY
from tests.fault_oracle import Event, Step, cleaned, due_day, steps
from tests.faults import NUMBERS, planted_texts, traces

UNITS = frozenset(("SOF-HAN-1", "TMF-VEJ-1", "F01", "F05"))
COLUMNS = (
    Column("key", "K", "key", pattern="[A-Z]{1,3}\\d{1,4}", required=True),
    Column("citizen", "CPR", "cpr"),
    Column("kind", "KIND", "code", values=(("A", "first"), ("B", "second")), required=True),
    Column("yes", "YES", "flag", values=(("Y", True), ("N", False))),
    Column("unit", "UNIT", "reference", to="organisation"),
    Column("points", "POINTS", "codes", to="organisation", split=","),
    Column("word", "WORD", "pattern", pattern="[a-z0-9 .-]{2,40}"),
    Column("from_on", "FROM", "date", format="%d-%m-%Y", required=True),
    Column("to_on", "TO", "date", format="%d-%m-%Y"),
    Column("next_on", "NEXT", "date", format="%d-%m-%Y", future=True),
    Column("at", "AT", "moment", format="%d-%m-%Y %H:%M"),
    Column("iso", "ISO", "moment", format="iso"),
    Column("count", "COUNT", "integer"),
    Column("amount", "AMOUNT", "number", decimal=",", thousands="."),
)
SOURCE = Source("example", COLUMNS, {"key": ["key"], "order": [["from_on", "to_on"]], "layout": "rows"})
EXTRACTED = date(2025, 12, 31)
PECULIAR = (
    "", " ", "x", "0", "-0", "12", "007", "-12.345", "1.234,5", "12.34", "1,", ",5", "1.234.567", "1e5", "9" * 400,
    "9" * 19, "A1", "AB12 ", " a-b", "31-02-2025", "2025-02-28", "2025-02-28 00:00:00", "1-2-2025", "01-01-2031",
    "29-02-2024 12:60", "infinity", "-infinity", "epoch", "today", "2025-07-01T10:00:00+02:00", "2025-01-01T00:00:00Z",
    "0000-01-01", "F01,F05,F01", "F01;F05", "F01,", "Y", "y", "0101364567", "310299,4567", "3.102.994.567",
    *planted_texts(),
)  # fmt: skip
NEAR = st.sampled_from(PECULIAR)
DAYS = st.dates(date(2023, 1, 1), date(2026, 3, 1))
# The hour that is doubled in autumn and the one that is missing in spring are no part of this.
MOMENTS = st.datetimes(datetime(2023, 1, 1), datetime(2026, 3, 1)).filter(lambda at: at.hour not in (1, 2, 3))
FITTING: dict[str, st.SearchStrategy[str]] = {
    "key": st.from_regex("[A-Z]{1,3}[0-9]{1,4}", fullmatch=True),
    "cpr": st.sampled_from([*NUMBERS, *(f"{one[:6]}-{one[6:]}" for one in NUMBERS), "310299 4567"]),
    "code": st.sampled_from("AB"), "flag": st.sampled_from("YN"), "reference": st.sampled_from(sorted(UNITS)),
    "codes": st.lists(st.sampled_from(sorted(UNITS))).map(",".join),
    "pattern": st.from_regex("[a-z0-9 .-]{2,40}", fullmatch=True), "date": DAYS.map(lambda day: f"{day:%d-%m-%Y}"),
    "moment": MOMENTS.map(lambda at: f"{at:%d-%m-%Y %H:%M}"), "iso": MOMENTS.map(lambda at: f"{at:%Y-%m-%d %H:%M:%S}"),
    "integer": st.integers(-(2**64), 2**64).map(str) | st.integers(0, 9_999).map(str),
    "number": st.floats(-1e12, 1e12).map(lambda value: f"{value:,.2f}".translate(str.maketrans(",.", ".,"))),
}  # fmt: skip


# What each kind has opinions about; most rows have one such text at most, so that no other fault hides its own.
OF_KIND = {
    "number": (
        "12.34",
        "1.234,5",
        "1.234.567",
        "1.2.3",
        ".5",
        "-12.345",
        "9" * 400,
        "310299,4567",
        "3.102.994.567",
    ),
    "integer": ("0101364567", "-7", "007", "9" * 18, "9" * 19, "1.0", "12.345"),
    "pattern": ("3102994321", "ab 310299-4321", "ab"),
}


def fitting(column: Column) -> st.SearchStrategy[str]:
    return FITTING["iso" if column.format == "iso" else column.kind]


@st.composite
def row_of_texts(draw: st.DrawFn) -> dict[str, str]:
    row = {column.name: draw(fitting(column)) for column in COLUMNS}
    for column in draw(st.lists(st.sampled_from(COLUMNS), max_size=2)):
        row[column.name] = draw(st.sampled_from(OF_KIND.get(column.kind, ("",))) | NEAR)
    return row


ROWS = st.lists(row_of_texts(), min_size=1, max_size=25)


FITS = {
    "key": "A1", "citizen": NUMBERS[0], "kind": "A", "from_on": "01-02-2025", "to_on": "02-02-2025",
}  # fmt: skip


def each_text_in_each_column() -> list[dict[str, str]]:
    """Rows in which all fits but for one text."""
    base = dict.fromkeys((column.name for column in COLUMNS), "") | FITS
    texts = [*PECULIAR, *(text for some in OF_KIND.values() for text in some)]
    return [base | {column.name: text} for column in COLUMNS for text in texts]


def each_wait_in_each_deadline() -> list[tuple[Any, ...]]:
    """Cases decided and sent after so and so many days, the last one in time among them."""
    return [(deadline, date(2025, 3, 3), 0, wait, wait) for deadline in CLOCKED for wait in range(130)]


def compare_cleaning(rows: list[dict[str, str]]) -> None:
    """Rows of texts, cleaned as a block, against reading each by itself."""
    columns = {c.name: pa.array([row[c.name] for row in rows]) for c in COLUMNS}
    typed = {c.name: columns[c.name].cast(column_type(c)) for c in COLUMNS}
    table = pa.table({**typed, "record": pa.array(range(1, len(rows) + 1), pa.int32())})
    known = Context(KEY, {"organisation": UNITS}, connect())
    known.connection.execute("SET TimeZone = 'Europe/Copenhagen'")
    found = clean(SOURCE, RawTable(Path("x"), len(rows), table), EXTRACTED, known)
    keys: dict[str, str] = {}
    for place, (row, texts) in enumerate(zip(found.table.to_pylist(), rows)):
        fault = found.faults.get(place)
        expected = cleaned(SOURCE, texts, EXTRACTED, KEY, UNITS)
        if isinstance(expected, tuple):
            assert fault and (fault.column, fault.reason) == expected, texts
            assert traces(str(fault)) == []
            continue
        assert not fault, (fault, texts)
        assert keys.setdefault(expected.pop("key"), row["key"]) == row.pop("key")
        assert {name: row[name] for name in expected} == {**expected, "points": expected["points"]}
    assert len(set(keys.values())) == len(keys)


REFERENCE = load_reference(HOME / "data" / "reference")
CLOCKED = [row for row in REFERENCE.tables["deadlines"] if row["process"]]
STARTS = {"complete": "complete_on", "decided": "decided_on"}
# Also just as long as deadlines are, for the last day is in time.
WAITS = st.sampled_from([0, 1, 10, 21, 28, 40, 42, 50, 55, 56, 60, 84]) | st.integers(0, 400) | st.none()
CASES = st.lists(
    st.tuples(st.sampled_from(CLOCKED), DAYS, *[WAITS] * 3), min_size=1, max_size=40
)  # fmt: skip


def compare_due_days(cases: list[tuple[Any, ...]]) -> None:
    """Due day, state and whether it was in time, by the fact's own SQL, against counting on fingers."""
    rows = []
    for number, (deadline, received, *waits) in enumerate(cases):
        complete, decided, sent = (
            None if wait is None else received + wait * date.resolution for wait in waits
        )
        rows.append({
            "source": "x", "system": "x", "case_key": f"k{number}", "case_no": number, "process": deadline["process"],
            "unit": "SOF-HAN-1", "legal_basis": deadline["legal_basis"] or None, "received_on": received,
            "complete_on": complete, "decided_on": decided, "sent_on": sent, "extracted_on": date(2026, 10, 31),
        })  # fmt: skip
    made = {row["case_key"]: row for row in cases_made(rows)}
    by_code = {row["code"]: row for row in REFERENCE.tables["deadlines"]}
    for row in rows:
        found = made[row["case_key"]]
        used = by_code.get(found["deadline"], {})
        assert not used or used["process"] == row["process"]
        due = None
        if used.get("binds") == "each":
            due = due_day(
                row[STARTS.get(used["clock_starts"], "received_on")], int(used["amount"]), used["unit"]
            )
        stopped = row["sent_on" if used.get("clock_stops") == "sent" else "decided_on"]
        assert found["due_on"] == due, (row, used)
        assert found["decided_in_time"] == (stopped <= due if stopped and due else None)
        assert found["state"] == (
            "decided" if row["decided_on"] else "informed" if row["complete_on"] else "arisen"
        )


def cases_made(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    connection = connect()
    prepare(connection, REFERENCE, {})
    kinds = fact_named("cases").delivered.items()
    load(
        connection,
        "delivered_cases",
        pa.table({n: pa.array([row.get(n) for row in rows], k) for n, k in kinds}),
    )
    number_cases(connection)
    connection.execute(
        "CREATE TABLE changed AS SELECT DISTINCT strftime(received_on, '%Y-%m') AS name FROM cases"
    )
    run_sql(connection, "cases", date(2026, 10, 31))
    return list(arrow(connection, "FROM made_cases").to_pylist())


EVENTS = st.lists(
    st.builds(
        Event, st.sampled_from("123"), st.sampled_from("abc"),
        st.datetimes(datetime(2025, 6, 1), datetime(2025, 6, 3)).map(
            lambda at: at.replace(microsecond=0, fold=0)
        ),
        st.sampled_from(["", "p", "q"]),
    ),
    min_size=1, max_size=40,
)  # fmt: skip


def compare_steps(events: list[Event]) -> None:
    """Steps of a published log against walking through each case."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = [f"{one.case},{one.activity},{one.at.isoformat()}Z,{one.person}" for one in events]
        text = "\n".join(["case_id,activity,timestamp,resource", *lines])
        (folder / "log.csv").write_text(text, "utf-8")
        assert main(["log", str(folder / "log.csv"), "--facts", str(folder / "facts"), "--public"]) == 0
        columns = ", ".join(Step._fields).replace("at,", '"at",', 1)
        files = folder / "facts" / current(folder / "facts") / "case_steps" / "*.parquet"
        rows = duckdb.connect().execute(f"SELECT {columns} FROM read_parquet('{files}')").fetchall()
    assert sorted((Step(*row) for row in rows), key=str) == steps(events)
