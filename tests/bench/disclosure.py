"""What protection costs in time and in figures: python -m tests.bench.disclosure --scale 1

Time (of the processor): a morning's questions on a warehouse that nobody has asked, with and without protection.
Figures: of the answers that are harmless in themselves (at least the threshold, as is what they leave of their
denominator), how many are withheld.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from dashboard.metrics import evaluate
from dashboard.metrics.evaluate import Answer, Filters
from dashboard.metrics.period import parse_period
from dashboard.metrics.usage import UsageError
from dashboard.statistics.disclosure import is_small
from dashboard.warehouse import COMBINED, Scope, Warehouse
from tests.bench.facts import made_facts

PROMISED = 1 / 3
PUBLIC = Scope("public", protection=COMBINED)
METRICS = ("cases_received", "cases_decided", "complaints_received", "complaints_formal", "complaints_per_100_cases",
           "open_cases", "decided_in_time", "reversal_rate", "share_justified", "days_to_answer")  # fmt: skip
PERIODS = ("2024", "2025", "2025-H1", "2025-Q3", "2025-07", "2024-01..2025-12")
DEPARTMENTS = ("SOF", "BIF", "SUF", "TMF")
LEVELS = {"the city": (), "departments": ("department",), "centres": ("centre",), "units": ("unit",)}
Asked = tuple[str, Filters, tuple[str, ...]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--facts", type=Path, help="facts made before; else they are made for the bench")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        facts = options.facts or made_facts(Path(scratch), options.scale)
        _figures(Warehouse(facts), Warehouse(facts))
        sys.exit(_times(facts, options.rounds) > PROMISED)


def questions() -> Iterator[tuple[str, Asked]]:
    """What pages ask, by the level they ask about."""
    for metric in METRICS:
        for period in PERIODS:
            for level, by in LEVELS.items():
                yield level, (metric, Filters(parse_period(period)), by)
                if period in ("2025", "2024-01..2025-12"):
                    yield level, (metric, Filters(parse_period(period)), (*by, "month"))
                if period in ("2024", "2025"):
                    for name in ("class", "channel", "service_area"):
                        yield level, (metric, Filters(parse_period(period)), (*by, name))
            for department in DEPARTMENTS:
                yield (
                    "departments",
                    (metric, Filters(parse_period(period), (("department", department),)), ()),
                )


def _times(facts: Path, rounds: int) -> float:
    asked = [each for _, each in questions()]
    added = []
    for number in range(1, rounds + 1):
        with patch.object(evaluate, "untold", lambda *_: set()):
            plain, answers = _seconds(facts, asked)
        kept, _ = _seconds(facts, asked)
        added.append(kept / plain - 1)
        print(
            f"round {number}: {answers} questions in {plain:.2f} s, protected {kept:.2f} s: {added[-1]:+.0%}"
        )
    print(f"protection adds {statistics.median(added):+.0%} to a query (at most +33% is promised)")
    return statistics.median(added)


def _seconds(facts: Path, asked: list[Asked]) -> tuple[float, int]:
    """Asked of a warehouse that nothing is remembered of: what is kept, is kept by warehouse."""
    warehouse = Warehouse(facts)
    started = time.process_time()
    answered = sum(bool(_ask(each, warehouse)) for each in asked)
    return time.process_time() - started, answered


def _ask(asked: Asked, warehouse: Warehouse) -> list[Answer]:
    metric, filters, by = asked
    try:
        return evaluate.evaluate(metric, filters, warehouse, PUBLIC, by)
    except UsageError:
        return []


def _figures(bare_of: Warehouse, warehouse: Warehouse) -> None:
    """Two openings of the same snapshot, since answers are kept by warehouse."""
    threshold = int(warehouse.package["threshold"])
    harmless: dict[str, int] = dict.fromkeys([*LEVELS, "all"], 0)
    withheld = dict(harmless)
    for level, asked in questions():
        with patch.object(evaluate, "untold", lambda *_: set()):
            bare = _ask(asked, bare_of)
        for known, shown in zip(bare, _ask(asked, warehouse), strict=True):
            if known.numerator and not _is_small(known, threshold):
                for name in (level, "all"):
                    harmless[name] += 1
                    withheld[name] += shown.withheld is not None
    for level, count in harmless.items():
        print(
            f"{level}: {withheld[level]} of {count} harmless figures withheld ({withheld[level] / max(1, count):.1%})"
        )


def _is_small(answer: Answer, threshold: int) -> bool:
    top, bottom = answer.numerator, answer.denominator
    rest = None if top is None or bottom is None else bottom - top
    return any(is_small(count, threshold) for count in (top, bottom, rest))


if __name__ == "__main__":
    main()
