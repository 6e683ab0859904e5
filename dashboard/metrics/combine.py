"""From counted rows and reported figures to one figure per slice and group."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from dashboard.metrics.beside import Bucket, Outside, outside
from dashboard.metrics.counts import Counted, Counts, Group, count
from dashboard.metrics.metric import Metric
from dashboard.metrics.published import whole
from dashboard.metrics.question import Question, departments, fixed_values
from dashboard.metrics.standing import Standing, standing
from dashboard.warehouse import Scope, Warehouse

Sums = tuple[float | None, float | None]


@dataclass(frozen=True)
class Figure:
    """A figure before protection. `own`: the part that is not already published, which is what protection
    looks at; `beside`: for each filter the own counts that a reader would see by leaving it out."""

    numerator: float | None
    denominator: float | None
    method: str
    caveats: frozenset[str]
    own_numerator: float | None
    own_denominator: float | None
    beside_numerator: tuple[float, ...] = ()
    beside_denominator: tuple[float, ...] = ()


@dataclass(frozen=True)
class Part:
    """A metric counted: itself, or one of a ratio's two."""

    metric: Metric
    counted: Counted
    standings: dict[tuple[int, str | None], Standing]
    outside: list[Outside]

    @cached_property
    def has_published(self) -> bool:
        return any(of.figure is not None and of.figure.is_public for of in self.standings.values())


def figures_of(
    question: Question, is_exact: bool, warehouse: Warehouse, scope: Scope
) -> dict[Bucket, Figure]:
    """Every figure the question asks for, including those that are zero, not compiled or missing."""
    # Asked as the part's own question, so that a ratio and the two metrics it names share one pass.
    asked = [(part, replace(question, metric=part)) for part in question.metric.parts]
    counted = [count(part, each, is_exact, warehouse, scope) for part, each in asked]
    members = _members(question, counted, warehouse, scope)
    parts = [
        Part(metric, of, _standings(metric, of, question, members, warehouse, scope), outside(of, question))
        for metric, of in zip(question.metric.parts, counted, strict=True)
    ]
    return dict(_figures(question, parts, members, _listed(question, warehouse)))


def _standings(
    metric: Metric,
    counted: Counted,
    question: Question,
    members: list[list[str | None]],
    warehouse: Warehouse,
    scope: Scope,
) -> dict[tuple[int, str | None], Standing]:
    has_rows = {(n, department) for n, department, _ in counted.cells}
    return {
        (n, each): standing(
            metric, question, each, question.slices[n], (n, each) in has_rows, warehouse, scope
        )
        for n, inside in enumerate(members)
        for each in inside
    }


def _listed(question: Question, warehouse: Warehouse) -> list[Group]:
    """Groups to show even where nothing fits: every combination, if each dimension is a fixed list."""
    fixed = [
        question.values(name) or fixed_values(question.metric.facts[0], name, warehouse)
        for name in question.groups
    ]
    return list(product(*fixed)) if all(fixed) else []


def _members(
    question: Question, counted: list[Counted], warehouse: Warehouse, scope: Scope
) -> list[list[str | None]]:
    """For each slice the departments it is about: the valid ones, and any other that has rows in it."""
    members: list[list[str | None]] = []
    found: dict[int, set[str | None]] = defaultdict(set)
    for each in counted:
        for n, department, _ in each.cells:
            found[n].add(department)
    for n, period in enumerate(question.slices):
        valid: list[str | None] = [*departments(question, period, warehouse, scope)]
        extra: list[str | None] = sorted(found[n] - set(valid), key=str)
        # A single log has no organisation: then its rows belong to no department, even where there are none.
        is_log = not valid and not extra and not question.where
        members.append([*valid, *extra] or ([None] if is_log else []))
    return members


def _figures(
    question: Question, parts: list[Part], members: list[list[str | None]], listed: list[Group]
) -> Iterator[tuple[Bucket, Figure]]:
    blank: Group = ("",) * len(question.groups)
    seen: dict[str | None, dict[Group, None]] = {}
    for part in parts:
        for _, department, group in part.counted.cells:
            seen.setdefault(department, dict.fromkeys(listed))[group] = None
    everywhere = list(dict.fromkeys([*listed, *(group for groups in seen.values() for group in groups)]))
    for n, inside in enumerate(members):
        if question.by_department:
            for department in inside:
                # A department that is not counted cannot be broken down further: one row says so.
                is_counted = all(part.standings[n, department].is_counted for part in parts)
                for group in seen.get(department) or (listed if is_counted else None) or [blank]:
                    yield (
                        _bucket(question, n, department, group),
                        _figure(question, parts, n, [department], group),
                    )
        else:
            for group in everywhere:
                yield _bucket(question, n, None, group), _figure(question, parts, n, inside, group)


def _bucket(question: Question, n: int, department: str | None, group: Group) -> Bucket:
    rest = iter(group)
    return (n, *((department or "") if name == "department" else next(rest) for name in question.dimensions))


def _figure(question: Question, parts: list[Part], n: int, inside: list[str | None], group: Group) -> Figure:
    standings = {each: [part.standings[n, each] for part in parts] for each in inside}
    if len(inside) == 1:
        taken = inside
        method, caveats = _of_one(standings[inside[0]])
    else:
        # A rate over several departments takes only those where both its numbers are known.
        taken = [each for each in inside if all(one.is_known for one in standings[each])]
        method, caveats = _of_several(standings, taken)
    sums = [_sums(part, n, taken, group) for part in parts]
    own = [
        _sums(part, n, taken, group, own=True) if part.has_published else both
        for part, both in zip(parts, sums, strict=True)
    ]
    beside = [_beside(part, question, n, inside, group) for part in parts]
    numerator, denominator = _pair(sums)
    own_numerator, own_denominator = _pair(own)
    return Figure(
        numerator,
        denominator,
        method,
        caveats,
        own_numerator,
        own_denominator,
        tuple(each[0] for each in beside[0]),
        tuple(each[0] if len(parts) == 2 else each[1] for each in beside[-1]),
    )


def _pair(sums: list[Sums]) -> Sums:
    """A ratio's numerator is one metric and its denominator the other; else both are of one metric."""
    return (sums[0][0], sums[1][0]) if len(sums) == 2 else sums[0]


def _of_one(standings: list[Standing]) -> tuple[str, frozenset[str]]:
    """The numerator's method, unless it is counted and the denominator's is not."""
    if len(standings) == 1:
        return standings[0].method, standings[0].caveats
    caveats = frozenset().union(*(each.caveats for each in standings))
    return next((each.method for each in standings if each.method != "counted"), "counted"), caveats


def _of_several(
    standings: dict[str | None, list[Standing]], taken: list[str | None]
) -> tuple[str, frozenset[str]]:
    if not taken:
        return "not_listed", frozenset({"department_not_listed"})
    caveats = frozenset().union(*(each.caveats for department in taken for each in standings[department]))
    if all(each.method == "counted" for several in standings.values() for each in several):
        return "counted", caveats
    return "partial", caveats | {"departments_missing"}


def _sums(part: Part, n: int, taken: list[str | None], group: Group, own: bool = False) -> Sums:
    """Counted and reported together; None where nothing is known. `own` leaves out what is published."""
    numerator: float | None = None
    denominator: float | None = None
    for department in taken:
        of = part.standings[n, department]
        if of.figure is None:
            found = part.counted.cells.get((n, department, group), _nothing(part.metric))
            numerator = (numerator or 0) + found[0]
            denominator = denominator if found[1] is None else (denominator or 0) + found[1]
        elif of.figure.value is not None and not (own and of.figure.is_public):
            numerator = (numerator or 0) + of.figure.value
    return whole(numerator), whole(denominator)


def _nothing(metric: Metric) -> Counts:
    return 0, None if metric.is_count else 0


def _beside(
    part: Part, question: Question, n: int, inside: list[str | None], group: Group
) -> list[tuple[float, float]]:
    department = inside[0] if question.by_department else None
    found = [of.of(n, department, group) for of in part.outside]
    return [(above, below or 0) for above, below in found]
