"""`mine` against plain Python over the same events, in one run: python -m tests.bench.mining --scale 1

The plain Python reads the process's events in order from the same Parquet and counts pairs and variants with dicts;
it computes no medians, rework or durations.
"""

import argparse
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

from dashboard.mining.mine import mine
from dashboard.warehouse import Scope, Warehouse, open_warehouse
from tests.bench.facts import made_facts

LARGEST = (
    "SELECT process, count(*) AS events FROM case_steps GROUP BY ALL ORDER BY events DESC, process LIMIT 1"
)
EVENTS = "SELECT case_id, activity FROM case_steps WHERE process = $process ORDER BY case_id, seq"
SCOPE = Scope()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--facts", type=Path, help="facts made before; else they are made for the bench")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        warehouse = open_warehouse(options.facts or made_facts(Path(scratch), options.scale))
        (largest,) = warehouse.query(LARGEST, SCOPE)
        process, events = largest["process"], largest["events"]
        pairs = [
            (
                _seconds(lambda: mine(process, warehouse, SCOPE)),
                _seconds(lambda: _plain(_rows(warehouse, process))),
            )
            for _ in range(options.rounds)
        ]
    for number, (ours, plain) in enumerate(pairs, start=1):
        print(f"round {number}: mine {ours:.2f} s, plain Python {plain:.2f} s, ratio {ours / plain:.2f}")
    ours, plain = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"mine {process}, {events:,} events: {ours:.2f} s; {events / ours:,.0f} events per second")
    print(f"mine / plain Python: {ours / plain:.2f} (median of {options.rounds})")


def _rows(warehouse: Warehouse, process: str) -> list[tuple[int, str]]:
    table = warehouse.arrow(EVENTS, SCOPE, process=process)
    return list(zip(table["case_id"].to_pylist(), table["activity"].to_pylist(), strict=True))


def _plain(rows: list[tuple[int, str]]) -> tuple[Counter[Any], Counter[Any]]:
    edges: Counter[Any] = Counter()
    variants: Counter[Any] = Counter()
    for _, case in groupby(rows, itemgetter(0)):
        trace = tuple(activity for _, activity in case)
        variants[trace] += 1
        edges.update(pairwise(trace))
    return edges, variants


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
