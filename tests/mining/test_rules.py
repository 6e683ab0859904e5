"""Rules of a process: every template against slow, obvious Python; the planted are found; wrong files are refused."""

from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.metrics.usage import UsageError
from dashboard.mining.conformance import conformance, counted
from dashboard.mining.rules import TEMPLATES, TIMED, TWO, Rule, rules
from dashboard.mining.selection import Selection
from dashboard.warehouse import Scope, Warehouse
from tests.facts_folder import write_facts
from tests.mining.conftest import Planted

ALL = Scope()
START, TODAY = datetime(2025, 1, 6, 8), date(2025, 3, 3)
Case = tuple[list[tuple[int, str]], bool, str | None]  # hours and activities in order, open, result
CASES = st.lists(
    st.tuples(
        st.lists(st.tuples(st.integers(0, 300), st.sampled_from("abc")), min_size=1, max_size=8).map(
            lambda events: sorted(events, key=lambda event: event[0])
        ),
        st.booleans(),
        st.sampled_from([None, "granted", "refused"]),
    ),
    min_size=1,
    max_size=8,
)
slow = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def town(folder: Path, cases: list[Case]) -> Warehouse:
    rows: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for number, (done, is_open, result) in enumerate(cases, start=1):
        rows.append({
            "case_id": number, "process": "p", "department": "SOF", "received_on": START.date(), "result": result,
            "closed_on": None if is_open else TODAY, "due_on": date(2025, 1, 10) if number % 2 else date(2025, 6, 1),
            "decided_in_time": None,
        })  # fmt: skip
        events += [
            {"case_id": number, "seq": place, "process": "p", "activity": name, "at": START + timedelta(hours=hours)}
            for place, (hours, name) in enumerate(done, start=1)
        ]  # fmt: skip
    write_facts(folder, {"cases": rows, "case_events": events, "case_steps": []}, extracted_on=str(TODAY))
    return Warehouse(folder)


def rule(template: str, within: int | None = None, **told: Any) -> Rule:
    said: dict[str, Any] = {"clock": "days", "results": (), "late": False, "processes": ()} | told
    then = "b" if template in TWO else ""
    return Rule("r", template, "a", then, within, law="", reason="", owner="", reviewed=TODAY, **said)


def local(hours: int) -> date:
    return (START + timedelta(hours=hours + 1)).date()  # winter: an hour after UTC


def activations(one: Rule, case: Case) -> list[tuple[bool, bool]]:
    """Whether each is met, and whether it still may be."""
    done, is_open, _ = case
    names, days = [name for _, name in done], [local(hours) for hours, _ in done]

    def near(first: date, then: date) -> bool:
        return one.within is None or (then - first).days <= one.within

    last = len(done) - 1
    if one.template == "starts_with":
        return [(names[0] == "a", False)]
    if one.template == "exists":
        return [("a" in names, is_open and not one.late and "a" not in names)]
    if one.template == "at_most_once":
        return [(names.count("a") == 1, False)] if "a" in names else []
    if one.template == "not_both":
        return [(not {"a", "b"} <= set(names), False)] if {"a", "b"} & set(names) else []
    if one.template == "precedence":
        found = []
        for place in (n for n in range(len(done)) if names[n] == "b"):
            before = [n for n in range(place) if names[n] == "a"]
            found.append((bool(before) and near(days[before[-1]], days[place]), False))
        return found
    found = []
    for place in (n for n in range(last + 1) if names[n] == "a"):
        later = range(place + 1, last + 1)
        answers = [n for n in later if names[n] == "b"]
        if one.template == "chain_response":
            answers = [place + 1] if place < last and names[place + 1] == "b" else []
        is_over = bool(answers) if one.template == "response" else place < last
        met = bool(answers) and near(days[place], days[answers[0]])
        found.append((met, not met and not is_over and is_open and near(days[place], TODAY)))
    return found


@given(
    cases=CASES, template=st.sampled_from(TEMPLATES), within=st.sampled_from([None, 0, 3]),
    results=st.sampled_from([(), ("refused",)]), late=st.booleans(),
)  # fmt: skip
@slow
def test_every_template_is_that_of_plain_python(
    cases: list[Case], template: str, within: int | None, results: tuple[str, ...], late: bool
) -> None:
    one = rule(template, within if template in TIMED else None, results=results, late=late)
    with TemporaryDirectory() as folder:
        row = counted(one, Selection("p"), town(Path(folder), cases), ALL)
    about = [
        (number, activations(one, case))
        for number, case in enumerate(cases, start=1)
        if (not results or case[2] in results) and (not late or number % 2)
    ]
    flat = [each for _, found in about for each in found]
    assert row["activations"] == len(flat)
    assert row["met"] == sum(met for met, _ in flat)
    assert row["pending"] == sum(pending for _, pending in flat)
    assert row["cases"] == sum(bool(found) for _, found in about)
    broken = {number for number, found in about for met, pending in found if not met and not pending}
    assert set(row["broken"] or ()) == broken


def test_working_days_leave_out_easter(tmp_path: Path) -> None:
    """From Wednesday before Easter 2025 (16 April) to Tuesday after it (22 April) is one working day."""
    hours = [int((datetime(2025, 4, day, 10) - START).total_seconds() // 3600) for day in (16, 22)]
    case: Case = ([(hours[0], "a"), (hours[1], "b")], False, "granted")
    warehouse = town(tmp_path, [case])
    for within, met in ((0, 0), (1, 1)):
        row = counted(rule("response", within, clock="working_days"), Selection("p"), warehouse, ALL)
        assert row["met"] == met
    assert counted(rule("response", 5), Selection("p"), warehouse, ALL)["met"] == 0


def test_missing_delay_notices_are_those_that_are_planted(planted: Planted) -> None:
    truths = [one for one in planted.truths if one["kind"] == "missing_delay_notices"]
    assert truths
    for truth in truths:
        found = conformance(Selection(truth["scope"]["process"]), planted.warehouse, ALL)
        assert found is not None
        (notice,) = [one for one in found.rules if one.rule.key == "delay_notice"]
        assert notice.fitness is not None
        assert 1 - notice.fitness == pytest.approx(truth["expected"]["planted_share"], abs=0.06)
        assert found.share is not None and 0 < found.share < 1


def test_few_breaches_and_few_cases_are_not_told(tmp_path: Path) -> None:
    met: Case = ([(0, "a"), (1, "b")], False, "granted")
    broken: Case = ([(0, "a")], False, "granted")
    warehouse = town(tmp_path / "some", [met] * 20 + [broken] * 2)
    found = conformance(Selection("p"), warehouse, ALL, [rule("response")])
    assert found is not None and found.share is None
    assert found.rules[0].fitness is None and found.rules[0].settled == 20
    assert conformance(Selection("p"), town(tmp_path / "few", [met] * 3), ALL, [rule("response")]) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('template = "response"', 'template = "respons"', "respons"),
        ('then = "b"', "", "both first and then"),
        ("within = 3", "within = -1", "within = -1"),
        ('law = "x"', "", "has no law"),
        ("reviewed = 2026-09-01", 'reviewed = "soon"', "is no day"),
        ('owner = "x"', 'owner = "x"\nownr = "y"', "ownr"),
        ('clock = "days"', 'clock = "weeks"', "weeks"),
    ],
)
def test_a_wrong_rule_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    good = (
        '[[rule]]\nkey = "k"\ntemplate = "response"\nfirst = "a"\nthen = "b"\nwithin = 3\nclock = "days"\n'
        'law = "x"\nreason = "x"\nowner = "x"\nreviewed = 2026-09-01\n'
    )
    file = tmp_path / "rules.toml"
    file.write_text(good, "utf-8")
    assert rules(file)[0].within == 3
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(good.replace(old, new), "utf-8")
    with pytest.raises(UsageError) as raised:
        rules(wrong)
    assert said in str(raised.value) and "wrong.toml" in str(raised.value)


def test_the_reviewed_file_names_only_what_there_is(planted: Planted) -> None:
    known = {
        row["activity"] for row in planted.warehouse.query("SELECT DISTINCT activity FROM case_events", ALL)
    }
    there = {row["process"] for row in planted.warehouse.query("SELECT DISTINCT process FROM cases", ALL)}
    for one in rules():
        assert {one.first, one.then} - {""} <= known and set(one.processes) <= there
