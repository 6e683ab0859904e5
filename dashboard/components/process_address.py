"""Which cases of a process an address asks for: read, checked against what the process knows, and taken apart again.

received, decided   a period of whole months, such as 2025 or 2025-Q1..2025-Q2
state               open or closed
contains, lacks     activities, each of which must, or must not, occur: A|B
before, after       one activity that is followed by another: by `order` eventually (if nothing is said) or directly,
                    `within` so many days
starts, ends        activities, one of which is the first or the last: A|B
lasts_from, lasts_to  days between the first event and the last: at least the one and under the other
channel, result     one of several: A|B
variant             `path` of case_paths
"""

from calendar import monthrange
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from dashboard.components.address import Address
from dashboard.metrics.period import parse_period
from dashboard.metrics.usage import UsageError
from dashboard.mining.offered import BOUNDS, DAY, LIMITS

BETWEEN = "|"  # of several values of one key
ORDERS = ("eventually", "directly")
STATES = ("closed", "open")
ACTIVITIES = ("contains", "lacks", "starts", "ends", "before", "after")
# What only means something of the process at hand; another process is looked at without it.
OF_ONE_PROCESS = (*ACTIVITIES, "order", "within", "result", "variant")
FIELDS = {"contains": "contains", "lacks": "lacks", "starts": "first_activity", "ends": "last_activity",
          "channel": "channel", "result": "result"}  # fmt: skip
Known = Callable[[str], Collection[str]]


class UnknownValue(Exception):
    """`key` cannot be `value`; `allowed` are codes that it can be."""

    def __init__(self, key: str, value: str, allowed: Collection[str] = ()) -> None:
        super().__init__(f"{key}={value}")
        self.key, self.value, self.allowed = key, value, tuple(allowed)


def values(text: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """Several values of one key. An activity that has the sign between them in its name stands for itself."""
    if text in known:
        return (text,)
    return tuple(dict.fromkeys(part for part in text.split(BETWEEN) if part))


def filters_of(here: Address, known: Known) -> dict[str, Any]:
    """What a Selection is made of. `known` gives the codes of a key; raises UnknownValue for any other."""
    found: dict[str, Any] = {}
    for key, field in FIELDS.items():
        if chosen := values(here.get(key), known(key) if here.get(key) else ()):
            found[field] = tuple(_one(key, value, known(key)) for value in chosen)
    for key in ("received", "decided"):
        if here.get(key):
            found[key] = _period(key, here.get(key))
    if here.get("state"):
        found["state"] = _one("state", here.get("state"), STATES)
    if here.get("variant"):
        found["variant"] = int(_one("variant", here.get("variant"), known("variant")))
    return found | _followed(here, known) | _lasts(here)


def _one(key: str, value: str, allowed: Collection[str]) -> str:
    if value not in allowed:
        raise UnknownValue(key, value, allowed)
    return value


def _period(key: str, text: str) -> tuple[date, date]:
    try:
        period = parse_period(text)
    except UsageError:
        raise UnknownValue(key, text) from None
    first, last = period.start, period.end
    if first.day != 1 or last.day != monthrange(last.year, last.month)[1]:
        raise UnknownValue(key, text)
    return first, last


def _followed(here: Address, known: Known) -> dict[str, Any]:
    """One activity without the other asks nothing yet, but must be known all the same."""
    for key in ("before", "after"):
        if here.get(key):
            _one(key, here.get(key), known(key))
    order = _one("order", here.get("order", ORDERS[0]), ORDERS)
    days = here.get("within") and _one("within", here.get("within"), [str(limit) for limit in LIMITS])
    if not here.get("before") or not here.get("after"):
        return {}
    found: dict[str, Any] = {order: (here.get("before"), here.get("after"))}
    return found | ({"within_seconds": float(days) * DAY} if days else {})


def _lasts(here: Address) -> dict[str, Any]:
    bounds = [str(days) for days in BOUNDS]
    found: dict[str, Any] = {}
    for key, field in (("lasts_from", "from_seconds"), ("lasts_to", "to_seconds")):
        if here.get(key):
            found[field] = float(_one(key, here.get(key), bounds)) * DAY
            bounds = [days for days in bounds if int(days) > int(here.get(key))]
    return found
