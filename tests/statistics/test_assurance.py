"""Targets against limits as published."""

import math

import pytest

from dashboard.statistics.assurance import assurance
from dashboard.statistics.xmr import Limits
from tests.statistics.vectors import rows

BETTER = {"increase": "higher", "decrease": "lower"}
JUDGED = [row for row in rows("assurance_ptd") if row["improvement_direction"] in BETTER and row["assurance"]]


@pytest.mark.parametrize("row", JUDGED)
def test_as_published(row: dict[str, str]) -> None:
    low, high, target = (float(row[key]) for key in ("lpl", "upl", "target"))
    found = assurance(Limits((low + high) / 2, low, high), target, BETTER[row["improvement_direction"]])
    assert found == row["assurance"]


def test_a_figure_that_is_neither_better_high_nor_low_has_no_target() -> None:
    with pytest.raises(ValueError, match="higher or lower"):
        assurance(Limits(2, 1, 3), 2, "neither")


def test_what_is_not_a_number_is_no_target() -> None:
    with pytest.raises(ValueError, match="no target"):
        assurance(Limits(2, 1, 3), math.nan, "higher")
