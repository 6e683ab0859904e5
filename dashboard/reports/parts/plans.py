"""What others decided or counted: the action plan of section 79 b, and somebody else's figure beside ours."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dashboard.content import format as write
from dashboard.content import label, say
from dashboard.metrics.counterparts import CAUSES, Bridge, bridges
from dashboard.metrics.metric import METRICS
from dashboard.reports.asking import Asking
from dashboard.reports.result import Block, Cell, Column, Label, Sentences, Table

PLAN = Path(__file__).parents[2] / "content/action_plan.toml"


def action_plan(asking: Asking, year: int = 0) -> Iterator[Block]:
    """The plan of the period's year, or so many years before; an invented one only beside invented figures."""
    said = tomllib.loads(PLAN.read_text("utf-8"))
    wanted = asking.filters.period.start.year - year
    is_shown = not said["invented"] or asking.warehouse.package["synthetic"]
    plan = next((one for one in said.get("plan", []) if one["year"] == wanted and is_shown), None)
    if plan is None:
        slots = {"year": Label(str(wanted))}
        yield Sentences(say("action_plan.none", year="{year}"), slots)
        yield Sentences(
            say("reports.blank", text="{text}"), {"text": Label(say("reports.judge_plan"))}, "blank"
        )
        return
    needed = say("action_plan.needed" if plan["needed"] else "action_plan.not_needed")
    by = say("action_plan.decided", by=plan["decided_by"], day=write.day_in_text(plan["decided_on"]))
    yield Sentences(
        "{needed}. {by} {text}", {"needed": Label(needed), "by": Label(by), "text": Label(plan["text"])}
    )
    if said["invented"]:
        yield Sentences(say("action_plan.invented"))
    if plan.get("step"):
        yield _steps(plan)


def _steps(plan: Mapping[str, Any]) -> Table:
    columns = tuple(Column(say(f"action_plan.{key}")) for key in ("work", "cause", "owner", "follow_up"))
    rows = tuple(
        (
            Label(step["work"]), Label(label("cause", step["cause"])), Label(step["owner"]),
            Label(write.day(step["follow_up"])),
        )
        for step in plan["step"]
    )  # fmt: skip
    return Table(say("action_plan.steps", year=plan["year"]), plan["decided_by"], columns, rows)


def counterparts(asking: Asking, title: str) -> Iterator[Block]:
    """A count that others made of the period, ours, and what each cause adds on the way from one to the other."""
    found = bridges(asking.filters, asking.warehouse, asking.scope)
    if not found:
        yield Sentences(say("reconciliation.others_none"))
        return
    heads = [say("reports.figure"), say("reconciliation.ours"), say("reconciliation.theirs")]
    causes = [cause for cause in CAUSES if any(cause in one.by_cause for one in found)]
    heads += [_cause(cause) for cause in causes] + [
        say("reconciliation.unexplained"),
        say("reconciliation.how"),
    ]
    columns = tuple(Column(head, 0 < place < len(heads) - 1) for place, head in enumerate(heads))
    subtitle = write.period(asking.filters.period.text)
    yield Table(title, subtitle, columns, tuple(_bridge(asking, one, causes) for one in found))


def _cause(cause: str) -> str:
    return say(f"reconciliation.cause_{cause}")


def _bridge(asking: Asking, one: Bridge, causes: list[str]) -> tuple[Cell, ...]:
    of = one.counterpart
    ours = asking.figure(one.ours, asking.within({"department": of.department}))
    name = asking.name("department", of.department)
    head = say("reports.focus_title", title=METRICS[of.metric].title, place=name)
    place = {"place": name}
    cells: list[Cell] = [Label(head), ours, asking.count("counted_by_others", one.theirs, **place)]
    for cause in causes:
        known = cause in one.by_cause
        cells.append(
            asking.count("cause_of_difference", one.by_cause[cause], **place) if known else Label("0")
        )
    unexplained = asking.count("unexplained_difference", one.unexplained, **place)
    return (*cells, unexplained, Label(of.note or say("reconciliation.how_same")))
