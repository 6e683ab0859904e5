"""The registration guide and the code lists, as the sources' own files declare them."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.components import format as write
from dashboard.components.table import Column, table
from dashboard.content import label, say
from dashboard.metrics.metric import METRICS
from dashboard.reference import Reference

Source = dict[str, Any]
PROCESSES = ("process", "form")  # a form is named after the process it begins


def guide(sources: Sequence[Source]) -> html.Div | None:
    """One fold a source: which fields we read, as what, and which must be filled in."""
    told = sorted((source for source in sources if source.get("columns")), key=_by_title)
    if not told:
        return None
    return html.Div([_fields(source) for source in told], className="sources")


def _by_title(source: Source) -> str:
    return write.sort_key(source["title"])


def _fields(source: Source) -> html.Details:
    columns = [Column(say(f"glossary.{key}")) for key in ("field", "shared_name", "read_as", "required")]
    rows = [
        [
            html.Code(each["from"]),
            label("column", each["name"]),
            label("read_as", each["kind"]),
            say("glossary.must" if each.get("required") else "glossary.may"),
        ]
        for each in source["columns"]
    ]
    caption = say("glossary.guide_caption", n=len(rows), contact=source["contact"])
    return html.Details([html.Summary(source["title"]), table(caption, columns, rows)], className="panel")


def code_lists(sources: Sequence[Source], known: Reference) -> html.Div | None:
    """One fold a shared column: what each source's own codes mean, and with whom that is agreed."""
    columns: dict[str, list[Source]] = {}
    for source in sorted(sources, key=_by_title):
        for name, codes in source.get("codes", {}).items():
            if codes:
                columns.setdefault(name, []).append(source)
    if not columns:
        return None
    order = sorted(columns, key=lambda name: write.sort_key(label("column", name)))
    return html.Div([_codes(name, columns[name], known) for name in order], className="sources")


def _codes(column: str, sources: Sequence[Source], known: Reference) -> html.Details:
    found: dict[str, dict[str, list[str]]] = {}
    contacts = {source["title"]: source["contact"] for source in sources}
    for source in sources:
        for code in source["codes"][column]:
            shared = str(code["to"]).lower() if isinstance(code["to"], bool) else str(code["to"])
            found.setdefault(shared, {}).setdefault(source["title"], []).append(str(code["from"]))
    columns = [Column(say(f"glossary.{key}")) for key in ("shared_meaning", "local_code", "source", "agreed")]
    rows = [
        [meaning(column, shared, known), html.Code(", ".join(codes)), title, contacts[title]]
        for shared, of in found.items()
        for title, codes in of.items()
    ]
    name = label("column", column)
    head = html.Summary([name, html.Span(_size(len(found), len(sources)), className="quiet")])
    return html.Details([head, table(say("glossary.codes_of", name=name), columns, rows)], className="panel")


def _size(codes: int, sources: int) -> str:
    if sources == 1:
        return say("glossary.size_one", codes=codes)
    return say("glossary.size", codes=codes, sources=sources)


def meaning(column: str, code: str, known: Reference) -> str:
    """The Danish name of a shared code; one without a name is shown as it stands."""
    if column in PROCESSES:
        return known.name("process", code)
    if column == "metric" and code in METRICS:
        return METRICS[code].title
    if code in ("true", "false"):
        return label("yes_no", code)
    return label(column, code)
