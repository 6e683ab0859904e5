"""How long every cohort waits, read once for a metric: medians of any months and places come from one histogram."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from dashboard.metrics.adding import month_number, whole_months
from dashboard.metrics.cells import Whole, is_gathered
from dashboard.metrics.kept import kept
from dashboard.metrics.metric import METRICS, Metric
from dashboard.metrics.question import PLACES, Question
from dashboard.statistics.survival import reached
from dashboard.warehouse import Scope, Warehouse

SQL = (Path(__file__).parent / "waited.sql").read_text("utf-8")
Bucket = tuple[Any, ...]
HAIR = 1e-6  # of one case: a share of a whole number may come out a rounding error too high


@dataclass(frozen=True, eq=False)
class Waits:
    """Rows of the histogram: months since the year nought, codes of places with what they stand for, days, how many."""

    months: Whole
    codes: dict[str, Whole]
    values: dict[str, tuple[str, ...]]
    days: Whole
    has_ended: Whole
    waited: Whole


def medians_from(question: Question, warehouse: Warehouse, scope: Scope) -> dict[Bucket, int | None] | None:
    """As `waits.medians`; None for a question that the histogram cannot answer."""
    metric = question.metric
    named = {*question.dimensions, *(name for name, _ in question.where)}
    is_known = METRICS.get(metric.name) is metric and whole_months(question) and named <= set(PLACES)
    if not is_known or not is_gathered(warehouse) or not named <= set(_columns(metric, "then", warehouse)):
        return None
    waits = _waits(metric, question.organisation, warehouse, scope)
    inside = _inside(question, waits)
    days = waits.days[inside]
    keys, place = np.unique(_keys(question, waits, inside), return_inverse=True)
    longest = int(days.max(initial=0)) + 1
    cells = (place * longest + days) * 2 + waits.has_ended[inside]
    counts = np.bincount(cells, waits.waited[inside], len(keys) * longest * 2).astype(np.int64)
    medians = _medians(counts.reshape(len(keys), longest, 2), metric.reached)
    return dict(zip(_buckets(keys, question, waits), medians, strict=True))


@kept(32)
def _waits(metric: Metric, organisation: str, warehouse: Warehouse, scope: Scope) -> Waits:
    columns = _columns(metric, organisation, warehouse)
    sql = SQL.format(
        columns=",\n    ".join(f"coalesce({of}, '') AS {name}" for name, of in columns.items()),
        **{key: getattr(metric, key) for key in ("fact", "dated_by", "ended_by")},
    )
    until = date.fromisoformat(warehouse.package["extracted_on"])
    table = warehouse.arrow(sql, scope, until=until)
    coded = {name: table[name].combine_chunks().dictionary_encode() for name in columns}
    months = table["month"].to_numpy().astype("datetime64[M]").astype(np.int64) + 1970 * 12
    return Waits(
        months,
        {name: of.indices.to_numpy().astype(np.int64) for name, of in coded.items()},
        {name: tuple(of.dictionary.to_pylist()) for name, of in coded.items()},
        *(_whole(table, name) for name in ("days", "has_ended", "waited")),
    )


def _whole(table: pa.Table, name: str) -> Whole:
    return table[name].cast(pa.int64()).to_numpy()


def _columns(metric: Metric, organisation: str, warehouse: Warehouse) -> dict[str, str]:
    known = {each["name"] for each in warehouse.resources[metric.fact or ""]["schema"]["fields"]}
    now = organisation == "now"
    return {
        name: f"{name}_now" if now and f"{name}_now" in known else name for name in PLACES if name in known
    }


def _inside(question: Question, waits: Waits) -> Whole:
    """Which rows are asked for."""
    first, last = month_number(question.period.start), month_number(question.period.end)
    fits = (waits.months >= first) & (waits.months <= last)
    for name, wanted in question.where:
        fits &= np.array([value in wanted for value in waits.values[name]], dtype=bool)[waits.codes[name]]
    return np.flatnonzero(fits)


def _sizes(question: Question, waits: Waits) -> list[int]:
    return [len(question.slices), *(len(waits.values[name]) for name in question.dimensions)]


def _keys(question: Question, waits: Waits, inside: Whole) -> Whole:
    """One number for each slice and group."""
    starts = np.array([month_number(each.start) for each in question.slices])
    slices = np.maximum(np.searchsorted(starts, waits.months[inside], side="right") - 1, 0)
    axes = (slices, *(waits.codes[name][inside] for name in question.dimensions))
    return np.ravel_multi_index(axes, _sizes(question, waits)).astype(np.int64)


def _buckets(keys: Whole, question: Question, waits: Waits) -> list[Bucket]:
    places, *codes = (axis.tolist() for axis in np.unravel_index(keys, _sizes(question, waits)))
    named = [
        [waits.values[name][code] for code in of] for name, of in zip(question.dimensions, codes, strict=True)
    ]
    return list(zip(places, *named, strict=True))


def _medians(counts: Any, share: float) -> list[int | None]:
    """By bucket, of [day, has ended]. Where nobody is let go before so many have ended their day is a count; else
    Kaplan and Meier tell it."""
    ended = counts[:, :, 1].cumsum(axis=1)
    has_reached = ended >= share * counts.sum(axis=(1, 2))[:, None] - HAIR
    half = has_reached.argmax(axis=1)
    let_go = counts[:, :, 0].cumsum(axis=1) - counts[:, :, 0]
    found: list[int | None] = []
    for bucket, day in enumerate(half.tolist()):
        if has_reached[bucket, day] and not let_go[bucket, day]:
            found.append(day)
            continue
        days, has_ended = np.nonzero(counts[bucket])
        told = zip(days.tolist(), has_ended.tolist(), counts[bucket][days, has_ended].tolist(), strict=True)
        found.append(reached(((length, bool(of), count) for length, of, count in told), share).days)
    return found
