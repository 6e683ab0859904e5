"""The question in an address, read as strictly as the command line reads its options.

What the OpenAPI file itself forbids is 400; what is well formed but cannot be answered from the snapshot is 422.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from werkzeug.datastructures import MultiDict

from dashboard.api.faults import Fault, of_usage
from dashboard.metrics.evaluate import Filters
from dashboard.metrics.known import check_known_on, parse_day
from dashboard.metrics.metric import METRICS, Metric
from dashboard.metrics.period import WRITTEN, Period, newest_complete_year, parse_period
from dashboard.metrics.usage import UsageError
from dashboard.warehouse import UnknownSnapshot, Warehouse, open_warehouse

FORMATS = {"json": "application/json", "csv": "text/csv", "csv-da": "text/csv"}
SHAPE = ("snapshot", "format")  # what every address takes
QUESTION = ("period", "by", "where", "organisation", "known_on", *SHAPE)
MOST = {"by": 3, "where": 20}  # how often; the others once
LONGEST = 200  # characters of a value
YEARS = 10  # of one period: an answer has a row for each slice of it
DIMENSION = re.compile(r"[a-z_]+", re.ASCII)
Given = MultiDict[str, str]


@dataclass(frozen=True)
class Asked:
    """A question that has been read; the metric's own limits are checked where it is answered."""

    metric: Metric
    filters: Filters
    by: tuple[str, ...]


def check(given: Given, allowed: Iterable[str]) -> None:
    """Only known names, no oftener than they may be given: a misspelt filter must not be overlooked."""
    names = list(allowed)
    for name, values in given.lists():
        if name not in names:
            raise Fault(400, "unknown parameter", "parameter", name, names)
        most = MOST.get(name, 1)
        if len(values) > most:
            raise Fault(
                400, f"'{name}' is given {len(values)} times; at most {most}", name, ", ".join(values)
            )
        for value in values:
            if not value or len(value) > LONGEST:
                raise Fault(400, f"'{name}' is empty or longer than {LONGEST} characters", name, value)


def metric(name: str) -> Metric:
    """Only what is published; drafts and what is retired are not served."""
    published = {key: each for key, each in METRICS.items() if each.status == "published"}
    if name not in published:
        raise Fault(404, "unknown metric", "metric", name, published)
    return published[name]


def warehouse(facts: Path, given: Mapping[str, str]) -> Warehouse:
    try:
        return open_warehouse(facts, given.get("snapshot"))
    except UnknownSnapshot as wrong:
        raise Fault(404, "unknown snapshot", "snapshot", wrong.given, wrong.known) from None


def wanted(given: Mapping[str, str], accept: Iterable[str]) -> str:
    """json, csv or csv-da: as `format` says, else the first that the program accepts."""
    if "format" in given:
        if given["format"] not in FORMATS:
            raise Fault(400, "unknown format", "format", given["format"], FORMATS)
        return given["format"]
    for kind in accept:
        if kind in ("application/json", "application/*", "*/*"):
            return "json"
        if kind in ("text/csv", "text/*"):
            return "csv"
    raise Fault(406, "only JSON and CSV are served", "Accept", ", ".join(accept), FORMATS.values())


def question(of: Metric, given: Given, snapshot: Warehouse) -> Asked:
    organisation = given.get("organisation", "then")
    if organisation not in ("then", "now"):
        raise Fault(400, "unknown organisation", "organisation", organisation, ("then", "now"))
    known_on = None
    if "known_on" in given:
        known_on = _day(given["known_on"], snapshot)
    text = given.get("period")
    period = _period(text) if text else newest_complete_year(snapshot.package, known_on)
    where = tuple(_pair(each) for each in given.getlist("where"))
    by = tuple(_dimension("by", each) for each in given.getlist("by"))
    return Asked(of, Filters(period, where, organisation, known_on), by)


def _day(text: str, snapshot: Warehouse) -> date:
    status = 400
    try:
        day, status = parse_day(text), 422
        check_known_on(day, snapshot.package)
    except UsageError as wrong:
        raise of_usage(status, wrong, "known_on", text) from None
    return day


def _period(text: str) -> Period:
    """Week 53 of a year without one is well formed and yet no period."""
    is_written = all(WRITTEN.fullmatch(part) for part in text.split("..", 1))
    try:
        period = parse_period(text)
    except UsageError as wrong:
        raise of_usage(422 if is_written else 400, wrong, "period", text) from None
    if period.end.year - period.start.year >= YEARS:
        raise Fault(422, f"a period is at most {YEARS} calendar years", "period", text)
    return period


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not value:
        raise Fault(400, "write where as DIMENSION=VALUE, such as where=department=SOF", "where", text)
    return _dimension("where", name), value


def _dimension(parameter: str, name: str) -> str:
    if not DIMENSION.fullmatch(name):
        raise Fault(400, "a dimension is written in small letters, such as department", parameter, name)
    return name
