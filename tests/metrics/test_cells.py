"""One scan, many figures: cells added up are what the rows say, and a new snapshot empties what was kept."""

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.metrics import cells
from dashboard.metrics.evaluate import Answer, Filters, UsageError, evaluate
from dashboard.metrics.kept import kept_results
from dashboard.metrics.metric import METRICS
from dashboard.metrics.period import parse_period
from dashboard.warehouse import Scope, Warehouse, open_warehouse
from tests.demo_rows import COVERAGE, demo_rows
from tests.facts_folder import write_facts
from tests.metrics.small_city import PUBLIC, ask, city

LEAD = Scope("unit_lead", ("SOF-HAN-1",))
PERIODS = ("2024-02..2026-09", "2025", "2025-Q3", "2026-10", "2027")
BYS = (
    (),
    ("month",),
    ("department",),
    ("centre", "month"),
    ("department", "unit"),
    ("service_area", "quarter"),
)
WHERES = (
    (),
    (("department", "SOF"),),
    (("department", "SOF"), ("department", "BIF")),
    (("department", "SUF"), ("centre", "SUF-SPL")),
    (("department", "SOF"), ("centre", "SOF-HAN"), ("unit", "SOF-HAN-1")),
    (("service_area", "27.36.04"), ("department", "SOF")),
)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Warehouse, Warehouse]:
    """The same snapshot twice: read row by row, and gathered."""
    folder = tmp_path_factory.mktemp("city")
    snapshot = write_facts(folder, demo_rows(), coverage=COVERAGE)
    rows, gathered = Warehouse(folder, snapshot), Warehouse(folder, snapshot)
    cells.gather(gathered)
    return rows, gathered


def asked(warehouse: Warehouse, metric: str, how: dict[str, Any]) -> list[Answer] | str:
    try:
        return evaluate(metric, how["filters"], warehouse, how["scope"], how["by"])
    except UsageError as refused:
        return str(refused)


def questions(metric: str, count: int) -> list[dict[str, Any]]:
    chance = random.Random(metric)
    made = []
    for _ in range(count):
        by, period = chance.choice(BYS), chance.choice(PERIODS)
        by = by if period != "2026-10" else tuple(name for name in by if name != "quarter")
        filters = Filters(parse_period(period), chance.choice(WHERES), chance.choice(("then", "now")))
        made.append({"filters": filters, "scope": chance.choice((PUBLIC, LEAD)), "by": by})
    return made


@pytest.mark.parametrize("metric", METRICS)
def test_cells_say_what_the_rows_say(pair: tuple[Warehouse, Warehouse], metric: str) -> None:
    rows, gathered = pair
    for how in questions(metric, 8):
        assert asked(rows, metric, how) == asked(gathered, metric, how), how


def test_what_cells_cannot_tell_is_read_from_the_rows(pair: tuple[Warehouse, Warehouse]) -> None:
    rows, gathered = pair
    for period, where, known_on in (
        ("2026-W14", (), None),
        ("2025", (("channel", "digital"),), None),
        ("2025", (), date(2026, 10, 31)),
    ):
        filters = Filters(parse_period(period), where, "then", known_on)
        one, other = (evaluate("cases_received", filters, each, PUBLIC) for each in (rows, gathered))
        assert one == other and one[0].value


def test_open_cases_against_looking_at_every_row(tmp_path: Path) -> None:
    """The slow way, month by month and department by department."""
    rows = demo_rows(600)["cases"]
    warehouse = city(tmp_path, {"cases": rows}, coverage=COVERAGE, public=True)
    cells.gather(warehouse)
    for answer in ask(warehouse, "open_cases", "2024-01..2026-10", "month", "department", organisation="now"):
        end = parse_period(answer.period).end
        still = [
            row
            for row in rows
            if row["department_now"] == answer.group["department"]
            and row["received_on"] <= end
            and (row.get("closed_on") is None or row["closed_on"] > end)
        ]
        assert (answer.value or 0) == len(still), answer


def test_each_fact_is_read_once(pair: tuple[Warehouse, Warehouse], monkeypatch: pytest.MonkeyPatch) -> None:
    gathered = Warehouse(pair[0].facts, pair[0].snapshot)
    cells.gather(gathered)
    read: list[str] = []
    arrow = Warehouse.arrow

    def counting(self: Warehouse, sql: str, scope: Scope, **values: object) -> Any:
        read.append(sql)
        return arrow(self, sql, scope, **values)

    monkeypatch.setattr(Warehouse, "arrow", counting)
    for metric in ("cases_received", "cases_closed", "open_cases", "decided_in_time", "unassigned_cases"):
        for period in ("2025", "2024-01..2026-10"):
            ask(gathered, metric, period, "month", where=[("department", "SOF")])
    assert len(read) == 1


def test_a_new_snapshot_empties_what_was_kept(tmp_path: Path) -> None:
    write_facts(tmp_path, demo_rows(200), coverage=COVERAGE)
    before = open_warehouse(tmp_path)
    ask(before, "cases_received", "2025")
    assert kept_results(before) > 0
    write_facts(tmp_path, demo_rows(201), coverage=COVERAGE)
    ask(open_warehouse(tmp_path), "cases_received", "2025")
    assert kept_results(before) == 0
    ask(before, "cases_received", "2025")  # held in an address: answered anew, and the newest keeps its own
    assert kept_results(open_warehouse(tmp_path)) > 0
