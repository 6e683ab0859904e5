"""The invented municipality: same seed, same bytes; its truth adds up, and the readers find exactly that."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import subprocess
import sys
import time
import tomllib
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from etl.errors import UsageError
from etl.sample import write_sample
from etl.sample.cases import simulate
from etl.sample.complaints import complain
from etl.sample.plan import Plan, load
from etl.sample.tables import deliveries
from etl.sample.truth import closed_on
from etl.sample.truth_processes import logs, waits
from etl.sample.workdays import day_number, easter, holidays

HOUSE = Path(__file__).parents[2]
UNTIL = date(2026, 10, 31)
NUMBER_LIKE = re.compile(r"(?<!\d)(\d{2})(\d{2})\d{2}[- ]?\d{4}(?!\d)")


def silent(_what: str, _share: float) -> None:
    pass


def hashes(folder: Path) -> dict[str, str]:
    files = (f for f in sorted(folder.rglob("*")) if f.is_file())
    return {str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "raw"
    write_sample(folder, seed=7, scale=0.002, until=UNTIL, progress=silent)
    return folder


@pytest.fixture(scope="module")
def truth(raw: Path) -> dict[str, Any]:
    return json.loads((raw / "truth.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load(1, 0.05, UNTIL)


def text_of(file: Path) -> str:
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as archive:  # strings stand inline in the sheet
            return archive.read("xl/worksheets/sheet1.xml").decode()
    if file.suffix == ".parquet":
        return repr(pq.read_table(file).to_pydict())
    if file.suffix == ".zip":
        with zipfile.ZipFile(file) as archive:
            return "".join(archive.read(name).decode() for name in archive.namelist())
    if file.read_bytes()[:2] == b"\xff\xfe":
        return file.read_text("utf-16")
    if file.suffix == ".gz":
        return gzip.decompress(file.read_bytes()).decode()
    return file.read_bytes().decode("latin-1")


def test_same_seed_same_bytes_at_another_time(raw: Path, tmp_path: Path) -> None:
    time.sleep(2.1)  # zip archives tell the time in steps of two seconds
    write_sample(tmp_path, seed=7, scale=0.002, until=UNTIL, progress=silent)
    assert hashes(tmp_path) == hashes(raw)


def test_another_seed_gives_another_city(raw: Path, tmp_path: Path) -> None:
    write_sample(tmp_path, seed=8, scale=0.002, until=UNTIL, progress=silent)
    mine, other = hashes(raw), hashes(tmp_path)
    assert set(mine) == set(other)
    assert not [name for name in mine if "_cases_" in name and mine[name] == other[name]]


def test_truth_adds_up(truth: dict[str, Any]) -> None:
    for name, source in truth["sources"].items():
        rest = source["rejected"].values()
        assert (
            source["read"] == source["accepted"] + sum(rest) + source["duplicates"] + source["superseded"]
        ), name


def test_every_kind_of_wrong_row_is_there_at_a_tiny_scale(tmp_path: Path) -> None:
    found = write_sample(tmp_path, seed=3, scale=0.001, until=UNTIL, progress=silent)["sources"]
    folders = (HOUSE / "etl/sample/dirty.toml", HOUSE / "etl/sample/more/dirty.toml")
    dirty = {name: spec for file in folders for name, spec in tomllib.loads(file.read_text("utf-8")).items()}
    assert set(found) == set(dirty)
    for name, spec in dirty.items():
        reasons = {fault[0] for fault in spec["faults"]} | (
            {"conflicting_key"} if spec["conflicts"] else set()
        )
        assert reasons <= set(found[name]["rejected"]), name
        assert found[name]["accepted"] > 0 and bool(found[name]["duplicates"]) == bool(spec["duplicates"]), (
            name
        )


def test_etl_finds_exactly_the_truth(raw: Path, truth: dict[str, Any], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "etl", "run", "--raw", str(raw), "--facts", str(tmp_path), "--json"]
    subprocess.run(command, cwd=HOUSE, check=True, capture_output=True)
    snapshot = (tmp_path / "CURRENT").read_text().strip()
    package = json.loads((tmp_path / snapshot / "datapackage.json").read_text("utf-8"))
    found = {}
    for source in package["sources"]:
        reasons: Counter[str] = Counter()
        for row in source["reasons"]:
            reasons[row["reason"]] += row["count"]
        sums = {key: source[key] for key in ("read", "accepted", "duplicates", "superseded")}
        found[source["source"]] = sums | {"rejected": dict(reasons)}
    assert {name: found[name] for name in truth["sources"]} == truth["sources"]


def test_no_number_could_be_a_citizens(raw: Path) -> None:
    for file in (f for f in raw.rglob("*") if f.is_file()):
        for match in NUMBER_LIKE.finditer(text_of(file)):
            assert 61 <= int(match[2]) <= 72, f"{file.name}: {match[0]}"


def test_large_files_hold_no_quotes(raw: Path) -> None:
    for file in raw.glob("*/*_events_*"):
        assert '"' not in text_of(file), file.name


def test_truth_has_the_shapes_of_the_contract(truth: dict[str, Any]) -> None:
    assert list(truth) == sorted(truth)
    for planted in truth["truths"]:
        assert {"kind", "scope", "from", "to", "expected"} == set(planted)
        assert date.fromisoformat(planted["from"]) <= date.fromisoformat(planted["to"]) <= UNTIL
    assert len(truth["processes"]) >= 5
    for process in truth["processes"]:
        assert process["hours_a_year"] > 0 and process["group"] in ("organisation", "investment")


@pytest.mark.parametrize("seed", [1, 77, 400])
def test_planted_bottleneck_is_where_a_process_waits_longest(seed: int) -> None:
    plan = load(seed, 0.05, UNTIL)
    for name in plan.processes:
        (log,) = logs(plan, *simulate(plan, name))
        if plan.city["processes"][name]["system"] != "visitation" and log.smallest_scale <= plan.scale:
            found, _ = waits(log.events)
            assert max(found, key=lambda pair: found[pair]) == log.habit.bottleneck, name


def test_deadline_lies_near_the_85th_percentile(plan: Plan) -> None:
    for name in ("cash_benefit", "work_placement", "city_space_permit"):
        days = simulate(plan, name)[0].days
        decided = days["decided_on"] <= plan.calendar.until_day
        length = plan.calendar.position(days["decided_on"]) - plan.calendar.position(days["received_on"])
        assert 0.80 < np.mean(length[decided] <= plan.city["processes"][name]["days"]) < 0.90


def test_volume_and_complaint_rate_follow_the_2014_table(plan: Plan) -> None:
    volume = sum(p["volume"] for p in plan.city["processes"].values())
    assert 325_000 < volume < 327_000
    cases = simulate(plan, "work_placement")[0]
    inside = int(np.sum(cases.days["received_on"] >= plan.calendar.start_day))
    assert inside == pytest.approx(36_440 * 3 * plan.scale, rel=0.03)
    complaints = complain(plan, "bif_complaints", cases, plan.random(9))
    assert len(complaints) / len(cases) == pytest.approx(0.024, rel=0.2)
    assert 0.18 < np.mean(complaints.repeats >= 0) < 0.42


def test_cases_are_open_and_complaints_come_from_the_first_month_on(plan: Plan) -> None:
    start = plan.calendar.start_day
    for name in ("additional_expenses_adults", "rehabilitation"):
        cases = simulate(plan, name)[0]
        received, closed = cases.days["received_on"], closed_on(cases, plan.calendar.until_day)
        first, later = (int(np.sum((received < day) & (closed >= day))) for day in (start, start + 365))
        assert first == pytest.approx(later, rel=0.35), name
    cases = simulate(plan, "work_placement")[0]
    complaints = complain(plan, "bif_complaints", cases, plan.random(9)).received_on
    months = [
        int(np.sum((complaints >= start + 30 * m) & (complaints < start + 30 * (m + 1)))) for m in range(12)
    ]
    assert months[0] > 0.5 * np.mean(months)


def test_what_is_registered_late_is_first_delivered_then(plan: Plan) -> None:
    (late,) = (c for c in plan.plants.of("late_registration") if "system" in c.place)
    name = next(n for n, p in plan.city["processes"].items() if p["system"] == late.place["system"])
    cases = simulate(plan, name)[0]
    share = float(np.mean(cases.registered > cases.days["received_on"]))
    assert share == pytest.approx(late.size, rel=0.3)
    seen: set[int] = set()
    for cut, rows, _ in deliveries(plan, cases.days, cases.registered):
        until = day_number(cut)
        assert (cases.registered[rows] <= until).all()
        seen |= set(rows.tolist())
        assert seen == set(np.flatnonzero(cases.registered <= until).tolist())


def test_events_happen_in_office_hours_on_working_days(plan: Plan) -> None:
    at = simulate(plan, "respite")[1].at.astype("datetime64[s]").astype(object)
    assert all(8 <= moment.hour < 16 and moment.weekday() < 5 for moment in at)
    assert not {moment.date() for moment in at} & holidays(2025)


def test_easter() -> None:
    assert [easter(year) for year in (2023, 2024, 2025, 2026)] == [
        date(2023, 4, 9),
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
    ]
    assert date(2023, 5, 5) in holidays(2023) and date(2024, 4, 26) not in holidays(2024)


def test_a_new_sample_replaces_the_old_one_but_never_real_extracts(tmp_path: Path) -> None:
    write_sample(tmp_path, seed=1, scale=0.001, until=date(2025, 12, 31), progress=silent)
    write_sample(tmp_path, seed=1, scale=0.001, until=UNTIL, progress=silent)
    assert {f.stem[-10:] for f in tmp_path.glob("*/*_cases_*")} == {
        "2024-12-31", "2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30",
        "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31",
    }  # fmt: skip
    (tmp_path / "delivery.toml").unlink()
    with pytest.raises(UsageError, match="not a sample"):
        write_sample(tmp_path, seed=1, scale=0.001, until=UNTIL, progress=silent)


@pytest.mark.parametrize("wrong", [{"seed": -1}, {"scale": 0}, {"scale": 99}, {"until": date(1900, 1, 1)}])
def test_wrong_use_says_what_is_allowed(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=f"--{next(iter(wrong))}"):
        write_sample(tmp_path, progress=silent, **wrong)
