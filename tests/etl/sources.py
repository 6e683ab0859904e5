"""Reads one source from a folder the way a run does, for the tests."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.casework import CaseNumbers, delivered_cases, number_cases
from etl.columns import Context
from etl.database import connect
from etl.delivery import Files, find_files, hash_all, read_all
from etl.reference import load_reference
from etl.run import settle_events
from etl.source import load_source, load_sources
from etl.store import Store
from etl.versions import Settled, settle

HOME = Path(__file__).resolve().parents[2]
FIXTURES = HOME / "tests" / "fixtures"
KEY = b"a key for tests only, 0123456789"


def context() -> Context:
    return Context(KEY, load_reference(HOME / "data" / "reference").codes(), connect())


def settled(name: str, folder: Path | None = None) -> Settled:
    """The source `name`, read from its fixture (or another folder); an event source after its cases."""
    source = load_source(HOME / "etl" / "sources" / f"{name}.toml")
    source.settings["files"] = source.files.split("/")[-1]
    folder = folder or FIXTURES / name
    files: Files = find_files([source], folder, folder)
    with tempfile.TemporaryDirectory() as kept:
        store = Store(Path(kept), "test")
        hash_all(files, store)
        extracts = read_all(files, store, context(), lambda text: None)[name]
    return (
        settle(source, extracts)
        if source.layout != "event"
        else settle_events(source, extracts, numbers_for(source.system))
    )


def numbers_for(system: str) -> CaseNumbers:
    """Cases of the fixture of the same system."""
    cases = next(s.name for s in load_sources() if s.system == system and s.layout == "case")
    connection = connect()
    connection.register("delivered_cases", delivered_cases([settled(cases)]))
    return number_cases(connection)


def rows(table: pa.Table) -> list[dict[str, str]]:
    """Rows as text, for comparison with a CSV."""
    return [{name: text(value) for name, value in row.items()} for row in table.to_pylist()]


def text(value: Any) -> str:
    if value is None:
        return ""
    return "|".join(value) if isinstance(value, list) else str(value)


def rejects(one: Settled) -> list[dict[str, str]]:
    found = []
    for number, file in enumerate(one.files):
        for fault in one.faults_of(number):
            found.append({
                "file": file.name, "record": str(fault.record), "column": fault.column,
                "reason": fault.reason, "shape": fault.shape,
            })  # fmt: skip
    return found


def raw_folder(folder: Path) -> Path:
    """All fixtures laid out as a delivery, ready for `etl run --raw`."""
    for source in load_sources():
        if source.get("root") != "examples":
            target = folder / Path(source.files).parent
            target.mkdir(parents=True, exist_ok=True)
            for file in (FIXTURES / source.name).glob(source.files.split("/")[-1]):
                shutil.copy(file, target / file.name)
    return folder
