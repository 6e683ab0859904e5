"""A report in its formats: file names and bytes, the manifest last. The same report gives the same bytes."""

import re
from collections.abc import Callable, Sequence

from dashboard.reports.manifest import manifest
from dashboard.reports.pdf import pdf
from dashboard.reports.result import FORMATS, Report, check
from dashboard.reports.rows import csv_folder
from dashboard.reports.word import word
from dashboard.reports.workbook import workbook

Files = dict[str, bytes]
RENDERERS: dict[str, Callable[[Report], bytes]] = {"pdf": pdf, "xlsx": workbook, "docx": word}
UNSAFE = re.compile(r"[^\w.-]+")


def stem(report: Report) -> str:
    """Report, period, what was chosen and snapshot: a file's name says what is in it."""
    chosen = [value for _, value in report.where][:3]
    return UNSAFE.sub("-", "_".join([report.name, report.period, *chosen, *report.also, report.snapshot]))


def render(report: Report, formats: Sequence[str] = (), told: Callable[[str], None] | None = None) -> Files:
    """All formats of the report, or those asked for; paths are relative to the folder to write to. Their order is
    always the same, for the manifest lists them."""
    check(report)
    files: Files = {}
    for name in (one for one in FORMATS if one in (formats or report.formats)):
        if told:
            told(name)
        if name == "csv":
            files |= {f"{stem(report)}-csv/{path}": data for path, data in csv_folder(report).items()}
        else:
            files[f"{stem(report)}.{name}"] = RENDERERS[name](report)
    files[f"{stem(report)}.manifest.json"] = manifest(report, files)
    return files
