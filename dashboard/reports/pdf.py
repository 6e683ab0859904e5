"""A report as PDF/UA-1 and PDF/A-2a: typst with the fonts it carries itself, a fixed date, no network, no browser."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import typst

from dashboard.reports.marks import Keys, keys_of, numbered, numbers, other, shared, table_marks
from dashboard.reports.result import (
    Block,
    Cell,
    Chart,
    Figure,
    Report,
    Sentences,
    Table,
    figures_of,
    shown,
)
from dashboard.reports.scale import apart, axis_of, tick_text
from dashboard.reports.widths import column_widths, unbroken

FOLDER = Path(__file__).parent / "typst"
STANDARDS: "list[typst.PDFStandard]" = ["ua-1", "a-2a"]


def pdf(report: Report) -> bytes:
    """The same bytes for the same report: the date is that of the extract, and fonts are typst's own."""
    return _only(
        typst.compile(
            FOLDER / "report.typ",
            root=FOLDER,
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(drawn(report), ensure_ascii=False)},
            pdf_standards=STANDARDS,
            timestamp=_day(report),
        )
    )


def png(report: Report, chart: Chart) -> bytes:
    """One chart as a picture, for Word, which draws no vectors that we could make the same each time."""
    data = drawn_chart(chart, report)
    return _only(typst.compile(
        FOLDER / "picture.typ", root=FOLDER, font_paths=_fonts(), format="png", ppi=200,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, timestamp=_day(report),
    ))  # fmt: skip


def _only(made: object) -> bytes:
    """typst gives a list where a format makes a file a page; ours make one file."""
    if not isinstance(made, bytes):
        raise TypeError(f"typst made {type(made).__name__}, not one file")
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


def _day(report: Report) -> datetime:
    return datetime.fromisoformat(report.extracted_on).replace(tzinfo=UTC)


def drawn(report: Report) -> dict[str, Any]:
    """The report as the template reads it: text, marks and places; nothing is counted there."""
    day = _day(report)
    return {
        "brief": report.brief,
        "title": report.title,
        "subtitle": report.subtitle,
        "cover": report.cover,
        "period": report.period_text,
        "snapshot": report.snapshot,
        "warning": report.warning,
        "date": [day.year, day.month, day.day],
        "facts": report.facts,
        "words": dict(report.words),
        "sections": [
            {"title": each.title, "level": each.level, "blocks": [_block(one, report) for one in each.blocks]}
            for each in report.sections
        ],
    }


def _block(block: Block, report: Report) -> dict[str, Any]:
    if isinstance(block, Sentences):
        return {"kind": "text", "style": block.kind, "runs": _runs(block, report), **_notes(block, report)}
    if isinstance(block, Table):
        return {"kind": "table", **_table(block, report), **_notes(block, report)}
    return {"kind": "chart", **drawn_chart(block, report), **_notes(block, report)}


def _notes(block: Block, report: Report) -> dict[str, Any]:
    """What all figures share is named with its number; what only some have is said in full beside its mark."""
    known = numbers(report)
    common = sorted(shared(block), key=known.__getitem__)
    marked = table_marks(block).marked if isinstance(block, Table) else other(block)
    if isinstance(block, Sentences):  # their marks are explained at the back, where all are
        common, marked = [], frozenset()
    return {
        "common": [[known[key], report.notes[key].title] for key in common],
        "notes": [
            [number, text] for number, text in sorted((known[key], report.notes[key].text) for key in marked)
        ],
        "own": list(block.notes) if isinstance(block, Table) else [],
    }


def _runs(block: Sentences, report: Report) -> list[dict[str, Any]]:
    """The sentence cut at its slots, so that each figure keeps its marks."""
    runs: list[dict[str, Any]] = []
    for before, name, _, _ in Formatter().parse(block.text):
        runs += [{"text": before, "marks": []}] if before else []
        if name:
            cell = block.slots[name]
            runs.append(_cell(cell, keys_of(cell), report))
    return runs


def _cell(cell: Cell, keys: Keys, report: Report) -> dict[str, Any]:
    return {"text": shown(cell), "marks": numbered(keys, report)}


def _kept(cell: Cell, keys: Keys, report: Report) -> dict[str, Any]:
    """In a table, where room is scarce: an interval is not broken."""
    made = _cell(cell, keys, report)
    return made | {"text": unbroken(made["text"])} if isinstance(cell, Figure) else made


def _table(table: Table, report: Report) -> dict[str, Any]:
    marks = table_marks(table)
    none: Keys = frozenset()
    rows = [
        [
            _kept(
                cell,
                marks.cells.get((n, place), none) | (marks.rows.get(n, none) if place == 0 else none),
                report,
            )
            for place, cell in enumerate(cells)
        ]
        for n, cells in enumerate(table.all_rows)
    ]
    heads = [
        {"text": column.title, "marks": numbered(marks.columns.get(place, none), report)}
        for place, column in enumerate(table.columns)
    ]
    body = rows if table.total is None else rows[:-1]
    return {
        "title": table.title,
        "subtitle": table.subtitle,
        "columns": heads,
        "numbers": [column.number for column in table.columns],
        "widths": column_widths(
            table, [[(each["text"], len(each["marks"])) for each in row] for row in rows]
        ),
        "rows": body,
        "total": rows[-1] if table.total else [],
    }


def drawn_chart(chart: Chart, report: Report) -> dict[str, Any]:
    """Places between 0 and 1 along the axis, and every text that stands beside them."""
    axis = axis_of(chart)
    unit = figures_of(chart)[0].unit
    ends = [_end(series.points[-1].figure, axis) for series in chart.series]
    series = [
        {
            "name": one.name,
            "end": end,
            "points": [_point(point.label, point.figure, axis) for point in one.points],
        }
        for one, end in zip(chart.series, apart(ends, 0.09), strict=True)
    ]
    usual = chart.usual
    band = [] if usual is None else [axis.place(each) for each in (usual.low, usual.value, usual.high)]
    return {
        "draw": chart.kind, "title": chart.title, "subtitle": chart.subtitle, "alt": chart.alt, "series": series,
        "ticks": [[axis.place(tick), tick_text(tick, axis, unit)] for tick in axis.ticks], "band": band,
        "usual": "" if usual is None else f"{report.words['usual']} {usual.text}",
    }  # fmt: skip


def _end(figure: Figure, axis: Any) -> float:
    return axis.place(figure.value) or 0.0


def _point(label: str, figure: Figure, axis: Any) -> dict[str, Any]:
    return {
        "label": label,
        "text": figure.text,
        "at": axis.place(figure.value),
        "low": axis.place(figure.low),
        "high": axis.place(figure.high),
        "hollow": figure.status != "final",
    }
