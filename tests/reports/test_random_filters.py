"""A handful of random reports and filters; `make soak` takes a hundred."""

import time
from pathlib import Path

from tests.soak_reports import stage

FILTERS = 8


def test_reports_under_random_filters_say_what_the_result_says(tmp_path: Path) -> None:
    found = stage(tmp_path, FILTERS, time.monotonic() + 600)
    assert (found.tried, found.wrong) == (FILTERS, [])
