"""A report's manifest: the result itself, already protected, with hashes of it, its definitions and every file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dashboard.metrics.usage import UsageError
from dashboard.reports.codec import as_data, from_data, text_of
from dashboard.reports.result import Report
from dashboard.warehouse import CheckFailed

KIND = "ledelsesinformation.report"
VERSION = 1
HERE = Path(__file__).parent
LIBRARIES = ("typst", "xlsxwriter", "python-docx")


class Changed(CheckFailed):
    """The manifest is not as it was written."""


@dataclass(frozen=True)
class Kept:
    """A manifest, read: the report, the formats it was written in, and what made it."""

    report: Report
    files: Mapping[str, str]
    made_with: Mapping[str, str]

    @property
    def is_same_software(self) -> bool:
        return dict(self.made_with) == made_with()


def manifest(report: Report, files: Mapping[str, bytes]) -> bytes:
    """Readable JSON; no time of day and no machine stands in it, so that it too is the same each time."""
    document = {
        "kind": KIND,
        "version": VERSION,
        "snapshot": report.snapshot,
        "report_sha256": _hash(text_of(report).encode()),
        "definitions_sha256": _hash(text_of(report.definitions).encode()),
        "made_with": made_with(),
        "files": {path: _hash(data) for path, data in files.items()},
        "report": as_data(report),
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def made_with() -> dict[str, str]:
    """Versions of the libraries and a hash of our own renderers: what the bytes depend on beside the report."""
    own = sorted([*HERE.glob("*.py"), *HERE.glob("typst/*.typ")])
    return {name: version(name) for name in LIBRARIES} | {
        "renderers": _hash(b"\0".join(file.read_bytes() for file in own))
    }


def read_manifest(file: Path) -> Kept:
    """Raises UsageError where it is no manifest, Changed where somebody has changed it."""
    try:
        document = json.loads(file.read_text("utf-8"))
        is_ours = document["kind"] == KIND and document["version"] == VERSION
    except OSError as fault:
        raise UsageError(
            f"manifest '{file}' cannot be read ({fault.strerror}). Give a .manifest.json."
        ) from None
    except (ValueError, KeyError, TypeError):
        is_ours = False
    if not is_ours:
        raise UsageError(
            f"'{file}' is no manifest of a report. Give a .manifest.json that report has written."
        )
    return _read(file, document)


def _read(file: Path, document: Mapping[str, Any]) -> Kept:
    try:
        report = from_data(document["report"])
        is_same = isinstance(report, Report) and _hash(text_of(report).encode()) == document["report_sha256"]
        kept = Kept(report, dict(document["files"]), dict(document["made_with"]))
    except (KeyError, TypeError, ValueError):
        is_same = False
    if not is_same:
        raise Changed(
            f"manifest '{file}' was changed after it was written. Use the original, or make the report anew."
        )
    return kept


def _hash(data: bytes) -> str:
    return sha256(data).hexdigest()


def differing(kept: Kept, files: Mapping[str, bytes]) -> list[str]:
    """The files that did not become the same bytes as the manifest says."""
    return [path for path, told in kept.files.items() if _hash(files.get(path, b"")) != told]
