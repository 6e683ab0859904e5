"""Running text: sentences with figures in them, places for judgement, and a department's own remarks."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Formatter

from dashboard.content import format as write
from dashboard.content import label, say
from dashboard.metrics.metric import METRICS
from dashboard.metrics.usage import unknown
from dashboard.reports.asking import Asking
from dashboard.reports.result import Block, Cell, Label, Sentences

FILE = Path(__file__).parents[2] / "content/remarks.toml"
BEFORE = "before"


def text(
    asking: Asking, text: str, kind: str = "plain", where: dict[str, object] | None = None
) -> Iterator[Block]:
    """{complaints_received} is that metric for the report's filters; {…@SOF} of a department, {…@before} a year ago."""
    yield sentences(asking, text, kind, where)


def points(
    asking: Asking, texts: Sequence[str], kind: str = "point", where: dict[str, object] | None = None
) -> Iterator[Block]:
    for one in texts:
        yield sentences(asking, one, kind, where)


def sentences(
    asking: Asking, text: str, kind: str = "plain", where: dict[str, object] | None = None
) -> Sentences:
    slots = {name: _slot(asking, name, where or {}) for _, name, _, _ in Formatter().parse(text) if name}
    return Sentences(text, slots, kind)


def _slot(asking: Asking, name: str, where: dict[str, object]) -> Cell:
    told = labels(asking)
    if name in told:
        return Label(told[name])
    metric, _, of = name.partition("@")
    if metric not in METRICS:
        raise unknown("slot in a report's text", metric, [*told, *METRICS])
    filters = asking.within(where | ({"department": of} if of not in ("", BEFORE) else {}))
    return asking.one(metric, asking.before(filters) if of == BEFORE else filters)


def labels(asking: Asking) -> dict[str, str]:
    """Words that every text and title may use."""
    place, _ = asking.scope_in_words(asking.filters, {})
    return {
        "period": write.period(asking.filters.period.text),
        "period_before": write.period(asking.before().period.text),
        "place": place,
        "extracted_on": write.day_in_text(asking.extracted_on),
        "snapshot": asking.warehouse.snapshot,
        "process": asking.reference.name("process", asking.process) if asking.process else "",
    }


def blank(asking: Asking, text: str) -> Iterator[Block]:
    """Left for whoever judges: a report does not."""
    yield Sentences(say("reports.blank", text="{text}"), {"text": Label(text)}, "blank")


def remark(asking: Asking, about: str) -> Iterator[Block]:
    """What the department itself says under a figure: a reviewed file with role and date, never a person's name."""
    department = dict(asking.filters.where).get("department", "")
    wanted = (department, asking.filters.period.text, about)
    kept = tomllib.loads(FILE.read_text("utf-8"))
    is_shown = not kept["invented"] or asking.warehouse.package["synthetic"]
    for one in kept["remark"] if is_shown else ():
        if (one["department"], one["period"], one["about"]) == wanted:
            approved = write.day_in_text(one["approved_on"])
            slots = {"text": Label(one["text"]), "role": Label(one["role"]), "day": Label(approved)}
            yield Sentences(say("reports.remark", text="{text}", role="{role}", day="{day}"), slots, "remark")
            return
    name = Label(asking.name("department", department) if department else label("dimension", "department"))
    yield Sentences(say("reports.no_remark", name="{name}"), {"name": name}, "remark")
