"""Reads one source from a folder the way a run does, for the tests."""

import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.casework import CaseNumbers, case_numbers, case_rows
from etl.clean import Context
from etl.database import connect
from etl.fact import make, prepare
from etl.reference import load_reference
from etl.run import _settle_events, read_files
from etl.source import load_source, load_sources
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
    where = context()
    folder = folder or FIXTURES / name
    files = read_files(source, folder, folder, where)
    return (
        settle(source, files)
        if source.layout != "event"
        else _settle_events(source, files, numbers_for(source.system))
    )


def numbers_for(system: str) -> CaseNumbers:
    """Cases of the fixture of the same system."""
    cases = next(s.name for s in load_sources() if s.system == system and s.layout == "case")
    one, where = settled(cases), context()
    prepare(where.connection, load_reference(HOME / "data" / "reference"), {})
    make(where.connection, "cases", [(one, case_rows(one))], max(f.extracted_on for f in one.files))
    return case_numbers(where.connection)


def rows(table: pa.Table) -> list[dict[str, str]]:
    """Rows as text, for comparison with a CSV."""
    return [{name: text(value) for name, value in row.items()} for row in table.to_pylist()]


def text(value: Any) -> str:
    if value is None:
        return ""
    return "|".join(value) if isinstance(value, list) else str(value)


def rejects(one: Settled) -> list[dict[str, str]]:
    found = []
    for file in one.files:
        for fault in sorted([*file.raw.faults, *file.faults.values()], key=lambda f: f.record):
            found.append({
                "file": file.raw.path.name, "record": str(fault.record), "column": fault.column,
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
