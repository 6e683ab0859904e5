"""Which choices of a mined process may be made: none whose answer would let a small number out.

A dimension splits the cases that all other filters leave. Of its values those are offered whose count may be shown
beside the others (`Withholding.several`), and ranges only between fixed bounds: the difference of two answers is then
made of parts that may be shown themselves. Where nothing is withheld (published data, a lead's own unit), all are.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache, reduce
from typing import Any

from dashboard.mining.mine import may_be_shown
from dashboard.mining.selection import Selection, count, parameters, rows
from dashboard.mining.withholding import Withholding
from dashboard.warehouse import Scope, Warehouse

DAY = 86400
FEWEST = 30  # cases under which a process is not told of in numbers
BOUNDS = (1, 7, 14, 30, 60, 90, 180, 365)  # days between which a duration may be chosen
LIMITS = (1, 7, 14, 28, 91)  # days within which one activity may be asked to follow another
SPLITS = ("channel", "result", "state", "received", "decided", "first_activity", "last_activity", "duration")
ACTIVITIES = ("contains", "lacks")
ENDS = ("from_seconds", "to_seconds")  # of a duration
Counts = dict[str | None, int]


def offered(name: str, chosen: Selection, warehouse: Warehouse, scope: Scope) -> list[str]:
    """The values of a dimension that may be chosen beside all other filters."""
    found = occurring(name, chosen, warehouse, scope)
    return allowed(name, {code: {code} for code in found}, chosen, warehouse, scope)


def allowed(
    name: str, asked: Mapping[str, Collection[str]], chosen: Selection, warehouse: Warehouse, scope: Scope
) -> list[str]:
    """Which of several choices may be made, each of which is a number of values (months of a year): those that have
    cases, are made of no hidden value, and bring in none so few with any other filter left out."""
    shown = set(apart(name, chosen, warehouse, scope))
    hidden = set(occurring(name, chosen, warehouse, scope)) - shown
    guard = Withholding.of(warehouse.package, scope, chosen.unit)
    more = _outside(name, chosen, warehouse, scope) if guard.threshold else []
    return [
        choice
        for choice, codes in asked.items()
        if shown & set(codes)
        and not hidden & set(codes)
        and not any(guard.hides(sum(counts.get(code, 0) for code in codes)) for counts in more)
    ]


def apart(name: str, chosen: Selection, warehouse: Warehouse, scope: Scope) -> Counts:
    """The values of a dimension whose cases may be told beside those of its other values."""
    counts = _counts(name, chosen, warehouse, scope)
    guard = Withholding.of(warehouse.package, scope, chosen.unit)
    if name == "variant":
        ordered = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
        return dict(ordered[: guard.first_hidden([cases for _, cases in ordered])])
    if name in ACTIVITIES:
        whole = count(chosen, warehouse, scope)
        return {code: cases for code, cases in counts.items() if guard.part(cases, whole) is not None}
    return {code: cases for code, cases in guard.several(counts).items() if cases is not None}


def occurring(name: str, chosen: Selection, warehouse: Warehouse, scope: Scope) -> list[str]:
    """Every value that the cases have, offered or not: what a reader may have meant."""
    return sorted(code for code in _counts(name, chosen, warehouse, scope) if code is not None)


def _outside(name: str, chosen: Selection, warehouse: Warehouse, scope: Scope) -> list[Counts]:
    """For each other filter, the cases by value that come in when it is left out; for an activity that must not occur
    those without it."""
    context = chosen if name in ACTIVITIES else _less(chosen, name)
    inside, found = _counts(name, context, warehouse, scope), []
    for each in {"duration" if used in ENDS else used for used in context.chosen_by}:
        wider = _less(context, each)
        added = count(wider, warehouse, scope) - count(context, warehouse, scope)
        if added:
            more = _counts(name, wider, warehouse, scope)
            with_it = {code: cases - inside.get(code, 0) for code, cases in more.items()}
            found.append({c: added - n for c, n in with_it.items()} if name == "lacks" else with_it)
    return found


def _less(chosen: Selection, name: str) -> Selection:
    return reduce(Selection.without, ENDS if name == "duration" else (name,), chosen)


def bounds(chosen: Selection, warehouse: Warehouse, scope: Scope) -> list[list[str]]:
    """The days at which a duration may begin, and those under which it may end, beside the other end as it is."""
    return [
        allowed(
            "duration",
            {str(days): _ranges(_with(chosen, end, float(days * DAY))) for days in BOUNDS},
            chosen, warehouse, scope,
        )
        for end in ENDS
    ]  # fmt: skip


def limits(chosen: Selection, warehouse: Warehouse, scope: Scope) -> tuple[int, ...]:
    """Within how many days one activity may be asked to follow the other; all where no two are chosen."""
    guard = Withholding.of(warehouse.package, scope, chosen.unit)
    pair = chosen.directly or chosen.eventually
    if not guard.threshold or not pair:
        return LIMITS
    first, then = pair
    others = replace(chosen, directly=None, eventually=None, within_seconds=None)
    asked = {"first": first, "then": then, "is_directly": chosen.directly is not None, "limits": list(LIMITS)}
    found = {row["beyond"]: row["cases"] for row in rows("offered_gaps", others, warehouse, scope, **asked)}
    never = count(others, warehouse, scope) - sum(found.values())
    shown = guard.several({place: found.get(place, 0) for place in range(len(LIMITS) + 1)} | {-1: never})
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
    for name in SPLITS:
        wanted = _wanted(name, chosen)
        hidden = set(occurring(name, chosen, warehouse, scope)) - set(apart(name, chosen, warehouse, scope))
        if wanted & hidden:
            return False
    if not all(one in apart(name, part, warehouse, scope) for name, part, one in _one_by_one(chosen)):
        return False
    days = chosen.within_seconds and chosen.within_seconds / DAY
    return days is None or days in limits(chosen, warehouse, scope)


def _one_by_one(chosen: Selection) -> list[tuple[str, Selection, str]]:
    """Filters that ask one thing each: the selection beside which it is asked, and what."""
    found = [
        (name, _with(chosen, name, tuple(other for other in getattr(chosen, name) if other != one)), one)
        for name in ACTIVITIES
        for one in getattr(chosen, name)
    ]
    if chosen.variant is not None:
        found.append(("variant", chosen.without("variant"), str(chosen.variant)))
    return found


def _wanted(name: str, chosen: Selection) -> set[str]:
    """What is asked of a dimension, as the values that it splits into."""
    if name == "duration":
        return _ranges(chosen)
    if name in ("received", "decided"):
        return _months(getattr(chosen, name))
    value: str | tuple[str, ...] | None = getattr(chosen, name)
    return {value} if isinstance(value, str) else set(value or ())


def _ranges(chosen: Selection) -> set[str]:
    first, last = chosen.from_seconds, chosen.to_seconds
    if first is None and last is None:
        return set()
    starts = [0, *(days * DAY for days in BOUNDS)]
    return {
        str(place) for place, start in enumerate(starts)
        if start >= (first or 0) and (last is None or start < last)
    }  # fmt: skip


def _months(period: tuple[date, date] | None) -> set[str]:
    if period is None:
        return set()
    first, last = (12 * day.year + day.month - 1 for day in period)
    return {f"{month // 12}-{month % 12 + 1:02d}" for month in range(first, last + 1)}


def _with(chosen: Selection, name: str, value: Any) -> Selection:
    return replace(chosen, **{name: value})


def _counts(name: str, chosen: Selection, warehouse: Warehouse, scope: Scope) -> Counts:
    """Cases by value among those that pass all filters but the dimension's own."""
    if name in SPLITS:
        return dict(_splits(chosen, warehouse, scope)[name])
    table = "offered_variants" if name == "variant" else "offered_activities"
    return dict(_found(table, chosen, warehouse, scope))


@lru_cache(maxsize=256)
def _found(
    table: str, chosen: Selection, warehouse: Warehouse, scope: Scope
) -> tuple[tuple[str | None, int], ...]:
    return tuple((row["code"], row["cases"]) for row in rows(table, chosen, warehouse, scope))


@lru_cache(maxsize=256)
def _splits(chosen: Selection, warehouse: Warehouse, scope: Scope) -> Mapping[str, Counts]:
    """All dimensions in one reading: a case counts for each if it passes all filters, and for the only one it fails."""
    asked = {f"asked_{name}": value for name, value in parameters(chosen).items()}
    others = reduce(Selection.without, (*SPLITS[:-1], *ENDS), chosen)
    marks = [float(days * DAY) for days in BOUNDS]
    found: dict[str, Counts] = {name: {} for name in SPLITS}
    for row in rows("offered_values", others, warehouse, scope, bounds=marks, **asked):
        if row["failed"] in (None, row["dimension"]):
            counts = found[row["dimension"]]
            counts[row["code"]] = counts.get(row["code"], 0) + row["cases"]
    return found
