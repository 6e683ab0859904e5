"""The audit log: one JSON line each, chained by hashes, a file a day, kept as long as is said and no longer.

It tells who asked for what, never what the figures were. It is about staff, so it has a retention period itself.
"""

import fcntl
import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

GENESIS = "0" * 64
TAIL = 256 * 1024  # bytes in which the newest line surely stands
Entry = dict[str, Any]


class NotWritten(Exception):
    """Nothing could be written down, so nothing may be shown."""


def utc_now() -> datetime:
    return datetime.now(UTC)


class AuditLog:
    """Appends for all threads and workers; each line holds the hash of the one before."""

    def __init__(self, folder: Path, keep_days: int = 183, now: Callable[[], datetime] = utc_now) -> None:
        self.folder, self.keep_days, self.now = folder, keep_days, now
        self._lock = threading.Lock()
        self._last: tuple[str, int, str] | None = None  # file, size and hash after our own last line

    def write(self, **entry: object) -> None:
        """Raises NotWritten where the disk does not take it."""
        with self._lock:
            try:
                with self._alone():
                    self._append(entry)
            except OSError as fault:
                self._last = None
                raise NotWritten(
                    f"the audit log in {self.folder} cannot be written: {fault.strerror}"
                ) from None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(self.folder / ".lock", "wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _append(self, entry: Mapping[str, object]) -> None:
        at = self.now()
        file = self.folder / f"{at:%Y-%m-%d}.jsonl"
        if not file.exists():
            self._retire(at, file)
        self._add(file, {"at": at.isoformat(timespec="milliseconds"), **entry})

    def _add(self, file: Path, entry: Mapping[str, object]) -> None:
        with open(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as opened:
            size = opened.seek(0, os.SEEK_END)
            known = self._last and self._last[:2] == (file.name, size)
            previous = self._last[2] if self._last and known else last_hash(self.folder)
            line, digest = sealed(entry, previous)
            self._put(opened, size, line)
        self._last = (file.name, size + len(line), digest)

    def _put(self, opened: BinaryIO, size: int, line: bytes) -> None:
        """A whole line or none."""
        try:
            opened.write(line)
            opened.flush()
        except OSError:
            opened.truncate(size)
            raise

    def _retire(self, at: datetime, file: Path) -> None:
        """With the first line of a day, days that are too old go; that they went is a line of the chain."""
        oldest = at.date() - timedelta(days=self.keep_days)
        old = [each for each in files(self.folder) if day_of(each) < oldest]
        if not old:
            return
        ends = next(
            (entry["hash"] for each in reversed(old) for entry in reversed(list(entries(each)))), GENESIS
        )
        told = {"action": "retired", "files": [each.name for each in old], "last": ends}
        self._add(file, {"at": at.isoformat(timespec="milliseconds"), **told})
        for each in old:
            each.unlink()


def sealed(entry: Mapping[str, object], previous: str) -> tuple[bytes, str]:
    """The line to write, and its hash: SHA-256 over the entry's JSON with the hash before it."""
    body = {**entry, "previous": previous}
    digest = hashlib.sha256(_json(body)).hexdigest()
    return _json({**body, "hash": digest}) + b"\n", digest


def _json(body: Mapping[str, object]) -> bytes:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def files(folder: Path) -> list[Path]:
    """One a day, oldest first."""
    return sorted(folder.glob("????-??-??.jsonl"))


def day_of(file: Path) -> date:
    return date.fromisoformat(file.stem)


def entries(file: Path) -> Iterator[Entry]:
    """Every line that is one."""
    for line in file.read_bytes().splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            yield {"hash": "", "previous": "", "action": "unreadable"}


def last_hash(folder: Path) -> str:
    """Of the newest whole line; one that a crash cut short is passed over, and `verify` tells of it."""
    for file in reversed(files(folder)):
        with file.open("rb") as opened:
            opened.seek(max(0, opened.seek(0, os.SEEK_END) - TAIL))
            for line in reversed(opened.read().splitlines()):
                with suppress(ValueError, KeyError):
                    return str(json.loads(line)["hash"])
    return GENESIS


@dataclass(frozen=True)
class Verdict:
    """`broken` names each place where the chain does not hold; `head` is the newest hash, to be noted elsewhere."""

    lines: int
    days: int
    broken: tuple[str, ...]
    head: str


def verify(folder: Path) -> Verdict:
    """Whether any line was changed, taken out or put in. Lines cut off at the end show only against a noted head."""
    broken, lines, previous, retired = [], 0, "", set()
    found = files(folder)
    for file in found:
        for number, entry in enumerate(entries(file), start=1):
            lines += 1
            body = {key: value for key, value in entry.items() if key != "hash"}
            if hashlib.sha256(_json(body)).hexdigest() != entry.get("hash"):
                broken.append(f"{file.name}, line {number}: changed since it was written")
            elif previous and entry["previous"] != previous:
                broken.append(f"{file.name}, line {number}: does not follow the line before")
            if not previous:
                begins = entry.get("previous", "")
            if entry.get("action") == "retired":
                retired.add(entry.get("last"))
            previous = str(entry.get("hash") or previous)
    if lines and begins != GENESIS and begins not in retired:
        broken.insert(0, f"{found[0].name}, line 1: what stood before it is gone, and no line says why")
    return Verdict(lines, len(found), tuple(broken), previous or GENESIS)
