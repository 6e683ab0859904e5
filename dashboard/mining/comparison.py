"""Two selections of a process side by side: the median of each transition, their difference and how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dashboard.mining.graph import Row
from dashboard.mining.mine import may_be_shown
from dashboard.mining.selection import Selection, count, rows
from dashboard.mining.withholding import Withholding
from dashboard.statistics.median import Difference, Sample, difference
from dashboard.warehouse import Scope, Warehouse

FEWEST = 30  # transitions in each selection
Pair = tuple[str, str]


@dataclass(frozen=True)
class Compared:
    """A transition in both; `times` are at least so many."""

    first: str
    then: str
    times: tuple[int, int]
    medians_s: tuple[float, float]
    difference: Difference


@dataclass(frozen=True)
class Comparison:
    """Cases in each selection and the transitions that both have; `cases` None: too few to be told of."""

    cases: tuple[int, int] | None  # at least so many
    transitions: tuple[Compared, ...] = ()


def before_and_after(chosen: Selection, month: date) -> tuple[Selection, Selection]:
    """Cases decided in the twelve months up to the first day of a month, and in those from it: by receipt the second
    would lack its slow ones, which are not decided yet."""
    before, after = date(month.year - 1, month.month, 1), date(month.year + 1, month.month, 1)
    day = timedelta(days=1)
    return replace(chosen, decided=(before, month - day)), replace(chosen, decided=(month, after - day))


def compare(
    one: Selection, other: Selection, pairs: Sequence[Pair], warehouse: Warehouse, scope: Scope
) -> Comparison:
    """The given transitions, in the order given."""
    guard = Withholding.of(warehouse.package, scope, one.unit)
    cases = count(one, warehouse, scope), count(other, warehouse, scope)
    told = (
        all(may_be_shown(each, warehouse, scope, guard) for each in (one, other)) if guard.threshold else True
    )
    if not told or min(cases) < FEWEST:
        return Comparison(None)
    first, second = (_samples(each, warehouse, scope) for each in (one, other))
    both = [pair for pair in pairs if pair in first and pair in second]
    cases = guard.at_least(cases[0]), guard.at_least(cases[1])
    return Comparison(cases, tuple(_compared(pair, first[pair], second[pair], guard) for pair in both))


def _samples(chosen: Selection, warehouse: Warehouse, scope: Scope) -> dict[Pair, Sample]:
    found: Sequence[Row] = rows("comparison", chosen, warehouse, scope)
    return {
        (row["activity"], row["next_activity"]): Sample(row["times"], *row["percentiles"])
        for row in found
        if row["times"] >= FEWEST
    }


def _compared(pair: Pair, first: Sample, second: Sample, guard: Withholding) -> Compared:
    times = guard.at_least(first.count), guard.at_least(second.count)
    return Compared(*pair, times, (first.median, second.median), difference(first, second))
