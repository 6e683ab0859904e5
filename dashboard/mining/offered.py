"""Which choices of a mined process may be made: none whose answer would let a small number out.

A dimension splits the cases that all other filters leave. Of its values those are offered whose count may be shown
beside the others (`Withholding.several`), and ranges only between fixed bounds: the difference of two answers is then
made of parts that may be shown themselves. Where nothing is withheld (published data, a lead's own unit), all are.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any

from dashboard.mining.mine import may_be_shown
from dashboard.mining.selection import Selection, count, rows
from dashboard.mining.withholding import Withholding
from dashboard.warehouse import Scope, Warehouse

DAY = 86400
FEWEST = 30  # cases under which a process is not told of in numbers
BOUNDS = (1, 7, 14, 30, 60, 90, 180, 365)  # days between which a duration may be chosen
LIMITS = (1, 7, 14, 28, 91)  # days within which one activity may be asked to follow another
TABLE = {
    **dict.fromkeys(("channel", "result", "state", "received", "decided"), "offered_cases"),
    **dict.fromkeys(("first_activity", "last_activity", "variant", "duration"), "offered_paths"),
    **dict.fromkeys(("contains", "lacks"), "offered_activities"),
}
FIELDS = {"duration": ("from_seconds", "to_seconds")}
Counts = dict[str | None, int]


def offered(name: str, chosen: Selection, warehouse: Warehouse, scope: Scope) -> Counts:
    """The values of a dimension that may be chosen beside all other filters, with their cases. Months are 2025-03;
    of `duration` the number of bounds that a case reaches."""
    context = _without(chosen, name)
    counts = dict(_counts(name, context, warehouse, scope))
    guard = Withholding.of(warehouse.package, scope, context.unit)
    if TABLE[name] == "offered_activities":
        whole = count(context, warehouse, scope)
        return {code: cases for code, cases in counts.items() if guard.part(cases, whole) is not None}
    if name == "variant":
        ordered = sorted(counts.items(), key=lambda item: -item[1])
        return dict(ordered[: guard.first_hidden([cases for _, cases in ordered])])
    return {code: cases for code, cases in guard.several(counts).items() if cases is not None}


def occurring(name: str, chosen: Selection, warehouse: Warehouse, scope: Scope) -> Sequence[str]:
    """Every value that the cases have, offered or not: what a reader may have meant."""
    return [code for code, _ in _counts(name, _without(chosen, name), warehouse, scope) if code is not None]


def bounds(chosen: Selection, warehouse: Warehouse, scope: Scope) -> tuple[list[int], list[int]]:
    """The days at which a duration may begin, and those under which it may end, beside the other end as it is."""
    found = set(offered("duration", chosen, warehouse, scope))
    hidden = set(occurring("duration", chosen, warehouse, scope)) - found

    def may(end: str, days: int) -> bool:
        asked = _with(chosen, end, float(days * DAY))
        wanted = _ranges(asked.from_seconds, asked.to_seconds)
        return bool(wanted & found) and not wanted & hidden

    return (
        [days for days in BOUNDS if may("from_seconds", days)],
        [days for days in BOUNDS if may("to_seconds", days)],
    )


def limits(chosen: Selection, warehouse: Warehouse, scope: Scope) -> tuple[int, ...]:
    """Within how many days one activity may be asked to follow the other; all where no two are chosen."""
    guard = Withholding.of(warehouse.package, scope, chosen.unit)
    if not guard.threshold or not (chosen.directly or chosen.eventually):
        return LIMITS
    within = [count(replace(chosen, within_seconds=float(days * DAY)), warehouse, scope) for days in LIMITS]
    at_all = count(replace(chosen, within_seconds=None), warehouse, scope)
    parts = dict(enumerate([within[0], *(later - sooner for sooner, later in pairwise([*within, at_all]))]))
    shown = guard.several(parts)
    return tuple(
        days for place, days in enumerate(LIMITS) if all(shown[part] is not None for part in range(place + 1))
    )


def permitted(chosen: Selection, warehouse: Warehouse, scope: Scope) -> bool:
    """Whether an answer about the chosen cases may be given: every filter is one that is offered beside the others."""
    guard = Withholding.of(warehouse.package, scope, chosen.unit)
    if not guard.threshold:
        return True
    if not may_be_shown(chosen, warehouse, scope, guard):
        return False
    asked = [(name, part, wanted) for name in TABLE for part, wanted in _asked(name, chosen)]
    if not all(wanted <= set(offered(name, part, warehouse, scope)) | _empty(name, part, warehouse, scope)
               for name, part, wanted in asked):  # fmt: skip
        return False
    days = chosen.within_seconds and chosen.within_seconds / DAY
    return days is None or days in limits(chosen, warehouse, scope)


def _asked(name: str, chosen: Selection) -> list[tuple[Selection, set[str]]]:
    """What is asked of a dimension, as the values it splits into, with the selection beside which it is asked."""
    if name in ("contains", "lacks"):
        values: tuple[str, ...] = getattr(chosen, name)
        return [(_with(chosen, name, tuple(v for v in values if v != one)), {one}) for one in values]
    if name == "duration":
        wanted = _ranges(chosen.from_seconds, chosen.to_seconds)
    elif name in ("received", "decided"):
        wanted = _months(getattr(chosen, name))
    else:
        value = getattr(chosen, name)
        wanted = {str(value)} if isinstance(value, int | str) else set(value or ())  # one, several or none
    return [(chosen, wanted)] if wanted else []


def _with(chosen: Selection, name: str, value: Any) -> Selection:
    return replace(chosen, **{name: value})


def _empty(name: str, chosen: Selection, warehouse: Warehouse, scope: Scope) -> set[str]:
    """Parts of a range in which there is no case are no secret."""
    if name not in ("received", "decided", "duration"):
        return set()
    wanted = {one for _, values in _asked(name, chosen) for one in values}
    return wanted - set(occurring(name, chosen, warehouse, scope))


def _ranges(first: float | None, last: float | None) -> set[str]:
    if first is None and last is None:
        return set()
    places = range(len(BOUNDS) + 1)
    starts = [0, *(days * DAY for days in BOUNDS)]
    return {str(n) for n in places if starts[n] >= (first or 0) and (last is None or starts[n] < last)}


def _months(period: tuple[date, date] | None) -> set[str]:
    if period is None:
        return set()
    first, last = (12 * day.year + day.month - 1 for day in period)
    return {f"{month // 12}-{month % 12 + 1:02d}" for month in range(first, last + 1)}


def _without(chosen: Selection, name: str) -> Selection:
    """The same without what is asked of a dimension; activities that must occur are asked for one by one."""
    if name in ("contains", "lacks"):
        return chosen
    for each in FIELDS.get(name, (name,)):
        chosen = chosen.without(each)
    return chosen


@lru_cache(maxsize=512)
def _counts(
    name: str, context: Selection, warehouse: Warehouse, scope: Scope
) -> tuple[tuple[str | None, int], ...]:
    more = {} if TABLE[name] == "offered_activities" else {"dimension": name}
    bounds = [float(days * DAY) for days in BOUNDS]
    found = rows(TABLE[name], context, warehouse, scope, bounds=bounds, **more)
    return tuple((row["code"], row["cases"]) for row in found)
