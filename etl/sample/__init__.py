"""The invented municipality: extracts of every source as its system would deliver them, and the truth."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from rich.console import Console
from rich.progress import Progress as Bar

from etl.errors import UsageError
from etl.sample.appeals import Appeals, appeal, reopen
from etl.sample.cases import Cases, Events, all_cases, all_events, simulate
from etl.sample.complaints import Complaints, complain
from etl.sample.dirty import Dirt
from etl.sample.figures import figures
from etl.sample.more import deliver_more
from etl.sample.more.keys import CaseKeys
from etl.sample.more.keys import case_keys as pointed_at
from etl.sample.more.town import read_layouts, read_settings
from etl.sample.permits import permit_log
from etl.sample.plan import REGISTERS, SYSTEMS, Plan, load
from etl.sample.planted import measured
from etl.sample.registers import appeal_tables, complaint_tables, merge
from etl.sample.tables import Delivery, case_tables, event_tables, numbers
from etl.sample.truth import bottleneck, truths
from etl.sample.writers import write

KEYS = {
    "domus": "{}-{:07d}",
    "momentum": "M{:08d}",
    "tmf": "T{}/{:06d}",
    "building": "BYG-{}-{:05d}",
    "visitation": "V{:07d}",
}
POINTED_AT = ("domus", "momentum", "tmf")
FIGURES = ("borgerservice_figures", "okf_survey", "capacity", "targets")
SHARES = (0.40, 0.10, 0.17, 0.05, 0.26)  # of the work, by system
Progress = Callable[[str, float], None]  # what is being written, and the share of all work that is done


@dataclass
class Run:
    plan: Plan
    out: Path
    progress: Progress
    tallies: dict[str, dict[str, Any]] = field(default_factory=dict)
    ghosts: dict[str, list[str]] = field(default_factory=dict)
    processes: list[dict[str, Any]] = field(default_factory=list)
    registers: dict[str, list[tuple[Complaints, pa.Array, Appeals]]] = field(default_factory=dict)
    truths: list[dict[str, Any]] = field(default_factory=list)  # measured while the cases were made
    pointed_at: dict[str, CaseKeys] = field(default_factory=dict)  # cases that other registers name

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
            path = self.out / layout.file.format(cut=delivery.cut.isoformat())
            write(layout, delivery, dirt.extras(delivery, left), path)
        self.tallies[source] = dirt.tally.as_truth()
        return dirt


def write_sample(
    out: Path,
    seed: int = 1,
    scale: float = 1.0,
    until: date = date(2026, 10, 31),
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write every extract, delivery.toml and truth.json under `out`; the same seed gives the same bytes."""
    _checked(seed, scale, until)
    plan = load(seed, scale, until)
    _make_room(plan, out)
    with _shown(progress) as show:
        run = Run(plan, out, show)
        done = 0.0
        for system, share in zip(SYSTEMS, SHARES, strict=True):
            show(system, done)
            _system(run, system)
            done += share
        show("registers", done)
        _registers(run)
        show("the rest", 0.98)
        deliver_more(plan, out, run.pointed_at, run.tallies)
        show("done", 1.0)
    about = {"seed": seed, "scale": scale, "until": until.isoformat()}
    truth = about | {"sources": run.tallies, "truths": truths(plan) + run.truths, "processes": run.processes}
    text = json.dumps(truth, indent=1, sort_keys=True, ensure_ascii=False)
    (out / "truth.json").write_text(
        text + "\n", encoding="utf-8"
    )  # last: it says that the extracts are whole
    return json.loads(text)


def _checked(seed: int, scale: float, until: date) -> None:
    if seed < 0:
        raise UsageError(f"--seed {seed}: a seed is 0 or more.")
    if not 0 < scale <= 5:
        raise UsageError(f"--scale {scale}: more than 0 and at most 5; 1 is the whole city.")
    if not 2015 <= until.year <= 2045:
        raise UsageError(f"--until {until}: a day from 2015 to 2045.")


def _make_room(plan: Plan, out: Path) -> None:
    """Remove an earlier sample, so that two never mix; never touch extracts that are not ours."""
    layouts = [*plan.layouts.values(), *read_layouts(read_settings()["layouts"]).values()]
    patterns = [layout.file.format(cut="*") for layout in layouts]
    old = [file for pattern in patterns for file in out.glob(pattern)]
    note = out / "delivery.toml"
    if old and not (note.is_file() and tomllib.loads(note.read_text("utf-8")).get("synthetic")):
        raise UsageError(f"--out {out}: holds extracts that are not a sample. Give another folder.")
    for file in [*old, out / "truth.json"]:
        file.unlink(missing_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    note.write_text("# Extracts of an invented municipality.\nsynthetic = true\n", encoding="utf-8")


@contextmanager
def _shown(progress: Progress | None) -> Any:
    """The caller's progress, or a bar on standard error."""
    if progress:
        yield progress
        return
    with Bar(console=Console(stderr=True)) as bar:
        task = bar.add_task("sample", total=1.0)
        yield lambda what, share: bar.update(task, description=what, completed=share)


def _system(run: Run, system: str) -> None:
    plan = run.plan
    rng = plan.random(2, SYSTEMS.index(system))
    cases, events = _simulated(run, system)
    keys = case_keys(system, cases)
    cases.citizen = _citizens(plan, cases, rng)
    complaints = complain(plan, cases, rng)
    appeals = appeal(plan, complaints, rng)
    events = reopen(plan, system, cases, events, appeals, rng)
    part = (complaints, keys.take(pa.array(complaints.case)), appeals)
    run.registers.setdefault(REGISTERS[system], []).append(part)
    if system in POINTED_AT:
        run.pointed_at[system] = pointed_at(keys, cases, complaints)
    if system == "building":
        run.deliver("building_permits", [permit_log(plan, cases, events, keys)], count=1)
        return
    source = "visitation" if system == "visitation" else f"{system}_cases"
    run.ghosts[system] = run.deliver(
        source, case_tables(plan, plan.layouts[source], cases, keys, rng)
    ).fresh_keys()
    if system != "visitation":
        source = f"{system}_events"
        run.deliver(source, event_tables(plan, plan.layouts[source], events, keys))


def _simulated(run: Run, system: str) -> tuple[Cases, Events]:
    """All processes of a system as one, cases in the order they were received."""
    plan, parts, start = run.plan, [], 0
    for name in [n for n, p in plan.city["processes"].items() if p["system"] == system]:
        cases, events = simulate(plan, name)
        run.processes += bottleneck(plan, name, events)
        run.truths += measured(plan, name, cases, events)
        events.case += start
        start += len(cases)
        parts.append((cases, events))
    cases, events = all_cases([c for c, _ in parts]), all_events([e for _, e in parts])
    order = np.argsort(cases.days["received_on"], kind="stable")
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    events.case = place[events.case]
    return cases.take(order), events


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
        run.deliver(name, complaint_tables(plan, plan.layouts[name], register, plan.random(3, number)))
    run.deliver("appeals", appeal_tables(plan, plan.layouts["appeals"], merged))
    for number, name in enumerate(FIGURES):
        run.deliver(name, [figures(plan, plan.layouts[name], plan.random(5, number))], count=1)
