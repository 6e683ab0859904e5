"""What a page is asked to show: the address, read once, with everything needed to answer it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from dashboard.access.person import current
from dashboard.components.address import DIMENSIONS, Address
from dashboard.components.footnotes import Footnotes
from dashboard.metrics.cells import gather
from dashboard.metrics.evaluate import Answer, Filters, evaluate
from dashboard.metrics.known import check_known_on, parse_day
from dashboard.metrics.period import Period, newest_complete_year, parse_period
from dashboard.metrics.usage import UsageError
from dashboard.reference import Reference, reference
from dashboard.warehouse import Scope, Warehouse

SHOWN_MONTHS = 24


class BadAddress(Exception):
    """A value in the address that we do not know; the page says which and offers a way back.

    `allowed`: name by code, where the reference does not know the values of the key.
    """

    def __init__(self, key: str, value: str, allowed: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{key}={value}")
        self.key, self.value, self.allowed = key, value, allowed


@dataclass
class View:
    warehouse: Warehouse
    scope: Scope
    address: Address
    filters: Filters
    reference: Reference
    notes: Footnotes = field(default_factory=Footnotes)
    place: Address | None = None  # where in the city a page is, if its own address does not say so

    def ask(self, metric: str, by: Sequence[str] = (), filters: Filters | None = None) -> list[Answer]:
        return evaluate(metric, filters or self.filters, self.warehouse, self.scope, by)

    def one(self, metric: str) -> Answer:
        return self.ask(metric)[0]

    def months(self, metric: str) -> list[Answer]:
        """The two years that end with the period; empty where no month of them is counted."""
        window = self.window()
        return self.ask(metric, ("month",), replace(self.filters, period=window)) if window else []

    def window(self) -> Period | None:
        since, until = date.fromisoformat(self.package["since"]), self.until
        last = min(self.filters.period.end, until)
        first = max(since, _months_before(last, SHOWN_MONTHS - 1))
        if last < since or first > last:
            return None
        return parse_period(f"{first:%Y-%m}..{last:%Y-%m}")

    @property
    def package(self) -> dict[str, Any]:
        return self.warehouse.package

    @property
    def until(self) -> date:
        """The last day that the data tell of: with the newest extract, or as far as was known on the chosen day."""
        until = date.fromisoformat(self.package["until"])
        return min(until, self.filters.known_on or until)

    @property
    def status(self) -> str:
        return self.one("cases_received").status

    @property
    def is_unfinished(self) -> bool:
        """The data end inside the period."""
        period = self.filters.period
        return period.start <= self.until < period.end

    @property
    def has_rows(self) -> bool:
        """A snapshot made of one event log has no department's rows and no figures to show."""
        return any(row["department"] for row in self.reference.used)

    def chosen(self) -> list[tuple[str, str]]:
        """What is looked at, outermost first, with names: for the path and for running text."""
        return [(key, self.reference.name(key, value)) for key, value in self.filters.where]


def read_view(warehouse: Warehouse, address: Address) -> View:
    """Every value of the address is checked before anything is asked."""
    gather(warehouse)  # a page asks many questions of each fact
    known = reference(warehouse)
    organisation = address.get("organisation", "then")
    if organisation not in ("then", "now"):
        raise BadAddress("organisation", organisation)
    where = tuple(sorted(address.where(), key=lambda pair: DIMENSIONS.index(pair[0])))
    for key, value in where:
        if value not in known.names.get(key, {}):
            raise BadAddress(key, value)
    known_on = _known_on(address, warehouse.package)
    period = _period(address, warehouse.package, known_on)
    return View(warehouse, current().scope, address, Filters(period, where, organisation, known_on), known)


def _known_on(address: Address, package: dict[str, Any]) -> date | None:
    text = address.get("known_on")
    try:
        day = parse_day(text) if text else None
        if day:
            check_known_on(day, package)
    except UsageError:
        raise BadAddress("known_on", text) from None
    return day


def _period(address: Address, package: dict[str, Any], known_on: date | None) -> Period:
    text = address.get("period")
    if not text:
        return newest_complete_year(package, known_on)
    try:
        return parse_period(text)
    except UsageError:
        raise BadAddress("period", text) from None


def _months_before(day: date, months: int) -> date:
    first = day.replace(day=1)
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    return first
