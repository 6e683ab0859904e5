"""How often the rules of a process are met: each time one applies counts once, and what may still be met is apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

import holidays

from dashboard.mining.graph import Row
from dashboard.mining.mine import may_be_shown
from dashboard.mining.rules import Rule, rules
from dashboard.mining.selection import NAME, Selection, chosen_cases, count, parameters, text
from dashboard.mining.withholding import Withholding
from dashboard.statistics.proportions import wilson_interval
from dashboard.warehouse import Scope, Warehouse

ORIGIN = date(1990, 1, 1)
AFTER = 400  # days after the extract that an event may be dated
FEWEST = 10  # settled times under which no share is told
DAY = "date_diff('day', $origin::DATE, timezone('Europe/Copenhagen', timezone('UTC', \"at\"))::DATE) + 1"


@dataclass(frozen=True)
class Conformance:
    """Of one rule. `cases` it applied to and `vacuous` ones, at least so many; times `settled` and `pending`, at least.

    `fitness` is met / settled, with its 95 % Wilson interval; None where too few are settled, or too few one way.
    """

    rule: Rule
    cases: int
    vacuous: int
    settled: int
    pending: int
    fitness: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True)
class Whole:
    """Cases, at least so many; the share of them without a breach of any rule, None where that is withheld."""

    cases: int
    share: float | None
    rules: tuple[Conformance, ...]


def conformance(
    chosen: Selection, warehouse: Warehouse, scope: Scope, of: Sequence[Rule] | None = None
) -> Whole | None:
    """Of the rules that are about the process, in the order of the file; None where too few cases are chosen."""
    guard = Withholding.of(warehouse.package, scope, chosen.unit)
    whole = count(chosen, warehouse, scope)
    if not whole or (guard.threshold and not may_be_shown(chosen, warehouse, scope, guard)):
        return None
    sql = "SELECT DISTINCT activity FROM case_events WHERE process = $process"
    there = {row["activity"] for row in warehouse.query(sql, scope, process=chosen.process)}
    about = [rule for rule in (rules() if of is None else of) if rule.is_about(chosen.process, there)]
    rows = [counted(rule, chosen, warehouse, scope) for rule in about]
    broken = set[int]().union(*(row["broken"] or () for row in rows))
    is_told = whole >= FEWEST and not guard.hides(len(broken)) and not guard.hides(whole - len(broken))
    return Whole(
        guard.at_least(whole),
        1 - len(broken) / whole if is_told and about else None,
        tuple(_told(rule, row, whole, guard) for rule, row in zip(about, rows, strict=True)),
    )


def counted(rule: Rule, chosen: Selection, warehouse: Warehouse, scope: Scope) -> Row:
    """The plain counts of rules_counts.sql, nothing withheld."""
    template = text(f"rules_{rule.template}").replace("{day}", DAY)
    sql = (
        f"WITH chosen AS (\n{chosen_cases(chosen)}\n),\nruled AS (\n{text('rules_ruled')}\n),\n"
        f"activations AS (\n{template}\n)\n{text('rules_counts')}"
    )
    today = date.fromisoformat(str(warehouse.package["extracted_on"]))
    own = {
        "first": rule.first, "then": rule.then, "within": rule.within, "late": rule.late, "origin": ORIGIN,
        "results": list(rule.results) or None, "today": today, "days": _numbers(rule.clock, today),
    }  # fmt: skip
    known = {**parameters(chosen), **own}
    (row,) = warehouse.query(sql, scope, **{name: known[name] for name in set(NAME.findall(sql))})
    return row


@cache
def _numbers(clock: str, today: date) -> list[int]:
    """For each day from the origin its number: a day, or a working day, more than the one before."""
    days = [ORIGIN + timedelta(days=n) for n in range((today - ORIGIN).days + AFTER)]
    if clock == "days":
        return list(range(len(days)))
    free = holidays.country_holidays("DK", years=range(ORIGIN.year, days[-1].year + 1))
    return list(accumulate(int(day.weekday() < 5 and day not in free) for day in days))


def _told(rule: Rule, row: Row, whole: int, guard: Withholding) -> Conformance:
    met = row["met"]
    settled = row["activations"] - row["pending"]
    is_told = settled >= FEWEST and not guard.hides(met) and not guard.hides(settled - met)
    return Conformance(
        rule, guard.at_least(row["cases"]), guard.at_least(whole - row["cases"]), guard.at_least(settled),
        guard.at_least(row["pending"]), met / settled if is_told else None,
        wilson_interval(met, settled) if is_told else None,
    )  # fmt: skip
