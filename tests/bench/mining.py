"""`mine` against the plain formulation over the same events, in one run: python -m tests.bench.mining --facts FACTS

The plain one is what anybody would write first: windows over names in case_events, and sequences put together for
every case. Both make the same graph with medians, the same variants, rework and durations, and are compared.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.mining.mine import mine
from dashboard.warehouse import Scope, Warehouse, open_warehouse
from tests.bench.facts import made_facts

SCOPE = Scope(role="bench")
LARGEST = (
    "SELECT process, count(*) AS events FROM case_events GROUP BY ALL ORDER BY events DESC, process LIMIT 1"
)
FOLLOWED = """
    SELECT case_id, activity, "at", unit,
        lead(activity) OVER in_case AS next_activity, lead("at") OVER in_case AS next_at,
        lead(unit) OVER in_case AS next_unit
    FROM case_events WHERE process = $process
    WINDOW in_case AS (PARTITION BY case_id ORDER BY "at", seq)
"""
PLAIN = {
    "activities": """
        SELECT activity, count(*) AS count FROM case_events WHERE process = $process GROUP BY activity""",
    "edges": f"""
        SELECT activity, next_activity, count(*) AS count, quantile_cont(epoch(next_at - "at"), 0.5) AS median_s,
            avg(epoch(next_at - "at")) AS mean_s, quantile_cont(epoch(next_at - "at"), 0.9) AS p90_s
        FROM ({FOLLOWED}) WHERE next_activity IS NOT NULL GROUP BY ALL ORDER BY count DESC, activity, next_activity""",
    "variants": """
        SELECT activities, count(*) AS count FROM (
            SELECT string_agg(activity, chr(31) ORDER BY "at", seq) AS activities
            FROM case_events WHERE process = $process GROUP BY case_id
        ) GROUP BY ALL ORDER BY count DESC, activities""",
    "rework": """
        SELECT count(*) FILTER (again > 0) AS cases, sum(again) AS events FROM (
            SELECT count(*) - count(DISTINCT activity) AS again
            FROM case_events WHERE process = $process GROUP BY case_id)""",
    "handovers": f"SELECT count(*) FILTER (unit <> next_unit) AS handovers FROM ({FOLLOWED})",
    "durations": """
        SELECT count(*) AS cases, quantile_cont(seconds, 0.5) AS median, avg(seconds) AS mean,
            quantile_cont(seconds, 0.95) AS p95
        FROM (SELECT epoch(max("at") - min("at")) AS seconds
              FROM case_events WHERE process = $process GROUP BY case_id)""",
}


@dataclass
class Timed:
    seconds: float
    result: Any


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
        rounds = []
        for number in range(1, options.rounds + 1):
            ours = timed(lambda: mine(process, warehouse, SCOPE))
            plain = timed(lambda: plainly(process, warehouse))
            check(ours.result.variant_count, ours.result.cases, plain.result)
            rounds.append((ours.seconds, plain.seconds))
            ratio = plain.seconds / ours.seconds
            print(
                f"round {number}: mine {ours.seconds:.2f} s, plain {plain.seconds:.2f} s, ratio {ratio:.1f}"
            )
    ours_s, plain_s = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"mine {process}, {events:,} events: {ours_s:.2f} s; {events / ours_s:,.0f} events per second")
    print(f"plain / mine: {plain_s / ours_s:.1f} (median of {options.rounds})")


def plainly(process: str, warehouse: Warehouse) -> dict[str, list[dict[str, Any]]]:
    return {name: warehouse.query(sql, SCOPE, process=process) for name, sql in PLAIN.items()}


def check(variant_count: int, cases: int | None, plain: dict[str, list[dict[str, Any]]]) -> None:
    """A quick answer that is another answer would be no gain."""
    if (variant_count, cases) != (len(plain["variants"]), plain["durations"][0]["cases"]):
        raise SystemExit("mine and the plain formulation differ")


def timed(work: Callable[[], Any]) -> Timed:
    started = time.perf_counter()
    result = work()
    return Timed(time.perf_counter() - started, result)


if __name__ == "__main__":
    main()
