"""Random events as a snapshot, and what slow, obvious Python makes of them."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from dashboard.warehouse import Warehouse
from etl.database import connect
from etl.events import Lookups, Vocabularies, encode, facts, in_order
from tests.facts_folder import write_facts

Event = tuple[int, int, str, str | None, str | None]  # case, minute, activity, unit, person
EVENTS = st.lists(
    st.tuples(
        st.integers(1, 6), st.integers(0, 30), st.sampled_from("abcd"),
        st.sampled_from(["u1", "u2", None]), st.sampled_from(["p1", "p2", None]),
    ),
    min_size=1, max_size=60,
)  # fmt: skip
START = datetime(2025, 1, 1)


def channel(case: int) -> str:
    return "digital" if case % 2 else "letter"


def warehouse(folder: Path, events: list[Event], public: bool, process: str = "log") -> Warehouse:
    """The events as a snapshot, through the ETL's own steps."""
    words, numbers = Vocabularies(), sorted({event[0] for event in events})
    place = {case: number for number, case in enumerate(numbers, start=1)}
    rows = pa.table({
        "at": pa.array([START + timedelta(minutes=e[1]) for e in events], pa.timestamp("us")),
        "file_no": pa.array([0] * len(events), pa.int16()),
        "record": pa.array(range(1, len(events) + 1), pa.int32()),
        **{n: pa.chunked_array([pa.array([e[i] for e in events], pa.string()).dictionary_encode()])
           for n, i in (("activity", 2), ("unit", 3), ("person", 4))},
    })  # fmt: skip
    encoded = encode("x", rows, np.array([place[e[0]] for e in events], dtype=np.int32), words)
    activities = words.activity.texts()
    look = Lookups(
        activity=list(activities), phase=[None] * len(activities), waits_on=[None] * len(activities),
        unit=list(words.unit.texts()), role_group=[], process=[process],
        process_of_case=np.zeros(len(numbers) + 1, int),
    )  # fmt: skip
    made = facts(in_order(connect(), [encoded]), look)
    cases = [
        {"case_id": n, "case_key": f"{n:032x}", "source": "x", "process": process, "received_on": START.date(),
         "state": "arisen", "extracted_on": START.date(), "channel": channel(case)}
        for case, n in place.items()
    ]  # fmt: skip
    write_facts(folder, {"cases": cases, "case_events": made[0], "case_steps": made[1]}, public=public)
    return Warehouse(folder)


def obvious(events: list[Event], process: str = "log") -> dict[str, Any]:
    """The definitions of process_mining.md § 2, one event after another."""
    who = 4 if process == "log" else 3  # the person in a single log, the unit in the facts
    cases: dict[int, list[Event]] = {}
    for event in events:
        cases.setdefault(event[0], []).append(event)
    traces = [
        sorted(trace, key=lambda event: event[1]) for trace in cases.values()
    ]  # stable: ties keep their order
    pairs = [(a, b) for trace in traces for a, b in zip(trace, trace[1:])]
    waits: dict[tuple[str, str], list[float]] = {}
    for a, b in pairs:
        waits.setdefault((a[2], b[2]), []).append((b[1] - a[1]) * 60.0)
    spans = [(trace[-1][1] - trace[0][1]) * 60.0 for trace in traces]
    repeats = [len(trace) - len({event[2] for event in trace}) for trace in traces]
    return {
        "cases": len(traces), "events": len(events), "activities": dict(Counter(event[2] for event in events)),
        "start": dict(Counter(trace[0][2] for trace in traces)), "end": dict(Counter(trace[-1][2] for trace in traces)),
        "edges": {
            pair: (len(found), median(found), round(mean(found), 3), round(float(np.quantile(found, 0.9)), 3))
            for pair, found in waits.items()
        },
        "variants": Counter(tuple(event[2] for event in trace) for trace in traces),
        "rework": {
            "cases": sum(n > 0 for n in repeats),
            "events": sum(repeats),
            "self_loops": sum(a[2] == b[2] for a, b in pairs),
        },
        "handovers": sum(a[who] is not None and b[who] is not None and a[who] != b[who] for a, b in pairs),
        "durations": (median(spans), round(mean(spans), 3), round(float(np.quantile(spans, 0.95)), 3)),
    }  # fmt: skip
