"""A connection to a database, read-only and at one moment, and its troubles in plain words without a secret."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import adbc_driver_manager.dbapi as adbc
import adbc_driver_postgresql

from etl.errors import RunError
from etl.source import Source

POSTGRESQL = "postgresql"
PATIENCE = 15  # seconds until a server that does not answer is given up
# Every statement of the reading sees the database as it was at one moment, and none can change it.
READ_ONLY = "SET default_transaction_read_only = on"
BEGIN = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
STATE = (
    "SELECT concat(current_setting('transaction_read_only'), ' ', current_setting('transaction_isolation'))"
)
# What the server calls it, and what that means to people.
STATES = {
    "28P01": "the password was refused. Set the right one in the environment variable that 'password_env' names",
    "28000": "the user was refused. Ask the database's owner for leave to log in",
    "3D000": "there is no such database. Mend 'connection'",
    "3F000": "there is no such schema. Mend 'query'",
    "42501": "the user may not read what the query asks for. Ask the database's owner for leave to read it",
    "42601": "the query is not one SELECT that the database understands. Mend 'query'",
    "42703": "the query names a column that is not there. Mend 'query'",
    "42P01": "the query names a table that is not there. Mend 'query'",
    "42883": "the query uses a function or a type that the database cannot use so. Mend 'query'",
    "25006": "the query would change the database. Mend 'query' so that it only reads",
    "57014": "the database gave the query up, because it took too long. Mend 'query'",
    "22": "a value cannot be computed as the query asks. Mend 'query'",
}
# Before a connection stands there is no code, only words of the driver.
WORDS = {
    "password authentication failed": STATES["28P01"],
    "no password supplied": "the database wants a password. Name its environment variable in 'password_env'",
    "no pg_hba.conf entry": STATES["28000"],
    "not translate host name": "no server of that name is known. Mend 'connection'",
    "refused": "no database answers there. Mend 'connection', or ask whether the database runs",
    "timeout": "no database answers there. Mend 'connection', or ask whether the database runs",
    "unreachable": "no database answers there. Mend 'connection', or ask whether the database runs",
    'database "': STATES["3D000"],
    'role "': STATES["28000"],
}


@contextmanager
def connected(source: Source) -> Iterator[Any]:
    """A connection on which every statement sees the same moment and none can change anything."""
    driver = source.get("driver", POSTGRESQL)
    with told(source, "cannot be reached"):
        connection = _connect(source, driver)
    try:
        with told(source, "cannot be read"):
            _begin(source, connection, driver)
        yield connection
    finally:
        with suppress(Exception):  # a broken connection cannot be closed well
            connection.close()


@contextmanager
def told(source: Source, trouble: str) -> Iterator[None]:
    """The driver's own words are never passed on: they may hold values, and the address they were sent to."""
    try:
        yield
    except RunError:
        raise
    except Exception as error:
        raise RunError(f"{source.name}: the database {trouble}: {_reason(error)}.") from None


def _reason(error: Exception) -> str:
    state = getattr(error, "sqlstate", None) or ""
    known = STATES.get(state) or STATES.get(state[:2])
    if known:
        return known
    words = str(error)
    return next(
        (meaning for said, meaning in WORDS.items() if said in words),
        f"it failed with the state {state}. Try the query by hand"
        if state
        else "the connection was lost. Run again",
    )


def _connect(source: Source, driver: str) -> Any:
    address, password = _address(source), _password(source)
    if driver != POSTGRESQL:
        given = {"uri": address, "password": password} if password else {"uri": address}
        return adbc.connect(driver=driver, db_kwargs=given, autocommit=False)
    uri = _with_password(source, address, password)
    return adbc.connect(driver=adbc_driver_postgresql._driver_path(), db_kwargs={"uri": uri}, autocommit=True)


def _address(source: Source) -> str:
    given: str = source.get("connection", "")
    if given.startswith("env:"):
        name = given.removeprefix("env:")
        given = os.environ.get(name, "")
        if not given:
            raise RunError(
                f"{source.name}: the environment variable {name} is not set. It must hold the connection."
            )
    elif not given:
        raise RunError(f"{source.name}: 'connection' is missing. Write postgresql://user@host:5432/database.")
    elif "password" in given or _has_password(given):
        raise RunError(
            f"{source.name}: 'connection' holds a password. Put it in an environment variable and name that in "
            "'password_env'."
        )
    return given


def _has_password(address: str) -> bool:
    return ":" in address.partition("://")[2].partition("/")[0].rpartition("@")[0]


def _password(source: Source) -> str:
    name = source.get("password_env", "")
    if name and not os.environ.get(name):
        raise RunError(
            f"{source.name}: the environment variable {name} is not set. It must hold the password."
        )
    return os.environ.get(name, "") if name else ""


def _with_password(source: Source, address: str, password: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres"):
        raise RunError(
            f"{source.name}: 'connection' must begin with postgresql://, or 'driver' name another driver."
        )
    user, at, host = parts.netloc.rpartition("@")
    if password:
        user = f"{user.partition(':')[0]}:{quote(password, safe='')}"
    waits = "" if "connect_timeout=" in parts.query else f"connect_timeout={PATIENCE}"
    query = "&".join(filter(None, (parts.query, waits)))
    return urlunsplit(parts._replace(netloc=f"{user}@{host}" if user else host, query=query))


def _begin(source: Source, connection: Any, driver: str) -> None:
    """PostgreSQL is asked whether it obeyed; other databases are told what their TOML says in `begin`."""
    statements = source.get("begin", [])
    if driver == POSTGRESQL:
        execute(connection, READ_ONLY)
        connection.adbc_connection.set_autocommit(False)
        statements = [BEGIN]
    for statement in statements:
        execute(connection, statement)
    if driver == POSTGRESQL and value(connection, STATE) != "on repeatable read":
        raise RunError(
            f"{source.name}: the database does not keep to reading only. Connect to it without a pooler."
        )


def execute(connection: Any, statement: str) -> None:
    with closing(connection.cursor()) as cursor:
        cursor.execute(statement)


def value(connection: Any, query: str) -> Any:
    """The one value of a query; None where there is none."""
    with closing(connection.cursor()) as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
    return row[0] if row else None
