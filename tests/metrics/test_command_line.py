"""python -m dashboard, as scripts call it."""

import csv
import io
import json
from pathlib import Path

import pytest

from dashboard.__main__ import main
from tests.facts_folder import write_facts
from tests.metrics.small_city import cases, covered, many


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("facts")
    coverage = covered("cases", "SOF", "BIF") + covered("complaints", "SOF", "BIF")
    rows = many(20) + many(3, first=50, department="BIF") + many(9, first=80, department="TMF")
    write_facts(folder, {"complaints": rows, "cases": cases(400)}, coverage=coverage)
    return folder


def answer(facts: Path, *arguments: str) -> int:
    return main(["answer", "complaints_received", "--facts", str(facts), *arguments])


def test_json_is_the_contracts_document(facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(facts, "--by", "department", "--where", "department=SOF", "--format", "json") == 0
    document = json.loads(capsys.readouterr().out)
    assert list(document) == ["metric", "snapshot", "unit", "better", "answers"]
    (row,) = document["answers"]
    assert list(row) == [
        "period", "group", "numerator", "denominator", "value", "method", "withheld", "status", "caveats",
    ]  # fmt: skip
    assert (row["period"], row["group"], row["value"], row["withheld"]) == (
        "2025",
        {"department": "SOF"},
        20,
        None,
    )
    assert document["snapshot"] == (facts / "CURRENT").read_text().strip()


def test_the_three_formats_agree_and_none_shows_what_is_withheld(
    facts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {}
    for form in ("json", "csv", "table"):
        assert answer(facts, "--by", "department", "--format", form) == 0
        said[form] = capsys.readouterr().out
    rows = {row["department"]: row for row in csv.DictReader(io.StringIO(said["csv"]))}
    for each in json.loads(said["json"])["answers"]:
        row = rows[each["group"]["department"]]
        assert row["value"] == ("" if each["value"] is None else str(each["value"]))
        assert (row["withheld"], row["method"]) == (each["withheld"] or "", each["method"])
    assert {name for name, row in rows.items() if row["withheld"]} == {"BIF", "TMF"}
    assert "withheld" in said["table"]
    assert "synthetic_data" in said["csv"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["answer", "complaint_received"], "complaints_received"),
        (["answer", "complaints_received", "--period", "2025-14"], "2025-Q3"),
        (["answer", "complaints_received", "--by", "departments"], "department"),
        (["answer", "complaints_received", "--where", "department=SOV"], "SOF"),
        (["answer", "complaints_received", "--where", "SOF"], "DIMENSION=VALUE"),
        (["answer", "complaints_received", "--organisation", "later"], "then, now"),
        (["answer", "complaints_received", "--known-on", "2025-13-01"], "Write it as 2025-12-31"),
        (["answer", "complaints_received", "--known-on", "yesterday"], "'yesterday' is not a day"),
        (["answer", "complaints_received", "--known-on", ""], "is not a day"),
        (["answer", "complaints_received", "--known-on", "2026-10-30"], "the first extract is of 2026-10-31"),
        (
            ["answer", "complaints_received", "--known-on", "2026-11-01"],
            "the newest extract is of 2026-10-31",
        ),
        (["answer", "complaints_received", "--format", "xml"], "json"),
        (["answer", "complaints_received", "--snapshot", "2026"], "2026-10-31"),
        (["answer"], "--help"),
        (["ansver"], "answer"),
        ([], "--help"),
        (["serve", "--port", "99999"], "65535"),
        (["mine"], "--process"),
        (["mine", "--process", "log", "--variants", "-1"], "0 for all"),
    ],
)
def test_wrong_use_is_one_line_and_2(
    arguments: list[str], message: str, facts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [*arguments[:1], "--facts", str(facts), *arguments[1:]] if arguments else []
    assert code(given) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert message in err
    assert "Traceback" not in err


def code(arguments: list[str]) -> object:
    try:
        return main(arguments)
    except SystemExit as end:
        return end.code


def test_nothing_published_is_1_and_says_what_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer(tmp_path) == 1
    assert "python -m etl run" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["serve", "answer", "mine"])
def test_help_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert code([command, "--help"]) == 0
    assert f"example: python -m dashboard {command}" in " ".join(capsys.readouterr().out.split())


def test_the_role_comes_from_the_environment(
    facts: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEDELSE_ROLE", "unit_lead")  # a lead of no unit sees what the public sees
    assert answer(facts, "--where", "department=BIF", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["answers"][0]["withheld"] == "small_numbers"


def test_protection_against_combined_answers_comes_from_the_environment(
    facts: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEDELSE_PROTECTION", "combined")
    assert answer(facts, "--where", "department=BIF", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["answers"][0]["withheld"] == "small_numbers"
    monkeypatch.setenv("LEDELSE_PROTECTION", "strict")
    assert answer(facts) == 2
    assert "question or combined" in capsys.readouterr().err
