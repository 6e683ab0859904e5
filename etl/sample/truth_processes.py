"""Truths about how processes go: where they wait, what they ask anew, what changes nothing, what goes to and fro."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from etl.sample.cases import Cases, Events
from etl.sample.plan import ACTIVITIES, ACTIVITY, RESULTS, Plan
from etl.sample.planted import Habit
from etl.sample.truth import Truth, told
from etl.sample.workdays import DAY_S

YEARS = 3  # the 36 months
CASES_TO_SHOW = 800  # so many tell a share from another
FIVE = 5
MEASURE = "hours of handling a year: count x minutes / 60"


@dataclass
class Log:
    """The cases of a process received in the 36 months, and the process's events case by case, in time."""

    plan: Plan
    name: str
    cases: Cases
    received: np.ndarray  # whether a case was received in the 36 months; the others were open before
    events: Events

    @property
    def habit(self) -> Habit:
        return self.plan.plants.habits[self.name]

    @property
    def count(self) -> int:
        return int(self.received.sum())

    @property
    def smallest_scale(self) -> float:
        return min(1.0, round(CASES_TO_SHOW / (self.plan.city["processes"][self.name]["volume"] * YEARS), 3))

    @cached_property
    def same_case(self) -> np.ndarray:
        """Whether an event and the next are of one case."""
        found: np.ndarray = self.events.case[1:] == self.events.case[:-1]
        return found

    def times(self, activity: str) -> np.ndarray:
        """How often each case of the 36 months has an activity."""
        rows = self.events.case[self.events.activity == ACTIVITY[activity]]
        return np.bincount(rows, minlength=len(self.cases))[self.received]


def logs(plan: Plan, cases: Cases, events: Events) -> list[Log]:
    """The processes of a system apart."""
    events = events.take(np.argsort(events.case.astype(np.int64) << 36 | events.at, kind="stable"))
    found = []
    for index in np.unique(cases.process).tolist():
        rows = np.flatnonzero(cases.process == index)
        place = np.full(len(cases), -1, dtype=np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        mine = events.take(cases.process[events.case] == index)
        mine.case = place[mine.case]
        some = cases.take(rows)
        received = some.days["received_on"] >= plan.calendar.start_day
        found.append(Log(plan, plan.processes[index], some, received, mine))
    return found


def truths_of_process(log: Log) -> tuple[list[Truth], dict[str, Any]]:
    """Its truths, and what could be saved in it."""
    steps, hours = waits(log.events, log.plan.calendar.start_day)
    longest = max(steps, key=lambda pair: steps[pair]) if steps else log.habit.bottleneck
    waited = steps.get(longest, 0.0)
    expected: dict[str, Any] = {"steps": list(longest), "waiting_hours_a_year": waited / YEARS}
    expected |= {"share_of_waiting": waited / max(1.0, hours), "within": 0.01}
    found = [_told(log, "bottleneck", {}, expected)]
    if not log.habit.needless:
        return found, {}
    found += [_loop(log), _needless(log), _committee(log), _ping_pong(log)]
    return found, _potential(log, found)


def _told(log: Log, kind: str, scope: dict[str, Any], expected: dict[str, Any]) -> Truth:
    calendar = log.plan.calendar
    return told(
        kind, {"process": log.name} | scope, calendar.start, calendar.until, expected, log.smallest_scale
    )


def waits(events: Events, since: int = 0) -> tuple[dict[tuple[str, str], float], float]:
    """Hours between an event and the next of its case, summed per pair of activities, and over all."""
    size, activity = len(ACTIVITIES), events.activity.astype(np.int64)
    same = (events.case[1:] == events.case[:-1]) & (events.at[:-1] >= since * DAY_S)
    pair = (activity[:-1] * size + activity[1:])[same]
    seconds = np.bincount(pair, weights=(events.at[1:] - events.at[:-1])[same], minlength=size * size)
    hours = {
        (ACTIVITIES[p // size], ACTIVITIES[p % size]): seconds[p] / 3600 for p in np.flatnonzero(seconds)
    }
    return hours, float(seconds.sum() / 3600)


def _loop(log: Log) -> Truth:
    """Information asked for more than once in a case."""
    times = log.times("information_requested")
    asked, again = int(np.sum(times >= 1)), int(np.sum(times >= 2))
    return _told(log, "information_loop", {"activity": "information_requested"}, {
        "cases": log.count, "cases_asked": asked, "cases_asked_again": again,
        "share_of_cases": again / max(1, log.count), "requests": times.sum(),
        "mean_requests": times.sum() / max(1, asked), "repeated_requests": times.sum() - asked, "within": 0,
    })  # fmt: skip


def _needless(log: Log) -> Truth:
    """How often a case is granted with the step and without it."""
    times = log.times(log.habit.needless) > 0
    decided = (log.cases.days["decided_on"] <= log.plan.calendar.until_day)[log.received]
    granted = (log.cases.result == RESULTS.index("granted"))[log.received] & decided
    with_step, without = decided & times, decided & ~times
    return _told(log, "step_without_effect", {"activity": log.habit.needless}, {
        "decided_with": with_step.sum(), "granted_with": (granted & with_step).sum(),
        "decided_without": without.sum(), "granted_without": (granted & without).sum(),
        "share_granted_with": (granted & with_step).sum() / max(1, with_step.sum()),
        "share_granted_without": (granted & without).sum() / max(1, without.sum()),
        "cases": log.count, "times": log.times(log.habit.needless).sum(), "within": 0,
    })  # fmt: skip


def _committee(log: Log) -> Truth:
    """The weekday of the meetings, and how many cases wait for one."""
    met = log.events.at[log.events.activity == ACTIVITY["committee_met"]] // DAY_S
    met = met[met >= log.plan.calendar.start_day]
    weekday = (met + 3) % 7 + 1
    share = np.mean(weekday == log.habit.weekday) if len(met) else 0.0
    meetings = len(np.unique(met))
    return _told(log, "weekly_committee", {"activity": "committee_met"}, {
        "weekday": log.habit.weekday, "share_on_weekday": share, "treated": len(met), "meetings": meetings,
        "mean_cases_a_meeting": len(met) / max(1, meetings), "within": 0,
    })  # fmt: skip


def _ping_pong(log: Log) -> Truth:
    """Three events after one another in one unit, another and the first again."""
    unit, same, plan = log.events.unit, log.same_case, log.plan
    there_and_back = same[:-1] & same[1:] & (unit[:-2] == unit[2:]) & (unit[:-2] != unit[1:-1])
    pair = {plan.unit_index(code) for code in log.habit.pair}
    pair |= {int(plan.moves()[index]) for index in pair}
    theirs = there_and_back & np.isin(unit[:-2], list(pair)) & np.isin(unit[1:-1], list(pair))
    cases = np.zeros(len(log.cases), bool)
    cases[log.events.case[:-2][theirs]] = True
    any_units = np.zeros(len(log.cases), bool)
    any_units[log.events.case[:-2][there_and_back]] = True
    codes = sorted(plan.units[index] for index in pair)
    here = int(np.sum(cases & log.received))
    return _told(log, "ping_pong", {"units": codes}, {
        "cases": log.count, "cases_to_and_fro": here, "share_of_cases": here / max(1, log.count),
        "cases_to_and_fro_any_units": np.sum(any_units & log.received),
        "within": 0.01,  # deliveries tell the minute: what happened within one may change places
    })  # fmt: skip


def _potential(log: Log, found: list[Truth]) -> dict[str, Any]:
    """Hours of handling a year that would not be needed: what is asked anew, the needless step, cases coming back."""
    by_kind = {truth["kind"]: truth["expected"] for truth in found}
    minutes = log.plan.city["minutes"][log.plan.city["processes"][log.name]["template"]]
    counts = {
        "repeated_requests_a_year": by_kind["information_loop"]["repeated_requests"] / YEARS,
        "needless_steps_a_year": by_kind["step_without_effect"]["times"] / YEARS,
        "returns_a_year": by_kind["ping_pong"]["cases_to_and_fro"] / YEARS,
    }
    each = (minutes["repeated_request"], minutes["needless_step"], minutes["return"])
    hours = [count * m / 60 for count, m in zip(counts.values(), each)]
    group = "investment" if hours[0] > hours[1] + hours[2] else "organisation"
    return counts | {
        "key": log.name, "bottleneck": by_kind["bottleneck"]["steps"], "group": group,
        "hours_a_year": sum(hours), "hours_by_investment": hours[0], "hours_by_organisation": hours[1] + hours[2],
        "minutes": minutes, "needless_step": log.habit.needless,
    }  # fmt: skip


def potentials(plan: Plan, found: list[dict[str, Any]]) -> tuple[list[Truth], list[dict[str, Any]]]:
    """The five processes with the most hours as truths, and every process with its hours."""
    found = sorted(found, key=lambda one: (-one["hours_a_year"], one["key"]))
    keys = ("key", "bottleneck", "hours_a_year", "group")
    processes = [{k: one[k] for k in keys} | {"hours_a_year": round(one["hours_a_year"])} for one in found]
    truths = []
    for rank, one in enumerate(found[:FIVE], start=1):
        expected = {"rank": rank, "measure": MEASURE, "within": 0.001}
        expected |= {k: v for k, v in one.items() if k not in ("key", "bottleneck")}
        scope = {"process": one["key"]}
        truths.append(told("potential", scope, plan.calendar.start, plan.calendar.until, expected, 0.02))
    return truths, processes
