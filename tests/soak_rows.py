"""Cleaning, due days and steps at random, many times: the same comparisons as in the quick tests."""

import contextlib
import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fault_rows import CASES, EVENTS, ROWS, compare_cleaning, compare_due_days, compare_steps
from tests.soak_found import Found

# A log takes a run of its own for each example, so there are fewer of them.
COMPARED: tuple[tuple[Callable[[Any], None], st.SearchStrategy[Any], int], ...] = (
    (compare_cleaning, ROWS, 1), (compare_due_days, CASES, 3), (compare_steps, EVENTS, 10),
)  # fmt: skip


def stage(folder: Path, count: int, until: float) -> Found:
    found = Found()
    for compare, examples, share in COMPARED:
        if time.monotonic() > until or not count:
            break
        many = settings(max_examples=max(count // share, 1), deadline=None, database=None,
                        suppress_health_check=list(HealthCheck))  # fmt: skip
        found.tried += max(count // share, 1)
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                many(given(examples)(_given(compare)))()
        except Exception as error:
            found.wrong.append(f"{compare.__name__}: {type(error).__name__}: {str(error)[:600]}")
    return found


def _given(compare: Callable[[Any], None]) -> Callable[[Any], None]:
    def one(example: Any) -> None:
        compare(example)

    return one
