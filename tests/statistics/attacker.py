"""An attacker who keeps every answer and adds and subtracts them: a linear program and an exact rank test."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog  # type: ignore[import-untyped]
from scipy.sparse import csr_array  # type: ignore[import-untyped]

UNBOUNDED = 3  # what linprog calls it
PRIME = 2_147_483_629  # rank over the integers modulo a prime: never larger than over the fractions


class Attacker:
    """Knows sums over some of `cells` counts, none of them below zero."""

    def __init__(self, cells: int) -> None:
        self.cells = cells
        self.sums: dict[frozenset[int], int] = {}
        self._basis: dict[int, NDArray[np.int64]] | None = None

    def learn(self, cells: Collection[int], count: float) -> None:
        """One answer: these cells add up to so many. Two answers about the same must agree."""
        assert self.sums.setdefault(frozenset(cells), round(count)) == round(count)
        self._basis = None

    def bounds(self, cells: Collection[int]) -> tuple[float, float]:
        """The smallest and the largest that these cells may add up to, given all that is known."""
        target = self._row(cells).astype(float)
        known = self._known()
        low, high = linprog(target, **known), linprog(-target, **known)
        assert low.status == 0 and high.status in (0, UNBOUNDED), (low.message, high.message)
        return float(low.fun), float(-high.fun) if high.status == 0 else float("inf")

    def derives(self, cells: Collection[int]) -> bool:
        """Whether their sum is a combination of known sums, whatever the counts are."""
        return not self._reduced(self._row(cells)).any()

    def _known(self) -> dict[str, object]:
        rows = [sorted(cells) for cells in self.sums if cells]
        ends = np.cumsum([0, *(len(row) for row in rows)])
        matrix = csr_array(
            (np.ones(ends[-1]), np.concatenate(rows), ends), shape=(len(rows), self.cells)
        ) if rows else None  # fmt: skip
        counts = [count for cells, count in self.sums.items() if cells]
        return {"A_eq": matrix, "b_eq": counts if rows else None, "bounds": (0, None), "method": "highs"}

    def _row(self, cells: Collection[int]) -> NDArray[np.int64]:
        row = np.zeros(self.cells, dtype=np.int64)
        row[list(cells)] = 1
        return row

    def _reduced(self, row: NDArray[np.int64]) -> NDArray[np.int64]:
        if self._basis is None:
            self._basis = {}
            for cells in self.sums:
                self._add(self._row(cells))
        return self._against(row)

    def _against(self, row: NDArray[np.int64]) -> NDArray[np.int64]:
        assert self._basis is not None
        for lead in sorted(self._basis):
            if row[lead]:
                row = (row - row[lead] * self._basis[lead]) % PRIME
        return row

    def _add(self, row: NDArray[np.int64]) -> None:
        row = self._against(row)
        if row.any():
            assert self._basis is not None
            lead = int(np.flatnonzero(row)[0])
            self._basis[lead] = row * pow(int(row[lead]), -1, PRIME) % PRIME


def is_kept(bounds: Sequence[float], threshold: int) -> bool:
    """Whether what is left open is at least as wide as the threshold."""
    return bounds[1] - bounds[0] >= threshold - 1e-6
