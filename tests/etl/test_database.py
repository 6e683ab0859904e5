"""A database as a source, against a real PostgreSQL that these tests start themselves."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from etl.errors import RunError
from etl.readers.database import database_delivery, database_extract_date, read_database
from etl.readers.raw import RawTable, whole
from etl.source import Column, Source, extract_date
from tests.postgres import Server, running

COLUMNS = (
    Column("case_key", "case_no", "key", pattern="K\\d+"),
    Column("citizen", "cpr", "cpr"),
    Column("received_on", "received", "date", format="%d-%m-%Y"),
    Column("at", "changed", "moment", format="iso"),
    Column("seen_at", "seen", "moment", format="%d-%m-%Y %H:%M"),
    Column("amount", "amount", "number", decimal=",", thousands="."),
    Column("count", "pieces", "integer"),
    Column("urgent", "urgent", "flag"),
    Column("points", "points", "codes", to="complaint_points"),
    Column("unit", "unit", "code"),
)
TABLE = """
    CREATE TABLE cases (case_no text, cpr text, name text, received date, changed timestamptz, seen timestamp,
      amount numeric(10,2), pieces numeric(5,0), urgent boolean, points text[], unit char(3))
"""
ROWS = """
    INSERT INTO cases VALUES
      ('K2', '450199-1234', 'Jens Planted', '2025-04-02', '2025-04-02 10:00+02', '2025-04-02 10:00:59', 1250.50, 3,
       true, ARRAY['F01', NULL, 'F05'], 'abc'),
      ('K1', NULL, 'Anne Planted', '2025-04-01', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
      ('K3', '310299-9999', NULL, 'infinity', '-infinity', 'infinity', 'NaN', 0, false, '{}', 'x')
"""
SETTINGS = {
    "query": "SELECT * FROM cases  -- as it stands\n;",
    "extracted_on_query": "SELECT max(changed)::date FROM cases WHERE changed < '2100-01-01'",
    "password_env": "TEST_DATABASE_PASSWORD",
}
PLANTED = ("450199-1234", "310299-9999", "Planted")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as started:
        started.run(
            TABLE, ROWS, "CREATE ROLE stranger LOGIN PASSWORD 'known'", "CREATE TABLE writes (a int)",
            "CREATE FUNCTION sneak() RETURNS int LANGUAGE sql AS 'INSERT INTO writes VALUES (1) RETURNING a'",
            "CREATE TABLE many AS SELECT 'K' || n AS case_no, n % 7 AS unit FROM generate_series(1, 450000) AS n",
        )  # fmt: skip
        yield started


@pytest.fixture(autouse=True)
def password(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_DATABASE_PASSWORD", server.password)


def source(server: Server, columns: tuple[Column, ...] = COLUMNS, **settings: Any) -> Source:
    return Source("cases_db", columns, {"connection": server.uri(), **SETTINGS, **settings})


def read(given: Source) -> RawTable:
    return whole(read_database(given))


def test_rows_arrive_as_text_in_the_order_of_their_values(server: Server) -> None:
    raw = read(source(server))
    assert raw.read == 3
    assert raw.table.column_names == [*(column.name for column in COLUMNS), "record"]
    first, second, third = raw.table.to_pylist()
    assert first == {column.name: "" for column in COLUMNS} | {
        "case_key": "K1", "received_on": "2025-04-01", "record": 1
    }  # fmt: skip
    assert second == {
        "case_key": "K2", "citizen": "450199-1234", "received_on": "2025-04-02", "at": "2025-04-02 08:00:00.000000Z",
        "seen_at": "02-04-2025 10:00", "amount": "1250,50", "count": "3", "urgent": "true", "points": "F01,F05",
        "unit": "abc", "record": 2,
    }  # fmt: skip
    assert [third[name] for name in ("received_on", "at", "seen_at")] == ["outside the calendar"] * 3
    assert (third["amount"], third["points"]) == ("nan", "")


def test_unwanted_columns_never_leave_the_database(server: Server) -> None:
    assert "Planted" not in str(read(source(server)).table.to_pydict())


def test_the_day_of_the_extract_comes_from_the_database(server: Server) -> None:
    given = source(server)
    assert database_extract_date(given) == date(2025, 4, 2)
    with database_delivery(given) as delivery:
        assert extract_date(given, delivery.path) == delivery.extracted_on == date(2025, 4, 2)
    late = source(server, extracted_on_query="SELECT timestamptz '2025-04-01 23:30+00'")
    assert database_extract_date(late) == date(2025, 4, 2)  # in Denmark it is the next day
    assert database_extract_date(source(server, extracted_on_query="SELECT '2025-04-09'")) == date(2025, 4, 9)


@pytest.mark.parametrize(
    "query", ["SELECT NULL::date", "SELECT 7", "SELECT 'soon'", "SELECT 1 WHERE false", ""]
)
def test_no_day_of_the_extract_is_told(server: Server, query: str) -> None:
    with pytest.raises(RunError, match=r"cases_db: .*(extracted_on_query|day of the extract)"):
        database_extract_date(source(server, extracted_on_query=query))


def test_many_rows_come_in_blocks_and_agree_with_the_count(server: Server) -> None:
    columns = (Column("case_key", "case_no", "key", pattern="K\\d+"), Column("unit", "unit", "code"))
    blocks = list(read_database(source(server, columns, query="SELECT * FROM many")))
    assert sum(block.read for block in blocks) == 450_000
    assert max(block.table.num_rows for block in blocks) <= 200_000
    assert [block.table["record"][0].as_py() for block in blocks[:2]] == [1, blocks[0].read + 1]
    assert len(whole(iter(blocks)).table["case_key"].unique()) == 450_000


def test_no_rows_are_one_empty_block(server: Server) -> None:
    raw = read(source(server, query="SELECT * FROM cases WHERE false"))
    assert (raw.read, raw.table.num_rows) == (0, 0)


def test_count_and_rows_are_of_one_moment(server: Server) -> None:
    given = source(server, query="SELECT * FROM cases")
    with database_delivery(given) as delivery:
        before = delivery.fingerprint()
        server.run("INSERT INTO cases (case_no) VALUES ('K9')")
        try:
            assert whole(delivery.blocks()).read == 3
            assert delivery.fingerprint() == before
            with database_delivery(given) as later:
                assert later.fingerprint() != before
        finally:
            server.run("DELETE FROM cases WHERE case_no = 'K9'")
    with database_delivery(given) as again:
        assert again.fingerprint() == before  # whatever the order in which rows lie


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"query": "SELECT * FROM nowhere"}, "names a table that is not there"),
        ({"query": "SELECT nothing FROM cases"}, "names a column that is not there"),
        ({"query": "SELECT case_no FROM cases"}, "has no column cpr, received"),
        ({"query": "SELECT * FROM cases; SELECT 1"}, "not one SELECT"),
        ({"query": "DELETE FROM cases RETURNING *"}, "not one SELECT"),
        ({"query": "SELECT *, sneak() FROM cases"}, "would change the database"),
        ({"query": "SELECT *, 1 / 0 AS x FROM cases WHERE 1 / 0 = 1"}, "cannot be computed"),
        ({"query": "SELECT c.*, point(1, 2) AS unit FROM (SELECT case_no FROM cases) c"}, "has no column"),
        ({"query": ""}, "'query' is missing"),
        ({"connection": ""}, "'connection' is missing"),
        ({"connection": "mysql://x@127.0.0.1/y"}, "must begin with postgresql://"),
        ({"connection": "env:NOT_SET_ANYWHERE"}, "NOT_SET_ANYWHERE is not set"),
        ({"password_env": "NOT_SET_ANYWHERE"}, "NOT_SET_ANYWHERE is not set"),
        ({"connection": "postgresql://owner:known@127.0.0.1/y"}, "holds a password"),
        ({"connection": "postgresql://owner@127.0.0.1/y?password=known"}, "holds a password"),
        ({"connection": "postgresql://owner@127.0.0.1:1/y"}, "no database answers"),
        ({"connection": "postgresql://owner@nowhere.invalid/y"}, "no server of that name"),
        ({"password_env": ""}, "wants a password"),
        ({"driver": "a_driver_that_is_not_there"}, "cannot be reached"),
    ],
)
def test_troubles_are_told_in_plain_words(server: Server, settings: dict[str, str], says: str) -> None:
    with pytest.raises(RunError, match=says) as caught:
        read(source(server, **settings))
    _tells_no_secret(caught.value, server)


@pytest.mark.parametrize(
    ("user", "database", "password", "says"),
    [
        ("owner", "postgres", "wrong but secret", "password was refused"),
        ("nobody_known", "postgres", "wrong but secret", "password was refused"),
        ("owner", "missing", "", "no such database"),
        ("stranger", "postgres", "known", "may not read"),
    ],
)
def test_strangers_are_told_so(
    server: Server, monkeypatch: pytest.MonkeyPatch, user: str, database: str, password: str, says: str
) -> None:
    monkeypatch.setenv("TEST_DATABASE_PASSWORD", password or server.password)
    given = source(
        server, connection=server.uri(user, database), extracted_on_query="SELECT DATE '2025-04-02'"
    )
    with pytest.raises(RunError, match=says) as caught:
        read(given)
    _tells_no_secret(caught.value, server)


def _tells_no_secret(error: RunError, server: Server) -> None:
    assert error.__suppress_context__ or error.__context__ is None
    for secret in (server.password, "wrong but secret", "known@", *PLANTED):
        assert secret not in str(error)
    assert str(error).startswith("cases_db: ") and "\n" not in str(error)


def test_a_value_that_does_not_convert_is_not_told(server: Server) -> None:
    columns = (Column("case_key", "case_no", "key", pattern="K\\d+"),)
    with pytest.raises(RunError) as caught:
        read(
            source(server, columns, query="SELECT case_no, cpr::int AS number FROM cases WHERE cpr::int > 0")
        )
    _tells_no_secret(caught.value, server)


def test_a_type_that_is_no_text_is_told_with_its_column(server: Server) -> None:
    columns = (Column("place", "place", "code"),)
    with pytest.raises(RunError, match="column place holds values of type"):
        read(source(server, columns, query="SELECT inet '127.0.0.1' AS place"))


def test_nothing_was_ever_written(server: Server) -> None:
    columns = (Column("count", "count", "integer"),)
    for table, rows in (("writes", "0"), ("cases", "3")):
        raw = read(source(server, columns, query=f"SELECT count(*) FROM {table}"))
        assert raw.table["count"].to_pylist() == [rows]


def test_the_connection_may_come_from_the_environment(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_DATABASE", server.uri())
    assert read(source(server, connection="env:TEST_DATABASE")).read == 3


def test_a_server_that_stops_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = (Column("case_key", "case_no", "key", pattern="K\\d+"),)
    query = "SELECT 'K' || n || repeat('x', 200) AS case_no FROM generate_series(1, 500000) AS n"
    with running() as short_lived:
        monkeypatch.setenv("TEST_DATABASE_PASSWORD", short_lived.password)
        given = source(short_lived, columns, query=query, extracted_on_query="SELECT DATE '2025-04-02'")
        with pytest.raises(RunError, match="cannot be read"):
            for _ in read_database(given):
                short_lived.run(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                )
