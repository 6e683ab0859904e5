"""One scan, many figures: what all metrics of a fact count, by month and place, read in one statement.

Every question of whole months that asks for departments, centres, units or service areas is answered by adding these
cells up, whatever the number of rows. Other questions (a channel, a week, as known on a day) read the rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakSet

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dashboard.metrics.kept import kept
from dashboard.metrics.metric import METRICS, Metric
from dashboard.metrics.question import missing_columns
from dashboard.warehouse import Scope, Warehouse

SQL = (Path(__file__).parent / "cells.sql").read_text("utf-8")
PLACES = ("department", "centre", "unit", "service_area")
TO_COME = ("due_on",)  # may lie after the data end: what is due then has not been missed yet
ALL_ROWS = "count(*)"
Whole = npt.NDArray[np.int64]
_ASKED_MUCH: WeakSet[Warehouse] = WeakSet()


@dataclass(frozen=True, eq=False)
class Kind:
    """What one day puts where: `months` since the year nought, for each column codes, and sums by expression."""

    months: Whole
    codes: Mapping[str, Whole]
    sums: Mapping[str, Whole]


@dataclass(frozen=True, eq=False)
class Cells:
    """`values` tell what a column's codes stand for. `kinds` are named as `_kinds` names them."""

    values: Mapping[str, tuple[str | None, ...]]
    kinds: Mapping[str, Kind]


def gather(warehouse: Warehouse) -> None:
    """From here on this snapshot's facts are read once each. For who asks much: one answer alone is quicker without."""
    _ASKED_MUCH.add(warehouse)


def is_gathered(warehouse: Warehouse) -> bool:
    return warehouse in _ASKED_MUCH


@kept(64)
def gathered(fact: str, warehouse: Warehouse, scope: Scope) -> Cells:
    """The cells of a fact: its one statement, or nothing where no metric counts it."""
    columns = columns_of(fact, warehouse)
    kinds = _kinds(fact, warehouse)
    branches = [
        SQL.format(
            kind=kind,
            day=day,
            columns=",\n    ".join(columns) or "NULL AS nowhere",
            counted=",\n    ".join(f"{each} AS n{number}" for number, each in enumerate(counted))
            or "0 AS none",
            fact=fact,
        )
        for kind, (day, counted) in kinds.items()
    ]
    if not branches:
        return Cells({}, {})
    until = {"until": warehouse.package["extracted_on"]} if any("$until" in one for one in branches) else {}
    table = warehouse.arrow(" UNION ALL BY NAME ".join(branches), scope, **until)
    return _cells(table, columns, {kind: counted for kind, (_, counted) in kinds.items()})


def columns_of(fact: str, warehouse: Warehouse) -> list[str]:
    known = {each["name"] for each in warehouse.resources[fact]["schema"]["fields"]}
    return [name for place in PLACES for name in (place, f"{place}_now") if name in known]


def _kinds(fact: str, warehouse: Warehouse) -> dict[str, tuple[str, list[str]]]:
    """For each day that puts a row somewhere: how SQL says it, and what is counted of the rows."""
    kinds: dict[str, tuple[str, list[str]]] = {}
    for metric in METRICS.values():
        if metric.fact != fact or metric.shape == "ratio" or missing_columns(metric, warehouse):
            continue
        for name, day in _days(metric):
            counted = kinds.setdefault(name, (day, []))[1]
            expressions = (metric.numerator, metric.denominator or ALL_ROWS)
            counted += [each for each in expressions if each not in (*counted, ALL_ROWS)]
    return kinds


def _days(metric: Metric) -> Iterator[tuple[str, str]]:
    dated = metric.dated_by or ""
    day = f"CASE WHEN {dated} <= $until THEN {dated} END" if dated in TO_COME else dated
    yield dated, day
    if metric.is_stock:
        ended = f"CASE WHEN ({day}) IS NOT NULL AND {metric.ended_by} IS NOT NULL "
        yield ended_kind(metric), f"{ended}THEN greatest({dated}, {metric.ended_by}) END"


def ended_kind(metric: Metric) -> str:
    return f"{metric.dated_by} to {metric.ended_by}"


def _cells(table: pa.Table, columns: Sequence[str], counted: Mapping[str, Sequence[str]]) -> Cells:
    codes, values = {}, {}
    for name in columns:
        coded = table[name].combine_chunks().dictionary_encode()
        values[name] = (*coded.dictionary.to_pylist(), None)
        codes[name] = coded.indices.fill_null(len(values[name]) - 1).to_numpy().astype(np.int64)
    months = table["month"].to_numpy().astype("datetime64[M]").astype(np.int64) + 1970 * 12
    named = table["kind"].to_numpy()
    kinds = {}
    for kind, expressions in counted.items():
        mine = named == kind
        sums = {ALL_ROWS: table["rows"].to_numpy()[mine].astype(np.int64)}
        for number, each in enumerate(expressions):
            sums[each] = table[f"n{number}"].fill_null(0).to_numpy()[mine].astype(np.int64)
        kinds[kind] = Kind(months[mine], {name: of[mine] for name, of in codes.items()}, sums)
    return Cells(values, kinds)
