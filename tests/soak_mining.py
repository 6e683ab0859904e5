"""Processes of other cities: seeds drawn at run time; are the planted bottlenecks, loops, batches and potentials found.

Nothing is tuned here. What is planted too small for the city's scale is not looked for.
"""

import random
import shutil
import time
from pathlib import Path
from typing import Any

from dashboard.mining.assumptions import assumptions
from dashboard.mining.bottlenecks import FEWEST, Bottlenecks, bottlenecks
from dashboard.mining.candidates import Candidate, candidates
from dashboard.mining.levers import NEEDLESS
from dashboard.mining.mine import mine_chosen
from dashboard.mining.selection import Selection
from dashboard.warehouse import Scope, Warehouse
from etl.sample import write_sample
from tests.faults import run
from tests.soak_found import Found

SCALE = 0.1
ALL = Scope()
Truth = dict[str, Any]
KINDS = ("bottleneck", "information_loop", "weekly_committee", "ping_pong")


def stage(folder: Path, count: int, until: float) -> Found:
    """`count` seeds. Wrong: what is planted large enough and not named, or potentials that are not among the first."""
    found, named, sought = Found(), 0, 0
    for seed in random.SystemRandom().sample(range(1_000, 1_000_000), count):
        if time.monotonic() > until:
            break
        found.tried += 1
        told = _city(folder, seed)
        if isinstance(told, str):
            found.wrong.append(f"seed {seed}: {told}")
            continue
        warehouse, truths = told
        missed, looked = _missed(warehouse, truths)
        sought, named = sought + looked, named + looked - len(missed)
        found.wrong += [
            f"seed {seed}: {one}" for one in (*missed, *_potentials(warehouse, truths))
        ]  # fmt: skip
    found.about = f", {named} of {sought} planted bottlenecks, loops, batches and returns named"
    return found


def _city(folder: Path, seed: int) -> tuple[Warehouse, list[Truth]] | str:
    raw, facts = folder / "raw", folder / "facts"
    for old in (raw, facts):
        shutil.rmtree(old, ignore_errors=True)
    truths = write_sample(raw, seed=seed, scale=SCALE)["truths"]
    told = run(raw, facts)
    return told.err[-400:] if told.code else (Warehouse(facts), truths)


def _missed(warehouse: Warehouse, truths: list[Truth]) -> tuple[list[str], int]:
    looked, missed = 0, []
    known: dict[str, Bottlenecks] = {}
    for truth in truths:
        expected, scope = truth["expected"], truth["scope"]
        if truth["kind"] not in KINDS or expected["smallest_scale"] > SCALE:
            continue
        process = scope["process"]
        if process not in known:
            chosen = Selection(process)
            known[process] = bottlenecks(mine_chosen(chosen, warehouse, ALL, 1), chosen, warehouse, ALL)
        looked += 1
        if not _is_named(truth, known[process]):
            missed.append(f"{truth['kind']} of {process} is not named")
    return missed, looked


def _is_named(truth: Truth, found: Bottlenecks) -> bool:
    expected, scope = truth["expected"], truth["scope"]
    if truth["kind"] == "bottleneck":
        return expected["steps"] in [[one.edge.first, one.edge.then] for one in found.waits[:2]]
    if truth["kind"] == "information_loop":
        is_told = expected["cases_asked_again"] >= FEWEST
        return not is_told or scope["activity"] in {one.activity for one in found.again}
    if truth["kind"] == "weekly_committee":
        return expected["treated"] < FEWEST or any(
            (one.activity, one.weekday) == (scope["activity"], expected["weekday"]) for one in found.weekly
        )
    told = [one for one in found.returns if {one.one, one.other} <= set(scope["units"])]
    return expected["cases_to_and_fro"] < FEWEST * len(scope["units"]) or bool(told)


def _potentials(warehouse: Warehouse, truths: list[Truth]) -> list[str]:
    """At least four of five among the first five, their hours inside the interval, and no step named that matters."""
    listed: list[Candidate] = candidates(warehouse, ALL, (), assumptions())
    planted = [truth for truth in truths if truth["kind"] == "potential"]
    first = {one.process for one in listed[:5]}
    by_process = {one.process: one for one in listed}
    among = sum(truth["scope"]["process"] in first for truth in planted)
    wrong = [] if among >= 4 else [f"{among} of five planted potentials are among the first five"]
    inside = 0
    for truth in planted:
        saved, expected = by_process[truth["scope"]["process"]].savings, truth["expected"]
        inside += saved.hours.low <= expected["hours_a_year"] <= saved.hours.high
        named = {lever.activity for lever in saved.levers if lever.kind == NEEDLESS}
        if named - {expected["needless_step"]}:
            wrong.append(f"{truth['scope']['process']}: {named} said to change no outcome")
    return wrong if inside >= 4 else [*wrong, f"{inside} of five planted hours lie inside the interval"]
