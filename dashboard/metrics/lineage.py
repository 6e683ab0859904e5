"""Units that come and go: what a unit grew out of, and what has followed it."""

from dataclasses import dataclass
from pathlib import Path

from dashboard.metrics.kept import kept
from dashboard.metrics.period import Period
from dashboard.metrics.question import Place, organisation
from dashboard.warehouse import Scope, Warehouse

SQL = (Path(__file__).parent / "lineage.sql").read_text("utf-8")


@dataclass(frozen=True)
class Lineage:
    """A unit's own row, the units it took over from, and the one that took over from it."""

    place: Place
    before: tuple[Place, ...]
    after: Place | None

    def of(self, period: Period) -> Place | None:
        """Who did the work in the period: itself, else the first it grew out of that was there then."""
        lived = (each for each in (self.place, *self.before) if each.is_valid(period))
        return next(lived, None)


@kept(256)
def lineage(code: str, warehouse: Warehouse, scope: Scope) -> Lineage | None:
    """None for a code that the organisation does not know."""
    places = organisation(warehouse, scope)
    if code not in places:
        return None
    rows = warehouse.query(SQL, scope)
    before = tuple(places[row["code"]] for row in rows if row["successor"] == code)
    after = next((places[row["successor"]] for row in rows if row["code"] == code), None)
    return Lineage(places[code], before, after)
