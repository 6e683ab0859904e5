"""What the extracts hold of all that happened: the 36 months, and what was still open when they began."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.sample.appeals import Appeals
from etl.sample.cases import Cases, Events
from etl.sample.complaints import Complaints, carried
from etl.sample.plan import Plan


@dataclass
class Held:
    """Everything of one system that some extract will hold."""

    cases: Cases
    events: Events
    complaints: Complaints  # case -1: a case that was closed before the extracts begin
    appeals: Appeals


def held(plan: Plan, cases: Cases, events: Events, complaints: Complaints, appeals: Appeals) -> Held:
    """Cases and complaints that were not over when the 36 months began and are registered before they end."""
    rows = np.flatnonzero(
        (cases.days["closed_on"] >= plan.calendar.start_day) & (cases.registered <= plan.calendar.until_day)
    )
    kept = np.flatnonzero(_going_on(plan, complaints, appeals))
    place = carried(np.arange(len(cases)), rows, len(cases))
    some, theirs = complaints.take(kept), carried(appeals.complaint, kept, len(complaints))
    some.case = carried(some.case, rows, len(cases))
    appeals.case = carried(appeals.case, rows, len(cases))
    appeals.complaint = theirs
    events.case = place[events.case].astype(np.int32)
    return Held(
        cases.take(rows), events.take(events.case >= 0), some, appeals.take(np.flatnonzero(theirs >= 0))
    )


def _going_on(plan: Plan, complaints: Complaints, appeals: Appeals) -> np.ndarray:
    start, until = plan.calendar.start_day, plan.calendar.until_day
    going_on = (complaints.received_on >= start) | (complaints.answered_on >= start)
    going_on[appeals.complaint[appeals.decided_on >= start]] = True
    return going_on & (complaints.registered <= until)
