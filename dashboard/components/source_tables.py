"""The datapackage as tables: fates of rows, reasons, what each source is for, and which figure it feeds."""

from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.footnotes import Footnotes, text
from dashboard.components.table import Cell, Column, table
from dashboard.content import label, reason, say
from dashboard.metrics.metric import CAVEATS, METRICS
from dashboard.reference import Reference

Source = dict[str, Any]
FATES = ("accepted", "rejected", "duplicates", "superseded")


def difference(source: Source) -> int:
    """Zero where every row that was read ended in exactly one place."""
    return source["read"] - sum(source[key] for key in FATES)


def fates(package: dict[str, Any], notes: Footnotes) -> html.Div:
    columns = [Column(say("quality.source")), Column(say("quality.extract"))]
    columns += [Column(say(f"quality.{key}"), number=True) for key in ("read", *FATES)] + [
        Column(say("quality.check"))
    ]
    rows = [_fate(source, notes, package["extracted_on"]) for source in package["sources"]]
    sums = {key: sum(source[key] for source in package["sources"]) for key in ("read", *FATES)}
    total = [
        say("complaints.total"),
        "",
        *[write.number(count) for count in sums.values()],
        _verdict(difference(sums)),
    ]
    return table(say("quality.table_caption", snapshot=package["snapshot"]), columns, rows, total)


def extract_day(source: Source, newest: str) -> str:
    """A log's name holds no extract date, so it counts as of the snapshot's own day."""
    return min(source["extracted_on"], newest)


def _fate(source: Source, notes: Footnotes, newest: str) -> list[Any]:
    marks = notes.marks([("caveat", key) for key in source["caveats"] if key in CAVEATS])
    extract = (
        Cell(say("quality.not_delivered"), kind="absent")
        if source["absent"]
        else write.day(extract_day(source, newest))
    )
    return [
        [source["title"], marks],
        extract,
        *[write.number(source[key]) for key in ("read", *FATES)],
        _verdict(difference(source)),
    ]


def _verdict(missing: int) -> str:
    return say("quality.check_no", difference=write.number(missing)) if missing else say("quality.check_yes")


def reasons(sources: list[Source]) -> Any:
    """Why rows were rejected, all sources together; each source's own list stands with the source."""
    counts: dict[str, int] = {}
    where: dict[str, list[str]] = {}
    for source in sources:
        for entry in source["reasons"]:
            counts[entry["reason"]] = counts.get(entry["reason"], 0) + entry["count"]
            where.setdefault(entry["reason"], []).append(source["title"])
    if not counts:
        return html.P(say("quality.no_reasons"))
    columns = [Column(say("quality.reason")), Column(say("quality.count"), number=True)]
    columns += [Column(say("quality.from_sources"), number=True), Column(say("quality.remedy"))]
    rows = [
        [reason(key)[0], write.number(counts[key]), write.number(len(set(where[key]))), reason(key)[1]]
        for key in sorted(counts, key=lambda key: -counts[key])
    ]
    return table(say("quality.reasons_caption"), columns, rows)


def _own_reasons(source: Source) -> Any:
    if not source["reasons"]:
        return say("quality.no_reasons")
    columns = [Column(say(f"quality.{key}"), number=key == "count") for key in ("column", "reason", "count")]
    rows = [
        [
            entry.get("column") or say("quality.whole_record"),
            reason(entry["reason"])[0],
            write.number(entry["count"]),
        ]
        for entry in source["reasons"]
    ]
    return table(say("quality.reasons_caption"), columns, rows, stacked=False, caption_shown=False)


def about(sources: list[Source]) -> html.Div:
    return html.Div([_one(source) for source in sources], className="sources")


def _one(source: Source) -> html.Details:
    said: list[tuple[str, Any]] = [
        ("departments", write.listed(source["department"])),
        ("feeds", write.listed([label("fact", fact) for fact in source["feeds"]])),
        ("contact", source["contact"]),
        ("purpose", label("purpose", source["purpose"])),
        ("legal_basis", label("source_legal_basis", source["legal_basis"])),
        ("decided", _day(source["decided_in_med"])),
        ("informed", _day(source["staff_informed"])),
        ("keep", label("keep", source["keep"])),
        (
            "caveats",
            html.Ul([html.Li(text(("caveat", key))) for key in source["caveats"]], className="plain"),
        ),
        ("rejected", _own_reasons(source)),
        ("files", html.Ul([html.Li(_file(file)) for file in source["files"]], className="plain")),
    ]
    pairs = [
        part for key, value in said if value for part in (html.Dt(say(f"quality.{key}")), html.Dd(value))
    ]
    return html.Details([html.Summary(source["title"]), html.Dl(pairs, className="defs")], className="panel")


def _day(value: str) -> str:
    """A public log has neither been decided on nor announced."""
    return write.day(value) if value else ""


def _file(file: dict[str, Any]) -> list[Any]:
    said = {"name": file["name"], "read": write.number(file["read"]), "day": write.day(file["extracted_on"])}
    if file.get("rejected") is None:
        named = say("quality.file", **said)
    else:
        named = say("quality.file_rejected", rejected=write.number(file["rejected"]), **said)
    return [named, html.Br(), html.Code(file["sha256"][:16], title=file["sha256"], className="quiet")]


def feeding(package: dict[str, Any]) -> html.Div:
    """From source to figure: every metric names its facts, every source the facts it feeds."""
    columns = [Column(say(f"quality.{key}")) for key in ("metric", "fact", "from_sources")]
    rows = []
    for metric in METRICS.values():
        facts = list(dict.fromkeys(metric.facts))
        feeding_it = [source["title"] for source in package["sources"] if set(facts) & set(source["feeds"])]
        rows.append(
            [
                metric.title,
                write.listed([label("fact", fact) for fact in facts]),
                " · ".join(feeding_it) or say("absent.missing"),
            ]
        )
    return table(say("quality.facts_caption"), columns, rows)


def coverage(package: dict[str, Any], known: Reference) -> html.Div:
    columns = [Column(say(f"quality.{key}")) for key in ("department", "fact", "first_day", "last_day")]
    rows = [
        [
            known.name("department", span["department"]),
            label("fact", span["fact"]),
            write.day(span["from"]),
            write.day(span["to"]),
        ]
        for span in package["coverage"]
    ]
    return table(say("quality.coverage_caption"), columns, rows)
