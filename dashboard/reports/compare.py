"""An edited Word file against its manifest, and one manifest against another."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from dashboard.content import say, words
from dashboard.metrics.usage import UsageError
from dashboard.reports.manifest import read_manifest
from dashboard.reports.result import Figure, Report, cells_of
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


def differences(one: Report, other: Report) -> list[str]:
    """Values, status, definitions and caveats that differ, and how much of it is late registration."""
    lines = []
    if (one.snapshot, one.period) != (other.snapshot, other.period):
        lines.append(f"snapshot {one.snapshot} of {one.period} -> {other.snapshot} of {other.period}")
    before, after = _by_key(one), _by_key(other)
    for key in before.keys() | after.keys():
        lines += _figure_lines(key, before.get(key), after.get(key))
    lines[1:] = sorted(lines[1:])
    lines += _worded(
        "definition",
        {k: d.text for k, d in one.definitions.items()},
        {k: d.text for k, d in other.definitions.items()},
    )
    lines += _worded(
        "caveat", {k: n.text for k, n in one.notes.items()}, {k: n.text for k, n in other.notes.items()}
    )
    return lines


Key = tuple[str, str, str, str, str]


def _by_key(report: Report) -> dict[Key, Figure]:
    """Figures by what they are of; the first where one stands several times."""
    found: dict[Key, Figure] = {}
    for block in report.blocks:
        for cell in cells_of(block):
            if isinstance(cell, Figure):
                found.setdefault((cell.metric, cell.title, cell.place, cell.filters, cell.period), cell)
    return found


def _figure_lines(key: Key, one: Figure | None, other: Figure | None) -> list[str]:
    name = f"{key[1]}, {key[2]}, {key[4]}"
    if one is None or other is None:
        return [f"{name}: {'only in the second' if one is None else 'only in the first'}"]
    lines = []
    if (one.value, one.text) != (other.value, other.text):
        was_late = one.status != "final" or "late_registration" in one.caveats
        cause = " (was provisional: late registration)" if was_late and one.metric == other.metric else ""
        change = "" if one.value is None or other.value is None else f", {other.value - one.value:+.6g}"
        lines.append(f"{name}: {one.text} -> {other.text}{change}{cause}")
    if one.status != other.status:
        lines.append(f"{name}: status {one.status} -> {other.status}")
    gone, come = set(one.caveats) - set(other.caveats), set(other.caveats) - set(one.caveats)
    lines += [f"{name}: caveat {key} no longer" for key in sorted(gone)]
    lines += [f"{name}: caveat {key} is new" for key in sorted(come)]
    return lines


def _worded(kind: str, one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    return [
        f"{kind} {key}: '{one.get(key, '-')}' -> '{other.get(key, '-')}'"
        for key in sorted(one.keys() | other.keys())
        if one.get(key) != other.get(key) and key in one and key in other
    ]
