"""What all views of a mined process are asked to show: the address read into a selection, checked, and counted."""

from dataclasses import dataclass, replace
from functools import lru_cache

from dash import html

from dashboard.components.process_address import ACTIVITIES, UnknownValue, filters_of
from dashboard.components.process_filters import named, process_filters
from dashboard.metrics.question import known_values
from dashboard.metrics.trace import note
from dashboard.mining.graph import Mined
from dashboard.mining.mine import mine_chosen, selection
from dashboard.mining.offered import FEWEST, occurring, permitted
from dashboard.mining.processes import processes
from dashboard.mining.selection import PLACES, Selection, count
from dashboard.mining.withholding import Withholding
from dashboard.pages.process_choices import choices
from dashboard.pages.view import BadAddress, View
from dashboard.warehouse import Scope, Warehouse


@dataclass(frozen=True)
class ProcessView:
    """A process, and which of its cases are looked at. `base` are those without the filters of this process.

    `cases` are left of `of`; None where withheld. `is_told`: enough, and so that no small number gets out.
    """

    view: View
    known: dict[str, str]  # name by key
    process: str
    chosen: Selection
    base: Selection
    cases: int | None
    of: int | None
    is_told: bool

    @property
    def name(self) -> str:
        return self.known[self.process]

    def filters(self) -> html.Details:
        """The panel that shows what is chosen, what is left and what can be chosen."""
        return process_filters(
            self.view.address,
            choices(self.chosen, self.view.warehouse, self.view.scope),
            self.cases if self.is_told else None,
            self.of,
        )


def read_process(view: View) -> ProcessView | None:
    """None where the snapshot holds no events. A value that the process does not know raises BadAddress."""
    known = processes(view.warehouse, view.scope)
    if not known:
        return None
    process = view.address.get("process") or next(iter(known))
    if process not in known:
        raise BadAddress("process", process, known)
    base = selection(process, view.filters.where, view.warehouse, view.scope)
    chosen = replace(base, **_filters(view, process))
    note(f"mine {process}", view.filters.where, [{}], view.warehouse.snapshot)
    cases, of, is_told = _counted(chosen, base, view.warehouse, view.scope)
    return ProcessView(view, known, process, chosen, base, cases, of, is_told)


@lru_cache(maxsize=256)
def _counted(
    chosen: Selection, base: Selection, warehouse: Warehouse, scope: Scope
) -> tuple[int | None, int | None, bool]:
    guard = Withholding.of(warehouse.package, scope, chosen.unit)
    cases, of = count(chosen, warehouse, scope), count(base, warehouse, scope)
    if not permitted(chosen, warehouse, scope):
        return None, guard.one(of), False
    return guard.one(cases), guard.one(of), cases >= FEWEST


@lru_cache(maxsize=64)
def mined_of(chosen: Selection, warehouse: Warehouse, scope: Scope) -> Mined:
    """The same cases are mined again when a reader comes back."""
    return mine_chosen(chosen, warehouse, scope)


def _filters(view: View, process: str) -> dict[str, object]:
    whole = Selection(process)

    def known(key: str) -> tuple[str, ...]:
        if key in PLACES:
            return known_values("cases", key, view.warehouse, view.scope)
        name = "contains" if key in ACTIVITIES else key
        return tuple(occurring(name, whole, view.warehouse, view.scope))

    try:
        return filters_of(view.address, known)
    except UnknownValue as fault:
        allowed = {} if fault.key == "variant" else {code: named(fault.key, code) for code in fault.allowed}
        raise BadAddress(fault.key, fault.value, allowed) from None
