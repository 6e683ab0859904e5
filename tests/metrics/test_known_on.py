"""As known on a day: random deliveries, replayed one after another in slow, obvious Python."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.metrics.evaluate import Answer
from dashboard.metrics.period import parse_period, split
from dashboard.metrics.usage import UsageError
from dashboard.warehouse import Warehouse
from tests.demo_rows import figure_row
from tests.metrics.small_city import ask, cases, city, covered, many

Row = dict[str, Any]
Delivery = dict[int, Row]  # by key, what one extract delivers of it
EXTRACTS = (date(2025, 2, 10), date(2025, 4, 30), date(2025, 7, 1), date(2025, 9, 30))
DEPARTMENTS = ("SOF", "BIF")
PERIOD = "2025-H1"
KEYS = range(1, 13)
received = st.integers(0, 200).map(lambda n: date(2025, 1, 1) + timedelta(days=n))


@st.composite
def deliveries(draw: st.DrawFn) -> list[Delivery]:
    """Rows that come, change and come again. A row is delivered with what was true then."""
    made = []
    for _ in EXTRACTS:
        rows: Delivery = {}
        for key in draw(st.sets(st.sampled_from(KEYS))):
            on = draw(received)
            closed = draw(st.none() | st.integers(0, 90))
            row = {"department": draw(st.sampled_from(DEPARTMENTS)), "received_on": on}
            row["closed_on"] = row["decided_on"] = None if closed is None else on + timedelta(days=closed)
            rows[key] = row | {"department_now": draw(st.sampled_from(DEPARTMENTS))}
        made.append(rows)
    return made


def replayed(made: list[Delivery], is_full: bool, known_on: date) -> dict[int, Row]:
    """The slow way: what one would have had on the day, after reading extract by extract."""
    known: dict[int, Row] = {}
    for day, rows in zip(EXTRACTS, made, strict=True):
        if day <= known_on:
            known = dict(rows) if is_full else known | rows
    return known


def facts_of(made: list[Delivery], is_full: bool) -> dict[str, list[Row]]:
    """The newest version of each row, and the earlier ones with the day on which they ended."""
    current: dict[int, Row] = {}
    earlier: list[Row] = []
    for day, rows in zip(EXTRACTS, made, strict=True):
        gone = set(current) - set(rows) if is_full else set()
        changed = {key for key, row in rows.items() if key not in current or _content(current[key]) != row}
        for key in sorted(gone | (changed & set(current))):
            earlier.append(current.pop(key) | {"case_id": len(earlier) + 1000, "known_to": day})
        for key in changed:
            current[key] = rows[key] | {"case_id": key, "extracted_on": day}
    return {"cases": list(current.values()), "cases_earlier": earlier}


def _content(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in ("case_id", "extracted_on")}


def counted(known: dict[int, Row], metric: str, by: tuple[str, ...], organisation: str) -> Counter[Any]:
    column = "department_now" if organisation == "now" else "department"
    slices = split(parse_period(PERIOD), "month") if "month" in by else [parse_period(PERIOD)]
    found: Counter[Any] = Counter()
    for each in slices:
        for row in known.values():
            on, end = (
                (row["decided_on"] if metric == "cases_decided" else row["received_on"]),
                row["closed_on"],
            )
            if metric == "open_cases":
                fits = row["received_on"] <= each.end and (end is None or end > each.end)
            else:
                fits = on is not None and each.start <= on <= each.end
            found[(each.text, *([row[column]] if "department" in by else []))] += fits
    return found


@contextmanager
def delivered(made: list[Delivery], is_full: bool) -> Iterator[Warehouse]:
    told = {"extracts": {"domus_cases": [str(day) for day in EXTRACTS]}}
    with TemporaryDirectory() as folder:
        yield city(
            Path(folder), facts_of(made, is_full), public=True, coverage=covered("cases", *DEPARTMENTS),
            extracted_on=str(EXTRACTS[-1]), until=str(EXTRACTS[-1]), **told,
        )  # fmt: skip


def plain(answers: list[Answer]) -> list[Answer]:
    return [
        replace(each, caveats=tuple(key for key in each.caveats if key != "known_on")) for each in answers
    ]


quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
days = st.sampled_from(EXTRACTS) | st.integers(0, 232).map(lambda n: EXTRACTS[0] + timedelta(days=n))
metrics = st.sampled_from(["cases_received", "cases_decided", "open_cases"])
bys = st.sampled_from([(), ("month",), ("department",), ("month", "department")])


@quick
@given(deliveries(), st.booleans(), days, metrics, bys, st.sampled_from(["then", "now"]))
def test_it_is_what_one_would_have_had_that_day(
    made: list[Delivery], is_full: bool, day: date, metric: str, by: tuple[str, ...], organisation: str
) -> None:
    expected = counted(replayed(made, is_full, day), metric, by, organisation)
    with delivered(made, is_full) as warehouse:
        answers = ask(warehouse, metric, PERIOD, *by, organisation=organisation, known_on=day)
    for each in answers:
        if metric == "open_cases" and parse_period(each.period).start > day:
            assert (each.value, each.method) == (None, "not_listed"), "nobody knew what would be open"
        else:
            assert (each.value or 0) == expected[each.period, *each.group.values()]
        assert "known_on" in each.caveats


@quick
@given(deliveries(), st.booleans(), metrics, bys)
def test_known_on_the_newest_extract_is_the_plain_answer(
    made: list[Delivery], is_full: bool, metric: str, by: tuple[str, ...]
) -> None:
    with delivered(made, is_full) as warehouse:
        newest = ask(warehouse, metric, PERIOD, *by, known_on=EXTRACTS[-1])
        assert plain(newest) == ask(warehouse, metric, PERIOD, *by)


@quick
@given(deliveries(), days, days)
def test_more_is_known_later_where_nothing_is_withdrawn(made: list[Delivery], one: date, other: date) -> None:
    first_told = {key: row for rows in reversed(made) for key, row in rows.items()}
    steady = [{key: first_told[key] for key in rows} for rows in made]
    earlier, later = sorted((one, other))
    with delivered(steady, is_full=False) as warehouse:
        values = [
            ask(warehouse, "cases_received", PERIOD, known_on=day)[0].value or 0 for day in (earlier, later)
        ]
    assert values[0] <= values[1]


def test_a_snapshot_without_earlier_versions_answers_with_what_it_has(tmp_path: Path) -> None:
    rows = cases(7, extracted_on="2025-03-31") + cases(9, first=20, extracted_on="2025-12-31")
    told = {"extracts": {"domus_cases": ["2025-03-31", "2025-12-31"]}}
    warehouse = city(tmp_path, {"cases": rows}, extracted_on="2025-12-31", until="2025-12-31", **told)
    found = [
        ask(warehouse, "cases_received", "2025", known_on=day)[0].value
        for day in (date(2025, 3, 31), date(2025, 12, 30), date(2025, 12, 31))
    ]
    assert found == [7, 7, 16]


def test_earlier_versions_are_never_counted_by_a_plain_question(tmp_path: Path) -> None:
    old = [row | {"known_to": "2026-01-31"} for row in cases(50, first=100, extracted_on="2025-12-31")]
    rows = cases(8, extracted_on="2026-01-31")
    warehouse = city(tmp_path, {"cases": rows, "cases_earlier": old}, coverage=covered("cases", "SOF"))
    assert [each.value for each in ask(warehouse, "cases_received", "2025")] == [8]
    values = {each.group["service_area"] for each in ask(warehouse, "cases_received", "2025", "service_area")}
    assert values == {""}


def test_status_and_covered_days_are_those_of_the_day(tmp_path: Path) -> None:
    source = {"source": "domus_cases", "feeds": ["cases"], "department": ["SOF"], "caveats": [], "files": []}
    told = {"extracts": {"domus_cases": ["2025-03-31", "2025-12-31"], "appeals": ["2025-06-30"]}}
    warehouse = city(
        tmp_path, {"cases": cases(9, extracted_on="2025-03-31")}, coverage=covered("cases", "SOF"),
        sources=[source], extracted_on="2025-12-31", until="2025-12-31", **told,
    )  # fmt: skip

    def known(period: str, day: date | None) -> Answer:
        return ask(warehouse, "cases_received", period, where=[("department", "SOF")], known_on=day)[0]

    june = date(2025, 6, 30)  # an extract of another source came, but none of this one's since March
    assert (known("2025-Q1", None).status, known("2025-Q1", june).status) == ("final", "final")
    assert known("2025-Q1", date(2025, 4, 1)).status == "provisional"
    assert "late_registration" in known("2025-Q1", date(2025, 4, 1)).caveats
    assert (known("2025-Q2", None).value, known("2025-Q2", None).method) == (0, "counted")
    assert (known("2025-Q2", june).value, known("2025-Q2", june).method) == (None, "not_listed")
    assert "period_not_fully_covered" in known("2025-H1", june).caveats


def test_published_figures_are_known_from_their_extract_on(tmp_path: Path) -> None:
    figure = {
        "metric": "complaints_received",
        "department": "KFF",
        "scope": "department",
        "method": "counted",
    }
    rows = [
        figure_row(figure | {"period": "2025-01", "value": 12}, published=True, source="kff")
        | {"figure_id": 1, "extracted_on": "2025-02-28"}
    ]
    warehouse = city(tmp_path, {"published_figures": rows}, extracts={"kff": ["2025-01-31", "2025-02-28"]})
    asked = {"where": [("department", "KFF")]}
    assert (
        ask(warehouse, "complaints_received", "2025-01", **asked, known_on=date(2025, 2, 28))[0].value == 12
    )
    assert (
        ask(warehouse, "complaints_received", "2025-01", **asked, known_on=date(2025, 2, 27))[0].value is None
    )


@pytest.mark.parametrize(("day", "said"), [("2025-02-09", "first extract"), ("2025-10-01", "newest extract")])
def test_a_day_of_which_nothing_can_be_known_is_refused(day: str, said: str) -> None:
    with delivered([{}, {}, {}, {}], is_full=False) as warehouse, pytest.raises(UsageError, match=said):
        ask(warehouse, "cases_received", PERIOD, known_on=date.fromisoformat(day))


def test_small_numbers_are_withheld_as_ever(tmp_path: Path) -> None:
    rows = many(20, extracted_on="2025-12-31") + many(
        3, first=50, department="BIF", extracted_on="2025-12-31"
    )
    told = {"extracts": {"sof_complaints": ["2025-12-31"]}}
    warehouse = city(tmp_path, {"complaints": rows}, extracted_on="2025-12-31", until="2025-12-31", **told)
    answers = ask(warehouse, "complaints_received", "2025", "department", known_on=date(2025, 12, 31))
    withheld = {each.group["department"] for each in answers if each.withheld}
    assert withheld == {"SOF", "BIF"}
