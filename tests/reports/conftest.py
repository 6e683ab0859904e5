"""A small city, and its reports made once."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dashboard.metrics.evaluate import Filters
from dashboard.metrics.period import parse_period
from dashboard.reports.make import make
from dashboard.reports.render import Files, render
from dashboard.reports.result import Report
from dashboard.warehouse import Scope, Warehouse
from tests.demo_rows import COVERAGE, SOURCES, demo_rows
from tests.facts_folder import write_facts

COPIES = 12
BASES = ("SEL-100", "BL-86", "SEL-117", "SEL-83")
Made = Callable[[str], tuple[Report, Files]]
FILTERS = {
    "forvaltning": ("2025", (("department", "SOF"),)),
    "fagudvalg": ("2026-H1", (("department", "SUF"),)),
    "enhed": ("2026-05", (("unit", "SOF-HAN-1"),)),
    "kandidat": ("2025", (("process", "home_care"),)),
    **{
        f"side_{page}": ("2025", (("process", "home_care"),))
        for page in ("flaskehalse", "varianter", "regler")
    },
}


def rows() -> dict[str, Any]:
    """The demo's rows, with section groups of the social area, so that the report of section 79 b has figures."""
    city = demo_rows(1500)
    copies = [dict(appeal) for appeal in city["appeals"] for _ in range(COPIES)]
    for number, appeal in enumerate(copies, 1):
        appeal |= {"appeal_id": number, "appeal_key": f"{number:032}"}
        appeal["legal_basis"] = BASES[number % 9 % len(BASES)]
    city["appeals"] = copies
    return city


@pytest.fixture(scope="session")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    write_facts(folder, rows(), coverage=COVERAGE, sources=SOURCES)
    return folder


@pytest.fixture(scope="session")
def open_facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same rows where nothing is small: what is withheld in the other city can be read here."""
    folder = tmp_path_factory.mktemp("open")
    write_facts(folder, rows(), coverage=COVERAGE, sources=SOURCES, threshold=1)
    return folder


def filters_of(name: str) -> Filters:
    period, where = FILTERS.get(name, ("2025", ()))
    return Filters(parse_period(period), where)


@pytest.fixture(scope="session")
def made(facts: Path) -> Made:
    @cache
    def once(name: str) -> tuple[Report, Files]:
        report = make(name, filters_of(name), Warehouse(facts), Scope())
        return report, render(report)

    return once
