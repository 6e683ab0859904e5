"""Appeals: what was forwarded, what the appeal body decided, and the cases that come back."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from etl.sample.cases import Cases, Events, all_events, pick
from etl.sample.complaints import Complaints, lognormal, per_process
from etl.sample.plan import ACTIVITY, ROLES, Plan
from etl.sample.workdays import DAY_S, NEVER

OUTCOMES = ("upheld", "changed", "remitted", "partly", "dismissed")
CAUSES = ("information_basis", "interpretation", "hearing", "reasons", "new_information", "other")
AGAIN = ("reopened", "assessed", "decided", "sent", "closed")
REOPENING = {"domus", "momentum"}  # the systems whose extracts know it


@dataclass
class Appeals:
    complaint: np.ndarray  # position in its register
    case: np.ndarray
    process: np.ndarray
    unit: np.ndarray
    legal: np.ndarray
    sent_on: np.ndarray
    decided_on: np.ndarray
    outcome: np.ndarray
    cause: np.ndarray
    criticism: np.ndarray
    redecided_on: np.ndarray
    same_result: np.ndarray

    def __len__(self) -> int:
        return len(self.complaint)

    def take(self, rows: np.ndarray) -> Appeals:
        return Appeals(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def appeal(plan: Plan, complaints: Complaints, rng: np.random.Generator) -> Appeals:
    forwarded = np.flatnonzero(complaints.forwarded_on <= plan.calendar.until_day)
    n, process, sent = len(forwarded), complaints.process[forwarded], complaints.forwarded_on[forwarded]
    decided = sent + lognormal(rng, 124, 0.42, n)  # the mean is then about 135 days
    outcome = _outcomes(plan, process, rng)
    remitted, reversed_ = outcome == 2, (outcome >= 1) & (outcome <= 3)
    again = np.where(remitted, decided + lognormal(rng, 45, 0.4, n), NEVER)
    return Appeals(
        complaint=forwarded,
        case=complaints.case[forwarded],
        process=process,
        unit=plan.unit_on(complaints.unit[forwarded], sent),
        legal=complaints.legal[forwarded],
        sent_on=sent,
        decided_on=decided.astype(np.int32),
        outcome=outcome,
        cause=np.where(reversed_, pick(rng, [0.74, 0.08, 0.06, 0.05, 0.05, 0.02], n), -1),
        criticism=np.where(rng.random(n) < 0.235, 0, 1),
        redecided_on=again.astype(np.int32),
        same_result=np.where(remitted, pick(rng, [0.45, 0.55], n), -1),
    )


def _outcomes(plan: Plan, process: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    n = len(process)
    dismissed = rng.random(n) < 0.09
    changed = rng.random(n) < per_process(plan, "reversed")[process]
    back = rng.random(n) < per_process(plan, "remitted")[process]
    partly = rng.random(n) < 0.1
    treated = np.where(~changed, 0, np.where(back, 2, np.where(partly, 3, 1)))
    return np.where(dismissed, 4, treated)


def reopen(
    plan: Plan, system: str, cases: Cases, events: Events, appeals: Appeals, rng: np.random.Generator
) -> Events:
    """Cases the body sent back are opened, decided and closed again; returns the events with theirs added."""
    if system not in REOPENING:
        return events
    back = _sent_back(plan, cases, appeals)
    case, n = appeals.case[back], len(back)
    between = [(1, 8), (3, 20), (5, 25), (0.2, 4), (1, 9)]  # working days before each of the steps
    waits = np.stack([rng.uniform(low, high, n) for low, high in between])
    position = plan.calendar.position(appeals.decided_on[back] + 1)[None, :] + np.cumsum(waits, axis=0)
    seconds = plan.calendar.seconds(position).T
    day = (seconds // DAY_S).astype(np.int32)
    cases.days["reopened_on"][case] = day[:, 0]
    cases.days["closed_again_on"][case] = day[:, 4]
    appeals.redecided_on[back] = day[:, 2]
    row, column = np.nonzero(seconds < (plan.calendar.until_day + 1) * DAY_S)
    extra = Events(
        case=case[row].astype(np.int32),
        activity=np.array([ACTIVITY[a] for a in AGAIN], dtype=np.int8)[column],
        at=seconds[row, column],
        unit=plan.unit_on(cases.unit[case][row], day[row, column]),
        role=np.full(len(row), ROLES.index("caseworker"), dtype=np.int8),
        person=np.full(len(row), 2, dtype=np.int16),
    )
    return all_events([events, extra])


def _sent_back(plan: Plan, cases: Cases, appeals: Appeals) -> np.ndarray:
    """Remitted appeals of cases that were closed when the body decided; one per case."""
    known = (appeals.case >= 0) & (appeals.decided_on < plan.calendar.until_day)
    back = np.flatnonzero((appeals.outcome == 2) & known)
    _, first = np.unique(appeals.case[back], return_index=True)
    back = back[first]
    return back[cases.days["closed_on"][appeals.case[back]] <= appeals.decided_on[back]]
