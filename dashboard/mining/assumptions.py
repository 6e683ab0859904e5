"""What simplification is reckoned with: the reviewed file content/simplification.toml, or what a reader puts for it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "content/simplification.toml"
VERDICTS = ("robot", "self_service", "data_sharing", "organise", "drop_step", "leave_alone")
REASONS = (
    "right", "wrong", "legal_requirement", "known_backlog", "registration", "waits_for_others", "under_way",
)  # fmt: skip
FINDINGS = ("bottleneck", "loop", "batch", "ping_pong", "needless", "held_back")
STAGES = ("found", "chosen", "decided", "carried_out")
# What a reader may put in place of the file's figure, and between which bounds.
EDITABLE = {
    "hourly_cost": (100.0, 2000.0),
    "workday_hours": (4.0, 12.0),
    "year_hours": (800.0, 2000.0),
    "scale_percent": (10.0, 400.0),
}


@dataclass(frozen=True)
class Minutes:
    """Standard times in minutes of one process."""

    kind: str
    repeated_request: float
    step: float
    back: float
    again: float


@dataclass(frozen=True)
class Assumptions:
    """Kroner an hour, hours a working day, hours a full-time equivalent, per cent of the standard times."""

    hourly_cost: float
    workday_hours: float
    year_hours: float
    scale_percent: float
    changed: tuple[str, ...] = ()

    def minutes(self, process: str) -> Minutes:
        said = next((one for one in _file()["standard"] if process in one["processes"]), None)
        said = said or next(one for one in _file()["standard"] if not one["processes"])
        share = self.scale_percent / 100
        times = [said[name] * share for name in ("repeated_request", "step", "return", "again")]
        return Minutes(said["kind"], *times)


@dataclass(frozen=True)
class Said:
    """What somebody who knows the work put beside a finding or in place of a verdict."""

    process: str
    what: str
    because: str
    role: str
    on: date


@dataclass(frozen=True)
class Life:
    """How far a candidate has come: the day of each stage that is reached."""

    process: str
    days: dict[str, date]
    by: str


def assumptions(chosen: Mapping[str, str] | None = None) -> Assumptions:
    """The file's, with those a reader has chosen. Raises ValueError naming the one that is out of bounds."""
    said = _file()["assumptions"]
    hourly, day, year, percent = (float(said[name]) for name in EDITABLE)
    known = Assumptions(hourly, day, year, percent)
    values: dict[str, Any] = {}
    for name, text in (chosen or {}).items():
        values[name] = _number(name, text)
    return replace(known, **values, changed=tuple(values)) if values else known


def _number(name: str, text: str) -> float:
    low, high = EDITABLE[name]
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = -1.0
    if not low <= value <= high:
        raise ValueError(name)
    return value


def is_invented() -> bool:
    return bool(_file().get("invented"))


def tolerance() -> float:
    return float(_file()["tolerance"]["outcome"])


def purpose(activity: str) -> str:
    """What a step is for; empty for a log's own activities."""
    return next((kind for kind, steps in _file()["purpose"].items() if activity in steps), "")


def purpose_minutes(activity: str, process_minutes: Minutes) -> float:
    """Minutes of one execution, where nothing is measured."""
    kind = purpose(activity)
    return (
        process_minutes.step
        if kind == "inform"
        else float(_file()["purpose_minutes"].get(kind or "other", 15))
    )


def bottom_lines(verdict: str) -> dict[str, Any]:
    """plus, even or check for each of the five, and whether the present budget is enough."""
    return dict(_file()["bottom_lines"][verdict])


def law(activity: str) -> str:
    return str(_file()["law"].get(activity, ""))


def overruled(process: str) -> Said | None:
    return next((one for one in _said("overruled", "verdict", VERDICTS) if one.process == process), None)


def answers(process: str) -> dict[str, Said]:
    """The newest answer to each finding of a process."""
    listed = sorted(_said("answer", "finding", FINDINGS), key=lambda one: one.on)
    return {one.what: one for one in listed if one.process == process}


def lives() -> dict[str, Life]:
    found = {}
    for one in _file().get("candidate", []):
        days = {stage: one[stage] for stage in STAGES if stage in one}
        if list(days.values()) != sorted(days.values()):
            raise ValueError(f"{FILE.name}, candidate {one['process']}: the days are not in order")
        found[one["process"]] = Life(one["process"], days, one.get("by", ""))
    return found


def _said(table: str, what: str, allowed: tuple[str, ...]) -> list[Said]:
    """Raises ValueError that names the file and the entry, where one says something it may not."""
    found = []
    for number, one in enumerate(_file().get(table, []), 1):
        if one[what] not in allowed or one["because"] not in REASONS:
            raise ValueError(f"{FILE.name}, {table} {number}: {what} or reason is unknown")
        found.append(Said(one["process"], one[what], one["because"], one["role"], one["on"]))
    return found


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))
