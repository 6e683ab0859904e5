"""Cells of wide tables: what holds for all of them is said once in the head, so that the numbers stand alone."""

from collections.abc import Sequence
from dataclasses import replace

from dashboard.components.footnotes import Footnotes
from dashboard.components.table import Cell, answer_cell
from dashboard.metrics.evaluate import Answer

SAID_BY = "departments_missing"  # this caveat says what the method "partial" would say again


def plainly(answer: Answer, shared: Sequence[str]) -> Answer:
    """Without the method's own mark where the head already says that not all departments are in it."""
    is_said = answer.method == "partial" and SAID_BY in shared
    return replace(answer, method="counted") if is_said else answer


def quiet_cell(answer: Answer, unit: str, notes: Footnotes, shared: Sequence[str]) -> Cell:
    return answer_cell(plainly(answer, shared), unit, notes, shared)


def light(cell: Cell) -> Cell | str:
    """A number with nothing beside it is text: every element of a long table makes each click a little slower."""
    return cell if cell.marks or cell.kind else cell.said


def head_keys(answers: Sequence[Answer], shared: Sequence[str]) -> list[tuple[str, str]]:
    """The marks of a head: what holds for all, and what `..` means where it stands below."""
    keys: list[tuple[str, str]] = [("caveat", key) for key in shared]
    withheld = next((answer.withheld for answer in answers if answer.withheld), None)
    return [*keys, ("withheld", withheld)] if withheld else keys
