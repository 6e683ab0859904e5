"""The only module that opens DuckDB: the facts of one snapshot, read only."""

import json
import os
import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Any

import duckdb
import pyarrow as pa

ROOT = Path(__file__).resolve().parent.parent
MISSING = re.compile(r"Table with name (\w+) does not exist")
TYPE = re.compile(r"[A-Z]+(\[\])?")
OWN_UNIT_ROLES = ("unit_lead", "employee")  # may see their own unit's counts as they are
# Names of things and figures that are printed: nothing in them is counted from rows.
UNCOUNTED = (
    "organisation", "service_areas", "deadlines", "legal_bases", "processes", "targets", "published_figures",
)  # fmt: skip
# Small numbers are kept from one question at a time, or from all answers put together.
QUESTION, COMBINED = "question", "combined"
PROTECTIONS = (QUESTION, COMBINED)
SMALL = 200_000  # rows up to which a fact is held in memory: opening its file would cost more than reading it


class WrongUse(Exception):
    """The user's mistake, told in one line: what was given, what is allowed, what next."""


class NoSnapshot(Exception):
    """There is nothing published to answer from; says what to run."""


class CheckFailed(Exception):
    """A check failed, so nothing was written; says which."""


class Refused(WrongUse):
    """Who asks may not see this. Nothing was read."""


class UnknownSnapshot(Exception):
    """The snapshot asked for is not in the folder; `known` holds those that are."""

    def __init__(self, given: str, known: list[str]) -> None:
        super().__init__(given)
        self.given, self.known = given, known


@dataclass(frozen=True)
class Scope:
    """Who asks. Required by every query from the first day, so that no query can be written without it.

    `units` are those whose own counts are not protected from the role; `facts` are those that may be counted at all,
    None where there is no such limit; `protection` is one of PROTECTIONS. Part of every key of a kept answer.
    """

    role: str = "public"
    units: tuple[str, ...] = ()
    facts: tuple[str, ...] | None = None
    protection: str = field(default_factory=lambda: os.environ.get("LEDELSE_PROTECTION") or QUESTION)

    def sees_exactly(self, units: Iterable[str]) -> bool:
        """A question about nothing but own units; a filter on no unit is about others too."""
        asked = set(units)
        return self.role in OWN_UNIT_ROLES and bool(asked) and asked <= set(self.units)

    def protected(self) -> "Scope":
        """The same without own units: for pages with history, for exports and for the command line."""
        return replace(self, units=())


class Warehouse:
    """One snapshot. Safe to use from several threads: every query has a cursor of its own."""

    def __init__(self, facts: Path, snapshot: str | None = None) -> None:
        self.facts = facts.resolve()
        self.snapshot = snapshot or current_snapshot(facts)
        folder = self.facts / self.snapshot
        try:
            self.package: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
        except (OSError, ValueError):
            raise NoSnapshot(
                f"snapshot {self.snapshot} has no readable datapackage.json; run python -m etl check"
            ) from None
        self.resources: dict[str, dict[str, Any]] = {each["name"]: each for each in self.package["resources"]}
        self._limited: dict[tuple[str, ...], duckdb.DuckDBPyConnection] = {}
        self._opening = Lock()
        with _readable(self.snapshot):
            self._connection = _connect(folder, self.resources)

    def query(self, sql: str, scope: Scope, **parameters: object) -> list[dict[str, Any]]:
        """Rows as dicts. Only constant SQL; values as $parameters. Raises Refused where the scope has no right."""
        with self._cursor(scope) as cursor:
            cursor.execute(sql, parameters or None)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def arrow(self, sql: str, scope: Scope, **parameters: object) -> pa.Table:
        """The same for many rows."""
        with self._cursor(scope) as cursor:
            return cursor.sql(sql, params=parameters or None).to_arrow_table()

    @contextmanager
    def _cursor(self, scope: Scope) -> Iterator[duckdb.DuckDBPyConnection]:
        with _readable(self.snapshot), self._facts_of(scope).cursor() as cursor:
            try:
                yield cursor
            except duckdb.CatalogException as fault:
                if scope.facts is not None:
                    raise Refused(f"the role {scope.role} may not see these figures") from None
                lacks = MISSING.search(str(fault))
                if not lacks:
                    raise
                raise NoSnapshot(
                    f"snapshot {self.snapshot} has no fact {lacks[1]}; it is older than this program, "
                    "so run python -m etl run"
                ) from fault

    def _facts_of(self, scope: Scope) -> duckdb.DuckDBPyConnection:
        """The one place where a role's limits hold: a fact that it may not count is not there at all."""
        if scope.facts is None:
            return self._connection
        with self._opening:
            if scope.facts not in self._limited:
                there = {
                    name: resource
                    for name, resource in self.resources.items()
                    if name in UNCOUNTED or name.removesuffix("_earlier") in scope.facts
                }
                self._limited[scope.facts] = _connect(self.facts / self.snapshot, there)
            return self._limited[scope.facts]


@contextmanager
def _readable(snapshot: str) -> Iterator[None]:
    """A file that is gone or damaged is not the reader's fault and not a programming error."""
    try:
        yield
    except (duckdb.IOException, duckdb.InvalidInputException) as fault:
        raise NoSnapshot(f"snapshot {snapshot} cannot be read; run python -m etl check") from fault


def _connect(folder: Path, resources: Mapping[str, Mapping[str, Any]]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    directory = str(folder).replace("'", "''")
    # allowed_directories must come first: after external access is off, nothing may be added.
    for setting in (
        f"allowed_directories = ['{directory}/']",
        "enable_external_access = false",
        "allow_community_extensions = false",
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "memory_limit = '2GB'",
        f"threads = {min(4, os.cpu_count() or 1)}",
        "TimeZone = 'UTC'",
        "parquet_metadata_cache = true",
    ):
        connection.execute(f"SET {setting}")
    for name, resource in resources.items():
        files = ", ".join(f"'{directory}/{_inside(path)}'" for path in resource["path"])
        if not files:  # a fact in parts that has no rows has no part either
            connection.execute(f'CREATE TABLE "{_name(name)}" ({_columns(resource)})')
            continue
        kind = "TABLE" if resource["rows"] <= SMALL else "VIEW"
        connection.execute(f'CREATE {kind} "{_name(name)}" AS SELECT * FROM read_parquet([{files}])')
    connection.execute("SET lock_configuration = true")
    return connection


def _inside(path: str) -> str:
    """A file's path inside its snapshot. The package is ours, but it is a file that someone could change."""
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        raise NoSnapshot(f"the package names a file outside its snapshot: {path}; run python -m etl check")
    return path.replace("'", "''")


def _columns(resource: Mapping[str, Any]) -> str:
    fields = resource["schema"]["fields"]
    if not all(TYPE.fullmatch(field["duckdb"]) for field in fields):
        raise NoSnapshot(f"the package names no type of {resource['name']}; run python -m etl check")
    return ", ".join(f'"{_name(field["name"])}" {field["duckdb"]}' for field in fields)


def _name(name: str) -> str:
    if not name.isidentifier():
        raise NoSnapshot(f"the package names no fact: {name}; run python -m etl check")
    return name


def current_snapshot(facts: Path) -> str:
    """The snapshot that is published now."""
    try:
        snapshot = (facts / "CURRENT").read_text("utf-8").strip()
    except OSError:
        snapshot = ""
    if not snapshot:
        raise NoSnapshot("no snapshot is published; run python -m etl run (or python -m etl log FILE)")
    return snapshot


def snapshots(facts: Path) -> list[str]:
    """Every snapshot in the folder, oldest extract first."""
    return sorted(file.parent.name for file in facts.glob("*/datapackage.json"))


_opened: OrderedDict[tuple[Path, str], Warehouse] = OrderedDict()
_opening = Lock()


def open_warehouse(facts: Path, snapshot: str | None = None) -> Warehouse:
    """The warehouse of a snapshot. Reads CURRENT each time: a running app sees a new one at once."""
    if snapshot is not None and snapshot not in snapshots(facts):
        raise UnknownSnapshot(snapshot, snapshots(facts))
    wanted = (facts.resolve(), snapshot or current_snapshot(facts))
    with _opening:
        if wanted not in _opened:
            _opened[wanted] = Warehouse(*wanted)
            while len(_opened) > 4:  # old ones close when their last reader lets go
                _opened.popitem(last=False)
        _opened.move_to_end(wanted)
        return _opened[wanted]


def facts_folder() -> Path:
    """LEDELSE_DATA/facts, or data/facts beside the code."""
    return Path(os.environ.get("LEDELSE_DATA") or ROOT / "data") / "facts"
