"""An edited Word file against its manifest."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from dashboard.content import say, words
from dashboard.metrics.usage import UsageError
from dashboard.reports.manifest import read_manifest
from dashboard.reports.result import Report
from dashboard.reports.word import BOOKMARK, word, written

NUMBER = re.compile(r"(?<![\w.,])[\u2212-]?\d+(?:\.\d{3})*(?:,\d+)?(?![\w])")


def checked(file: Path, manifest: Path | None) -> list[str]:
    """Lines that name each number which is no longer the manifest's, with the words around it."""
    report = read_manifest(manifest or beside(file)).report
    edited = _opened(file)
    known = dict(written(report))
    wrong = []
    for name, text, around in _bookmarked(edited):
        if name in known and text.strip() != known[name].text.strip():
            figure = known[name]
            wrong.append(
                f"'{text}' should be '{figure.text}' ({figure.title}, {figure.place}, {figure.period}): {around}"
            )
    wrong += _unknown(edited, report)
    return wrong


@cache
def not_counted() -> re.Pattern[str]:
    """Numbers that a writer adds without counting anything: days, years, the clock, sections of law, items."""
    months, before = "|".join(words("months")), say("reports.number_follows")
    return re.compile(
        rf"\b\d{{1,2}}\.\s?(?:{months})(?:\s\d{{4}})?|\b\d{{1,2}}\.\d{{1,2}}\.\d{{4}}|\b\d{{1,2}}\.\d{{2}}\b"
        rf"|\u00a7+\s?\d+\s?\w?|\b(?:{before})\.?\s?\d+|\b(?:19|20)\d{{2}}\b",
        re.IGNORECASE,
    )


def beside(file: Path) -> Path:
    """The manifest that was written with the Word file, which may have got an ending such as -rettet since."""
    found = [
        one
        for one in sorted(file.parent.glob("*.manifest.json"))
        if file.stem.startswith(one.name.split(".manifest")[0])
    ]
    if not found:
        raise UsageError(f"no manifest lies beside '{file}'. Give it with --manifest FILE.manifest.json.")
    return found[-1]


def _opened(file: Path) -> Any:
    try:
        return Document(str(file))
    except Exception:  # a zip, an XML or a file that is no Word file: the library raises many kinds
        raise UsageError(
            f"'{file}' cannot be read as a Word file. Give a .docx that report has written."
        ) from None


def _bookmarked(document: Any) -> Iterator[tuple[str, str, str]]:
    """Name of each bookmark of ours, the text inside it, and the paragraph it stands in."""
    for paragraph in document.element.body.iter(qn("w:p")):
        whole = _text(paragraph)
        for start in paragraph.iter(qn("w:bookmarkStart")):
            name = start.get(qn("w:name")) or ""
            if name.startswith(BOOKMARK):
                yield name, _inside(start), whole


def _inside(start: Any) -> str:
    """The text up to the bookmark's end."""
    number, text = start.get(qn("w:id")), ""
    for element in start.itersiblings():
        if element.tag == qn("w:bookmarkEnd") and element.get(qn("w:id")) == number:
            break
        text += _text(element)
    return text


def _text(element: Any) -> str:
    return "".join(each.text or "" for each in element.iter(qn("w:t")))


def _unknown(edited: Any, report: Report) -> list[str]:
    """Numbers outside the bookmarks that the file did not have when it was written."""
    original = Counter(number for number, _ in _loose(Document(io.BytesIO(word(report)))))
    wrong = []
    for number, around in _loose(edited):
        if original[number]:
            original[number] -= 1
        else:
            wrong.append(f"'{number}' stands in no manifest: {around}")
    return wrong


def _loose(document: Any) -> Iterator[tuple[str, str]]:
    """Numbers of each paragraph that stand in no bookmark of ours, with the paragraph."""
    for paragraph in document.element.body.iter(qn("w:p")):
        text, inside = "", 0
        for element in paragraph:
            if element.tag == qn("w:bookmarkStart") and (element.get(qn("w:name")) or "").startswith(
                BOOKMARK
            ):
                inside, text = inside + 1, text + " "
            elif element.tag == qn("w:bookmarkEnd"):
                inside = max(0, inside - 1)
            elif not inside and not _is_raised(element):
                text += _text(element)
        for number in NUMBER.findall(not_counted().sub(" ", text)):
            yield number, _text(paragraph)


def _is_raised(element: Any) -> bool:
    """A caveat's mark is a number, but counts nothing."""
    return any(each.get(qn("w:val")) == "superscript" for each in element.iter(qn("w:vertAlign")))
