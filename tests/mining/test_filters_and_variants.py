"""Filters of a process and its variants, against slow, plain Python over the same events."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from statistics import median
from typing import Any

import pytest

from dashboard.mining.mine import mine_chosen
from dashboard.mining.offered import BOUNDS, DAY, LIMITS, apart, permitted
from dashboard.mining.selection import Selection, count
from dashboard.mining.variants import FEWEST, in_common, partings, ways
from dashboard.warehouse import Scope, Warehouse
from tests.mining.conftest import Planted

SCOPE = Scope()
PROCESS = "cash_benefit"
THRESHOLD = 5
Case = dict[str, Any]
Test = Callable[[Case], bool]


@pytest.fixture(scope="module")
def cases(planted: Planted) -> list[Case]:
    """Every case of one process with its events in order, as rows."""
    facts = planted.warehouse
    found = facts.query("SELECT * FROM cases WHERE process = $process", SCOPE, process=PROCESS)
    by_id: dict[int, Case] = {row["case_id"]: row | {"way": [], "at": []} for row in found}
    ordered = (
        """SELECT case_id, activity, "at" FROM case_events WHERE process = $process ORDER BY case_id, seq"""
    )
    for event in facts.query(ordered, SCOPE, process=PROCESS):
        by_id[event["case_id"]]["way"].append(event["activity"])
        by_id[event["case_id"]]["at"].append(event["at"])
    return [case for case in by_id.values() if case["way"]]


def lasts(case: Case) -> timedelta:
    first, last = case["at"][0], case["at"][-1]
    assert isinstance(first, datetime) and isinstance(last, datetime)
    return last - first


def follows(case: Case, before: str, after: str, days: int | None, directly: bool) -> bool:
    events = list(zip(case["way"], case["at"], strict=True))
    pairs = (
        pairwise(events)
        if directly
        else ((a, b) for place, a in enumerate(events) for b in events[place + 1 :])
    )
    return any(
        a[0] == before and b[0] == after and (days is None or b[1] - a[1] <= timedelta(days=days))
        for a, b in pairs
    )


def drawn(chance: Random, cases: list[Case]) -> tuple[Selection, list[Test]]:
    """Five filters of a kind each, with the same said in Python."""
    some = chance.choice(cases)
    start = date(some["received_on"].year, 1, 1)
    year = (start, date(start.year, 12, 31))
    inside = chance.choice(some["way"])
    lacking = chance.choice(sorted({name for case in cases for name in case["way"]} - set(some["way"])))
    first, after = some["way"][0], chance.choice(some["way"][1:] or some["way"])
    days, directly = chance.choice([None, *LIMITS]), chance.random() < 0.3
    low, high = sorted(chance.sample(BOUNDS, 2))
    pair: Any = {"directly" if directly else "eventually": (first, after)}
    made: list[tuple[Mapping[str, Any], Test]] = [
        ({"received": year}, lambda case: year[0] <= case["received_on"] <= year[1]),
        ({"contains": (inside,)}, lambda case: inside in case["way"]),
        ({"lacks": (lacking,)}, lambda case: lacking not in case["way"]),
        ({"channel": (some["channel"],)}, lambda case: case["channel"] == some["channel"]),
        ({"state": "closed"}, lambda case: case["closed_on"] is not None),
        ({"result": ("granted", "partly")}, lambda case: case["result"] in ("granted", "partly")),
        ({"last_activity": (some["way"][-1],)}, lambda case: case["way"][-1] == some["way"][-1]),
        ({"first_activity": (first,)}, lambda case: case["way"][0] == first),
        (
            pair | {"within_seconds": days and float(days * DAY)},
            lambda case: follows(case, first, after, days, directly),
        ),
        (
            {"from_seconds": float(low * DAY), "to_seconds": float(high * DAY)},
            lambda case: timedelta(days=low) <= lasts(case) < timedelta(days=high),
        ),
    ]
    chosen, tests = Selection(PROCESS), []
    for values, test in chance.sample(made, 5):
        chosen = replace(chosen, **dict(values))
        tests.append(test)
    return chosen, tests


@pytest.mark.parametrize("seed", range(8))
def test_five_filters_together_leave_what_plain_python_leaves(
    planted: Planted, cases: list[Case], seed: int
) -> None:
    chosen, tests = drawn(Random(seed), cases)
    left = [case for case in cases if all(test(case) for test in tests)]
    assert count(chosen, planted.warehouse, SCOPE) == len(left), chosen


def test_a_small_number_is_never_permitted(planted: Planted, cases: list[Case]) -> None:
    """Neither few cases, nor all but few of what any one filter less would leave."""
    refused = 0
    for seed in range(12):
        chosen, tests = drawn(Random(f"small {seed}"), cases)
        fits = Counter(tuple(test(case) for test in tests) for case in cases)
        whole = (True,) * len(tests)
        beside = [fits[(*whole[:place], False, *whole[place + 1 :])] for place in range(len(tests))]
        told = permitted(chosen, planted.warehouse, SCOPE)
        assert not (told and any(0 < number < THRESHOLD for number in (fits[whole], *beside))), chosen
        refused += not told
    assert refused


def test_a_value_that_alone_is_small_is_not_offered_with_another(planted: Planted, cases: list[Case]) -> None:
    """One hidden value would be the difference of the whole and all others."""
    rare = Counter(case["way"][-1] for case in cases).most_common()[-1][0]
    chosen = Selection(PROCESS, last_activity=(rare,))
    counted = Counter(case["result"] for case in cases if case["way"][-1] == rare)
    told = apart("result", chosen, planted.warehouse, SCOPE)
    assert all(counted[code] == number for code, number in told.items())
    hidden = {code: number for code, number in counted.items() if code not in told}
    assert all(number >= THRESHOLD for number in told.values())
    assert not hidden or sum(hidden.values()) >= THRESHOLD or not told
    assert len(hidden) != 1 or not told


def test_ranges_go_from_bound_to_bound(planted: Planted) -> None:
    """The difference of two neighbouring ranges could be one case."""
    assert permitted(Selection(PROCESS, from_seconds=float(7 * DAY)), planted.warehouse, SCOPE)
    months = Selection(PROCESS, received=(date(2025, 1, 1), date(2025, 3, 31)))
    assert permitted(months, planted.warehouse, SCOPE)


def test_variants_are_those_of_plain_python(planted: Planted, cases: list[Case]) -> None:
    facts, chosen = planted.warehouse, Selection(PROCESS, received=(date(2025, 1, 1), date(2025, 12, 31)))
    left = [case for case in cases if case["received_on"].year == 2025]
    expected = Counter(tuple(case["way"]) for case in left)
    found = ways(mine_chosen(chosen, facts, SCOPE), chosen, 10, facts, SCOPE)
    *listed, rest = found
    assert sorted((one.cases for one in listed), reverse=True) == [n for _, n in expected.most_common(10)]
    so_far = 0
    for one in listed:
        assert one.activities is not None
        here = [case for case in left if tuple(case["way"]) == one.activities]
        so_far += len(here)
        assert one.cases == expected[one.activities] == len(here)
        assert one.so_far == pytest.approx(so_far / len(left))
        assert one.median_s == pytest.approx(median(lasts(case).total_seconds() for case in here))
        assert_results(one.results, Counter(case["result"] for case in here))
        told = count(replace(chosen, variant=one.path), facts, SCOPE)
        assert told == one.cases
    assert rest.activities is None and rest.cases == len(left) - so_far
    assert rest.variants == len(expected) - len(listed) and rest.so_far == pytest.approx(1)


def assert_results(told: Mapping[str | None, float | None], expected: Counter[str | None]) -> None:
    cases = sum(expected.values())
    assert bool(told) is (cases >= FEWEST)
    for code, share in told.items():
        assert share is None or share == round(expected[code] / cases, 2)
        assert share is None or expected[code] >= THRESHOLD
    assert sum(share is None for share in told.values()) != 1 or len(told) == 1


def test_what_cases_have_in_common_and_where_they_part(planted: Planted, cases: list[Case]) -> None:
    facts, chosen = planted.warehouse, Selection(PROCESS)
    mined = mine_chosen(chosen, facts, SCOPE)
    shares = in_common(chosen, mined, facts, SCOPE)
    having = Counter(name for case in cases for name in set(case["way"]))
    assert set(shares) == set(having)
    assert all(
        share is None or share == round(having[name] / len(cases), 2) for name, share in shares.items()
    )
    onward = Counter(
        pair for case in cases for pair in zip(case["way"], [*case["way"][1:], None], strict=True)
    )
    for one in partings(mined, 5):
        assert one.times == sum(number for (first, _), number in onward.items() if first == one.activity)
        assert all(share == round(onward[one.activity, then] / one.times, 2) for then, share in one.next)


def test_the_phases_of_cases_are_a_story_with_few_ways(planted: Planted, cases: list[Case]) -> None:
    facts: Warehouse = planted.warehouse
    phases = Selection(PROCESS, backbone=True)
    found = ways(mine_chosen(phases, facts, SCOPE), phases, 8, facts, SCOPE)
    assert sum(one.cases for one in found) == len(cases)
    assert all(a != b for one in found for a, b in pairwise(one.activities or ()))
    assert len(found) < len({tuple(case["way"]) for case in cases})


def test_a_units_own_lead_may_choose_as_finely_as_wanted(planted: Planted, cases: list[Case]) -> None:
    unit = Counter(case["unit"] for case in cases).most_common()[0][0]
    rare = Counter(tuple(case["way"]) for case in cases if case["unit"] == unit).most_common()[-1]
    example = next(case for case in cases if case["unit"] == unit and tuple(case["way"]) == rare[0])
    path = planted.warehouse.query(
        "SELECT path FROM case_paths WHERE case_id = $case_id", SCOPE, case_id=example["case_id"]
    )[0]["path"]
    chosen = Selection(PROCESS, unit=(unit,), variant=path)
    own = Scope("unit_lead", units=(unit,))
    assert rare[1] < THRESHOLD and not permitted(chosen, planted.warehouse, SCOPE)
    assert permitted(chosen, planted.warehouse, own) and count(chosen, planted.warehouse, own) == rare[1]
