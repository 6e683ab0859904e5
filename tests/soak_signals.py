"""Signals of other cities: seeds drawn at run time; is what was planted found, how late, and how often by chance alone.

Nothing is tuned here. A surge of cases, a backlog and a shift of complaints are looked for in the months of the place
that they were planted in, the other plants where a reader would look (`soak_plants`); units of departments in which
nothing was planted tell the rate of false alarms.
"""

import random
import shutil
import time
from datetime import date
from math import sqrt
from pathlib import Path
from typing import Any

from dashboard.metrics.evaluate import Answer, Filters, evaluate
from dashboard.metrics.judged import judged
from dashboard.metrics.signals import BY_CHANCE, MONTHS, RECENT, newest_months
from dashboard.warehouse import Warehouse
from etl.sample import write_sample
from tests.faults import run
from tests.soak_found import Found
from tests.soak_plants import SEEN, unseen

SCALE = 0.3  # a shift of complaints in two teams is told of in counts that may be shown
SOUGHT = {
    "surge": ("cases_received", "process"),
    "backlog": ("open_cases", "process"),
    "complaints_shift": ("complaints_received", "units_now"),
}
SURE = 3.0  # standard errors above the stated rate before it counts as broken


def stage(folder: Path, count: int, until: float) -> Found:
    """`count` seeds; the line says how late and how often. Wrong: nothing found of any plant, or too many alarms."""
    found, delays, missed = Found(), [], 0
    looked = alarms = 0
    for seed in random.SystemRandom().sample(range(1_000, 1_000_000), count):
        if time.monotonic() > until:
            break
        found.tried += 1
        told = _city(folder, seed)
        if isinstance(told, str):
            found.wrong.append(f"seed {seed}: {told}")
            continue
        warehouse, truths = told
        found.wrong += [f"seed {seed}: {line}" for line in unseen(warehouse, truths, SCALE)]
        for truth in truths:
            if truth["kind"] not in SOUGHT:
                continue
            delay = _delay(warehouse, truth)
            missed += delay is None
            delays += [] if delay is None else [delay]
            print(f"  seed {seed}: {truth['kind']} {truth['scope']} "
                  f"{'not found' if delay is None else f'found after {delay} months'}", flush=True)  # fmt: skip
            if delay is None:
                found.wrong.append(f"seed {seed}: {truth['kind']} in {truth['scope']} was not found")
        judged_here, alarms_here = _false_alarms(warehouse, truths)
        looked, alarms = looked + judged_here, alarms + alarms_here
    bound = BY_CHANCE + SURE * sqrt(BY_CHANCE * (1 - BY_CHANCE) / max(looked, 1))
    rate = alarms / looked if looked else 0.0
    if rate > bound:
        found.wrong.append(
            f"{rate:.3f} of {looked} quiet series had a signal; {BY_CHANCE} is stated, {bound:.3f} allowed"
        )
    mean = sum(delays) / len(delays) if delays else float("nan")
    found.about = (
        f", {len(delays)} of {len(delays) + missed} plants found after {mean:.1f} months on average, "
        f"false alarms {rate:.3f} of {looked} series (stated {BY_CHANCE})"
    )
    return found


def _city(folder: Path, seed: int) -> tuple[Warehouse, list[dict[str, Any]]] | str:
    raw, facts = folder / "raw", folder / "facts"
    for old in (raw, facts):
        shutil.rmtree(old, ignore_errors=True)
    truths = write_sample(raw, seed=seed, scale=SCALE)["truths"]
    told = run(raw, facts)
    return told.err[-400:] if told.code else (Warehouse(facts), truths)


def _series(
    warehouse: Warehouse, metric: str, where: tuple[tuple[str, str], ...], by: tuple[str, ...]
) -> list[Answer]:
    window = newest_months(warehouse, MONTHS)
    assert window
    return evaluate(metric, Filters(window, where, "now"), warehouse, SEEN, (*by, "month"))


def _delay(warehouse: Warehouse, truth: dict[str, Any]) -> int | None:
    """Months from the first planted one until a rule was met; of several places the first."""
    metric, name = SOUGHT[truth["kind"]]
    places = truth["scope"][name]
    first, last = date.fromisoformat(truth["from"]), date.fromisoformat(truth["to"])
    found = []
    for where in _places(warehouse, name, places):
        months = [one for one in _series(warehouse, metric, where, ()) if one.status == "final"]
        for signal in judged([one.value for one in months]).signals:
            when = date.fromisoformat(f"{months[signal.last].period}-01")
            begun = date.fromisoformat(f"{months[signal.first].period}-01")
            if signal.direction > 0 and when >= first.replace(day=1) and begun <= last:
                reached = max(begun, first.replace(day=1))
                found.append((reached.year - first.year) * 12 + reached.month - first.month + 1)
    return min(found, default=None)


def _places(warehouse: Warehouse, name: str, places: Any) -> list[tuple[tuple[str, str], ...]]:
    """Where a reader can look: the units and their centre, whose counts are not too small to be shown; or the service
    area that most of a process's cases are of."""
    if name == "units_now":
        centre = str(places[0]).rpartition("-")[0]
        return [(("centre", centre),), *((("unit", str(unit)),) for unit in places)]
    sql = "SELECT mode(service_area) AS area FROM cases WHERE process = $process"
    return [(("service_area", str(warehouse.query(sql, SEEN, process=places)[0]["area"])),)]


def _touched(warehouse: Warehouse, truths: list[dict[str, Any]]) -> set[str]:
    sql = "SELECT DISTINCT unit_now AS unit FROM cases WHERE process = $of OR source = $of"
    touched: set[str] = set()
    for truth in truths:
        scope = truth["scope"]
        if truth["kind"] in ("surge", "backlog", "registration_dip"):
            of = scope.get("process") or scope.get("source")
            touched |= {str(row["unit"]) for row in warehouse.query(sql, SEEN, of=of)}
        touched |= {str(unit) for unit in scope.get("units_now", ())}
    return touched


def _false_alarms(warehouse: Warehouse, truths: list[dict[str, Any]]) -> tuple[int, int]:
    """Units judged, and those with a signal in the last six final months, of units where nothing planted changes how
    many cases come in: neither a surge, nor months that a system did not register, nor a shift of the work itself."""
    touched = _touched(warehouse, truths)
    groups: dict[str, list[Answer]] = {}
    for one in _series(warehouse, "cases_received", (), ("unit",)):
        groups.setdefault(one.group["unit"], []).append(one)
    looked = alarms = 0
    for unit, months in groups.items():
        final = [one for one in months if one.status == "final"]
        found = judged([one.value for one in final])
        if not unit or unit in touched or found.limits is None:
            continue
        looked += 1
        alarms += any(one.last >= len(final) - RECENT for one in found.signals)
    return looked, alarms
