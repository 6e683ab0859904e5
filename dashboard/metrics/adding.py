"""Adding up the cells of a fact: the same rows as a metric's own SQL gives, without reading the fact again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.metrics.cells import (
    ALL_ROWS,
    Cells,
    Kind,
    Whole,
    columns_of,
    ended_kind,
    gathered,
    is_gathered,
)
from dashboard.metrics.metric import METRICS, Metric
from dashboard.metrics.question import Question
from dashboard.warehouse import Scope, Warehouse

MEASURED = ("capacity",)  # its sums are no whole numbers


def rows_from(
    part: Metric, question: Question, is_exact: bool, warehouse: Warehouse, scope: Scope
) -> list[dict[str, Any]] | None:
    """The rows that the metric's own SQL would give, made of cells; None for a question that cells cannot answer."""
    fact = part.fact or ""
    is_known = METRICS.get(part.name) is part and part.fact not in MEASURED
    if not is_gathered(warehouse) or not whole_months(question) or not is_known:
        return None
    columns = columns_of(fact, warehouse)
    named = {*question.groups, *(name for name, _ in question.where)}
    if not all(_column(name, question, columns) in columns for name in named):
        return None
    cells = gathered(fact, warehouse, scope)
    asked = _Asked(part, question, is_exact, cells, _names(question, columns))
    return asked.stock() if part.is_stock else asked.flow()


def whole_months(question: Question) -> bool:
    first, after = question.period.start, question.period.end + timedelta(days=1)
    return question.known_on is None and first.day == after.day == 1


def _column(name: str, question: Question, columns: Sequence[str]) -> str:
    now = f"{name}_now"
    return now if question.organisation == "now" and now in columns else name


def _names(question: Question, columns: Sequence[str]) -> dict[str, str]:
    named = ("department", *question.groups, *(name for name, _ in question.where))
    return {name: _column(name, question, columns) for name in named}


def month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


@dataclass(frozen=True, eq=False)
class _Asked:
    part: Metric
    question: Question
    is_exact: bool
    cells: Cells
    names: Mapping[str, str]

    def flow(self) -> list[dict[str, Any]]:
        kind = self.cells.kinds[self.part.dated_by or ""]
        first, last = month_number(self.question.period.start), month_number(self.question.period.end)
        inside = (kind.months >= first) & (kind.months <= last)
        return self._rows(kind, inside, self._axes(kind), 1)

    def stock(self) -> list[dict[str, Any]]:
        """What began and what ended, apart from groups of which nothing was open at any time of the period."""
        last = month_number(self.question.period.end)
        began, ended = (self.cells.kinds[name] for name in (self.part.dated_by or "", ended_kind(self.part)))
        axes = [self._axes(kind) for kind in (began, ended)]
        lived = self._lived(began, ended, axes)
        found = []
        for kind, of, sign in ((began, axes[0], 1), (ended, axes[1], -1)):
            inside = (kind.months <= last) & np.isin(_keys(of, self._sizes()), lived)
            found += self._rows(kind, inside, of, sign)
        return found

    def _lived(self, began: Kind, ended: Kind, axes: list[list[Whole]]) -> Whole:
        last, first_end = month_number(self.question.period.end), month_number(self.question.slices[0].end)
        left: dict[int, int] = {}
        for kind, of, until, sign in ((began, axes[0], last, 1), (ended, axes[1], first_end, -1)):
            inside = kind.months <= until
            keys, place = np.unique(_keys(of, self._sizes())[inside], return_inverse=True)
            rows = np.bincount(place, kind.sums[ALL_ROWS][inside], len(keys))
            for key, count in zip(keys.tolist(), rows.tolist(), strict=True):
                left[key] = left.get(key, 0) + sign * int(count)
        return np.array([key for key, count in left.items() if count > 0], dtype=np.int64)

    def _axes(self, kind: Kind) -> list[Whole]:
        """Codes of department and groups, then for each filter whether it fits."""
        nowhere = np.zeros(len(kind.months), dtype=np.int64)
        grouped = [
            kind.codes.get(self.names[name], nowhere) for name in ("department", *self.question.groups)
        ]
        fits = []
        for name, wanted in self.question.where:
            table = np.array([value in wanted for value in self.cells.values[self.names[name]]])
            fits.append(table[kind.codes[self.names[name]]].astype(np.int64))
        return [*grouped, *fits]

    def _sizes(self) -> list[int]:
        grouped = (self.names[name] for name in ("department", *self.question.groups))
        return [
            *(len(self.cells.values.get(name, (None,))) for name in grouped),
            *(2 for _ in self.question.where),
        ]

    def _rows(
        self, kind: Kind, inside: npt.NDArray[np.bool_], axes: list[Whole], sign: int
    ) -> list[dict[str, Any]]:
        filters = len(self.question.where)
        if filters:
            # Where something may be withheld, also what a reader sees by leaving one filter out.
            missed = filters - sum(axes[-filters:])
            inside = inside & (missed <= (0 if self.is_exact else 1))
        starts = np.array([month_number(each.start) for each in self.question.slices])
        slices = np.maximum(np.searchsorted(starts, kind.months, side="right") - 1, 0)
        sizes = [len(starts), *self._sizes()]
        keys, place = np.unique(_keys([slices, *axes], sizes)[inside], return_inverse=True)
        numerator, denominator = (
            None
            if each is None
            else np.bincount(place, kind.sums[each][inside], len(keys)).astype(np.int64).tolist()
            for each in (self.part.numerator, self.part.denominator)
        )
        columns = [axis.tolist() for axis in np.unravel_index(keys, sizes)]
        return self._named(columns, numerator or [], denominator or [None] * len(keys), sign)

    def _named(
        self, columns: list[list[int]], numerator: list[int], denominator: Sequence[int | None], sign: int
    ) -> list[dict[str, Any]]:
        slices, groups = self.question.slices, self.question.groups
        values = [self.cells.values.get(self.names[name], (None,)) for name in ("department", *groups)]
        names = [f"group_{n}" for n in range(len(groups))] + [
            f"fits_{n}" for n in range(len(self.question.where))
        ]
        told = [
            [of[code] or "" for code in column] for of, column in zip(values[1:], columns[2:], strict=False)
        ]
        told += [[bool(fits) for fits in column] for column in columns[2 + len(groups) :]]  # type: ignore[misc]
        return [
            {"slice": slices[n].start, "department": values[0][code], "sign": sign, "numerator": above,
             "denominator": below, **dict(zip(names, rest, strict=True))}
            for n, code, above, below, *rest in zip(columns[0], columns[1], numerator, denominator, *told, strict=True)
        ]  # fmt: skip


def _keys(axes: Sequence[Whole], sizes: Sequence[int]) -> Whole:
    """One number for each combination of codes."""
    return np.ravel_multi_index(tuple(axes), tuple(sizes)).astype(np.int64)
