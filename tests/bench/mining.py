"""`mine` against polars on a sorted file, pm4py, plain Python and a summing scan: python -m tests.bench.mining

All read the same events from Parquet in the same run: the largest process, repeated until it has SIZE million (5 unless
the environment says otherwise). polars counts edges with exact medians and 90th percentiles, and variants; plain Python
counts pairs and variants only; pm4py counts pairs, their median seconds and variants. It is no dependency: PM4PY names
a Python that has it and pyarrow, and it runs outside. One unit is the one with the most events. Memory is that of a
program that mines and does nothing else.
"""

import argparse
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from dashboard.mining.mine import mine, mine_chosen
from dashboard.mining.selection import Selection
from dashboard.warehouse import Scope, open_warehouse
from tests.bench.facts import HOME, made_facts
from tests.bench.larger import larger
from tests.peak import peak_mb

LARGEST = (
    "SELECT process, count(*) AS events FROM case_events GROUP BY ALL ORDER BY events DESC, process LIMIT 1"
)
EVENTS = 'SELECT case_id, activity, "at" FROM case_events WHERE process = $process ORDER BY case_id, seq'
SUMS = (
    'SELECT sum(case_id) AS a, sum(length(activity)) AS b, sum(epoch_ms("at")) AS c '
    "FROM case_events WHERE process = $process"
)
UNIT = (
    "SELECT unit, count(*) AS events FROM case_steps WHERE process = $process AND unit IS NOT NULL "
    "GROUP BY unit ORDER BY events DESC LIMIT 1"
)
SCOPE = Scope()
SIZE = float(os.environ.get("SIZE", "5")) * 1e6
MEMORY_MB = 400
PM4PY = """
import sys, time, pandas, pm4py
events = pandas.read_parquet(sys.argv[1])
started = time.perf_counter()
log = pm4py.format_dataframe(events, case_id="case_id", activity_key="activity", timestamp_key="at")
pm4py.discover_dfg(log), pm4py.discover_performance_dfg(log), pm4py.get_variants(log)
print(time.perf_counter() - started)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--facts", type=Path, help="facts made before; else they are made for the bench")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--alone", help="mine this process, print the memory it took, and nothing else")
    options = parser.parse_args()
    if options.alone:
        mine(options.alone, open_warehouse(options.facts), SCOPE)
        print(peak_mb())
        return
    with tempfile.TemporaryDirectory() as scratch:
        _measured(Path(scratch), options.facts or made_facts(Path(scratch), options.scale), options.rounds)


def _measured(scratch: Path, given: Path, rounds: int) -> None:
    (largest,) = open_warehouse(given).query(LARGEST, SCOPE)
    process, times_over = largest["process"], max(1, math.ceil(SIZE / largest["events"]))
    facts = larger(given, scratch / "larger", process, times_over)
    warehouse = open_warehouse(facts)
    (unit,) = warehouse.query(UNIT, SCOPE, process=process)
    table = warehouse.arrow(EVENTS, SCOPE, process=process)
    events, sorted_file = table.num_rows, scratch / "sorted.parquet"
    pq.write_table(table, sorted_file)
    rows = list(zip(table["case_id"].to_pylist(), table["activity"].to_pylist(), strict=True))
    del table
    first = next(iter(mine(process, warehouse, SCOPE).activities))
    work: dict[str, Callable[[], object]] = {
        "mine": lambda: mine(process, warehouse, SCOPE),
        "sum of three columns": lambda: warehouse.query(SUMS, SCOPE, process=process),
        "polars": lambda: _polars(sorted_file),
        "plain Python": lambda: _plain(rows),
        "one unit": lambda: mine(process, warehouse, SCOPE, [("unit", unit["unit"])]),
        "an activity hidden": lambda: mine_chosen(Selection(process, hidden=(first,)), warehouse, SCOPE),
    }
    times = {name: [_seconds(each) for _ in range(rounds)] for name, each in work.items()}
    if os.environ.get("PM4PY"):
        times["pm4py"] = [float(_said([os.environ["PM4PY"], "-c", PM4PY, str(sorted_file)]))]
    memory = _said([sys.executable, "-m", "tests.bench.mining", "--facts", str(facts), "--alone", process])
    _tell(times, process, events, unit["events"])
    print(f"memory of a program that mines it: {memory} MB (under {MEMORY_MB} is promised)")


def _said(command: list[str]) -> str:
    """The last line that an outside program prints."""
    told = subprocess.run(command, check=True, cwd=HOME, capture_output=True, text=True)
    return told.stdout.strip().splitlines()[-1]


def _tell(times: dict[str, list[float]], process: str, events: int, of_unit: int) -> None:
    fastest = {name: min(seconds) for name, seconds in times.items()}
    for name, seconds in times.items():
        ratio = fastest[name] / fastest["mine"]
        said = ", ".join(f"{each:.2f}" for each in seconds)
        print(f"{name}: {said} s; fastest is {ratio:.2f} of mine's")
    print(f"mine {process}, {events:,} events: {events / fastest['mine']:,.0f} events per second")
    print(f"polars / mine: {fastest['polars'] / fastest['mine']:.2f} (at least 2.5 is promised)")
    print(
        f"mine / sum of three columns: {fastest['mine'] / fastest['sum of three columns']:.1f} (at most 10)"
    )
    if "pm4py" in fastest:
        print(f"pm4py / mine: {fastest['pm4py'] / fastest['mine']:.0f} (at least 50 is promised)")
    share = fastest["one unit"] / fastest["mine"]
    print(f"one unit with {of_unit / events:.0%} of the events: {share:.2f} of the whole")
    print(f"median of mine: {statistics.median(times['mine']):.2f} s")


def _polars(file: Path) -> tuple[Any, Any]:
    """The same answers the usual way: shift within a case, group by the pair; join each case's activities."""
    events = pl.scan_parquet(file)
    then = events.with_columns(
        next_activity=pl.col("activity").shift(-1).over("case_id"),
        seconds=(pl.col("at").shift(-1).over("case_id") - pl.col("at")).dt.total_milliseconds() / 1000,
    ).drop_nulls("next_activity")
    edges = then.group_by("activity", "next_activity").agg(
        pl.len(), pl.col("seconds").median().alias("median"), pl.col("seconds").quantile(0.9).alias("p90"),
        pl.col("seconds").mean().alias("mean"),
    )  # fmt: skip
    variants = (
        events.group_by("case_id", maintain_order=True)
        .agg(pl.col("activity"))
        .group_by("activity")
        .agg(pl.len())
    )
    return edges.collect(), variants.collect()


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
