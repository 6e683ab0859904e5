"""What the figures rest on: sources and rejected rows, who has not answered, and the days that are covered."""

from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.content import format as write
from dashboard.content import label, say
from dashboard.reports.asking import Asking
from dashboard.reports.result import Block, Cell, Column, Label, Sentences, Table

FATES = ("read", "accepted", "rejected", "duplicates", "superseded")


def sources(asking: Asking, title: str) -> Iterator[Block]:
    """Every source with what became of its rows; the sum is checked when a snapshot is made."""
    package = asking.warehouse.package
    counts = (Column(say(f"quality.{key}"), True) for key in FATES)
    columns = (Column(say("quality.source")), Column(say("quality.extract")), *counts)
    rows = [_fates(asking, source) for source in package["sources"]]
    if rows:
        yield Table(title, say("quality.table_caption", snapshot=package["snapshot"]), columns, tuple(rows))
    else:
        yield Sentences(say("quality.nothing"))


def _fates(asking: Asking, source: Mapping[str, Any]) -> tuple[Cell, ...]:
    absent = source.get("absent") or not source.get("extracted_on")
    extract = say("quality.not_delivered") if absent else write.day(source["extracted_on"])
    counts = (asking.count(f"rows_{key}", source[key]) for key in FATES)
    return Label(source["title"]), Label(extract), *counts


def unanswered(asking: Asking) -> Iterator[Block]:
    """Who was asked by hand and has not answered, and what was not delivered: missing is not nought."""
    gaps = []
    for source in asking.warehouse.package["sources"]:
        if source.get("absent"):
            gaps.append({"source": source["title"], "gap": say("quality.not_delivered")})
        periods: dict[str, list[str]] = {}
        for each in source.get("not_answered", ()):
            periods.setdefault(each["department"], []).append(each["period"])
        for department, missing in sorted(periods.items()):
            told = write.listed([write.period(each) for each in sorted(missing)])
            name = asking.name("department", department)
            gaps.append(
                {"source": source["title"], "gap": say("reports.not_answered", name=name, periods=told)}
            )
    if not gaps:
        yield Sentences(say("reports.all_answered"))
    for gap in gaps:
        slots = {name: Label(text) for name, text in gap.items()}
        yield Sentences(say("reports.gap", source="{source}", gap="{gap}"), slots, "point")


def coverage(asking: Asking, title: str) -> Iterator[Block]:
    """From which day to which each department's rows are counted from its systems."""
    heads = [say(f"quality.{key}") for key in ("department", "fact", "first_day", "last_day")]
    rows = tuple(
        (
            Label(asking.name("department", span["department"])), Label(label("fact", span["fact"])),
            Label(write.day(span["from"])), Label(write.day(span["to"])),
        )
        for span in asking.warehouse.package.get("coverage", ())
        if span["fact"] in ("cases", "complaints", "appeals") and span["department"]
    )  # fmt: skip
    if rows:
        yield Table(title, say("quality.coverage_caption"), tuple(map(Column, heads)), rows)
