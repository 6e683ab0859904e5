"""What can be chosen of a mined process beside what is chosen already: codes, by key of the address."""

from collections.abc import Mapping, Sequence

from dashboard.components.process_address import ORDERS
from dashboard.mining.offered import allowed, apart, bounds, limits, occurring, offered
from dashboard.mining.selection import Selection
from dashboard.warehouse import Scope, Warehouse

OFFERED = {
    "state": "state", "channel": "channel", "result": "result", "starts": "first_activity", "ends": "last_activity",
}  # fmt: skip
QUARTER = 3


def choices(chosen: Selection, warehouse: Warehouse, scope: Scope) -> Mapping[str, Sequence[str]]:
    """A choice that would change nothing, or leave nothing, is not among them."""
    asked = (chosen, warehouse, scope)
    found: dict[str, Sequence[str]] = {key: offered(name, *asked) for key, name in OFFERED.items()}
    found |= {key: _activities(key, *asked) for key in ("contains", "lacks")}
    for key in ("received", "decided"):
        found[key] = allowed(key, periods(occurring(key, *asked)), *asked)
    every = occurring("contains", Selection(chosen.process), warehouse, scope)
    found |= {"before": every, "after": every, "order": ORDERS}
    found["within"] = [str(days) for days in limits(*asked)]
    found["lasts_from"], found["lasts_to"] = bounds(*asked)
    return found


def _activities(key: str, chosen: Selection, warehouse: Warehouse, scope: Scope) -> list[str]:
    cases = apart(key, chosen, warehouse, scope)
    every = max(cases.values(), default=0)
    found = [code for code in offered(key, chosen, warehouse, scope) if 0 < cases[code] < every]
    return [*getattr(chosen, key), *found]


def periods(months: Sequence[str]) -> dict[str, list[str]]:
    """Years, quarters and months in which there are cases, newest first, each with its months."""
    written: dict[str, list[str]] = {}
    for month in months:
        year, number = month[:4], int(month[5:])
        for text in (year, f"{year}-Q{(number - 1) // QUARTER + 1}", month):
            written.setdefault(text, []).append(month)
    ordered = sorted(sorted(written, reverse=True), key=kind)
    return {text: written[text] for text in ordered}


def kind(text: str) -> int:
    """0 for a year, 1 for a quarter, 2 for a month."""
    return 0 if len(text) == 4 else 1 if "Q" in text else 2
