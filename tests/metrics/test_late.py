"""What is registered late, by source: told where a reader would read a month otherwise for it."""

from pathlib import Path

from dashboard.metrics.late import Late, registered_late
from tests.metrics.small_city import PUBLIC, city
from tests.metrics.test_deliveries import Row, known

SLOW = [(1, "01-31", 800), (1, "02-28", 950), (1, "03-31", 1000), (2, "02-28", 900), (2, "03-31", 1000)]
AT_ONCE = [(month, day, 500) for month, day, _ in SLOW]
A_LITTLE = [(month, day, 1000 if count == 1000 else 995) for month, day, count in SLOW]


def grown(days: list[tuple[int, str, int]], department: str, fact: str = "cases") -> list[Row]:
    return [
        known(f"2025-{month:02d}-01", f"2025-{day}", count, department, fact) for month, day, count in days
    ]


def test_a_source_whose_months_grow_is_named_with_what_is_still_to_come(tmp_path: Path) -> None:
    rows = [*grown(SLOW, "SOF"), *grown(AT_ONCE, "BIF"), *grown(A_LITTLE, "TMF")]
    for row in rows:
        row["source"] = f"{row['department']}_cases"
    told = registered_late(city(tmp_path, {"revisions": rows}), PUBLIC)
    assert told == [Late("cases_received", "SOF", "SOF_cases", "2025-01", "2025-02", 1700 / 2000, 2)]


def test_of_a_department_only_its_own_and_of_a_unit_nothing(tmp_path: Path) -> None:
    rows = [*grown(SLOW, "SOF"), *grown(SLOW, "BIF", "complaints"), *grown(SLOW, "BIF", "appeals")]
    for row in rows:
        row["source"] = f"{row['department']}_{row['fact']}"
    warehouse = city(tmp_path, {"revisions": rows})
    assert [one.source for one in registered_late(warehouse, PUBLIC)] == ["SOF_cases", "BIF_complaints"]
    (own,) = registered_late(warehouse, PUBLIC, (("department", "BIF"),))
    assert own.metric == "complaints_received"
    assert registered_late(warehouse, PUBLIC, (("unit", "BIF-JC-1"),)) == []


def test_so_few_that_they_could_be_told_from_it_are_not_told(tmp_path: Path) -> None:
    few = [{**row, "source": "x"} for row in grown([(1, "01-31", 97), (1, "02-28", 100)], "SOF")]
    assert registered_late(city(tmp_path, {"revisions": few}), PUBLIC) == []


def test_a_snapshot_without_revisions_tells_nothing(tmp_path: Path) -> None:
    assert registered_late(city(tmp_path, {}), PUBLIC) == []
