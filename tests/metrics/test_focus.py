"""A focus point says whether its figure moved, and only by the rules for signals."""

from datetime import date
from pathlib import Path

import pytest

from dashboard.metrics.focus import FocusPoint, follow, load_points
from tests.metrics.small_city import PUBLIC, city
from tests.metrics.test_signals import COVERAGE, MONTHS, complaints

POINT = FocusPoint(
    "x", "SOF", "complaints_received", (("department", "SOF"),), "down", date(2026, 1, 1), "SOU",
    date(2025, 12, 1), date(2026, 12, 1), "work",
)  # fmt: skip
USUAL = [30, 33, 28, 31, 29, 32]


@pytest.mark.parametrize(
    ("since", "verdict"),
    [([15] * 10, "moved"), ([60] * 10, "against"), ((USUAL * 2)[:10], "not_yet"), ([25, 35] * 5, "not_yet")],
)
def test_whether_it_moved(since: list[int], verdict: str, tmp_path: Path) -> None:
    counts = (USUAL * 6)[: len(MONTHS) - 10] + since
    warehouse = city(tmp_path, {"complaints": complaints("SOF", counts, 1)}, coverage=COVERAGE)
    followed = follow(POINT, warehouse, PUBLIC)
    assert followed.verdict == verdict
    assert followed.before and followed.before.value == sum(counts[14:26])


def test_without_a_past_nothing_is_said(tmp_path: Path) -> None:
    assert follow(POINT, city(tmp_path, {}), PUBLIC).verdict == "unknown"


def test_the_reviewed_file_is_whole() -> None:
    assert all(point.since <= point.follow_up for point in load_points())


def test_a_point_that_says_too_much_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "focus_points.toml"
    file.write_text('[[point]]\ntitle = "x"\nperson = "nobody"\n')
    with pytest.raises(ValueError, match="focus_points.toml, point 1"):
        load_points(file)
