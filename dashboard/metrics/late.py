"""Sources whose months still grow after their first extract: what is registered late, and how much of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.metrics.revisions import Growth, growth
from dashboard.metrics.signals import Group
from dashboard.warehouse import Scope, Warehouse

RECEIVED = {"cases": "cases_received", "complaints": "complaints_received"}
SMALLEST = 0.01  # of a month still to come; below it nobody reads a month otherwise for it


@dataclass(frozen=True)
class Late:
    """`known_at_first`: share of what is known of a month now that its first extract knew, over all months that have
    had another extract since. `extracts`: how many later ones it took until nothing more came."""

    metric: str
    department: str
    source: str
    since: str
    until: str
    known_at_first: float
    extracts: int


def registered_late(warehouse: Warehouse, scope: Scope, where: Group = ()) -> list[Late]:
    """Cases before complaints. Below a department nothing is told: an extract is of a whole source."""
    chosen = dict(where)
    if "revisions" not in warehouse.resources or set(chosen) - {"department"}:
        return []
    rows = warehouse.query("SELECT DISTINCT fact, department, source FROM revisions ORDER BY ALL", scope)
    told = [
        _late(row, growth(row["fact"], warehouse, scope, row["source"]))
        for row in rows
        if row["fact"] in RECEIVED and chosen.get("department") in (None, row["department"])
    ]
    return [one for one in told if one is not None]


def _late(of: Mapping[str, str], grown: list[Growth]) -> Late | None:
    """None too where a share is withheld: so few came late that they could be told from it."""
    shares = grown[-1].shares if grown else ()
    if not shares or shares[0] is None or shares[0] > 1 - SMALLEST:
        return None
    months = [one.month for one in grown[:-1]]
    growing = [one.month for one in grown[:-1] if one.shares and one.shares[0] not in (None, 1.0)]
    extracts = next((n for n, share in enumerate(shares) if share == 1), len(shares))
    since = min(growing, default=months[0])
    return Late(RECEIVED[of["fact"]], of["department"], of["source"], since, months[-1], shares[0], extracts)
