"""How a department's figure comes about: counted from its systems, reported as a figure, or missing."""

from dataclasses import dataclass
from datetime import date

from dashboard.metrics.kept import kept
from dashboard.metrics.known import newest_extract
from dashboard.metrics.metric import Metric
from dashboard.metrics.period import Period
from dashboard.metrics.published import NOT_LISTED, Published, published
from dashboard.metrics.question import Question
from dashboard.warehouse import Scope, Warehouse


@dataclass(frozen=True)
class Standing:
    """`figure` is set where the number arrived as a number; else, if known, it is counted."""

    method: str
    caveats: frozenset[str]
    figure: Published | None = None

    @property
    def is_counted(self) -> bool:
        return self.figure is None

    @property
    def is_known(self) -> bool:
        return self.figure is None or self.figure.value is not None


def standing(
    part: Metric,
    question: Question,
    department: str | None,
    period: Period,
    has_rows: bool,
    warehouse: Warehouse,
    scope: Scope,
) -> Standing:
    """Counted inside the days that the package says are covered: there zero is a real zero."""
    covered = _covered(part, question, department, period, warehouse)
    if covered or (has_rows and not _is_to_come(part, question, department, period, warehouse)):
        caveats = _of_sources(part.fact or "", department, warehouse)
        if covered != "wholly" and department is not None:
            caveats |= {"period_not_fully_covered"}
        return Standing("counted", caveats)
    figure = NOT_LISTED
    if question.is_plain:
        figure = published(part, department, period, question.known_on, warehouse, scope)
    return Standing(figure.method, figure.caveats, figure)


def _is_to_come(
    part: Metric, question: Question, department: str | None, period: Period, warehouse: Warehouse
) -> bool:
    """A stock runs on for ever, but nobody knows what is open in a period that begins after the data end."""
    first, last = _days_known(part, question, department, warehouse)
    if first > last:  # rows that no delivery answers for
        first, last = _days(part.fact or "", None, warehouse)
    return part.is_stock and first <= last < period.start


def _covered(
    part: Metric, question: Question, department: str | None, period: Period, warehouse: Warehouse
) -> str:
    """'wholly', 'partly' or ''."""
    first, last = _days_known(part, question, department, warehouse)
    # A stock is what is open on one day; the days before it need no delivery of their own.
    start = period.end if part.is_stock else period.start
    if first <= start and period.end <= last:
        return "wholly"
    return "partly" if first <= period.end and period.start <= last else ""


def _days_known(
    part: Metric, question: Question, department: str | None, warehouse: Warehouse
) -> tuple[date, date]:
    first, last = _days(part.fact or "", department, warehouse)
    if question.known_on:
        last = min(last, _delivered_until(part.fact or "", department, question.known_on, warehouse))
    return first, last


@kept(512)
def _days(fact: str, department: str | None, warehouse: Warehouse) -> tuple[date, date]:
    """First and last day covered. A single log names no department: then the snapshot's own days."""
    package = warehouse.package
    if department is None:
        spans = [
            {
                "from": package.get("since") or package["extracted_on"],
                "to": package.get("until") or package["extracted_on"],
            }
        ]
    else:
        spans = [
            each
            for each in package.get("coverage", ())
            if (each["fact"], each["department"]) == (fact, department)
        ]
    if not spans:
        return date.max, date.min
    return (
        min(date.fromisoformat(span["from"]) for span in spans),
        max(date.fromisoformat(span["to"]) for span in spans),
    )


def _delivered_until(fact: str, department: str | None, known_on: date, warehouse: Warehouse) -> date:
    """As known on a day, the covered days end with the newest extract that had come by then."""
    feeding = {
        source["source"]
        for source in warehouse.package.get("sources", ())
        if fact in source["feeds"] and department in source["department"]
    }
    if not feeding:
        return known_on
    return newest_extract(feeding, known_on, warehouse.package) or date.min


@kept(512)
def _of_sources(fact: str, department: str | None, warehouse: Warehouse) -> frozenset[str]:
    """Known faults of the sources that feed a department's rows."""
    package = warehouse.package
    keys = {"synthetic_data"} if package.get("synthetic") else set()
    feeding = set()
    for source in package.get("sources", ()):
        if fact in source["feeds"] and (department in source["department"] or not source["department"]):
            feeding.add(source["source"])
            keys |= set(source.get("caveats", ()))
            if source.get("absent"):
                keys.add("file_absent")
    keys |= {each["key"] for each in package.get("caveats", ()) if each.get("source") in feeding}
    return frozenset(keys)
