"""Random rows through SQL and through slow, obvious Python: they must agree."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.metrics.evaluate import Answer
from dashboard.metrics.period import parse_period, split
from tests.metrics.small_city import ask, city, covered

DEPARTMENTS = ("SOF", "BIF", "TMF")
CHANNELS = ("digital", "letter", "phone", "counter", "assisted", "internal")
CLASSES = ("formal", "material", "both", "other")
ORGANISATION = [
    {"code": code, "level": "department", "name": code, "valid_from": "2006-01-01", "assumed": "false"}
    for code in DEPARTMENTS
]
PERIOD, FIRST = "2025-H1", date(2025, 1, 1)
THRESHOLD = 5
Row = dict[str, Any]
EDGES = [date(2024, 12, 31), FIRST, date(2025, 1, 31), date(2025, 4, 1), date(2025, 6, 30), date(2025, 7, 1)]
days = st.sampled_from(EDGES) | st.integers(-20, 220).map(lambda n: FIRST + timedelta(days=n))
departments = st.sampled_from(DEPARTMENTS)


@st.composite
def case_rows(draw: st.DrawFn) -> list[Row]:
    rows = []
    for case_id in range(draw(st.integers(0, 60))):
        received, closed = draw(days), draw(st.none() | days)
        row = {"case_id": case_id, "department": draw(departments), "department_now": draw(departments)}
        row |= {"channel": draw(st.none() | st.sampled_from(CHANNELS[:3])), "received_on": received}
        row |= {"closed_on": closed and max(received, closed)}
        rows.append(row | {"decided_on": row["closed_on"]})
    return rows


@st.composite
def complaint_rows(draw: st.DrawFn) -> list[Row]:
    rows = []
    for complaint_id in range(draw(st.integers(0, 60))):
        row = {
            "complaint_id": complaint_id,
            "department": draw(departments),
            "department_now": draw(departments),
        }
        rows.append(row | {"class": draw(st.sampled_from(CLASSES)), "received_on": draw(days)})
    return rows


bys = st.sampled_from([(), ("month",), ("quarter",), ("department",), ("month", "department")])
organisations = st.sampled_from(["then", "now"])
slow = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def is_open(row: Row, start: date, end: date) -> bool:
    return row["received_on"] <= end and (row["closed_on"] is None or row["closed_on"] > end)


def happened(column: str) -> Callable[[Row, date, date], bool]:
    return lambda row, start, end: row[column] is not None and start <= row[column] <= end


SHAPES = {
    "cases_received": happened("received_on"),
    "cases_decided": happened("decided_on"),
    "open_cases": is_open,
    "complaints_received": happened("received_on"),
}


def counted(
    metric: str, rows: list[Row], by: tuple[str, ...], where: dict[str, str], organisation: str
) -> dict[tuple[str, ...], int]:
    """The slow way: for every slice and every value, look at every row."""
    times = [name for name in by if name in ("month", "quarter")]
    slices = split(parse_period(PERIOD), times[0]) if times else [parse_period(PERIOD)]
    names = [name for name in by if name not in times]
    values = {"department": DEPARTMENTS, "channel": CHANNELS, "class": CLASSES}
    found = {}
    for each, group in product(slices, product(*(_within(values[name], where.get(name)) for name in names))):
        wanted = where | dict(zip(names, group, strict=True))
        fits = [
            row for row in rows if all(_value(row, name, organisation) == of for name, of in wanted.items())
        ]
        found[each.text, *group] = sum(SHAPES[metric](row, each.start, each.end) for row in fits)
    return found


def _within(values: tuple[str, ...], only: str | None) -> tuple[str, ...]:
    return (only,) if only else values


def _value(row: Row, name: str, organisation: str) -> Any:
    return row.get(f"{name}_now", row[name]) if organisation == "now" else row[name]


def asked(
    facts: dict[str, list[Row]], metric: str, by: tuple[str, ...], public: bool, **how: Any
) -> list[Answer]:
    coverage = covered("cases", *DEPARTMENTS) + covered("complaints", *DEPARTMENTS)
    with TemporaryDirectory() as folder:
        warehouse = city(
            Path(folder), facts | {"organisation": ORGANISATION}, coverage=coverage, public=public
        )
        return ask(warehouse, metric, PERIOD, *by, **how)


def keyed(answers: list[Answer]) -> dict[tuple[str, ...], Any]:
    return {(each.period, *each.group.values()): each.value for each in answers}


@slow
@given(case_rows(), st.sampled_from(["cases_received", "cases_decided", "open_cases"]), bys, organisations)
def test_flows_and_stocks_of_cases(
    rows: list[Row], metric: str, by: tuple[str, ...], organisation: str
) -> None:
    answers = asked({"cases": rows}, metric, by, public=True, organisation=organisation)
    assert keyed(answers) == counted(metric, rows, by, {}, organisation)
    assert {each.method for each in answers} == {"counted"}


@slow
@given(
    case_rows(),
    st.sampled_from(["cases_received", "open_cases"]),
    st.sampled_from(CHANNELS[:3]),
    bys,
    organisations,
)
def test_filters(rows: list[Row], metric: str, channel: str, by: tuple[str, ...], organisation: str) -> None:
    how = {"where": [("channel", channel), ("department", "SOF")], "organisation": organisation}
    expected = counted(metric, rows, by, {"channel": channel, "department": "SOF"}, organisation)
    for public in (True, False):  # the two ways through SQL: only rows that fit, or also those just outside
        answers = asked({"cases": rows}, metric, by, public=public, **how)
        shown = {(each.period, *each.group.values()) for each in answers if not each.withheld}
        assert {key: value for key, value in keyed(answers).items() if key in shown} == {
            key: value for key, value in expected.items() if key in shown
        }
        assert len(answers) == len(expected)


@slow
@given(case_rows(), complaint_rows(), bys, organisations)
def test_ratios(rows: list[Row], complaints: list[Row], by: tuple[str, ...], organisation: str) -> None:
    facts = {"cases": rows, "complaints": complaints}
    answers = asked(facts, "complaints_per_100_cases", by, public=True, organisation=organisation)
    numerators = counted("complaints_received", complaints, by, {}, organisation)
    denominators = counted("cases_received", rows, by, {}, organisation)
    for each in answers:
        key = (each.period, *each.group.values())
        above, below = numerators[key], denominators[key]
        assert (each.numerator, each.denominator) == (above, below)
        assert each.value == (above / below if below >= 10 else None)


@slow
@given(
    complaint_rows(),
    st.sampled_from([("class",), ("department", "class"), ("month", "class")]),
    organisations,
)
def test_what_is_withheld(rows: list[Row], by: tuple[str, ...], organisation: str) -> None:
    answers = asked({"complaints": rows}, "complaints_received", by, public=False, organisation=organisation)
    expected = slowly_withheld(counted("complaints_received", rows, by, {}, organisation))
    names = [name for name in by if name != "month"]
    assert all(list(each.group) == names for each in answers)
    assert {(each.period, *each.group.values()) for each in answers if each.withheld} == expected
    assert all((each.numerator, each.value) == (None, None) for each in answers if each.withheld)


@slow
@given(complaint_rows(), st.sampled_from(CLASSES))
def test_what_a_filter_would_give_away(rows: list[Row], only: str) -> None:
    (answer,) = asked({"complaints": rows}, "complaints_received", (), public=False, where=[("class", only)])
    in_period = [row for row in rows if SHAPES["complaints_received"](row, FIRST, date(2025, 6, 30))]
    inside = sum(row["class"] == only for row in in_period)
    is_hidden = 0 < inside < THRESHOLD or 0 < len(in_period) - inside < THRESHOLD
    assert answer.withheld == ("small_numbers" if is_hidden else None)


def slowly_withheld(counts: dict[tuple[str, ...], int]) -> set[tuple[str, ...]]:
    """The rule in its own words: small, beside something small, or alone in a line."""
    small = range(1, THRESHOLD)
    lines = []
    for key in counts:
        for axis in range(len(key)):
            lines.append(
                [other for other in counts if all(other[n] == key[n] for n in range(len(key)) if n != axis)]
            )
    hidden = {key for key, count in counts.items() if count in small}
    hidden |= {
        key for line in lines for key in line if sum(counts[other] for other in line) - counts[key] in small
    }
    while True:
        joining = set()
        for line in lines:
            shown = sorted((counts[key], key) for key in line if key not in hidden and counts[key])
            if len([key for key in line if key in hidden]) == 1 and shown:
                joining.add(shown[0][1])
        if not joining:
            return hidden
        hidden |= joining
