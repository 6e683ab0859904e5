"""Names of codes and the choices that lead somewhere, read once per snapshot."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from dashboard.metrics.known import rows_known
from dashboard.warehouse import Scope, Warehouse

HERE = Path(__file__).parent
# Names and printed figures are the same for every role, so they are read as the role that may see least.
EVERYONE = Scope()


@dataclass(frozen=True)
class Reference:
    names: dict[str, dict[str, str]]  # dimension → code → name
    used: tuple[
        dict[str, Any], ...
    ]  # combinations of department, centre, unit and service area that have rows

    def name(self, dimension: str, code: str) -> str:
        """A team too small to stand alone is counted at its centre, so a unit may carry a centre's code."""
        found = self.names.get(dimension, {}).get(code)
        if found is None and dimension == "unit":
            found = self.names.get("centre", {}).get(code)
        return found or code

    def order(self, dimension: str) -> list[str]:
        return list(self.names.get(dimension, {}))

    def choices(self, dimension: str, organisation: str, within: Iterable[tuple[str, str]] = ()) -> list[str]:
        """Codes that have rows under the choices already made, in the order of the reference."""
        wanted = [(key, value) for key, value in within if key != dimension]
        found = {
            row[dimension]
            for row in self.used
            if row["organisation"] == organisation and all(row[key] == value for key, value in wanted)
        }
        return [code for code in self.order(dimension) if code in found]


_READ: WeakKeyDictionary[Warehouse, Reference] = WeakKeyDictionary()


def reference(warehouse: Warehouse) -> Reference:
    if warehouse not in _READ:
        names: dict[str, dict[str, str]] = {}
        for row in warehouse.query(_sql("names"), EVERYONE):
            names.setdefault(row["dimension"], {})[row["code"]] = row["name"]
        _READ[warehouse] = Reference(names, tuple(warehouse.query(_sql("used"), EVERYONE)))
    return _READ[warehouse]


def figures(warehouse: Warehouse, metric: str) -> list[dict[str, Any]]:
    """Published figures of a metric as they were printed, in the order of their source."""
    return warehouse.query(_sql("figures"), EVERYONE, metric=metric)


def scoped(warehouse: Warehouse, scope: str, known_on: date | None = None) -> list[dict[str, Any]]:
    """Figures of a scope of its own, such as parking, as known now or on a day; in the order of their days."""
    sql = _sql("scoped").format(fact=rows_known("published_figures", known_on, warehouse))
    parameters = {"known_on": known_on} if known_on else {}
    return warehouse.query(sql, EVERYONE, figures_of=scope, **parameters)


def _sql(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")
