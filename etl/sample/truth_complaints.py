"""Truths about complaints and appeals: a shift, repeats, the unit that differs, those that only look so, reversals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from etl.sample.appeals import OUTCOMES
from etl.sample.complaints import CLASSES
from etl.sample.plan import Plan
from etl.sample.planted import FEWEST_PEOPLE, Change
from etl.sample.truth import Seen, Truth, month_of, told
from etl.sample.workdays import day_number, day_of, month_number

YEAR = 12  # months before the reorganisation that are compared
LIMIT, CERTAIN = 1.96, 3.09  # a funnel's limits: 95 % and 99.8 %
CASES_OF = [
    "building_permits",
    "domus_cases",
    "momentum_cases",
    "tmf_cases",
    "visitation",
]  # that have registers
MOST = 6  # told of what only looks as if it differed


def truths_of_complaints(plan: Plan, seen: Seen) -> list[Truth]:
    makers = {
        "complaints_shift": _shift,
        "repeat_complaints": _repeats,
        "formal_complaints": _formal,
        "reversal": _reversal,
    }
    found = []
    for change in plan.plants.changes:
        if change.kind in makers:
            found += makers[change.kind](plan, change, seen)
    return found


def _shift(plan: Plan, change: Change, seen: Seen) -> list[Truth]:
    """Complaints of the units, counted as units are now, in the year before and since."""
    units = [plan.unit_index(code) for code in change.place["units"]]
    months = np.concatenate([
        month_number(r.complaints.received_on[np.isin(plan.moves()[r.complaints.unit], units)])
        for r in seen.registers.values()
    ])  # fmt: skip
    first, last = month_of(change.first), month_of(plan.calendar.until_day)
    before = max(first - YEAR, month_of(plan.calendar.start_day))
    expected = {
        "complaints_before": np.sum((months >= before) & (months < first)), "months_before": first - before,
        "complaints_after": np.sum(months >= first), "months_after": last - first + 1, "within": 0,
    }  # fmt: skip
    scope = {"units_now": change.place["units"]}
    return [told("complaints_shift", scope, change.since, change.to, expected, change.smallest_scale)]


def _repeats(plan: Plan, change: Change, seen: Seen) -> list[Truth]:
    """Complaints that name an earlier one which was delivered too."""
    counts: dict[bool, list[int]] = {True: [0, 0], False: [0, 0]}
    for name, register in seen.registers.items():
        inside = register.complaints.received_on >= plan.calendar.start_day
        mine = counts[name == change.place["register"]]
        mine[0] += int(np.sum(inside & (register.complaints.repeats >= 0)))
        mine[1] += int(inside.sum())
    (repeats, complaints), (others, of_others) = counts[True], counts[False]
    expected = {
        "repeats": repeats, "complaints": complaints, "share": repeats / max(1, complaints),
        "repeats_others": others, "complaints_others": of_others, "share_others": others / max(1, of_others),
        "within": 0,
    }  # fmt: skip
    scope = {"source": change.place["register"]}
    return [told(change.kind, scope, change.since, change.to, expected, change.smallest_scale)]


@dataclass(frozen=True)
class Rates:
    """Formal complaints and cases of every unit in a time, as units were then."""

    complaints: np.ndarray
    cases: np.ndarray

    def against(self, unit: int, others: list[int]) -> dict[str, Any]:
        x, n = self.complaints[unit], self.cases[unit]
        centre = self.complaints[others].sum() / max(1, self.cases[others].sum())
        spread = np.sqrt(max(centre * (1 - centre), 1e-9) / max(1, n))
        return {
            "complaints": x, "cases": n, "per_100": 100 * x / max(1, n),
            "complaints_others": self.complaints[others].sum(), "cases_others": self.cases[others].sum(),
            "per_100_others": 100 * centre, "z": (x / max(1, n) - centre) / spread, "within": 0,
        }  # fmt: skip


def _rates(plan: Plan, seen: Seen, since: int, to: int) -> Rates:
    size = len(plan.units)
    complaints, cases = np.zeros(size, int), np.zeros(size, int)
    for register in seen.registers.values():
        c = register.complaints
        inside = (c.received_on >= since) & (c.received_on <= to) & (c.kind == CLASSES.index("formal"))
        complaints += np.bincount(c.unit[inside], minlength=size)
    for one in seen.cases.values():
        received = one.days["received_on"]
        cases += np.bincount(one.unit[(received >= since) & (received <= to)], minlength=size)
    return Rates(complaints, cases)


def _formal(plan: Plan, change: Change, seen: Seen) -> list[Truth]:
    """Against all other units of the department together."""
    calendar, unit = plan.calendar, plan.unit_index(change.place["unit"])
    whole = _rates(plan, seen, calendar.start_day, calendar.until_day)
    expected = whole.against(unit, _fellows(plan, unit, unit))
    scope = _scope(change.place["unit"])
    found = [told("formal_complaints", scope, change.since, change.to, expected, change.smallest_scale)]
    return found + _only_look_so(plan, seen, whole, unit)


def _scope(unit: str) -> dict[str, Any]:
    return {"unit": unit, "department": unit.split("-")[0], "class": "formal", "case_sources": CASES_OF}


def _fellows(plan: Plan, unit: int, apart: int) -> list[int]:
    """The other units of the department that are large enough to be told apart and have nothing planted."""
    department = plan.units[unit].split("-")[0]
    busy = {apart, unit} | {plan.unit_index(new) for new in plan.city["moved"].values()}
    return [
        i
        for i, (code, heads) in enumerate(plan.city["heads"].items())
        if code.split("-")[0] == department and heads >= FEWEST_PEOPLE and i not in busy
    ]


def _only_look_so(plan: Plan, seen: Seen, whole: Rates, different: int) -> list[Truth]:
    """Units over the 95 % limit in one year or half-year and ordinary over the three: chance does that."""
    found: dict[str, Truth] = {}
    moved = [*plan.city["moved"], *plan.city["moved"].values()]
    for since, to in _spans(plan):
        rates = _rates(plan, seen, day_number(since), day_number(to))
        for unit, (code, heads) in enumerate(plan.city["heads"].items()):
            fellows = _fellows(plan, unit, different)
            if unit == different or not fellows or code in moved or heads < FEWEST_PEOPLE:
                continue
            expected, overall = rates.against(unit, fellows), whole.against(unit, fellows)["z"]
            if LIMIT < expected["z"] < CERTAIN and abs(overall) < LIMIT and code not in found:
                expected["z_all_months"] = overall
                found[code] = told("formal_complaints_by_chance", _scope(code), since, to, expected, 0.0)
    return sorted(found.values(), key=lambda truth: -truth["expected"]["z"])[:MOST]


def _spans(plan: Plan) -> list[tuple[date, date]]:
    """The calendar years that the extracts hold whole, then their half-years."""
    first, after = plan.calendar.start - timedelta(days=1), plan.calendar.until + timedelta(days=1)
    years = range(first.year + 1, after.year)
    halves = [half for year in years for half in (
        (date(year, 1, 1), date(year, 6, 30)), (date(year, 7, 1), date(year, 12, 31)),
    )]  # fmt: skip
    return [(date(year, 1, 1), date(year, 12, 31)) for year in years] + halves


def _reversal(plan: Plan, change: Change, seen: Seen) -> list[Truth]:
    """Of the appeals the body treated (not dismissed), those it changed, wholly or partly, or sent back."""
    name, until = change.place["process"], plan.calendar.until_day
    process = plan.city["processes"][name]
    outcome = np.concatenate([
        r.appeals.outcome[
            (r.appeals.process == plan.processes.index(name))
            & (r.appeals.decided_on >= plan.calendar.start_day) & (r.appeals.decided_on <= until)
        ] for r in seen.registers.values()
    ])  # fmt: skip
    treated = int(np.sum(outcome != OUTCOMES.index("dismissed")))
    turned = int(np.isin(outcome, [OUTCOMES.index(o) for o in ("changed", "partly", "remitted")]).sum())
    expected = {"reversed": turned, "treated": treated, "share": turned / max(1, treated), "within": 0}
    scope = {"process": name, "service_area": process["service_area"]}
    return [told("reversal", scope, day_of(change.first), change.to, expected, change.smallest_scale)]
