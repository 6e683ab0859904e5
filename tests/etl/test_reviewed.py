"""Targets and deadlines are reviewed files: what a row lacks is named with file, line and the nearest name."""

import csv
import shutil
from pathlib import Path

import pytest

from etl.__main__ import main
from etl.errors import RunError
from etl.reference import load_reference
from etl.reviewed import check_deadlines, check_targets
from tests.etl.sources import HOME

REFERENCE = HOME / "data" / "reference"
PLACES = ("ALL", "SOF", "BIF")
METRICS = ("decided_in_time", "reversal_rate")
TARGET = {
    "metric": "decided_in_time", "department": "SOF", "direction": "at_least", "value": "0.80",
    "valid_from": "2024-01-01",
    "valid_to": "", "decided_by": "Socialudvalget", "decided_on": "2023-11-22",
}  # fmt: skip
DEADLINE = {
    "code": "sof-x", "department": "SOF", "process": "housing_offer", "legal_basis": "SEL-108", "amount": "3",
    "unit": "months", "clock_starts": "received", "clock_stops": "decided", "binds": "each",
    "valid_from": "2015-01-01", "valid_to": "",
}  # fmt: skip


def test_the_files_of_the_house_are_sound() -> None:
    assert load_reference(REFERENCE).tables["targets"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"valid_from": ""}, "targets.csv, line 2: 'valid_from' is empty"),
        ({"decided_on": ""}, "'decided_on' is empty. A target counts only when it is dated"),
        ({"decided_on": "22-11-2023"}, "decided_on '22-11-2023' is no day. Write it as 2026-01-31"),
        ({"decided_by": ""}, "'decided_by' is empty. A target counts only when someone has decided it"),
        ({"department": "SOFF"}, "department 'SOFF' is unknown. Nearest: SOF"),
        ({"metric": "decided_intime"}, "metric 'decided_intime' is unknown. Nearest: decided_in_time"),
        ({"direction": "at_leas"}, "direction 'at_leas' is unknown. Nearest: at_least"),
        ({"value": "80 %"}, "value '80 %' is no number"),
        ({"value": "nan"}, "value 'nan' is no number"),
        ({"valid_to": "2023-12-31"}, "valid_to 2023-12-31 is before valid_from 2024-01-01"),
    ],
)
def test_a_target_that_does_not_say_enough_is_refused(change: dict[str, str], says: str) -> None:
    with pytest.raises(RunError) as refused:
        check_targets([TARGET | change], PLACES, METRICS)
    assert says in str(refused.value)


def test_two_targets_for_the_same_day_are_refused() -> None:
    ended = TARGET | {"valid_to": "2024-12-31"}
    after = TARGET | {"valid_from": "2025-01-01", "value": "0.85"}
    elsewhere = TARGET | {"department": "BIF"}
    check_targets([after, elsewhere, ended], PLACES, METRICS)
    with pytest.raises(RunError, match="line 2: overlaps line 4: from 2025-01-01 there would be two targets"):
        check_targets([after, elsewhere, ended | {"valid_to": "2025-01-01"}], PLACES, METRICS)
    with pytest.raises(RunError, match="overlaps"):  # in force for ever
        check_targets([TARGET, after], PLACES, METRICS)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"unit": ""}, "deadlines.csv, line 2: 'unit' is empty. A deadline without a unit cannot be counted"),
        ({"unit": "workingdays"}, "unit 'workingdays' is unknown. Nearest: working_days"),
        ({"clock_starts": ""}, "'clock_starts' is empty. Say where its clock starts"),
        ({"clock_stops": "decide"}, "clock_stops 'decide' is unknown. Nearest: decided"),
        ({"binds": "all"}, "binds 'all' is unknown. Known: each, mean"),
        ({"amount": "2.5"}, "amount '2.5' is no whole number"),
        ({"department": "SØF"}, "department 'SØF' is unknown"),
        ({"valid_from": ""}, "'valid_from' is empty"),
    ],
)
def test_a_deadline_without_unit_or_clock_is_refused(change: dict[str, str], says: str) -> None:
    with pytest.raises(RunError) as refused:
        check_deadlines([DEADLINE | change], PLACES)
    assert says in str(refused.value)


def test_two_deadlines_never_bind_one_case() -> None:
    other = DEADLINE | {"code": "sof-y", "valid_from": "2024-01-01"}
    check_deadlines([DEADLINE | {"valid_to": "2023-12-31"}, other], PLACES)
    check_deadlines([DEADLINE | {"process": ""}, other], PLACES)  # one is information only
    with pytest.raises(RunError, match="overlaps line 2"):
        check_deadlines([DEADLINE, other], PLACES)


def test_a_run_stops_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1, one line, nothing published: the contract's answer to a failed check."""
    home, raw = tmp_path / "home", tmp_path / "raw"
    shutil.copytree(REFERENCE, home / "data" / "reference")
    (home / "data" / "examples").mkdir()
    shutil.copytree(HOME / "tests" / "fixtures" / "capacity", raw / "capacity")
    file = home / "data" / "reference" / "targets.csv"
    rows = list(csv.reader(file.read_text("utf-8").splitlines()))
    rows[3][1] = "SFU"
    with file.open("w", encoding="utf-8", newline="") as written:
        csv.writer(written).writerows(rows)
    monkeypatch.setattr("etl.__main__.HOME", home)
    assert main(["run", "--raw", str(raw), "--facts", str(tmp_path / "facts")]) == 1
    said = capsys.readouterr().err
    assert (
        "targets.csv, line 4: department 'SFU' is unknown. Nearest: SUF" in said and "Traceback" not in said
    )
    assert not (tmp_path / "facts" / "CURRENT").exists()
