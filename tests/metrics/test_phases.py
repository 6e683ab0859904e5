"""Phases: what the file may say, who they touch, and that limits begin anew where it is said."""

from pathlib import Path

import pytest

from dashboard.metrics import phases
from dashboard.metrics.judged import judged
from dashboard.metrics.phases import phases_of, reviewed, starts
from dashboard.metrics.usage import UsageError
from tests.metrics.small_city import PUBLIC, city

GOOD = 'kind = "law"\nfrom = 2025-03-01\nreason = "a new law"\ndecided_by = "Folketinget"\n'


def written(folder: Path, text: str) -> Path:
    file = folder / "phases.toml"
    file.write_text(f"[[phase]]\n{text}", "utf-8")
    return file


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (GOOD.replace('reason = "a new law"\n', ""), "phase 1 (2025-03-01) has no reason"),
        (GOOD.replace("from = 2025-03-01\n", ""), "phase 1 (a new law) has no date"),
        (GOOD.replace('decided_by = "Folketinget"\n', ""), "has no decided_by"),
        (GOOD.replace("2025-03-01", '"March"'), "from = 'March' is no day"),
        (GOOD.replace('"law"', '"lav"'), "Did you mean law"),
        (GOOD + 'metrics = ["cases_recieved"]\n', "cases_received"),
        (GOOD + 'department = "SOF"\nunit = "SOF-HAN-1"\n', "names 2 places"),
        (GOOD + 'new_limits = "yes"\n', "neither true nor false"),
        (GOOD + "= 3\n", "cannot be read as TOML"),
    ],
)
def test_an_unsound_phase_is_named_and_refused(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(UsageError) as refused:
        reviewed(written(tmp_path, text))
    assert named in str(refused.value) and "\n" not in str(refused.value)


def test_the_file_in_use_is_sound_and_dated() -> None:
    assert [one.since for one in reviewed()] == sorted(one.since for one in reviewed())


def test_moved_work_is_a_phase_of_both_places_and_of_those_around(tmp_path: Path) -> None:
    warehouse = city(tmp_path, {})
    for place in (("department", "SOF"), ("department", "SUF"), ("unit", "SUF-SPL-1"), ("centre", "SOF-HJP")):
        assert any(one.to == "SUF-SPL-1" for one in phases_of((place,), warehouse, PUBLIC)), place
    assert not any(one.to for one in phases_of((("department", "TMF"),), warehouse, PUBLIC))


def test_new_limits_are_of_the_place_and_what_lies_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = GOOD + 'department = "SOF"\nnew_limits = true\nmetrics = ["cases_received"]\n'
    monkeypatch.setattr(phases, "FILE", written(tmp_path, said))
    warehouse, months = city(tmp_path / "facts", {}), ["2025-01", "2025-02", "2025-03", "2025-04"]
    for where, metric, found in (
        ((("department", "SOF"),), "cases_received", (2,)),
        ((("unit", "SOF-HAN-1"),), "cases_received", (2,)),
        ((("department", "TMF"),), "cases_received", ()),
        ((), "cases_received", ()),
        ((("department", "SOF"),), "cases_decided", ()),
    ):
        assert starts(metric, where, months, warehouse, PUBLIC) == found


def test_a_step_is_a_signal_until_a_phase_explains_it() -> None:
    values = [10.0, 12.0, 11.0, 9.0] * 5 + [30.0, 32.0, 31.0, 29.0] * 3
    assert judged(values).signals
    told = judged(values, (20,))
    assert told.signals == ()
    assert told.limits and told.limits.lower > 20
