"""The parts a report's TOML may list. Each takes what is asked with and its own keys, and gives blocks."""

from collections.abc import Callable, Iterable, Mapping
from inspect import signature
from typing import Any

from dashboard.metrics.usage import UsageError, unknown
from dashboard.reports.asking import Asking
from dashboard.reports.parts import (
    appendix,
    candidate,
    charts,
    findings,
    one_process,
    plans,
    processes,
    prose,
    quality,
    tables,
)
from dashboard.reports.result import Block

Part = Callable[..., Iterable[Block]]
PARTS: dict[str, Part] = {
    "text": prose.text,
    "points": prose.points,
    "blank": prose.blank,
    "remark": prose.remark,
    "metrics": tables.metrics_table,
    "collected": tables.collected,
    "breakdown": tables.breakdown,
    "months": charts.months,
    "bars": charts.bars,
    "intervals": charts.intervals,
    "changes": findings.changes,
    "duties": findings.duties,
    "targets": findings.targets,
    "focus": findings.focus,
    "action_plan": plans.action_plan,
    "counterparts": plans.counterparts,
    "processes": processes.processes_table,
    "steps": processes.steps_table,
    "candidates": candidate.candidates_table,
    "candidate": candidate.candidate,
    "waits": one_process.waits_table,
    "ways": one_process.ways_table,
    "rules": one_process.rules_table,
    "sources": quality.sources,
    "unanswered": quality.unanswered,
    "coverage": quality.coverage,
    "signs": appendix.signs,
    "definitions": appendix.definitions,
    "caveats": appendix.caveats,
    "withheld": appendix.withheld,
    "provenance": appendix.provenance,
}


def check_part(report: str, said: Mapping[str, Any]) -> None:
    """Raises UsageError for a part that does not exist, or that is told what it does not take."""
    kind = said.get("part", "")
    if kind not in PARTS:
        raise unknown(f"part in report '{report}'", kind, PARTS)
    taken = signature(PARTS[kind]).parameters
    given = set(said) - {"part"}
    for key in sorted(given - set(taken)):
        raise unknown(f"key of part '{kind}' in report '{report}'", key, list(taken)[1:])
    for name, one in list(taken.items())[1:]:
        if one.default is one.empty and name not in given:
            raise UsageError(
                f"part '{kind}' in report '{report}' lacks '{name}'. Add it to the report's TOML."
            )


def build_part(asking: Asking, said: Mapping[str, Any]) -> list[Block]:
    return list(PARTS[said["part"]](asking, **{key: value for key, value in said.items() if key != "part"}))
