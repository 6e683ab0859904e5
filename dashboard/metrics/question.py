"""What is asked, checked against what the facts can answer: dimensions, values, slices of the period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from dashboard.metrics.known import check_known_on, rows_known
from dashboard.metrics.metric import METRICS, Metric
from dashboard.metrics.period import SPLITS, Period, split
from dashboard.metrics.usage import UsageError, unknown
from dashboard.warehouse import Scope, Warehouse

PLACES = ("department", "centre", "unit")
# A team of fewer than five is rolled up to its centre, so a unit may hold a centre's code.
LEVELS = {"department": ("department",), "centre": ("centre",), "unit": ("centre", "unit")}
REFERENCES = {
    "service_area": ("service_areas", "code"),
    "legal_basis": ("legal_bases", "code"),
    "process": ("processes", "key"),
}


@dataclass(frozen=True)
class Filters:
    """Which rows. Several values of one dimension mean any of them; organisation: then or now; known_on: only
    what had been delivered by that day, as it stood then."""

    period: Period
    where: tuple[tuple[str, str], ...] = ()
    organisation: str = "then"
    known_on: date | None = None


@dataclass(frozen=True)
class Question:
    """A checked question. `dimensions` without time; `slices` is the period itself where it is not split."""

    metric: Metric
    period: Period
    slices: tuple[Period, ...]
    split_by: str | None  # month, quarter or year
    dimensions: tuple[str, ...]
    where: tuple[tuple[str, tuple[str, ...]], ...]
    organisation: str
    known_on: date | None = None

    @property
    def by_department(self) -> bool:
        return "department" in self.dimensions

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """What it is broken down by, department apart."""
        return tuple(name for name in self.dimensions if name != "department")

    @property
    def is_plain(self) -> bool:
        """Asks for nothing but departments and time, so figures that arrive as figures can answer too."""
        return not self.groups and all(name == "department" for name, _ in self.where)

    def values(self, dimension: str) -> tuple[str, ...]:
        return dict(self.where).get(dimension, ())


def ask(metric: str, filters: Filters, by: Sequence[str], warehouse: Warehouse, scope: Scope) -> Question:
    """The question, or a UsageError that says what is allowed."""
    if metric not in METRICS:
        raise unknown("metric", metric, METRICS)
    if filters.organisation not in ("then", "now"):
        raise unknown("organisation", filters.organisation, ("then", "now"))
    asked = METRICS[metric]
    _check_facts(asked, filters.known_on, warehouse)
    allowed = dimensions_of(asked, warehouse)
    names = tuple(dict.fromkeys(by))
    for name in names:
        if name not in allowed and name not in SPLITS:
            raise unknown("dimension", name, (*allowed, *SPLITS))
    times = [name for name in names if name in SPLITS]
    if len(times) > 1:
        raise UsageError(f"'{times[0]}' and '{times[1]}' cannot both split the period. Give one of them.")
    return Question(
        metric=asked,
        period=filters.period,
        slices=tuple(split(filters.period, times[0])) if times else (filters.period,),
        split_by=times[0] if times else None,
        dimensions=tuple(name for name in names if name not in SPLITS),
        where=_where(asked, filters, warehouse, scope),
        organisation=filters.organisation,
        known_on=filters.known_on,
    )


def _check_facts(metric: Metric, known_on: date | None, warehouse: Warehouse) -> None:
    """An older snapshot may lack a column that a newer metric counts; a day must be one of which we know something."""
    lacking = missing_columns(metric, warehouse)
    if lacking:
        raise UsageError(
            f"snapshot {warehouse.snapshot} lacks {', '.join(lacking)}, which '{metric.name}' needs. "
            "Make a new one with python -m etl run."
        )
    if known_on is not None:
        check_known_on(known_on, warehouse.package)
        for part in metric.parts:
            rows_known(part.fact or "", known_on, warehouse)


def missing_columns(metric: Metric, warehouse: Warehouse) -> list[str]:
    """What a metric names and the snapshot's facts do not have, as fact.column."""
    lacking = []
    for part in metric.parts:
        fields = warehouse.resources.get(part.fact or "", {}).get("schema", {}).get("fields", ())
        known = {field["name"] for field in fields}
        lacking += [f"{part.fact}.{column}" for column in part.columns if column not in known]
    return lacking


def _where(
    metric: Metric, filters: Filters, warehouse: Warehouse, scope: Scope
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    chosen: dict[str, dict[str, None]] = {}
    allowed = dimensions_of(metric, warehouse)
    for name, value in filters.where:
        if name not in allowed:
            raise unknown("dimension", name, allowed)
        known = known_values(metric.facts[0], name, warehouse, scope)
        if value not in known:
            raise unknown(name, value, known)
        chosen.setdefault(name, {})[value] = None
    return tuple((name, tuple(values)) for name, values in sorted(chosen.items()))


def dimensions_of(metric: Metric, warehouse: Warehouse) -> tuple[str, ...]:
    """What a metric can be broken down by: what all its facts allow."""
    lists = [warehouse.resources[fact]["dimensions"] for fact in metric.facts]
    return tuple(name for name in lists[0] if all(name in others for others in lists))


@lru_cache(maxsize=256)
def known_values(fact: str, dimension: str, warehouse: Warehouse, scope: Scope) -> tuple[str, ...]:
    """Every value a dimension may have, in the order to show them: an enum's, a reference's, else by name."""
    fixed = fixed_values(fact, dimension, warehouse)
    if fixed:
        return fixed
    if dimension in LEVELS:
        known = [
            each.code for each in organisation(warehouse, scope).values() if each.level in LEVELS[dimension]
        ]
    else:
        table, key = REFERENCES.get(dimension, (None, None))
        known = (
            [row["code"] for row in warehouse.query(f"SELECT {key} AS code FROM {table}", scope)]
            if table
            else []
        )
    if not known:
        found = f"SELECT DISTINCT {dimension} AS code FROM {fact} WHERE {dimension} IS NOT NULL ORDER BY code"
        known = [row["code"] for row in warehouse.query(found, scope)]
    return tuple(dict.fromkeys(known))


def fixed_values(fact: str, dimension: str, warehouse: Warehouse) -> tuple[str, ...]:
    """The values that the fact's declaration allows; none where it names no list."""
    for field in warehouse.resources[fact]["schema"]["fields"]:
        if field["name"] == dimension:
            return tuple(field.get("constraints", {}).get("enum") or ())
    return ()


@dataclass(frozen=True)
class Place:
    """A row of the organisation."""

    code: str
    level: str
    name: str
    parent: str | None
    first: date
    last: date
    successor: str | None = None  # the place that took its work over

    def is_valid(self, period: Period) -> bool:
        return self.first <= period.end and self.last >= period.start


@lru_cache(maxsize=8)
def organisation(warehouse: Warehouse, scope: Scope) -> Mapping[str, Place]:
    """Every department, centre and unit, in the reference's own order."""
    columns = "code, level, name, parent, valid_from AS first, coalesce(valid_to, DATE '9999-12-31') AS last, successor"
    rows = warehouse.query(f"SELECT {columns} FROM organisation", scope)
    return {row["code"]: Place(**row) for row in rows}


def departments(question: Question, period: Period, warehouse: Warehouse, scope: Scope) -> list[str]:
    """The departments that the question is about and that exist in the period."""
    asked_for = tuple(question.values(name) for name in PLACES)
    return [place.code for place in _departments(asked_for, warehouse, scope) if place.is_valid(period)]


@lru_cache(maxsize=256)
def _departments(
    asked_for: tuple[tuple[str, ...], ...], warehouse: Warehouse, scope: Scope
) -> tuple[Place, ...]:
    """The departments that these codes stand in; without codes all."""
    places = organisation(warehouse, scope)
    found = [place for place in places.values() if place.level == "department"]
    for codes in filter(None, asked_for):
        within = {_department(code, places) for code in codes}
        found = [place for place in found if place.code in within]
    return tuple(found)


def _department(code: str | None, places: Mapping[str, Place]) -> str | None:
    while code and code in places and places[code].parent:
        code = places[code].parent
    return code
