"""One centre on one sheet, for a talk: complaints, waiting and what audits find in the same areas.

Side by side, never one as the cause of the other: the words say "together" and end with questions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard.components import format as write
from dashboard.components.footnotes import Footnotes, keys_of, shared_caveats
from dashboard.components.own_choice import own_choice
from dashboard.components.pivot_cells import quiet_cell
from dashboard.components.table import Cell, Column, table
from dashboard.content import label, say
from dashboard.metrics.evaluate import Answer
from dashboard.metrics.metric import METRICS

# An audit's remark and the complaint point about the same thing.
TOPICS = {
    "guidance": "F04",
    "hearing": "F05",
    "information_basis": "F06",
    "reasons": "F09",
    "documentation": "F12",
    "deadline": "F01",
}
COMPLAINTS, AUDITS = ("complaints_formal", "complaints_material"), "audits_without_remark"
WAITING = "days_to_decision"


@dataclass(frozen=True)
class Sheet:
    """A centre's answers: by service area, by topic, and of the whole centre."""

    title: str
    areas: Mapping[str, str]  # code and name
    by_area: Mapping[str, Sequence[Answer]]
    whole: Mapping[str, Answer]
    points: Mapping[str, Answer]
    remarks: Mapping[str, Answer]
    source: str
    link: str


def centre_chooser(groups: Sequence[Mapping[str, Any]], chosen: str) -> dmc.Select:
    return dmc.Select(
        id=own_choice("sheet", chosen),
        label=say("dialogue.choose"),
        data=list(groups),
        value=chosen or None,
        placeholder=say("dialogue.placeholder"),
        searchable=True,
        clearable=True,
        nothingFoundMessage=say("filter.nothing_found"),
        clearButtonProps={"aria-label": say("filter.clear")},
        className="chooser",
        comboboxProps={"withinPortal": True, "shadow": "none"},
    )


def sheet_panel(sheet: Sheet, notes: Footnotes) -> html.Article:
    together = [html.Li(line) for line in together_of(sheet)] or [html.Li(say("dialogue.none_together"))]
    questions = [html.Li(say(f"dialogue.question_{n}")) for n in (1, 2, 3)]
    parts = [
        html.H3(sheet.title),
        html.P(summary(sheet), className="lead"),
        html.Div([_areas(sheet, notes), _topics(sheet, notes)], className="sheet-pair"),
        html.Div(
            [
                html.Div([html.H4(say("dialogue.together")), html.Ul(together), html.P(say("dialogue.why"))]),
                html.Div([html.H4(say("dialogue.questions")), html.Ol(questions)]),
            ],
            className="sheet-pair sheet-talk",
        ),
        html.P(sheet.source, className="source"),
        html.Div(
            html.A(say("chart.link"), href=sheet.link, title=say("chart.link_title")), className="tools"
        ),
    ]
    return html.Article(parts, className="panel chart-like sheet", id="sheet")


def summary(sheet: Sheet) -> str:
    """The whole centre in two sentences; the two kinds of complaint are told apart."""
    formal, material, audits = (sheet.whole[name] for name in (*COMPLAINTS, AUDITS))
    said = []
    if formal.value is not None and material.value is not None:
        numbers = {"formal": write.number(formal.value), "material": write.number(material.value)}
        said.append(say("dialogue.complaints", **numbers))
    if audits.value is not None and audits.denominator:
        share = write.number(audits.value * 100)
        said.append(say("dialogue.audits", n=write.number(audits.denominator), share=share))
    else:
        said.append(say("dialogue.audits_withheld" if audits.withheld else "dialogue.audits_few"))
    return " ".join(said)


def _areas(sheet: Sheet, notes: Footnotes) -> html.Div:
    found = {
        name: {answer.group["service_area"]: answer for answer in answers}
        for name, answers in sheet.by_area.items()
    }
    shared = {name: shared_caveats(answers) for name, answers in sheet.by_area.items()}
    columns = [Column(label("dimension", "service_area"))]
    for name in (*COMPLAINTS, WAITING, AUDITS):
        marks = notes.marks([("caveat", key) for key in shared[name]])
        if name == AUDITS:
            columns.append(Column(say("dialogue.audited"), number=True))
        columns.append(Column(METRICS[name].title, True, marks, f"#about-{name}"))
    rows: list[list[Any]] = []
    for code, name in sheet.areas.items():
        answers = {key: of.get(code) for key, of in found.items()}
        rows.append([name, *_cells(answers, shared, notes)])
    total = [say("complaints.total"), *_cells(sheet.whole, shared, notes)]
    return html.Div(table(say("dialogue.by_area"), columns, rows, total))


def _cells(
    answers: Mapping[str, Answer | None], shared: Mapping[str, list[str]], notes: Footnotes
) -> list[Cell]:
    cells = [_count(answers[name], shared[name], notes) for name in COMPLAINTS]
    waiting = answers[WAITING]
    missing = Cell(say("absent.missing"), kind="absent")
    cells.append(missing if waiting is None else _count(waiting, shared[WAITING], notes))
    audits = answers[AUDITS]
    cells.append(denominator_cell(audits, notes))
    if audits is None or audits.withheld or not audits.denominator:
        return [
            *cells,
            Cell(
                say("absent.withheld" if audits and audits.withheld else "absent.impossible"), kind="absent"
            ),
        ]
    return [*cells, _share(audits, shared[AUDITS], notes)]


def _count(answer: Answer | None, shared: Sequence[str], notes: Footnotes) -> Cell:
    """An area that a counted centre has and that is no row of its complaints has had none."""
    return Cell("0") if answer is None else quiet_cell(answer, "", notes, shared)


def _share(answer: Answer, shared: Sequence[str], notes: Footnotes) -> Cell:
    if answer.value is None:
        return Cell(say("dialogue.few"), notes.marks(keys_of(answer, shared)), "absent")
    return Cell(write.percent(answer.value, 0), notes.marks(keys_of(answer, shared)))


def denominator_cell(answer: Answer | None, notes: Footnotes) -> Cell:
    """How many were audited; with a remark as the group, how many had it."""
    if answer is None:
        return Cell("0")
    if answer.withheld:
        return Cell(say("absent.withheld"), notes.marks(keys_of(answer)), "absent")
    if answer.denominator is None:
        return Cell(say("absent.missing"), kind="absent")
    return Cell(write.number(answer.denominator))


def _topics(sheet: Sheet, notes: Footnotes) -> html.Div:
    columns = [
        Column(say("dialogue.topic")),
        Column(say("dialogue.in_complaints"), True, href="#about-complaint_points"),
        Column(say("dialogue.in_audits"), True, href=f"#about-{AUDITS}"),
    ]
    rows: list[list[Any]] = [
        [
            label("remark", remark),
            _count(
                sheet.points.get(point), sheet.points[point].caveats if point in sheet.points else (), notes
            ),
            denominator_cell(sheet.remarks.get(remark), notes)
            if sheet.remarks
            else Cell(say("absent.missing"), kind="absent"),
        ]
        for remark, point in TOPICS.items()
    ]
    return html.Div(table(say("dialogue.by_topic"), columns, rows))


def together_of(sheet: Sheet) -> list[str]:
    """Topics found both by citizens and by audits, in the order of the table."""
    said = []
    for remark, point in TOPICS.items():
        complained, audited = sheet.points.get(point), sheet.remarks.get(remark)
        if complained and audited and complained.value and audited.denominator:
            numbers = {"points": write.number(complained.value), "audits": write.number(audited.denominator)}
            said.append(say("dialogue.both", topic=label("remark", remark), **numbers))
    return said
