"""A real municipal log against published results: the WABO receipt phase (see data/examples/README.md)."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from dashboard.__main__ import main as dashboard
from etl.__main__ import main as etl

EXAMPLES = os.environ.get("LEDELSE_EXAMPLES", "")
WHERE = ("", "event_logs", "data/event_logs")

pytestmark = pytest.mark.skipif(
    not EXAMPLES,
    reason="LEDELSE_EXAMPLES names no folder with receipt.xes.gz (its DOI stands in data/examples/README.md)",
)


def example(name: str) -> Path:
    found = [Path(EXAMPLES) / place / name for place in WHERE if (Path(EXAMPLES) / place / name).is_file()]
    assert found, f"LEDELSE_EXAMPLES holds no {name}"
    return found[0]


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(example("receipt.truth.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("file", ["receipt.xes.gz", "receipt.csv.gz"])
def test_the_log_equals_its_published_results(
    file: str, truth: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert etl(["log", str(example(file)), "--public", "--facts", str(tmp_path), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["sources"][0]["read"] == report["sources"][0]["accepted"] == 8577
    assert (
        dashboard(
            ["mine", "--process", "log", "--variants", "0", "--format", "json", "--facts", str(tmp_path)]
        )
        == 0
    )
    found = json.loads(capsys.readouterr().out)
    assert (found["cases"], found["events"]) == (truth["counts"]["cases"], truth["counts"]["events"])
    assert found["activities"] == truth["activity_counts"]
    assert found["start"] == truth["start_activities"] and found["end"] == truth["end_activities"]
    assert [e["count"] for e in found["edges"]] == sorted((e["count"] for e in found["edges"]), reverse=True)
    assert {(e["from"], e["to"]): e["count"] for e in found["edges"]} == {
        (a, b): n for a, b, n in truth["dfg"]
    }
    times = {(a, b): t for a, b, t in truth["performance_dfg"]}
    for edge in found["edges"]:
        expected = times[edge["from"], edge["to"]]
        assert edge["median_s"] == pytest.approx(expected["median"], abs=0.001)
        assert edge["mean_s"] == pytest.approx(expected["mean"], abs=0.001)
    assert found["variant_count"] == truth["counts"]["variants"]
    assert {tuple(v["activities"]): v["count"] for v in found["variants"]} == {
        tuple(a): n for a, n in truth["variants"]
    }
    assert found["rework"] == {
        "cases": truth["cases_with_rework"], "events": truth["rework_events"], "self_loops": truth["self_loops"]
    }  # fmt: skip
    between = truth["organisation"]["handover_directly_follows"]
    assert found["handovers"] == sum(count for one, other, count in between if one != other)
    for name in ("median", "mean", "p95"):
        assert found["case_duration_s"][name] == pytest.approx(truth["case_duration"][name], abs=0.001)
