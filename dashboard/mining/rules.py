"""What should hold in a process: reviewed rules in Declare templates, checked when they are read.

Source of the templates: Pesic, Schonenberg & van der Aalst, "DECLARE" (EDOC 2007), with time limits.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from dashboard.metrics.usage import UsageError, unknown

FILE = Path(__file__).parents[1] / "reference" / "rules.toml"
ONE, TWO = ("starts_with", "exists", "at_most_once"), ("response", "precedence", "chain_response", "not_both")
TEMPLATES = (*ONE, *TWO)
TIMED = ("response", "precedence", "chain_response")
CLOCKS = ("days", "working_days")
NEEDED = ("key", "template", "first", "law", "reason", "owner", "reviewed")
ALLOWED = (*NEEDED, "then", "within", "clock", "results", "late", "processes")


@dataclass(frozen=True)
class Rule:
    """`within` in days of the clock; no `processes`: every one that has the activities; `late`: only past deadline."""

    key: str
    template: str
    first: str
    then: str
    within: int | None
    clock: str
    results: tuple[str, ...]
    late: bool
    processes: tuple[str, ...]
    law: str
    reason: str
    owner: str
    reviewed: date

    def is_about(self, process: str, activities: Mapping[str, int] | set[str]) -> bool:
        """A process without the activity that sets the rule off has nothing to say of it."""
        starts = self.then if self.template == "precedence" else self.first
        is_known = self.late or self.template == "exists" or starts in activities
        return is_known and (not self.processes or process in self.processes)


@cache
def rules(file: Path = FILE) -> tuple[Rule, ...]:
    """Raises UsageError that names the rule and what is wrong with it."""
    try:
        entries = tomllib.loads(file.read_text("utf-8")).get("rule", [])
    except tomllib.TOMLDecodeError as wrong:
        raise UsageError(f"{file.name} cannot be read as TOML: {wrong}. Mend the file.") from None
    found = tuple(_rule(entry, f"{file.name}, rule {place}") for place, entry in enumerate(entries, start=1))
    keys = [one.key for one in found]
    for key in keys:
        if keys.count(key) > 1:
            raise UsageError(f"{file.name}: two rules are called '{key}'. Give one of them another key.")
    return found


def _rule(entry: Mapping[str, Any], where: str) -> Rule:
    for name in entry:
        if name not in ALLOWED:
            raise unknown(f"key in {where}:", name, ALLOWED)
    for name in NEEDED:
        if not str(entry.get(name, "")).strip():
            raise UsageError(f"{where} ({entry.get('key', 'without key')}) has no {name}. Add it.")
    where = f"{where} ({entry['key']})"
    template, clock = str(entry["template"]), str(entry.get("clock", "days"))
    if template not in TEMPLATES:
        raise unknown(f"template of {where}:", template, TEMPLATES)
    if clock not in CLOCKS:
        raise unknown(f"clock of {where}:", clock, CLOCKS)
    _check(entry, template, where)
    return Rule(
        entry["key"], template, entry["first"], entry.get("then", ""), entry.get("within"), clock,
        tuple(entry.get("results", ())), bool(entry.get("late", False)), tuple(entry.get("processes", ())),
        entry["law"], entry["reason"], entry["owner"], entry["reviewed"],
    )  # fmt: skip


def _check(entry: Mapping[str, Any], template: str, where: str) -> None:
    has_two, within = bool(entry.get("then")), entry.get("within")
    if has_two != (template in TWO):
        wants = "both first and then" if template in TWO else "first alone"
        raise UsageError(f"{where}: {template} takes {wants}.")
    if within is not None and (template not in TIMED or type(within) is not int or within < 0):
        raise UsageError(
            f"{where}: within = {within!r}. It is a whole number of days, of {', '.join(TIMED)} only."
        )
    if type(entry["reviewed"]) is not date:
        raise UsageError(f"{where}: reviewed = '{entry['reviewed']}' is no day. Write it as 2026-09-01.")
