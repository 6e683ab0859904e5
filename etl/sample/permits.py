"""Building permits as one event log: rows case by case, in time."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from etl.sample.cases import Cases, Events
from etl.sample.plan import ACTIVITIES, CHANNELS, RESULTS, ROLES, Plan
from etl.sample.tables import Delivery, coded, legal_text, numbers, people, text
from etl.sample.writers import with_offset


def permit_log(plan: Plan, cases: Cases, events: Events, keys: pa.Array) -> Delivery:
    layout = plan.layouts["building_permits"]
    events = events.take(np.lexsort((events.at, events.case)))
    case = events.case
    decided = cases.days["decided_on"][case] <= plan.calendar.until_day
    columns = {
        "event_no": numbers("{}", np.arange(1, len(case) + 1)),
        "case_key": keys.take(pa.array(case)),
        "legal_basis": legal_text(plan, cases.process[case], cases.legal[case]),
        "channel": coded(layout, "channel", CHANNELS, cases.channel[case]),
        "result": coded(layout, "result", RESULTS, np.where(decided, cases.result[case], -1)),
        "case_unit": text(plan.units, cases.unit[case]),
        "activity": coded(layout, "activity", ACTIVITIES, events.activity),
        "at": with_offset(events.at),
        "unit": text(plan.units, events.unit),
        "role_group": coded(layout, "role_group", ROLES, events.role),
        "person": people(plan, events),
    }
    return Delivery(
        plan.calendar.until, {name: columns[name] for name in layout.fields}, np.ones(len(case), bool)
    )
