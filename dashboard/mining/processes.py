"""Which processes a snapshot holds events of, and what they are called."""

from dashboard.metrics.question import known_values
from dashboard.warehouse import Scope, Warehouse


def processes(warehouse: Warehouse, scope: Scope) -> dict[str, str]:
    """Name by key, in the reference's order; a single log is one process and is called by its key."""
    present = {row["process"] for row in warehouse.query("SELECT DISTINCT process FROM case_steps", scope)}
    rows = warehouse.query("SELECT key, name FROM processes", scope)
    names = {row["key"]: str(row["name"]) for row in rows}
    listed = [key for key in known_values("cases", "process", warehouse, scope) if key in present]
    return {key: names.get(key, key) for key in [*listed, *sorted(present - set(listed))]}
