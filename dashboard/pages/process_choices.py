"""What can be chosen of a mined process beside what is chosen already: codes, by key of the address."""

from collections.abc import Collection, Mapping, Sequence

from dashboard.components.process_address import ORDERS
from dashboard.mining.offered import bounds, limits, occurring, offered
from dashboard.mining.selection import Selection
from dashboard.warehouse import Scope, Warehouse

OFFERED = {
    "state": "state", "channel": "channel", "result": "result", "starts": "first_activity", "ends": "last_activity",
}  # fmt: skip
QUARTER, YEAR = 3, 12


def choices(chosen: Selection, warehouse: Warehouse, scope: Scope) -> Mapping[str, Sequence[str]]:
    """A choice that would change nothing, or leave nothing, is not among them."""
    asked = (chosen, warehouse, scope)
    found: dict[str, Sequence[str]] = {
        key: [code for code in offered(name, *asked) if code is not None] for key, name in OFFERED.items()
    }
    found |= {key: _activities(key, *asked) for key in ("contains", "lacks")}
    for key in ("received", "decided"):
        shown = {month for month in offered(key, *asked) if month is not None}
        found[key] = periods(shown, set(occurring(key, *asked)) - shown)
    every = occurring("contains", Selection(chosen.process), warehouse, scope)
    begin, end = bounds(*asked)
    found |= {"before": every, "after": every, "order": ORDERS, "within": _texts(limits(*asked))}
    return found | {"lasts_from": _texts(begin), "lasts_to": _texts(end)}


def _activities(key: str, chosen: Selection, warehouse: Warehouse, scope: Scope) -> list[str]:
    found = offered(key, chosen, warehouse, scope)
    every = max(found.values(), default=0)
    return [*getattr(chosen, key), *(code for code, cases in found.items() if code and 0 < cases < every)]


def periods(shown: Collection[str], hidden: Collection[str]) -> list[str]:
    """Years, quarters and months in which there are cases and none of whose months is hidden; newest first."""
    written: dict[str, set[str]] = {}
    for month in [*shown, *hidden]:
        year, number = month[:4], int(month[5:])
        for text in (year, f"{year}-Q{(number - 1) // QUARTER + 1}", month):
            written.setdefault(text, set()).add(month)
    kept = [text for text, months in written.items() if not months & set(hidden)]
    years, quarters, months = (
        sorted((t for t in kept if kind(t) == place), reverse=True) for place in range(3)
    )
    return [*years, *quarters, *months]


def kind(text: str) -> int:
    """0 for a year, 1 for a quarter, 2 for a month."""
    return 0 if len(text) == 4 else 1 if "Q" in text else 2


def _texts(days: Sequence[int]) -> list[str]:
    return [str(each) for each in days]
