"""The attacker against the real `evaluate`: whatever is asked and combined, what is withheld stays unknown.

The promise as tested: no withheld figure follows exactly from the answers shown (by rank over the integers and by the
linear program with counts of at least zero), and none is bounded to an interval narrower than the threshold. A unit's
lead, who knows every count of the own unit, learns of the others no sum that is small.
MANY=100 QUESTIONS=300 in the environment attacks so many cities with so many questions each.
"""

import os
import random
from pathlib import Path
from typing import Any

import pytest

from dashboard.metrics.evaluate import Answer
from dashboard.metrics.usage import UsageError
from dashboard.warehouse import COMBINED, Scope, Warehouse
from tests.metrics.small_city import ask, city, covered
from tests.statistics.vectors import rows

pytest.importorskip("scipy")
from tests.statistics.attacker import Attacker, is_kept
from tests.statistics.attacker_city import DEPARTMENTS, Asked, City

THRESHOLD = 5
EVERYONE = Scope("public", protection=COMBINED)
QUESTIONS, TRIED = int(os.environ.get("QUESTIONS", "40")), 10
SEEDS = range(int(os.environ.get("MANY", "4")))
Withheld = dict[frozenset[int], int]


def opened(folder: Path, of: City, more: list[dict[str, Any]] | None = None) -> Warehouse:
    facts = {"complaints": of.complaints + (more or []), "organisation": of.organisation}
    return city(folder, facts, coverage=covered("complaints", *DEPARTMENTS))


def overheard(of: City, warehouse: Warehouse, attacker: Attacker, scope: Scope) -> Withheld:
    """What random questions tell the attacker; of what they withhold, the true count."""
    counts, withheld = list(of.counts.values()), Withheld()
    for asked in of.questions(QUESTIONS):
        for answer in answers(asked, warehouse, scope):
            above, below = of.cells(asked, answer)
            count = sum(counts[n] for n in above)
            if answer.withheld and above:  # filters that contradict each other are about nothing
                withheld[above] = count
            if answer.numerator is None:  # withheld, or of a department without rows in the period
                continue
            assert answer.numerator == count
            attacker.learn(above, count)
            if answer.denominator is not None:
                attacker.learn(below, answer.denominator)
    return withheld


def answers(asked: Asked, warehouse: Warehouse, scope: Scope) -> list[Answer]:
    try:
        return ask(warehouse, asked.metric, asked.period, *asked.by, where=asked.where, scope=scope)
    except UsageError:  # a share of several departments side by side is refused
        return []


@pytest.mark.parametrize("is_lead", [False, True], ids=["anyone", "lead"])
@pytest.mark.parametrize("seed", SEEDS)
def test_no_withheld_figure_is_found_out(seed: int, is_lead: bool, tmp_path: Path) -> None:
    of = City(random.Random(seed))
    attacker = Attacker(len(of.counts))
    own = of.chance.choice(of.units)
    scope = Scope("unit_lead", (own[2],), protection=COMBINED) if is_lead else EVERYONE
    withheld = overheard(of, opened(tmp_path, of), attacker, scope)
    if is_lead:
        for n, (cell, count) in enumerate(of.counts.items()):
            if cell[0] == own:
                attacker.learn([n], count)
    assert not [
        cells for cells in attacker.sums if cells and 0 < attacker.sums[cells] < THRESHOLD and not is_lead
    ]
    smallest_first = sorted(withheld, key=lambda cells: (not 0 < withheld[cells] < THRESHOLD, sorted(cells)))
    tried = smallest_first[: TRIED // 2] + of.chance.sample(
        smallest_first, min(TRIED // 2, len(smallest_first))
    )
    if is_lead:
        assert not [cells for cells in tried if gives_away(attacker, others(of, own, cells))]
        return
    for cells in tried:
        assert is_kept(attacker.bounds(cells), THRESHOLD), (seed, withheld[cells], attacker.bounds(cells))
    assert not any(attacker.derives(cells) for cells in tried)


def others(of: City, own: tuple[str, str, str], cells: frozenset[int]) -> frozenset[int]:
    return frozenset(n for n, cell in enumerate(of.counts) if n in cells and cell[0] != own)


def gives_away(attacker: Attacker, cells: frozenset[int]) -> bool:
    """Of the others a lead may know a sum that fits (the own unit hides it from all but the lead), nothing else."""
    low, high = attacker.bounds(cells) if cells else (0.0, 0.0)
    is_told = high - low < 1e-6 and not 0 < round(low) < THRESHOLD
    return not is_told and not is_kept((low, high), THRESHOLD)


def test_a_closed_year_is_decided_the_same_in_a_later_snapshot(tmp_path: Path) -> None:
    of = City(random.Random(2))
    later = [
        row | {"complaint_id": 10_000 + n, "received_on": "2026-02-10"} for n, row in enumerate(of.complaints)
    ]
    older, newer = opened(tmp_path / "a", of), opened(tmp_path / "b", of, later)
    for asked in of.questions(60):
        one, other = (answers(asked, warehouse, EVERYONE) for warehouse in (older, newer))
        assert [answer.withheld for answer in one] == [answer.withheld for answer in other]


def test_the_order_of_questions_and_of_filters_changes_nothing(tmp_path: Path) -> None:
    of = City(random.Random(3))
    warehouse = opened(tmp_path, of)
    several = list(of.questions(60))
    one = {asked: answers(asked, warehouse, EVERYONE) for asked in several}
    again = opened(tmp_path / "again", of)
    for asked in reversed(several):
        turned = Asked(asked.metric, asked.period, asked.by, tuple(reversed(asked.where)))
        assert answers(turned, again, EVERYONE) == one[asked]


def test_the_attacker_finds_what_the_published_audit_finds() -> None:
    cases: dict[str, list[dict[str, str]]] = {}
    for row in rows("suppression_audit_2d"):
        cases.setdefault(row["case"], []).append(row)
    for cells in cases.values():
        attacker = Attacker(len(cells))
        for axis in ("row", "col"):
            for value in {cell[axis] for cell in cells}:
                line = [n for n, cell in enumerate(cells) if cell[axis] == value]
                attacker.learn(line, sum(float(cells[n]["value"]) for n in line))
        for n, cell in enumerate(cells):
            if cell["suppressed"] == "0":
                attacker.learn([n], float(cell["value"]))
        for n, cell in enumerate(cells):
            if cell["suppressed"] == "1":
                assert attacker.derives([n]) == (cell["recoverable_exact"] == "1")
                assert attacker.bounds([n]) == pytest.approx(
                    (float(cell["lower"]), float(cell["upper"])), abs=1e-6
                )
