"""What a program is told is what the command line tells: same figures, same marks, in JSON and both kinds of CSV."""

import csv
import io
import json
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from hypothesis import given
from hypothesis import strategies as st

from dashboard.__main__ import main
from dashboard.api import tables
from dashboard.metrics.evaluate import Filters, evaluate
from dashboard.metrics.metric import METRICS
from dashboard.metrics.period import newest_complete_year, parse_period
from dashboard.metrics.usage import UsageError
from dashboard.warehouse import Scope, Warehouse
from tests.facts_folder import write_facts

QUESTIONS = (
    ("complaints_received", "--period 2025 --by department"),
    ("complaints_per_100_cases", "--period 2014 --by department"),
    ("complaints_received", "--period 2024-01..2025-06 --by quarter --by class --where department=SOF"),
    ("open_cases", "--period 2025-W14 --where department=SOF --where department=TMF --by department"),
    ("days_to_decision", "--period 2025-H1 --where department=SOF --by month"),
    ("cases_received", "--organisation now --known-on 2026-10-31"),
    ("complaints_received", "--period 2025 --by unit --by class"),
)


def asked(app: Dash, path: str, **headers: str) -> Any:
    client = app.server.test_client()
    return copy_context().run(client.get, path, base_url="http://127.0.0.1", headers=headers)


def address(metric: str, words: str, form: str = "json") -> str:
    options = words.replace("--known-on", "--known_on").split("--")[1:]
    parts = [option.strip().replace(" ", "=", 1) for option in options]
    return f"/api/v1/answers/{metric}?" + "&".join([*parts, f"format={form}"])


def printed(town: Path, capsys: pytest.CaptureFixture[str], metric: str, words: str, form: str) -> str:
    assert main(["answer", metric, *words.split(), "--format", form, "--facts", str(town)]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(("metric", "words"), QUESTIONS)
def test_the_command_line_tells_the_same(
    demo: Dash, town: Path, capsys: pytest.CaptureFixture[str], metric: str, words: str
) -> None:
    document = json.loads(printed(town, capsys, metric, words, "json"))
    told = asked(demo, address(metric, words)).json
    assert {key: told[key] for key in document} == document
    assert set(told["caveats"]) == {key for answer in document["answers"] for key in answer["caveats"]}
    assert told["definition"]["definition"] == METRICS[metric].definition
    lines = list(csv.reader(io.StringIO(printed(town, capsys, metric, words, "csv"))))
    rows = list(csv.reader(io.StringIO(asked(demo, address(metric, words, "csv")).get_data(as_text=True))))
    assert [row[:-2] for row in rows] == lines
    assert {row[-1] for row in rows[1:]} == {METRICS[metric].definition}


def test_every_metric_is_served_as_it_is_evaluated(demo: Dash, warehouse: Warehouse) -> None:
    period = newest_complete_year(warehouse.package)
    for metric in [each["metric"] for each in asked(demo, "/api/v1/metrics").json["metrics"]]:
        for by in ((), ("department",), ("class", "month")):
            response = asked(demo, f"/api/v1/answers/{metric}?" + "&".join(f"by={each}" for each in by))
            try:
                expected = evaluate(metric, Filters(period), warehouse, Scope(), by)
            except UsageError:
                assert response.status_code == 422 and response.json["error"]
                continue
            figures = [
                (each["value"], each["numerator"], each["withheld"]) for each in response.json["answers"]
            ]
            assert figures == [(each.value, each.numerator, each.withheld) for each in expected]


def test_what_is_withheld_is_in_no_form(demo: Dash) -> None:
    question = address(*QUESTIONS[-1])
    hidden = [each for each in asked(demo, question).json["answers"] if each["withheld"]]
    assert hidden
    assert all(each["numerator"] is each["denominator"] is each["value"] is None for each in hidden)
    for form, mark, delimiter in (("csv", "small_numbers", ","), ("csv-da", "skjult af hensyn til", ";")):
        text = asked(demo, address(*QUESTIONS[-1], form)).get_data(as_text=True)
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if mark in " ".join(row)]
        assert len(rows) == len(hidden) and all(row[4:7] == ["", "", ""] for row in rows)


def test_a_danish_excel_reads_it(demo: Dash) -> None:
    response = asked(demo, address(*QUESTIONS[1], "csv-da"))
    text = response.get_data().decode("utf-8")
    assert text.startswith("\ufeffTal;Periode;Forvaltning;")
    assert response.headers["Content-Disposition"] == 'attachment; filename="complaints_per_100_cases.csv"'
    rows = list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))
    told = asked(demo, address(*QUESTIONS[1])).json["answers"]
    for row, answer in zip(rows, told, strict=True):
        shown = row["V\u00e6rdi"].replace(",", ".")
        assert (float(shown) if shown else None) == (answer["value"] and answer["value"] * 100)
        assert bool(row["Forbehold"]) == bool(answer["caveats"])


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc"))), st.floats(allow_nan=False, allow_infinity=False)
)
def test_no_cell_is_a_formula_and_no_number_is_changed(text: str, number: float) -> None:
    [row] = list(csv.reader(io.StringIO(tables.plain([text, number], [])), strict=True))
    assert not row[0].lstrip().startswith(("=", "+", "-", "@"))
    assert row[0] in (text, f"'{text}") and float(row[1]) == number
    [_, danish] = list(csv.reader(io.StringIO(tables.danish(["x"], [[text, number]])), delimiter=";"))
    assert danish[0] == row[0] and float(danish[1].replace(",", ".")) == number


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\uff1d"])
def test_what_begins_like_a_formula_is_text(begin: str) -> None:
    assert tables.safe(f"{begin}cmd|'/c calc'!A1") == f"'{begin}cmd|'/c calc'!A1"
    assert tables.safe(-3.5) == -3.5


def test_the_same_again_is_304_until_something_new_is_published(town: Path, tmp_path: Path) -> None:
    from dashboard.app import create_app

    write_facts(tmp_path, {}, coverage=[])
    app = create_app(tmp_path)
    path = "/api/v1/answers/cases_received"
    first = asked(app, path)
    assert first.headers["Cache-Control"] == "private, no-cache" and "Cookie" in first.headers["Vary"]
    mark = {"If-None-Match": first.headers["ETag"]}
    again = asked(app, path, **mark)
    assert (again.status_code, again.data) == (304, b"")
    assert asked(app, f"{path}?period=2024", **mark).status_code == 200
    write_facts(tmp_path, {}, coverage=[], until="2026-11-30")
    assert asked(app, path, **mark).status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("answers/complaints_recieved", 404, ["complaints_recieved", "complaints_received"]),
        ("answers/cases_received?snapshot=../../etc", 404, ["snapshot", "../../etc"]),
        ("answers/cases_received?perod=2025", 400, ["perod", "period"]),
        ("answers/cases_received?period=yesterday", 400, ["yesterday", "2025-Q3"]),
        ("answers/cases_received?period=2025-W60", 422, ["2025-W60"]),
        ("answers/cases_received?period=1990..2025", 422, ["10 calendar years"]),
        ("answers/cases_received?period=", 400, ["period"]),
        ("answers/cases_received?period=2025&period=2024", 400, ["2 times"]),
        ("answers/cases_received?where=department", 400, ["DIMENSION=VALUE"]),
        ("answers/cases_received?where=department=SOX", 422, ["SOX", "SOF", '"parameter": "where"']),
        ("answers/cases_received?where=department=' OR 1=1", 422, ["' OR 1=1"]),
        ("answers/cases_received?by=departmnt", 422, ["departmnt", '"nearest": ["department"]', '"by"']),
        ("answers/cases_received?by=department;DROP", 400, ["department;DROP"]),
        ("answers/cases_received?organisation=never", 400, ["never", "then"]),
        ("answers/cases_received?known_on=2026-02-31", 400, ["2026-02-31"]),
        ("answers/cases_received?known_on=2031-01-01", 422, ["2031-01-01"]),
        ("answers/cases_received?format=xml", 400, ["xml", "csv-da"]),
        ("answers/days_to_decision?by=department", 422, ["not comparable", "where=department=SOF"]),
        ("metrics/nothing", 404, ["nothing"]),
        ("metrics?format=yaml", 400, ["yaml"]),
        ("nothing", 404, ["openapi.json"]),
    ],
)
def test_what_is_wrong_is_told_with_what_is_allowed(
    demo: Dash, path: str, status: int, said: list[str]
) -> None:
    response = asked(demo, f"/api/v1/{path}")
    assert response.status_code == status and response.mimetype == "application/json"
    told = response.get_data(as_text=True)
    assert all(each in told for each in said), told
    assert "--" not in told and response.headers["Cache-Control"] == "no-store"


def test_only_what_is_asked_for_and_can_be_given(demo: Dash) -> None:
    path = "/api/v1/answers/cases_received"
    assert asked(demo, path, Accept="application/xml").status_code == 406
    assert asked(demo, path, Accept="text/csv").mimetype == "text/csv"
    assert asked(demo, path, Accept="text/html,*/*;q=0.8").mimetype == "application/json"
    client = demo.server.test_client()
    posted = copy_context().run(client.post, path, base_url="http://127.0.0.1")
    assert posted.status_code == 405 and "GET" in posted.json["error"] and "GET" in posted.headers["Allow"]


def test_nothing_published_is_503(tmp_path: Path) -> None:
    from dashboard.app import create_app

    response = asked(create_app(tmp_path), "/api/v1/metrics")
    assert response.status_code == 503 and "etl run" in response.json["error"]


def test_the_rule_of_withholding_is_said_and_held(demo: Dash, warehouse: Warehouse, monkeypatch: Any) -> None:
    monkeypatch.setenv("LEDELSE_PROTECTION", "combined")
    path = "/api/v1/answers/complaints_received?period=2025&by=unit"
    told = asked(demo, path).json
    expected = evaluate(
        "complaints_received",
        Filters(parse_period("2025")),
        warehouse,
        Scope(protection="combined"),
        ["unit"],
    )
    assert told["protection"] == "combined"
    assert [each["value"] for each in told["answers"]] == [each.value for each in expected]
    monkeypatch.delenv("LEDELSE_PROTECTION")
    assert asked(demo, path).json["protection"] == "question"
