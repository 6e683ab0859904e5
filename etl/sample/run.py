"""One sample being written: every system simulated, measured for the truth and delivered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from etl.sample.appeals import Appeals, appeal, reopen
from etl.sample.cases import DATES, Cases, Events, all_cases, all_events, simulate
from etl.sample.complaints import Complaints, complain
from etl.sample.dirty import Dirt
from etl.sample.figures import figures
from etl.sample.more import deliver_more
from etl.sample.more.keys import CaseKeys
from etl.sample.more.keys import case_keys as keys_for_more
from etl.sample.permits import permit_log
from etl.sample.plan import ACTIVITY, REGISTERS, SYSTEMS, Plan
from etl.sample.registers import appeal_tables, complaint_tables, merge
from etl.sample.reported import annual_report
from etl.sample.stock import Held, held
from etl.sample.tables import Delivery, case_tables, event_tables, numbers, text
from etl.sample.truth import Seen, Truth, truths_of_cases
from etl.sample.truth_complaints import truths_of_complaints
from etl.sample.truth_processes import logs, potentials, truths_of_process
from etl.sample.workdays import DAY_S
from etl.sample.writers import write

KEYS = {
    "domus": "{}-{:07d}",
    "momentum": "M{:08d}",
    "tmf": "T{}/{:06d}",
    "building": "BYG-{}-{:05d}",
    "visitation": "V{:07d}",
}
FIGURES = ("borgerservice_figures", "okf_survey", "capacity")
STATES = {column: activity for activity, column in DATES.items()}
POINTED_AT = ("domus", "momentum", "tmf")  # other registers name their cases
SHARES = (0.40, 0.10, 0.17, 0.05, 0.21)  # of the work, by system
Progress = Callable[[str, float], None]  # what is being written, and the share of all work that is done


@dataclass
class Run:
    plan: Plan
    out: Path
    tallies: dict[str, dict[str, Any]] = field(default_factory=dict)
    ghosts: dict[str, list[str]] = field(default_factory=dict)
    truths: list[Truth] = field(default_factory=list)
    potential: list[dict[str, Any]] = field(default_factory=list)
    registers: dict[str, list[tuple[Complaints, pa.Array, Appeals]]] = field(default_factory=dict)
    keys: dict[str, CaseKeys] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)

    def deliver(self, source: str, deliveries: Iterable[Delivery], count: int = 0) -> Dirt:
        """Write a source's deliveries with their wrong rows, and note what a reader must report."""
        layout = self.plan.layouts[source]
        index = list(self.plan.layouts).index(source)
        spec = self.plan.dirty[source]
        dirt = Dirt(
            layout,
            spec,
            self.plan.scale,
            self.ghosts.get(source.split("_")[0], []),
            self.plan.random(4, index),
        )
        count = count or len(self.plan.calendar.cuts)
        for left, delivery in zip(range(count, 0, -1), deliveries, strict=True):
            cut = delivery.cut.isoformat()
            write(
                layout,
                delivery,
                dirt.extras(delivery, left),
                self.out / layout.file.format(cut=cut, month=cut[:7]),
            )
        self.tallies[source] = dirt.tally.as_truth()
        return dirt


def write_all(run: Run, show: Progress) -> dict[str, Any]:
    """Every extract; returns what the truth tells of sources, plantings and processes."""
    done = 0.0
    for system, share in zip(SYSTEMS, SHARES, strict=True):
        show(system, done)
        _system(run, system)
        done += share
    show("registers", done)
    _registers(run)
    deliver_more(run.plan, run.out, run.keys, run.tallies)
    show("truth", 1.0)
    planted = truths_of_cases(run.plan, run.seen) + truths_of_complaints(run.plan, run.seen)
    five, processes = potentials(run.plan, run.potential)
    return {"sources": run.tallies, "truths": planted + run.truths + five, "processes": processes}


def _system(run: Run, system: str) -> None:
    plan, rng = run.plan, run.plan.random(2, SYSTEMS.index(system))
    one = _held(plan, system, rng)
    keys = case_keys(system, one.cases)
    one.events = reopen(plan, system, one.cases, one.events, one.appeals, rng)
    _measure(run, system, one)
    run.seen.cases[system] = one.cases
    complained = text(keys.to_pylist(), one.complaints.case)
    run.registers.setdefault(REGISTERS[system], []).append((one.complaints, complained, one.appeals))
    if system in POINTED_AT:
        linked = one.complaints.take(np.flatnonzero(one.complaints.case >= 0))
        run.keys[system] = keys_for_more(keys, one.cases, linked)
    if system == "building":
        run.deliver("building_permits", [permit_log(plan, one.cases, one.events, keys)], count=1)
        return
    source = "visitation" if system == "visitation" else f"{system}_cases"
    run.ghosts[system] = run.deliver(
        source, case_tables(plan, plan.layouts[source], one.cases, keys, rng)
    ).fresh_keys()
    if system != "visitation":
        source, registered = f"{system}_events", one.cases.registered
        run.deliver(source, event_tables(plan, plan.layouts[source], one.events, keys, registered))


def _held(plan: Plan, system: str, rng: np.random.Generator) -> Held:
    """All that happened in a system, and of it what its extracts will hold."""
    cases, events = _simulated(plan, system)
    cases.citizen = _citizens(plan, cases, rng)
    complaints = complain(plan, REGISTERS[system], cases, rng)
    return held(plan, cases, events, complaints, appeal(plan, complaints, rng))


def _simulated(plan: Plan, system: str) -> tuple[Cases, Events]:
    """All processes of a system as one, cases in the order they were received."""
    parts, start = [], 0
    for name in [n for n, p in plan.city["processes"].items() if p["system"] == system]:
        cases, events = simulate(plan, name)
        events.case += start
        start += len(cases)
        parts.append((cases, events))
    cases, events = all_cases([c for c, _ in parts]), all_events([e for _, e in parts])
    order = np.argsort(cases.days["received_on"], kind="stable")
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    events.case = place[events.case]
    return cases.take(order), events


def _measure(run: Run, system: str, one: Held) -> None:
    events = one.events if system != "visitation" else _state_dates(run.plan, one.cases)
    for log in logs(run.plan, one.cases, events):
        truths, potential = truths_of_process(log)
        run.truths += truths
        run.potential += [potential] if potential else []


def _state_dates(plan: Plan, cases: Cases) -> Events:
    """What a workbook with one row a case tells of its steps: days, in the order of its columns."""
    columns = [field for field in plan.layouts["visitation"].fields if field in STATES]
    day = np.stack([cases.days[field] for field in columns], axis=1)
    case, column = np.nonzero(day <= plan.calendar.until_day)
    activity = np.array([ACTIVITY[STATES[field]] for field in columns], dtype=np.int8)[column]
    none = np.zeros(len(case), dtype=np.int8)
    at = day[case, column].astype(np.int64) * DAY_S
    return Events(case.astype(np.int32), activity, at, cases.unit[case], none, none)


def case_keys(system: str, cases: Cases) -> pa.Array:
    pattern = KEYS[system]
    if pattern.count("{") == 1:
        return numbers(pattern, np.arange(1, len(cases) + 1))
    years = (
        cases.days["received_on"].astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    ).tolist()
    return pa.array([pattern.format(year, i) for i, year in enumerate(years, start=1)], type=pa.string())


def _citizens(plan: Plan, cases: Cases, rng: np.random.Generator) -> np.ndarray:
    """People come back, also to other departments; where a company applies there is no number."""
    volume = sum(p["volume"] for p in plan.city["processes"].values())
    pool = max(20, round(volume * 3 * plan.scale * plan.city["citizens_pool"]))
    citizen = rng.integers(0, pool, len(cases))
    company = np.array([p.get("companies", 0.0) for p in plan.city["processes"].values()])[cases.process]
    return np.where(rng.random(len(cases)) < company, -1, citizen)


def _registers(run: Run) -> None:
    plan, merged = run.plan, []
    for number, name in enumerate(sorted(run.registers)):
        register = merge(name, run.registers[name])
        merged.append(register)
        run.seen.registers[name] = register
        run.deliver(name, complaint_tables(plan, plan.layouts[name], register, plan.random(3, number)))
    run.deliver("appeals", appeal_tables(plan, plan.layouts["appeals"], merged))
    report = annual_report(plan, plan.layouts["annual_report"], merged, plan.random(6, 0))
    run.deliver("annual_report", report, count=1)
    for number, name in enumerate(FIGURES):
        run.deliver(name, [figures(plan, plan.layouts[name], plan.random(5, number))], count=1)
