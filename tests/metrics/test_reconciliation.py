"""The difference between two reports is split by cause, and the parts add up."""

from pathlib import Path

from dashboard.metrics.evaluate import Filters
from dashboard.metrics.period import parse_period
from dashboard.metrics.reconciliation import first_known, steps
from tests.metrics.small_city import PUBLIC, city, covered, many

PERIOD = Filters(parse_period("2025-03"), (("department", "SOF"),))


def test_late_rows_and_moved_units_are_told_apart(tmp_path: Path) -> None:
    stayed = {"department": "SOF", "department_now": "SOF"}
    moved = {"department": "SOF", "department_now": "SUF"}
    rows = [
        *many(20, 1, extracted_on="2025-03-31", **stayed),
        *many(6, 100, extracted_on="2025-05-31", **stayed),
        *many(9, 200, extracted_on="2025-03-31", **moved),
    ]
    package = {"extracts": {"sof_complaints": ["2025-03-31", "2025-05-31"]}}
    warehouse = city(tmp_path, {"complaints": rows}, coverage=covered("complaints", "SOF", "SUF"), **package)
    assert str(first_known(PERIOD, warehouse)) == "2025-03-31"
    (step,) = [one for one in steps(PERIOD, warehouse, PUBLIC) if one.metric == "complaints_received"]
    assert (step.first.value, step.late, step.now.value) == (29, 6, 35)
    assert (step.moved, step.as_now.value) == (-9, 26)


def test_a_period_that_no_extract_has_seen_the_end_of_is_not_reconciled(tmp_path: Path) -> None:
    warehouse = city(tmp_path, {}, extracts={"sof_complaints": ["2025-01-31"]})
    assert first_known(PERIOD, warehouse) is None
    assert steps(PERIOD, warehouse, PUBLIC) == []
