"""Which cases of a process are looked at, and which of their activities: the SQL that chooses them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from dashboard.warehouse import Scope, Warehouse

FOLDER = Path(__file__).parent
PLACES = ("department", "centre", "unit", "service_area", "legal_basis", "channel", "result")
NAME = re.compile(r"\$(\w+)")
TIMED = re.compile(r"\bduration_seconds\b")  # asks more of a path than its sequence
Row = dict[str, Any]


@dataclass(frozen=True)
class Selection:
    """Several values of one dimension mean any of them; several activities that must occur mean all of them.

    `unit` and the other places are where the case was received. `hidden` activities are left out of every case,
    after it was chosen. Durations are seconds, at least the one and under the other.
    """

    process: str
    department: tuple[str, ...] = ()
    centre: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    service_area: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    result: tuple[str, ...] = ()
    received: tuple[date, date] | None = None
    decided: tuple[date, date] | None = None
    state: str | None = None  # open or closed
    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    directly: tuple[str, str] | None = None  # the first is directly followed by the second
    eventually: tuple[str, str] | None = None
    within_seconds: float | None = None
    first_activity: tuple[str, ...] = ()
    last_activity: tuple[str, ...] = ()
    from_seconds: float | None = None
    to_seconds: float | None = None
    variant: int | None = None  # `path` of case_paths
    hidden: tuple[str, ...] = ()
    backbone: bool = False  # the six OIO states instead of activities

    @property
    def chosen_by(self) -> tuple[str, ...]:
        """The names of the filters in use, in the order of the fields; what is hidden chooses no case."""
        apart = ("process", "hidden", "within_seconds", "backbone")
        return tuple(
            each.name for each in fields(self) if each.name not in apart and _given(getattr(self, each.name))
        )

    @property
    def is_streamed(self) -> bool:
        """Pairs made beforehand are of no use: what follows what is found anew."""
        return self.backbone or bool(self.hidden)

    def without(self, name: str) -> "Selection":
        """The same with one filter left out."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return Selection(**{**values, name: next(each.default for each in fields(self) if each.name == name)})


def _given(value: object) -> bool:
    return value is not None and value != ()


def rows(name: str, chosen: Selection, warehouse: Warehouse, scope: Scope, **more: object) -> list[Row]:
    """A query of this folder over the chosen cases: it may read `steps`, `paths`, `chosen` and `streamed`."""
    sql = composed(name, chosen)
    known = {**parameters(chosen), **more}
    return warehouse.query(sql, scope, **{key: known[key] for key in set(NAME.findall(sql))})


def composed(name: str, chosen: Selection) -> str:
    """The query after the tables it reads, which are its common table expressions."""
    body = text(name)
    ctes: list[str] = []
    narrowed = [each for each in chosen.chosen_by if each != "unit"] or (chosen.unit and chosen.backbone)
    if narrowed or _reads(body, "chosen"):
        ctes.append(f"chosen AS (\n{chosen_cases(chosen)}\n)")
    only = "\nSEMI JOIN chosen USING (case_id)" if narrowed else ""
    read = [table for table in ("steps", "paths") if _reads(body, table)]
    if chosen.backbone:
        ctes += _streamed(read, only)
    elif chosen.hidden:
        ctes += _without(read, only, TIMED.search(body) is not None)
    else:
        ctes += [f"{table} AS (\n{_narrowed(table, only)}\n)" for table in read]
    return f"WITH {', '.join(ctes)}\n{body}" if ctes else body


def _narrowed(name: str, only: str) -> str:
    return f"SELECT * FROM (\n{text(name)}\n){only}"


def _streamed(read: Sequence[str], only: str) -> list[str]:
    """Steps and paths of the states of the backbone: paired anew, event by event."""
    ctes = [f"remaining AS (\n{_narrowed('backbone', only)}\n)", f"streamed AS (\n{text('streamed')}\n)"]
    return ctes + [f"{table} AS (\n{text('streamed_' + table)}\n)" for table in read] if read else []


def _without(read: Sequence[str], only: str, is_timed: bool) -> list[str]:
    """Steps and paths without hidden activities, from what was paired when the facts were made: only the steps that
    touch what is hidden are bridged, and only one case of each way through is followed anew."""
    tables = {"touching": _narrowed("touching", only)} if read else {}
    if "steps" in read:
        tables |= {
            "bridged": text("bridged"),
            "paired": _narrowed("steps", only),
            "steps": text("without_steps"),
        }
    if "paths" in read:
        few = "\nSEMI JOIN examples USING (case_id)"
        tables |= {
            "counted": _narrowed("paths", only),
            "examples": text("examples"),
            "remaining": _narrowed("remaining", few),
            "streamed": text("streamed"),
            "left_of": text("streamed_paths"),
            "paths": text("without_paths" if is_timed else "without_ways"),
        }
    return [f"{name} AS (\n{sql}\n)" for name, sql in tables.items()]


def chosen_cases(chosen: Selection) -> str:
    """The cases that fit all of what is asked: each kind of question is one query."""
    used = set(chosen.chosen_by)
    parts = [f"({text('chosen')})"]
    if used & {"contains", "lacks"}:
        parts.append(f"({text('chosen_contains')})")
    for name in sorted(used & {"directly", "eventually"}):
        parts.append(f"({text(f'chosen_{name}')})")
    if used & {"first_activity", "last_activity", "from_seconds", "to_seconds", "variant"}:
        parts.append(f"({text('chosen_paths')})")
    first, *others = parts
    return f"SELECT case_id FROM {first}" + "".join(f"\nSEMI JOIN {each} USING (case_id)" for each in others)


@cache
def text(name: str) -> str:
    """A query of this folder without its comments and its end, so that it can stand inside another."""
    lines = (FOLDER / f"{name}.sql").read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--")).rstrip().rstrip(";")


def _reads(body: str, table: str) -> bool:
    return re.search(rf"\b(?:FROM|JOIN)\s+{table}\b", body) is not None


def parameters(chosen: Selection) -> Mapping[str, object]:
    """Every $parameter of the queries that choose; None where nothing is asked."""
    known: Row = {name: list(getattr(chosen, name)) or None for name in PLACES}
    known |= {name: list(getattr(chosen, name)) or None for name in ("first_activity", "last_activity")}
    known |= {name: list(getattr(chosen, name)) for name in ("contains", "lacks", "hidden")}
    names = ("process", "state", "within_seconds", "from_seconds", "to_seconds", "variant")
    known |= {name: getattr(chosen, name) for name in names}
    known["before"], known["after"] = chosen.directly or chosen.eventually or (None, None)
    for name in ("received", "decided"):
        known[f"{name}_from"], known[f"{name}_to"] = getattr(chosen, name) or (None, None)
    return known


def count(chosen: Selection, warehouse: Warehouse, scope: Scope) -> int:
    """How many cases fit."""
    return _count(replace(chosen, hidden=(), backbone=False), warehouse, scope)


@lru_cache(maxsize=512)
def _count(chosen: Selection, warehouse: Warehouse, scope: Scope) -> int:
    """A page asks for the same cases many times: for each view of them, and for what each filter leaves out."""
    return int(rows("chosen_count", chosen, warehouse, scope)[0]["cases"])


def counts_beside(chosen: Selection, warehouse: Warehouse, scope: Scope) -> list[int]:
    """How many cases fit; then for each filter in use, and for all together, those that leaving it out would add."""
    here = count(chosen, warehouse, scope)
    wider: Iterable[Selection] = [chosen.without(name) for name in chosen.chosen_by]
    if len(chosen.chosen_by) > 1:
        wider = [*wider, Selection(chosen.process)]
    return [here, *(count(one, warehouse, scope) - here for one in wider)]
