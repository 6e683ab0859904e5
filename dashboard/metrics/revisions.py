"""The revision triangle: how a month grows while late registrations arrive, extract by extract."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.statistics.disclosure import is_small
from dashboard.warehouse import Scope, Warehouse

SQL = (Path(__file__).parent / "revisions.sql").read_text("utf-8")
Row = dict[str, Any]


@dataclass(frozen=True)
class Growth:
    """Shares of what is known now that were known at a month's first extract, at the next, and so on.

    `month` is empty for all months together. None is withheld: a few rows registered late could be told from it.
    """

    month: str
    shares: tuple[float | None, ...]


def growth(fact: str, warehouse: Warehouse, scope: Scope, source: str | None = None) -> list[Growth]:
    """A month a row, oldest first, then all months together; nothing where the snapshot does not tell.

    `source`: only what this one delivers.
    """
    if "revisions" not in warehouse.resources:
        return []
    months: dict[str, list[Row]] = {}
    for row in warehouse.query(SQL, scope, fact=fact, source=source):
        months.setdefault(row["month"], []).append(row)
    threshold = 0 if warehouse.package.get("public") else int(warehouse.package.get("threshold") or 5)
    grown = [
        Growth(month, _shares([(row["known"], row["known_now"]) for row in rows], threshold))
        for month, rows in months.items()
    ]
    return [*grown, Growth("", _shares(_together(months), threshold))] if grown else []


def known_at_first(facts: Collection[str], warehouse: Warehouse, scope: Scope) -> float | None:
    """The share of what a month ends with that its first extract knew, by all months that have had another since.

    Of several facts the one that has grown most; None where the snapshot does not tell.
    """
    together = [growth(fact, warehouse, scope)[-1:] for fact in sorted(facts)]
    shares = [of[0].shares[0] for of in together if of and of[0].shares and of[0].shares[0] is not None]
    return min((share for share in shares if share is not None), default=None)


def _together(months: dict[str, list[Row]]) -> list[tuple[int, int]]:
    """All months after so many extracts, but only those that have had another since: the last is always whole."""
    sums: dict[int, tuple[int, int]] = {}
    for rows in months.values():
        for row in rows:
            known, now = sums.get(row["extracts_later"], (0, 0))
            sums[row["extracts_later"]] = known + row["known_before"], now + row["known_after"]
    return [sums[n] for n in sorted(sums) if sums[n][1]]


def _shares(counts: Sequence[tuple[int, int]], threshold: int) -> tuple[float | None, ...]:
    """Known of known now. From the newest back, a step of one to four rows from what is shown is not shown."""
    shares: list[float | None] = []
    shown = 0
    for known, now in reversed(counts):
        rest = now - known
        is_told = (
            is_small(known, threshold)
            or is_small(abs(rest), threshold)
            or is_small(abs(rest - shown), threshold)
        )
        shares.append(None if is_told or not now else known / now)
        shown = shown if is_told else rest
    return tuple(reversed(shares))
