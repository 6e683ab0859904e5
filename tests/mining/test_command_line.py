"""`python -m dashboard mine`: the contract's document, a table, and wrong use told in one line."""

import json
from pathlib import Path

import pytest

from dashboard.__main__ import main
from tests.mining.logs import warehouse

EVENTS = [
    (case, minute, activity, None, None) for case in range(2, 14, 2) for minute, activity in enumerate("aab")
]


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    warehouse(tmp_path, EVENTS, public=True)
    return tmp_path


def test_the_document_is_the_contract_s(facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mine", "--process", "log", "--format", "json", "--facts", str(facts)]) == 0
    minute = {"count": 6, "median_s": 60.0, "mean_s": 60.0, "p90_s": 60.0}
    found = json.loads(capsys.readouterr().out)
    assert found == {
        "cases": 6, "events": 18, "activities": {"a": 12, "b": 6}, "start": {"a": 6}, "end": {"b": 6},
        "edges": [{"from": "a", "to": "a", **minute}, {"from": "a", "to": "b", **minute}],
        "variant_count": 1, "variants": [{"activities": ["a", "a", "b"], "count": 6}],
        "rework": {"cases": 6, "events": 6, "self_loops": 6}, "handovers": 0,
        "case_duration_s": {"median": 120.0, "mean": 120.0, "p95": 120.0},
    }  # fmt: skip
    assert list(found) == [
        "cases", "events", "activities", "start", "end", "edges", "variant_count", "variants", "rework",
        "handovers", "case_duration_s",
    ]  # fmt: skip


def test_the_table_shows_edges_and_variants(facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mine", "--process", "log", "--where", "channel=letter", "--facts", str(facts)]) == 0
    shown = capsys.readouterr().out
    assert "6 cases, 18 events" in shown and "a > a > b" in shown


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--process", "logg"], "unknown process 'logg'. Did you mean log?"),
        (["--process", "home_car"], "Did you mean home_care"),  # in the reference, though without cases here
        (["--process", "log", "--where", "chanel=letter"], "Did you mean channel?"),
        (["--process", "log", "--where", "channel=leter"], "Did you mean letter or counter?"),
        (["--process", "log", "--where", "channel"], "has no '='"),
        (["--process", "log", "--variants", "-1"], "below zero"),
        ([], "--process"),
    ],
)
def test_wrong_use_is_one_line(
    arguments: list[str], says: str, facts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(["mine", *arguments, "--facts", str(facts)])
    except SystemExit as end:  # argparse's own
        code = int(end.code or 0)
    told = capsys.readouterr()
    assert code == 2 and told.out == "" and says in told.err and told.err.count("\n") == 1


def test_a_process_without_cases_is_empty(facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mine", "--process", "home_care", "--format", "json", "--facts", str(facts)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["cases"], found["edges"], found["variants"], found["handovers"]) == (0, [], [], 0)
