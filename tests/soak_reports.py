"""Reports under random filters: every file equals the result, comes out the same twice, and tells nothing withheld."""

import time
from pathlib import Path
from random import Random

from dashboard.metrics.evaluate import Filters
from dashboard.metrics.period import parse_period
from dashboard.metrics.usage import UsageError
from dashboard.mining.processes import processes
from dashboard.reference import reference
from dashboard.reports.make import PROCESS, make
from dashboard.reports.manifest import read_manifest
from dashboard.reports.plan import load_plan, names
from dashboard.reports.render import render
from dashboard.warehouse import CheckFailed, Scope, Warehouse
from tests.demo_rows import COVERAGE, SOURCES
from tests.facts_folder import write_facts
from tests.reports.conftest import rows
from tests.reports.proof import prove, secrets, traces
from tests.soak_found import Found

PERIODS = (
    "2024",
    "2025",
    "2025-H1",
    "2026-Q1",
    "2025-07",
    "2025-01..2025-09",
    "2026-W14",
    "2026",
    "2014",
    "2027",
)
PLACES = ("department", "centre", "unit")


def stage(folder: Path, count: int, until: float) -> Found:
    """The same rows twice: once as they are protected, once where nothing is small, to know what is withheld."""
    found, chance = Found(), Random(7)
    write_facts(folder / "facts", rows(), coverage=COVERAGE, sources=SOURCES)
    write_facts(folder / "open", rows(), coverage=COVERAGE, sources=SOURCES, threshold=1)
    warehouse, opened = Warehouse(folder / "facts"), Warehouse(folder / "open")
    refused = 0
    for _ in range(count):
        if time.monotonic() > until:
            break
        name, filters = chosen(chance, warehouse)
        try:
            found.wrong += tried(folder, name, filters, warehouse, opened)
        except (UsageError, CheckFailed):
            refused += 1
        except Exception as fault:  # whatever it is, it is found
            found.wrong.append(f"{name} {filters.period.text} {filters.where}: {fault!r}"[:400])
        found.tried += 1
    found.about = f", {refused} refused in a line"
    return found


def chosen(chance: Random, warehouse: Warehouse) -> tuple[str, Filters]:
    name = chance.choice(names())
    known = reference(warehouse)
    level = next(iter(load_plan(name).needs), chance.choice(("", *PLACES)))
    codes = list(processes(warehouse, Scope())) if level == PROCESS else known.order(level) if level else []
    where = ((level, chance.choice(codes)),) if codes else ()
    organisation = chance.choice(("then", "now"))
    return name, Filters(parse_period(chance.choice(PERIODS)), where, organisation)


def tried(folder: Path, name: str, filters: Filters, warehouse: Warehouse, opened: Warehouse) -> list[str]:
    report = make(name, filters, warehouse, Scope())
    files = render(report)
    prove(report, files)
    [kept] = [path for path in files if path.endswith(".manifest.json")]
    (folder / "manifest.json").write_bytes(files[kept])
    wrong = traces(secrets(report, make(name, filters, opened, Scope())), files)
    if render(read_manifest(folder / "manifest.json").report) != files:
        wrong.append("other bytes from the manifest")
    return [f"{name} {filters.period.text} {filters.where}: {one}" for one in wrong]
