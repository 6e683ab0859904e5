"""The difference between two reports is split by cause, and the parts add up."""

from pathlib import Path

import pytest

from dashboard.metrics import counterparts
from dashboard.metrics.counterparts import Counterpart, bridges, load_counterparts
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


def test_the_way_to_somebody_elses_count_adds_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """40 of ours in 2025; theirs are from December to November, of one area: 30, and 3 more unexplained."""
    here = {"department": "SOF", "department_now": "SOF", "centre": "SOF-HAN", "extracted_on": "2025-12-31"}
    aids, care = here | {"service_area": "27.60.04"}, here | {"service_area": "27.36.04"}
    rows = [
        *many(10, 1, received_on="2024-12-10", **aids),
        *many(20, 100, received_on="2025-06-10", **aids),
        *many(12, 200, received_on="2025-12-10", **aids),
        *many(8, 300, received_on="2025-06-11", **care),
    ]
    figure = {
        "figure_id": 1, "metric": "complaints_received", "department": "SOF", "scope": "other_count", "period": "2025",
        "period_start": "2025-01-01", "period_end": "2025-12-31", "value": 33.0, "method": "counted", "published": True,
        "source": "annual_report", "extracted_on": "2026-01-31",
    }  # fmt: skip
    package = {"extracts": {"sof_complaints": ["2025-12-31", "2026-01-31"]}}
    warehouse = city(
        tmp_path,
        {"complaints": rows, "published_figures": [figure]},
        coverage=covered("complaints", "SOF"),
        **package,
    )
    how = Counterpart(
        "annual_report", "SOF", "complaints_received", "", months_back=1, where={"service_area": "27.60.04"}
    )
    monkeypatch.setattr(
        counterparts, "load_counterparts", lambda: {("annual_report", "SOF", "complaints_received"): how}
    )
    (bridge,) = bridges(Filters(parse_period("2025")), warehouse, PUBLIC)
    assert bridge.ours.value == 40
    assert bridge.by_cause == {"period": -2, "scope": -8}
    assert (bridge.theirs, bridge.unexplained) == (33, 3)
    assert bridges(Filters(parse_period("2025"), (("unit", "SOF-HAN-1"),)), warehouse, PUBLIC) == []


def test_a_counterpart_that_says_something_unknown_is_named(tmp_path: Path) -> None:
    file = tmp_path / "counterparts.toml"
    file.write_text('[[counterpart]]\nsource = "x"\ndepartment = "SOF"\nmetric = "complaint"\nnote = ""\n')
    with pytest.raises(ValueError, match="counterparts.toml, counterpart 1: 'complaint' is no metric"):
        load_counterparts(file)
    file.write_text('[[counterpart]]\nsauce = "x"\n')
    with pytest.raises(ValueError, match="counterpart 1: .*sauce"):
        load_counterparts(file)
