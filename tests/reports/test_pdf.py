"""What pypdf can see of PDF/UA-1 and PDF/A-2a: language, title, tags, alternative texts, headers and the claims."""

import io
from typing import Any

from pypdf import PdfReader, PdfWriter

from tests.reports.conftest import Made
from tests.reports.validator import findings


def test_the_pdf_is_tagged_and_speaks_danish(made: Made) -> None:
    report, files = made("okonomiudvalget")
    [data] = [data for path, data in files.items() if path.endswith(".pdf")]
    reader = PdfReader(io.BytesIO(data))
    root: Any = reader.trailer["/Root"]
    assert str(root["/Lang"]).startswith("da") and root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata and str(reader.metadata.title).startswith(report.title)
    claims = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1<" in claims and "<pdfaid:part>2<" in claims and "<pdfaid:conformance>A<" in claims
    assert len(reader.outline) > 8
    tags: dict[str, list[Any]] = {}
    _walk(root["/StructTreeRoot"], tags)
    assert len(tags["/Table"]) == len(report.tables) and {"/H1", "/TH", "/TD", "/TR"} <= tags.keys()
    scopes = [scope for each in tags["/TH"] for scope in _scopes(each)]
    assert len(scopes) == len(tags["/TH"]) and set(scopes) <= {"/Column", "/Row"}
    told = {str(each["/Alt"]) for each in tags["/Figure"] if "/Alt" in each}
    assert {chart.alt for chart in report.charts} <= told


def test_the_validator_finds_a_pdf_without_tags(made: Made) -> None:
    _, files = made("okonomiudvalget")
    [data] = [data for path, data in files.items() if path.endswith(".pdf")]
    bare, writer = io.BytesIO(), PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    del writer.root_object["/StructTreeRoot"]
    writer.write(bare)
    assert findings(data) == []
    assert {each.split("-")[0] for each in findings(bare.getvalue())} == {"PDFUA1", "PDFA2A"}


def _scopes(head: Any) -> list[str]:
    attributes = head.get("/A", [])
    each = attributes if isinstance(attributes, list) else [attributes]
    return [str(one.get_object()["/Scope"]) for one in each if "/Scope" in one.get_object()]


def _walk(node: Any, tags: dict[str, list[Any]]) -> None:
    if isinstance(node, list):
        for each in node:
            _walk(each.get_object() if hasattr(each, "get_object") else each, tags)
    elif isinstance(node, dict):
        if "/S" in node:
            tags.setdefault(str(node["/S"]), []).append(node)
        if "/K" in node:
            _walk(node["/K"], tags)
