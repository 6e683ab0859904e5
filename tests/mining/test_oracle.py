"""Mining in SQL against slow, obvious Python over the same random events."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.mining.mine import Mined, mine
from dashboard.warehouse import Scope
from tests.mining.logs import EVENTS, Event, channel, obvious, warehouse


@given(events=EVENTS, process=st.sampled_from(["log", "home_care"]))
@settings(max_examples=30, deadline=None)
def test_mining_equals_the_obvious(events: list[Event], process: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = mine(process, warehouse(Path(folder), events, True, process), Scope(), variants=0)
    _expect(found, obvious(events, process), len(events))


@given(events=EVENTS)
@settings(max_examples=15, deadline=None)
def test_mining_some_cases_equals_the_obvious_of_their_events(events: list[Event]) -> None:
    """Steps are made once, before any filter; whole cases are chosen, so they stay right."""
    chosen = [event for event in events if channel(event[0]) == "letter"]
    with tempfile.TemporaryDirectory() as folder:
        found = mine(
            "log", warehouse(Path(folder), events, True), Scope(), [("channel", "letter")], variants=0
        )
    if chosen:
        _expect(found, obvious(chosen), len(chosen))
    else:
        assert (found.cases, found.events, found.edges, found.variants) == (0, 0, (), ())
        assert found.rework == {"cases": 0, "events": 0, "self_loops": 0}
        assert set(found.case_duration_s.values()) == {None}


def _expect(found: Mined, expected: dict[str, Any], events: int) -> None:
    for name in ("cases", "events", "activities", "start", "end", "rework", "handovers"):
        assert getattr(found, name) == expected[name], name
    edges = {(e.first, e.then): (e.count, e.median_s, e.mean_s, e.p90_s) for e in found.edges}
    assert set(edges) == set(expected["edges"])
    for pair, numbers in expected["edges"].items():
        assert edges[pair] == pytest.approx(numbers, abs=0.0011)
    assert {v.activities: v.count for v in found.variants} == expected["variants"]
    assert found.variant_count == len(found.variants) == len(expected["variants"])
    durations = tuple(found.case_duration_s[name] for name in ("median", "mean", "p95"))
    assert durations == pytest.approx(expected["durations"], abs=0.0011)
    assert sum(e.count or 0 for e in found.edges) == events - expected["cases"]
    assert sum(v.count or 0 for v in found.variants) == expected["cases"]
    in_edges = [(-(e.count or 0), e.first, e.then) for e in found.edges]
    in_variants = [(-(v.count or 0), v.activities or ()) for v in found.variants]
    assert in_edges == sorted(in_edges) and in_variants == sorted(in_variants)


@given(events=EVENTS, wanted=st.integers(1, 4))
@settings(max_examples=15, deadline=None)
def test_fewer_variants_are_the_first_of_all(events: list[Event], wanted: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = warehouse(Path(folder), events, public=True)
        assert (
            mine("log", house, Scope(), (), wanted).variants
            == mine("log", house, Scope(), (), 0).variants[:wanted]
        )


def test_permutations_are_different_variants(tmp_path: Path) -> None:
    """The trap: xor of hashes of several arguments forgets the position."""
    events = [(case, minute, activity, None, None) for case, text in enumerate(["abc", "acb", "bac", "cba"], 1)
              for minute, activity in enumerate(text)]  # fmt: skip
    found = mine("log", warehouse(tmp_path, events, public=True), Scope(), variants=2)
    assert found.variant_count == 4
    assert [v.activities for v in found.variants] == [("a", "b", "c"), ("a", "c", "b")]


def test_one_moment_many_events_keeps_the_order_of_the_source(tmp_path: Path) -> None:
    events = [(case, 0, activity, None, None) for case in (1, 2) for activity in "dbca"]
    found = mine("log", warehouse(tmp_path, events, public=True), Scope())
    assert Counter({v.activities: v.count for v in found.variants}) == {("d", "b", "c", "a"): 2}
