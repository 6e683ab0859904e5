"""Reports made while somebody waits: one at a time in a process, with progress, and stopped when nobody wants it.

A job is a folder, so that any process of the app can tell how far it is: progress.json, the finished file, and an
empty file `cancel` once it is to stop. Its name cannot be guessed.
"""

import io
import json
import logging
import os
import secrets
import shutil
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock, Thread

from dashboard.metrics.evaluate import Filters
from dashboard.metrics.trace import Trace, traced
from dashboard.metrics.usage import UsageError
from dashboard.reports.make import make
from dashboard.reports.render import render, stem
from dashboard.reports.result import Report
from dashboard.reports.word import FIRST_DAY
from dashboard.warehouse import CheckFailed, Scope, Warehouse

LOG = logging.getLogger(__name__)
KEPT_SECONDS = 3600
ASKED = 0.8  # of the whole is asking, the rest is writing
WAITING, RUNNING, DONE, CANCELLED, REFUSED, FAILED = (
    "waiting",
    "running",
    "done",
    "cancelled",
    "refused",
    "failed",
)
_one_at_a_time = Lock()


class Cancelled(Exception):
    """Nobody waits any longer."""


@dataclass(frozen=True)
class Wanted:
    """`format` is one of the report's, or empty for all of them and the manifest in one zip."""

    report: str
    filters: Filters
    format: str = ""
    collected: tuple[tuple[str, Filters], ...] = ()


@dataclass
class Progress:
    """How far a job is: `share` from 0 to 1, `file` the name of what can be fetched, and what it tells of."""

    state: str = WAITING
    what: str = ""
    share: float = 0.0
    file: str = ""
    seen: dict[str, list[str]] = field(default_factory=dict)
    rows: int = 0

    @property
    def is_over(self) -> bool:
        return self.state not in (WAITING, RUNNING)


def start(folder: Path, wanted: Wanted, warehouse: Callable[[], Warehouse], scope: Scope) -> str:
    """Begins a job and gives its name."""
    _sweep(folder)
    name = secrets.token_urlsafe(24)
    (folder / name).mkdir(parents=True, mode=0o700)
    _write(folder / name, Progress())
    Thread(target=_run, args=(folder / name, wanted, warehouse, scope), daemon=True).start()
    return name


def progress(folder: Path, name: str) -> Progress | None:
    """None where there is no such job, or none any longer."""
    try:
        return Progress(**json.loads((_of(folder, name) / "progress.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def finished(folder: Path, name: str) -> bytes:
    """The file of a job that is done."""
    return (_of(folder, name) / "file").read_bytes()


def cancel(folder: Path, name: str) -> None:
    if progress(folder, name):
        (_of(folder, name) / "cancel").touch()


def _of(folder: Path, name: object) -> Path:
    """A name that leads elsewhere, or is no text, is no job's."""
    text = name if isinstance(name, str) else ""
    return folder / (text if text.replace("-", "").replace("_", "").isalnum() else "none")


def _run(job: Path, wanted: Wanted, warehouse: Callable[[], Warehouse], scope: Scope) -> None:
    now = Progress()
    try:
        with _one_at_a_time, traced() as trace:
            now = _made(job, wanted, warehouse(), scope, trace)
    except Cancelled:
        now = Progress(CANCELLED)
    except (UsageError, CheckFailed) as fault:
        LOG.info("report %s refused: %s", wanted.report, fault)
        now = Progress(REFUSED)
    except Exception:
        LOG.exception("report %s failed", wanted.report)
        now = Progress(FAILED)
    try:
        _write(job, now)
    except OSError:  # swept away meanwhile
        LOG.info("report %s: its folder is gone", wanted.report)


def _made(job: Path, wanted: Wanted, warehouse: Warehouse, scope: Scope, trace: Trace) -> Progress:
    def told(what: str, share: float) -> None:
        if (job / "cancel").exists():
            raise Cancelled
        _write(job, Progress(RUNNING, what, share))

    def asked(what: str, share: float) -> None:
        told(what, share * ASKED)

    report = make(wanted.report, wanted.filters, warehouse, scope, asked, wanted.collected)
    formats = [wanted.format] if wanted.format else []
    files = render(report, formats, lambda name: told(name, ASKED))
    told("", 1.0)
    name, data = _one_file(report, files, wanted.format)
    (job / "file").write_bytes(data)
    seen = {key: sorted(getattr(trace, key)) for key in ("metrics", "where", "places", "snapshots")}
    return Progress(DONE, "", 1.0, name, seen, trace.rows)


def _one_file(report: Report, files: Mapping[str, bytes], wanted: str) -> tuple[str, bytes]:
    if wanted and wanted != "csv":
        name = f"{stem(report)}.{wanted}"
        return name, files[name]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(zipfile.ZipInfo(path, FIRST_DAY), data, zipfile.ZIP_DEFLATED)
    return f"{stem(report)}.zip", made.getvalue()


def _write(job: Path, now: Progress) -> None:
    """Whole or not at all: another process reads it."""
    (job / "progress.new").write_text(json.dumps(asdict(now)), "utf-8")
    os.replace(job / "progress.new", job / "progress.json")


def _sweep(folder: Path) -> None:
    """What nobody has fetched within the hour."""
    folder.mkdir(parents=True, exist_ok=True)
    for job in folder.iterdir():
        try:
            is_old = time.time() - job.stat().st_mtime > KEPT_SECONDS
        except OSError:  # another process was quicker
            continue
        if is_old:
            shutil.rmtree(job, ignore_errors=True)
