"""How far candidates have come, from a reviewed file, and what came of those that are carried out."""

from collections.abc import Mapping

from dash import html

from dashboard.components import candidate_words as word
from dashboard.components import format as write
from dashboard.components.table import Cell, Column, table
from dashboard.content import say
from dashboard.mining.assumptions import STAGES, Life
from dashboard.mining.measured import Measured


def life_table(
    lives: Mapping[str, Life], after: Mapping[str, Measured | None], names: Mapping[str, str]
) -> html.Div:
    stages = [Column(say(f"simplification.{stage}")) for stage in STAGES]
    columns = [Column(say("simplification.process")), *stages, Column(say("simplification.measured"))]
    rows = [
        [
            names.get(process, process),
            *(_stage(life, stage) for stage in STAGES),
            _after(life, after.get(process)),
        ]
        for process, life in lives.items()
    ]
    return table(say("simplification.lives_caption"), columns, rows)


def _stage(life: Life, stage: str) -> str:
    day = life.days.get(stage)
    if not day:
        return ""
    if stage == "decided" and life.by:
        return say("simplification.decided_by", day=write.day(day), by=life.by)
    return write.day(day)


def _after(life: Life, found: Measured | None) -> str | Cell:
    if "carried_out" not in life.days:
        return ""
    return measured_text(found)


def measured_text(found: Measured | None) -> str:
    if found is None:
        return say("simplification.measured_few")
    counts = {
        "cases_before": write.number(found.cases_before),
        "cases_after": write.number(found.cases_after),
    }
    days = {"before": write.number(found.before), "after": write.number(found.after)}
    difference = write.number(found.difference.value)
    return say(
        "simplification.measured_text",
        difference=difference,
        **word.limits(found.difference),
        **days,
        **counts,
    )


def life_line(life: Life | None, found: Measured | None) -> str:
    """The same on a sheet, in one line."""
    if life is None:
        return say("simplification.follow_none")
    stages = [
        f"{say(f'simplification.{stage}')} {write.day(day)}" for stage, day in life.days.items()
    ]  # fmt: skip
    if "carried_out" in life.days:
        stages.append(f"{say('simplification.measured').lower()}: {measured_text(found)}")
    return ", ".join(stages) + "."
