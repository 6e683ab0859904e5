"""A report's plan: the TOML in content/reports that lists its parts in order. A new report needs no Python."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dashboard.metrics.usage import UsageError, unknown
from dashboard.reports.parts import check_part
from dashboard.reports.result import FORMATS

FOLDER = Path(__file__).parents[1] / "content/reports"


@dataclass(frozen=True)
class Planned:
    """A heading and the parts under it, as the TOML says them."""

    title: str
    level: int
    parts: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Plan:
    """`needs` are the dimensions that must be chosen; `facts` stand on the cover, name and text; `listed` is its name
    in the list of reports; `page` is the key of the page that has a button for it;
    a `brief` one has no cover.
    """

    name: str
    title: str
    subtitle: str
    cover: str
    about: str
    listed: str
    formats: tuple[str, ...]
    needs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Planned, ...]
    page: str = ""
    brief: bool = False


def names() -> list[str]:
    return [file.stem for file in sorted(FOLDER.glob("*.toml"))]


@cache
def plans() -> Mapping[str, Plan]:
    """Every report by its name: those that stand by themselves first, then the pages as they stand (side_*)."""
    known = [load_plan(name) for name in names()]
    return {
        plan.name: plan for plan in sorted(known, key=lambda plan: (plan.name.startswith("side_"), plan.name))
    }


def report_of(page: str) -> str:
    """The report of a page, or none."""
    return next((plan.name for plan in plans().values() if page and plan.page == page), "")


def load_plan(name: str, folder: Path = FOLDER) -> Plan:
    """Raises UsageError for a report, a part or a key of a part that does not exist."""
    known = sorted(file.stem for file in folder.glob("*.toml"))
    if name not in known:
        raise unknown("report", name, known)
    try:
        said = tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))
        plan = _plan(name, said)
    except (tomllib.TOMLDecodeError, KeyError) as fault:
        raise UsageError(f"report '{name}': its TOML cannot be used ({fault}). Mend {name}.toml.") from None
    for section in plan.sections:
        for part in section.parts:
            check_part(name, part)
    for one in plan.formats:
        if one not in FORMATS:
            raise unknown(f"format of report '{name}'", one, FORMATS)
    return plan


def _plan(name: str, said: Mapping[str, Any]) -> Plan:
    return Plan(
        name=name,
        title=said["title"],
        subtitle=said["subtitle"],
        cover=said["cover"],
        about=said["about"],
        listed=said["listed"],
        formats=tuple(said["formats"]),
        needs=tuple(said.get("needs", ())),
        facts=tuple((key, str(value)) for key, value in said.get("facts", {}).items()),
        page=said.get("page", ""),
        brief=bool(said.get("brief", False)),
        sections=tuple(
            Planned(one["title"], one.get("level", 1), tuple(one.get("part", ()))) for one in said["section"]
        ),
    )
