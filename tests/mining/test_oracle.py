"""Mining in SQL against slow, obvious Python over the same random events."""

import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.mining.graph import Mined
from dashboard.mining.mine import mine, mine_chosen
from dashboard.mining.selection import Selection
from dashboard.warehouse import Scope, Warehouse, WrongUse
from etl.event_facts import Whose, facts
from etl.events import Lookups, Vocabularies, encode, in_order
from etl.extract import without_persons
from etl.opening import OpeningHours
from etl.parts import OPENING_HOURS
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


def warehouse(folder: Path, events: list[Event], public: bool) -> Warehouse:
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
    case_ids = np.array([place[e[0]] for e in events], dtype=np.int32)
    rows = without_persons(rows.append_column("case_no", pa.array(case_ids, pa.int64())))
    ordered = in_order(encode(rows, case_ids, words), np.arange(len(events)))
    activities = words.activity.texts()
    look = Lookups(
        activity=list(activities), phase=[None] * len(activities), waits_on=[None] * len(activities),
        unit=list(words.unit.texts()), role_group=[],
    )  # fmt: skip
    whose = Whose(
        *(pa.array([word] * len(events), pa.string()).dictionary_encode() for word in ("log", None))
    )
    made = facts(ordered, whose, look, OpeningHours.read(OPENING_HOURS))
    cases = [
        {"case_id": n, "case_key": f"{n:032x}", "source": "x", "process": "log", "received_on": START.date(),
         "state": "arisen", "extracted_on": START.date()}
        for n in place.values()
    ]  # fmt: skip
    write_facts(
        folder,
        {"cases": cases, "case_events": made[0], "case_steps": made[1], "case_paths": made[2]},
        public=public,
    )
    return Warehouse(folder)


def obvious(events: list[Event]) -> dict[str, Any]:
    """The definitions of process_mining.md § 2, one event after another."""
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
        "handovers": sum(a[4] is not None and b[4] is not None and a[4] != b[4] for a, b in pairs),
        "durations": (median(spans), round(mean(spans), 3), round(float(np.quantile(spans, 0.95)), 3)),
    }  # fmt: skip


@given(events=EVENTS)
@settings(max_examples=30, deadline=None)
def test_mining_equals_the_obvious(events: list[Event]) -> None:
    expected = obvious(events)
    with tempfile.TemporaryDirectory() as folder:
        found = mine("log", warehouse(Path(folder), events, public=True), Scope(), variants=0)
    assert found.handovers == expected["handovers"]
    same(found, expected)
    assert sum(e.count or 0 for e in found.edges) == len(events) - expected["cases"]
    assert sum(v.count or 0 for v in found.variants) == expected["cases"]


@given(events=EVENTS, hidden=st.sets(st.sampled_from("abcd"), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_what_is_hidden_is_left_out_as_if_it_had_never_been_done(
    events: list[Event], hidden: set[str]
) -> None:
    left = [event for event in events if event[2] not in hidden]
    with tempfile.TemporaryDirectory() as folder:
        of = warehouse(Path(folder), events, public=True)
        chosen = Selection("log", hidden=tuple(sorted(hidden)))
        found = mine_chosen(chosen, of, Scope(), variants=0)
    assert found.cases == len({event[0] for event in left})
    if left:
        same(found, obvious(left))
        assert sum(edge.handovers or 0 for edge in found.edges) == moves(left)


def moves(events: list[Event]) -> int:
    """How often the unit of an event is another than that of the event before it in its case."""
    at: dict[int, list[str | None]] = {}
    for event in sorted(events, key=lambda event: event[1]):
        at.setdefault(event[0], []).append(event[3])
    return sum(
        a is not None and b is not None and a != b for units in at.values() for a, b in zip(units, units[1:])
    )


def same(found: Mined, expected: dict[str, Any]) -> None:
    for name in ("cases", "events", "activities", "start", "end", "rework"):
        assert getattr(found, name) == expected[name], name
    edges = {(e.first, e.then): (e.count, e.median_s, e.mean_s, e.p90_s) for e in found.edges}
    assert set(edges) == set(expected["edges"])
    for pair, numbers in expected["edges"].items():
        assert edges[pair] == pytest.approx(numbers, abs=0.0011)
    assert {v.activities: v.count for v in found.variants} == expected["variants"]
    assert found.variant_count == len(expected["variants"])
    durations = tuple(found.case_duration_s[name] for name in ("median", "mean", "p95"))
    assert durations == pytest.approx(expected["durations"], abs=0.0011)


@given(events=EVENTS)
@settings(max_examples=20, deadline=None)
def test_no_small_number_is_shown_and_none_follows_from_the_sum(events: list[Event]) -> None:
    expected = obvious(events)
    with tempfile.TemporaryDirectory() as folder:
        found = mine("log", warehouse(Path(folder), events, public=False), Scope(), variants=0)
    told = {
        **{(None, name): (count, expected["start"][name]) for name, count in found.start.items()},
        **{(name, None): (count, expected["end"][name]) for name, count in found.end.items()},
        **{(e.first, e.then): (e.count, expected["edges"][e.first, e.then][0]) for e in found.edges},
        **{(name,): (count, expected["activities"][name]) for name, count in found.activities.items()},
    }
    assert not [key for key, (shown, _) in told.items() if shown is not None and 0 < shown < 5]
    assert all(shown in (None, true) for shown, true in told.values())
    hidden = sorted((key for key, (shown, _) in told.items() if shown is None), key=str)
    assert not [key for key in determined(hidden, found.events is not None) if told[key][1] < 5], told
    assert all(e.median_s is None for e in found.edges if e.count is None)
    assert all((v.count or 5) >= 5 for v in found.variants)
    assert all(
        (v.activities is None) == (v.variants > 1 or v.count is None) or v.activities is None
        for v in found.variants
    )


def determined(hidden: list[Any], is_sum_told: bool) -> list[Any]:
    """Which of the hidden counts follow from what is shown: an activity is left as often as it is reached, and both are
    its count; all counts sum to the events. Solved as the linear equations they are."""
    names = sorted({name for key in hidden for name in key if name is not None})
    lines = [
        [(len(key) == 2 and key[side] == name) - (key == (name,)) for key in hidden]
        for side in (0, 1) for name in [None, *names]
    ]  # fmt: skip
    total = [[len(key) == 1 for key in hidden]] if is_sum_told else []
    equations = np.array([*lines, *total], dtype=float)
    rank = np.linalg.matrix_rank(equations) if hidden else 0
    unit = np.eye(len(hidden))
    return [
        key for key, row in zip(hidden, unit) if np.linalg.matrix_rank(np.vstack([equations, row])) == rank
    ]


def test_an_unknown_process_is_told_the_nearest(tmp_path: Path) -> None:
    found = warehouse(tmp_path, [(1, 0, "a", None, None)], public=True)
    with pytest.raises(WrongUse, match="Did you mean log"):
        mine("logg", found, Scope())
    with pytest.raises(WrongUse, match="unknown dimension 'colour'"):
        mine("log", found, Scope(), where=[("colour", "red")])


def test_permutations_are_different_variants(tmp_path: Path) -> None:
    """The trap: xor of hashes of several arguments forgets the position."""
    events = [(case, minute, activity, None, None) for case, text in enumerate(["abc", "acb", "bac", "cba"], 1)
              for minute, activity in enumerate(text)]  # fmt: skip
    found = mine("log", warehouse(tmp_path, events, public=True), Scope(), variants=2)
    assert found.variant_count == 4
    assert [v.activities for v in found.variants] == [("a", "b", "c"), ("a", "c", "b")]
