"""Small numbers of a mined process: not shown, nor to be had by subtraction within one answer or from a wider one."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.mining.mine import NOTHING, Mined, mine
from dashboard.mining.withholding import Withholding
from dashboard.warehouse import Scope
from tests.mining.logs import EVENTS, Event, obvious, warehouse

# Cases by their activities: number of cases of each; case numbers are even, so all come by letter.
LOG = {"abc": 20, "ab": 8, "abd": 2}
COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 40), min_size=1)


def events_of(log: dict[str, int], first_case: int = 2) -> list[Event]:
    traces = [text for text, count in log.items() for _ in range(count)]
    return [
        (first_case + 2 * number, minute, activity, "u1", None)
        for number, text in enumerate(traces)
        for minute, activity in enumerate(text)
    ]


def told(found: Mined) -> dict[str, dict[object, int | None]]:
    return {
        "activities": {**found.activities},
        "start": {**found.start},
        "end": {**found.end},
        "edges": {(e.first, e.then): e.count for e in found.edges},
    }


@given(events=EVENTS)
@settings(max_examples=20, deadline=None)
def test_no_small_number_is_shown_and_none_follows_from_the_sum(events: list[Event]) -> None:
    expected = obvious(events)
    expected["edges"] = {pair: numbers[0] for pair, numbers in expected["edges"].items()}
    with tempfile.TemporaryDirectory() as folder:
        found = mine("log", warehouse(Path(folder), events, public=False), Scope(), variants=0)
    if expected["cases"] < 5:
        assert found == NOTHING
        return
    for name, shown in told(found).items():
        true = expected[name]
        assert set(shown) == set(true), name
        assert all(n is None or n == true[key] and not 0 < n < 5 for key, n in shown.items()), name
        hidden = [true[key] for key, n in shown.items() if n is None]
        # Either the hidden ones are too many together to tell, or there is nothing left to hide beside them.
        assert not hidden or (len(hidden) > 1 and sum(hidden) >= 5) or len(hidden) == len(true), name
    assert all(e.median_s is e.mean_s is e.p90_s is None for e in found.edges if e.count is None)
    assert all((v.count or 5) >= 5 for v in found.variants)
    assert all(v.activities for v in found.variants[:-1])
    assert not any(
        0 < (n or 0) < 5 for n in (*found.rework.values(), found.handovers, found.cases, found.events)
    )


@given(counts=COUNTS, more=st.lists(st.integers(0, 9), min_size=8, max_size=8))
def test_what_is_hidden_depends_on_the_counts_alone(counts: dict[str, int], more: list[int]) -> None:
    guard = Withholding(5)
    wider = {key: count + extra for (key, count), extra in zip(counts.items(), more)}
    shown = guard.several(counts, [wider])
    assert guard.several(dict(reversed(counts.items())), [wider]) == shown
    for key, count in shown.items():
        assert count is None or count == counts[key] >= 5 and wider[key] - count not in (1, 2, 3, 4)
    order = [(count is None, -(count or 0), key) for key, count in shown.items()]
    assert order == sorted(order)
    assert Withholding(0).several(counts) == counts


def test_one_small_edge_takes_the_next_smallest_with_it(tmp_path: Path) -> None:
    found = mine("log", warehouse(tmp_path, events_of(LOG), public=False), Scope(), variants=0)
    assert told(found)["edges"] == {("a", "b"): 30, ("b", "c"): None, ("b", "d"): None}
    assert told(found)["end"] == {"c": 20, "b": None, "d": None}
    assert [v.as_json() for v in found.variants] == [
        {"activities": ["a", "b", "c"], "count": 20},
        {"activities": None, "count": 10, "variants": 2},
    ]
    assert sum(v.count or 0 for v in found.variants) == found.cases == 30


def test_published_data_and_the_own_lead_see_all(tmp_path: Path) -> None:
    house = warehouse(tmp_path / "public", events_of(LOG), public=True)
    assert None not in told(mine("log", house, Scope()))["edges"].values()
    own = Withholding.of({"threshold": 5}, Scope("unit_lead", ("u1",)), ["u1"])
    other = Withholding.of({"threshold": 5}, Scope("unit_lead", ("u1",)), ["u1", "u2"])
    assert (own.threshold, other.threshold) == (0, 5)
    assert (
        Withholding.of({}, Scope()).threshold == 5
        and Withholding.of({"threshold": 10}, Scope()).threshold == 10
    )


@pytest.mark.parametrize("digital", [1, 4])
def test_all_but_a_few_cases_say_nothing(digital: int, tmp_path: Path) -> None:
    """Whoever takes them from all would know of the few."""
    events = events_of(LOG) + events_of({"ab": digital}, first_case=101)
    house = warehouse(tmp_path, events, public=False)
    assert mine("log", house, Scope()).cases == 30 + digital
    assert mine("log", house, Scope(), [("channel", "letter")]) == NOTHING
    assert mine("log", house, Scope(), [("channel", "digital")]) == NOTHING


def test_an_edge_that_nearly_all_of_a_wider_answer_has_is_hidden(tmp_path: Path) -> None:
    events = events_of({"ab": 30, "acb": 9}) + events_of({"ab": 3, "acb": 8}, first_case=101)
    house = warehouse(tmp_path, events, public=False)
    assert told(mine("log", house, Scope()))["edges"][("a", "b")] == 33
    letters = mine("log", house, Scope(), [("channel", "letter")], variants=0)
    assert letters.cases == 39
    assert told(letters)["edges"][("a", "b")] is None
    assert ("a", "b") not in [variant.activities for variant in letters.variants]
