"""What a report costs: python -m tests.bench.reports --facts FACTS

From nothing (a new process, nothing read), after its answers exist, fifty units' sheets, and the most memory held.
"""

import argparse
import resource
import time
from collections.abc import Callable
from pathlib import Path

from dashboard.metrics.evaluate import Filters
from dashboard.metrics.period import parse_period
from dashboard.reference import reference
from dashboard.reports.make import make
from dashboard.reports.pdf import pdf
from dashboard.reports.render import render
from dashboard.reports.workbook import workbook
from dashboard.warehouse import Scope, Warehouse

UNITS = 50


def timed(what: str, work: Callable[[], object]) -> object:
    begun = time.perf_counter()
    made = work()
    print(f"{what:58} {time.perf_counter() - begun:6.2f} s", flush=True)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--facts", type=Path, default=Path("data/facts"))
    warehouse = Warehouse(parser.parse_args().facts)
    year = Filters(parse_period("2025"))
    report = timed(
        "okonomiudvalget, answers from nothing", lambda: make("okonomiudvalget", year, warehouse, Scope())
    )
    timed("  its PDF after them", lambda: pdf(report))  # type: ignore[arg-type]
    timed("  its workbook after them", lambda: workbook(report))  # type: ignore[arg-type]
    timed(
        "okonomiudvalget again, answers kept, all formats",
        lambda: render(make("okonomiudvalget", year, warehouse, Scope())),
    )
    units = reference(warehouse).choices("unit", "now")[:UNITS]
    month = parse_period("2026-05")
    timed(
        f"{len(units)} units' sheets as PDF",
        lambda: [pdf(make("enhed", Filters(month, (("unit", unit),)), warehouse, Scope())) for unit in units],
    )
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'the most memory held':58} {most:6.0f} MB")


if __name__ == "__main__":
    main()
