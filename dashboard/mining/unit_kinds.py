"""Kinds of units, from the reviewed file content/unit_kinds.toml: which of them receive cases of a process."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from dashboard.mining.comparison import FEWEST
from dashboard.mining.mine import may_be_shown
from dashboard.mining.selection import Selection, count, rows
from dashboard.mining.withholding import Withholding
from dashboard.warehouse import Scope, Warehouse

FILE = Path(__file__).parents[1] / "content/unit_kinds.toml"


@dataclass(frozen=True)
class UnitKind:
    """Centres whose units do work of one kind."""

    code: str
    title: str
    centres: tuple[str, ...]


@cache
def unit_kinds() -> tuple[UnitKind, ...]:
    """Raises ValueError that names a centre standing in two kinds."""
    listed = tomllib.loads(FILE.read_text("utf-8"))["kind"]
    kinds = tuple(UnitKind(one["code"], one["title"], tuple(one["centres"])) for one in listed)
    known: set[str] = set()
    for centre in (centre for kind in kinds for centre in kind.centres):
        if centre in known:
            raise ValueError(f"{FILE.name}: centre {centre} stands in two kinds")
        known.add(centre)
    return kinds


def kinds_of(chosen: Selection, warehouse: Warehouse, scope: Scope) -> tuple[UnitKind, ...]:
    """Those that received enough of the chosen cases to be told of; none where one place is chosen already."""
    if chosen.unit or chosen.centre:
        return ()
    present = {str(row["centre"]) for row in rows("unit_centres", chosen, warehouse, scope)}
    return tuple(
        kind
        for kind in unit_kinds()
        if present & set(kind.centres) and _is_told(of_kind(chosen, kind), warehouse, scope)
    )


def of_kind(chosen: Selection, kind: UnitKind) -> Selection:
    return replace(chosen, centre=kind.centres)


def _is_told(chosen: Selection, warehouse: Warehouse, scope: Scope) -> bool:
    guard = Withholding.of(warehouse.package, scope, chosen.unit)
    is_enough = count(chosen, warehouse, scope) >= FEWEST
    return is_enough and (not guard.threshold or may_be_shown(chosen, warehouse, scope, guard))


def pair(one: str, other: str, known: Sequence[UnitKind]) -> tuple[UnitKind, UnitKind]:
    """The kinds of these codes; the first that is left where none is named, or the same twice. Raises KeyError with a
    code that is unknown."""
    by_code = {kind.code: kind for kind in known}
    first = by_code[one] if one else next(kind for kind in known if kind.code != other)
    second = by_code[other] if other else first
    return first, second if second is not first else next(kind for kind in known if kind is not first)
