"""The address is the page's only state: filters as query keys, always in the same order."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from dashboard.access.prefix import inside, under

DIMENSIONS = ("department", "centre", "unit", "service_area")
# What one page is told beyond the filters; another page does not hear of it.
OWN = (
    "by", "columns", "deadline", "edge", "enhed", "forecast", "kind", "map", "other_kind", "parking", "point", "report",
    "rows", "sheet", "since", "theme", "turned",
    "hourly_cost", "scale_percent", "workday_hours", "year_hours",
)  # fmt: skip
# What all views of a mined process share beside the filters of every page; the other pages do not hear of it.
MINED = (
    "after", "before", "channel", "contains", "decided", "ends", "lacks", "lasts_from", "lasts_to", "order",
    "received", "result", "starts", "state", "variant", "within",
)  # fmt: skip
KEYS = (*DIMENSIONS, *MINED, "known_on", "organisation", *OWN, "period", "process", "snapshot")
LEVELS = ("department", "centre", "unit")
BETWEEN = ">"  # of the two activities of a transition


@dataclass(frozen=True)
class Address:
    path: str
    query: tuple[tuple[str, str], ...] = ()

    def get(self, key: str, default: str = "") -> str:
        return dict(self.query).get(key, default)

    def where(self) -> tuple[tuple[str, str], ...]:
        return tuple((key, value) for key, value in self.query if key in DIMENSIONS)

    def changed(self, **changes: str | None) -> "Address":
        """The same address with some keys set, or left out where the value is empty."""
        return address(self.path, {**dict(self.query), **changes})

    def search(self) -> str:
        return f"?{urlencode(self.query)}" if self.query else ""

    def href(self, path: str | None = None, fragment: str = "") -> str:
        """As a browser is told it."""
        return f"{under(path or self.path)}{self.search()}{'#' + fragment if fragment else ''}"


def address(path: str, query: Mapping[str, object]) -> Address:
    """Only known keys, one value each, sorted: one state has one address."""
    kept = {key: query[key] for key in sorted(KEYS) if query.get(key)}
    return Address(path, tuple((key, str(value)) for key, value in kept.items()))


def read(path: str, search: str) -> Address:
    """What a browser tells of where it is."""
    return address(inside(path), dict(parse_qsl((search or "").lstrip("?"))))


def without_orphans(chosen: Mapping[str, str | None], before: Address) -> dict[str, str | None]:
    """A centre belongs to its department and a team to its centre: a changed parent clears its children."""
    result = dict(chosen)
    for place, level in enumerate(LEVELS[:-1]):
        if (chosen.get(level) or "") != before.get(level):
            for child in LEVELS[place + 1 :]:
                result[child] = None
            break
    return result


def edge_link(here: Address, first: str, then: str) -> str:
    """Where a transition of a mined process is looked at closely."""
    return here.changed(edge=f"{first}{BETWEEN}{then}").href(fragment="edge")
