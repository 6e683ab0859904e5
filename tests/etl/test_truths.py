"""What the sample says it planted is there: each number of truth.json is counted again in the facts, with plain SQL."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.__main__ import main
from etl.check import current
from etl.sample import write_sample
from etl.sample.plan import load

QUERIES = Path(__file__).parent / "truths"
SEEDS, SCALE = (1, 77), 0.04
FACTS = ("cases", "cases_earlier", "complaints", "complaints_earlier", "appeals", "case_events", "case_steps")
SAME_QUERY = {
    "registration_dip": "months",
    "surge": "months",
    "formal_complaints_by_chance": "formal_complaints",
}
FOR_CERTAIN, BY_CHANCE = 3.09, 1.96
Truth = dict[str, Any]


class City:
    """One invented municipality after a run: its facts and its truth."""

    def __init__(self, raw: Path, facts: Path) -> None:
        self.truth = json.loads((raw / "truth.json").read_text("utf-8"))
        self.connection = duckdb.connect()
        for fact in FACTS:
            files = facts / current(facts) / fact / "*.parquet"
            self.connection.execute(f"CREATE VIEW {fact} AS FROM '{files}'")

    def ask(self, name: str, truth: Truth) -> list[dict[str, Any]]:
        """The rows of a query; its parameters are what the truth says of where and when."""
        query = (QUERIES / f"{name}.sql").read_text("utf-8")
        known = {
            "source": "",
            "process": "",
            "until": self.truth["until"],
            "from": truth["from"],
            "to": truth["to"],
        }
        known |= truth["expected"] | truth["scope"]
        wanted = set(re.findall(r"\$(\w+)", query))
        days = {"from", "to", "until"} | {name for name in known if name.endswith("_on")}
        values = {key: date.fromisoformat(known[key]) if key in days else known[key] for key in wanted}
        found = self.connection.execute(query, values)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row)) for row in found.fetchall()]

    def of(self, kind: str) -> list[Truth]:
        return [truth for truth in self.truth["truths"] if truth["kind"] == kind]


@pytest.fixture(scope="module", params=SEEDS)
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    folder = tmp_path_factory.mktemp("city")
    write_sample(folder / "raw", seed=request.param, scale=SCALE, progress=lambda _what, _share: None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEDELSE_KEY", "a key for tests only, 0123456789")
        assert main(["run", "--raw", str(folder / "raw"), "--facts", str(folder / "facts")]) == 0
    yield City(folder / "raw", folder / "facts")


def query_of(truth: Truth) -> str:
    kind = truth["kind"]
    return (
        f"{kind}_{truth['expected']['fact']}" if kind == "late_registration" else SAME_QUERY.get(kind, kind)
    )


def test_every_number_of_the_truth_is_in_the_facts(city: City) -> None:
    for truth in city.truth["truths"]:
        if truth["kind"] == "potential":
            continue  # counted from three of the others, below
        (found,) = city.ask(query_of(truth), truth)
        expected, within = truth["expected"], truth["expected"]["within"]
        for name in found:
            value = found[name].isoformat() if isinstance(found[name], date) else found[name]
            if isinstance(value, (int, float)):
                value, wanted = float(value or 0), float(expected[name])
                assert math.isclose(value, wanted, rel_tol=within, abs_tol=1e-9), (truth, name, value)
            elif value is not None:
                assert value == expected[name], (truth, name)


def per_month(expected: dict[str, Any], what: str, when: str) -> float:
    return float(expected[f"{what}_{when}"]) / max(1, expected[f"months_{when}"])


def beside(expected: dict[str, Any]) -> float:
    return (per_month(expected, "cases", "before") + per_month(expected, "cases", "after")) / 2


def gap(e: dict[str, Any]) -> float:
    """How far two shares granted lie apart, in standard errors."""
    with_step, without = e["decided_with"], e["decided_without"]
    share = (e["granted_with"] + e["granted_without"]) / (with_step + without)
    error = math.sqrt(share * (1 - share) * (1 / with_step + 1 / without))
    return abs(e["share_granted_with"] - e["share_granted_without"]) / error


# What somebody who looks at the facts would see, where the sample is large enough to show it.
SEEN: dict[str, Callable[[dict[str, Any]], bool]] = {
    "backlog": lambda e: (
        e["open_at_peak"] > 1.25 * e["open_before"] and e["open_after"] < 0.85 * e["open_at_peak"]
    ),
    "registration_dip": lambda e: per_month(e, "cases", "during") < 0.75 * beside(e),
    "surge": lambda e: per_month(e, "cases", "during") > 1.15 * beside(e),
    "held_back": lambda e: e["median_days"] > e["median_days_others"] + 7,
    "missing_delay_notices": lambda e: abs(e["share"] - e["planted_share"]) < 2 / math.sqrt(e["late"]),
    "late_registration": lambda e: e["shares"][0] < 0.96 and e["shares"] == sorted(e["shares"]),
    "complaints_shift": lambda e: (
        per_month(e, "complaints", "after") > 1.3 * per_month(e, "complaints", "before")
    ),
    "repeat_complaints": lambda e: e["share"] > e["share_others"] + 0.04,
    "formal_complaints": lambda e: e["z"] > FOR_CERTAIN,
    "formal_complaints_by_chance": lambda e: (
        BY_CHANCE < e["z"] < FOR_CERTAIN and abs(e["z_all_months"]) < BY_CHANCE
    ),
    "reversal": lambda e: e["share"] > 0.4,
    "information_loop": lambda e: e["cases_asked_again"] > 0.02 * e["cases_asked"],
    "step_without_effect": lambda e: gap(e) < 3.3,
    "weekly_committee": lambda e: e["share_on_weekday"] == 1 and e["treated"] > e["meetings"],
    "ping_pong": lambda e: e["cases_to_and_fro"] > 0.9 * e["cases_to_and_fro_any_units"],
}


@pytest.mark.parametrize("kind", SEEN)
def test_what_is_planted_can_be_seen(city: City, kind: str) -> None:
    planted = city.of(kind)
    assert planted
    for truth in planted:
        if truth["expected"]["smallest_scale"] <= SCALE:
            assert SEEN[kind](truth["expected"]), truth


def test_missing_delay_notices_are_as_frequent_in_every_half_year(city: City) -> None:
    (truth,) = city.of("missing_delay_notices")
    share = truth["expected"]["share"]
    for half in truth["expected"]["half_years"]:
        error = math.sqrt(share * (1 - share) / max(1, half["late"]))
        assert abs(half["missing"] - share * half["late"]) <= 3.5 * error * half["late"], half


def test_one_unit_differs_in_formal_complaints_and_several_only_look_so(city: City) -> None:
    (different,) = city.of("formal_complaints")
    funnel = city.ask("funnel", different)
    assert funnel[0]["unit"] == different["scope"]["unit"]
    assert sum(row["z"] > FOR_CERTAIN for row in funnel) == 1
    assert len({truth["scope"]["unit"] for truth in city.of("formal_complaints_by_chance")}) >= 3


def test_every_mined_process_has_its_five_truths(city: City) -> None:
    processes = {process["key"] for process in city.truth["processes"]}
    assert len(processes) == 15
    for kind in ("bottleneck", "information_loop", "step_without_effect", "weekly_committee", "ping_pong"):
        assert processes <= {truth["scope"]["process"] for truth in city.of(kind)}, kind


def test_hours_that_could_be_saved_follow_from_what_is_counted(city: City) -> None:
    listed = [process["key"] for process in city.truth["processes"]]
    for rank, truth in enumerate(city.of("potential")):
        process, expected = truth["scope"]["process"], truth["expected"]
        assert process == listed[rank] and expected["rank"] == rank + 1
        of = {kind: next(t for t in city.of(kind) if t["scope"]["process"] == process)
              for kind in ("information_loop", "step_without_effect", "ping_pong")}  # fmt: skip
        count = {kind: city.ask(kind, one)[0] for kind, one in of.items()}
        minutes = (
            count["information_loop"]["repeated_requests"] * expected["minutes"]["repeated_request"]
            + count["step_without_effect"]["times"] * expected["minutes"]["needless_step"]
            + count["ping_pong"]["cases_to_and_fro"] * expected["minutes"]["return"]
        )
        assert math.isclose(minutes / 3 / 60, expected["hours_a_year"], rel_tol=expected["within"])
        larger = expected["hours_by_investment"] > expected["hours_by_organisation"]
        assert expected["group"] == ("investment" if larger else "organisation")


def test_other_seeds_plant_the_same_kinds_elsewhere() -> None:
    drawn = [load(seed, SCALE, date(2026, 10, 31)).plants for seed in range(12)]
    for kind in {change.kind for change in drawn[0].changes}:
        assert all(plants.of(kind) for plants in drawn), kind
        assert len({str([(c.place, c.size) for c in plants.of(kind)]) for plants in drawn}) > 6, kind
    for name in drawn[0].habits:
        assert len({plants.habits[name].bottleneck for plants in drawn}) > 1, name
    assert len({frozenset(n for n, h in p.habits.items() if h.among_five) for p in drawn}) > 3
