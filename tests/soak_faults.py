"""Faults under a running app: what it says, that nothing leaks, and that it comes back by itself."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import requests

from tests.e2e.provider import provider

LEAKS = ("Traceback", 'File "', "/tmp/", "duckdb.", "parquet", "/srv/")


@dataclass(frozen=True)
class Place:
    """Where an app runs: its address, its main process, its folders and its log."""

    address: str
    pid: int
    facts: Path
    state: Path
    log: Path


def faults(place: Place, reader: "Reader") -> list[str]:
    wrong = [] if reader.asks() == 200 else ["the page is not shown before anything happens"]
    for name, fault in (
        ("snapshot removed", _removed),
        ("Parquet damaged", _damaged),
        ("log not writable", _closed),
        ("disk full", _full),
        ("worker killed", _killed),
    ):
        wrong += [f"{name}: {one}" for one in fault(place, reader)]
    return wrong


def provider_away(place: Place, reader: "Reader", port: int) -> list[str]:
    """Who is in goes on, who would come in is told so, and can when it is back."""
    wrong = [] if reader.shows() else ["who is signed in is not shown the page"]
    asked = requests.get(f"{place.address}/log-ind/start", timeout=20, allow_redirects=False)
    wrong += [f"says {word}" for word in LEAKS if word in asked.text]
    wrong += [] if asked.status_code in (302, 503) else [f"status {asked.status_code}"]
    with provider(port):
        wrong += _again(Reader(place))
    return [f"provider away: {one}" for one in wrong]


class Reader:
    """Somebody who is signed in and asks for a page that has not been asked for before."""

    def __init__(self, place: Place) -> None:
        self.place, self.session, self.number = place, requests.Session(), 0
        address = place.address
        there = self._start(f"{address}/log-ind/start")
        back = self.session.post(there, data={"sub": "analyst"}, allow_redirects=False).headers["Location"]
        self.session.get(back, allow_redirects=False)
        self.text = ""

    def _start(self, address: str) -> str:
        """Where the provider asks; one that a hundred people have just asked may need a moment."""
        for _ in range(20):
            told = self.session.get(address, allow_redirects=False)
            if "Location" in told.headers:
                break
            time.sleep(1)
        return told.headers["Location"]

    def asks(self, snapshot: str = "") -> int:
        self.number += 1
        search = f"?period=2025-{1 + self.number % 12:02d}" + (f"&snapshot={snapshot}" if snapshot else "")
        output = ".._pages_content.children..._pages_store.data.."
        values = {"pathname": "/", "search": search}
        body = {
            "output": output,
            "outputs": [
                {"id": "_pages_content", "property": "children"},
                {"id": "_pages_store", "property": "data"},
            ],
            "inputs": [
                {"id": "_pages_location", "property": name, "value": value} for name, value in values.items()
            ],
            "changedPropIds": ["_pages_location.pathname"],
            "state": [],
        }
        headers = {"Origin": self.place.address, "X-CSRFToken": self.session.cookies.get("_csrf_token")}
        answer = self.session.post(f"{self.place.address}/_dash-update-component", json=body, headers=headers)
        self.text = answer.text
        return answer.status_code

    def shows(self) -> bool:
        return self.asks() == 200 and "cards" in self.text


def _told(reader: Reader) -> list[str]:
    status = reader.asks()
    leaks = [word for word in LEAKS if word in reader.text]
    wrong = [f"says {leaks}"] if leaks else []
    return [*wrong, f"status {status}"] if status not in (200, 503) or "cards" in reader.text else wrong


def _again(reader: Reader) -> list[str]:
    for _ in range(20):
        with suppress(requests.ConnectionError):  # a worker was killed with it in hand
            if reader.shows():
                return []
        time.sleep(0.5)
    return ["does not come back by itself"]


def _with(facts: Path, spoil: Callable[[Path], object], reader: Reader) -> list[str]:
    """A snapshot beside the others that is spoilt after it was published."""
    now = (facts / "CURRENT").read_text("utf-8").strip()
    spoilt = facts / "2026-10-31-0badbad0"
    shutil.copytree(facts / now, spoilt)
    spoil(spoilt)
    _point(facts, spoilt.name)
    wrong = _told(reader)
    _point(facts, now)
    shutil.rmtree(spoilt, ignore_errors=True)
    return wrong + _again(reader)


def _point(facts: Path, snapshot: str) -> None:
    (facts / "CURRENT.new").write_text(snapshot + "\n", "utf-8")
    (facts / "CURRENT.new").replace(facts / "CURRENT")


def _removed(place: Place, reader: Reader) -> list[str]:
    return _with(place.facts, shutil.rmtree, reader)


def _damaged(place: Place, reader: Reader) -> list[str]:
    def spoil(snapshot: Path) -> None:
        for file in (snapshot / "cases").glob("*.parquet"):
            bytes_of = bytearray(file.read_bytes())
            middle = len(bytes_of) // 3
            bytes_of[middle : 2 * middle] = os.urandom(middle)
            file.write_bytes(bytes_of)

    return _with(place.facts, spoil, reader)


def _full(place: Place, reader: Reader) -> list[str]:
    """A disk of 64 KB over the log's folder, with no room left; only root on Linux can make one."""
    audit = place.state / "audit"
    if sys.platform != "linux" or os.getuid():
        return []
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(audit)], check=False
    ).returncode:
        return []
    try:
        with suppress(OSError):
            (audit / "filler").write_bytes(bytes(1 << 20))
        wrong = _told(reader)
    finally:
        subprocess.run(["umount", str(audit)], check=True)
    return wrong + _again(reader)


def _closed(place: Place, reader: Reader) -> list[str]:
    """A file where the log's folder should be."""
    audit = place.state / "audit"
    audit.rename(audit.with_name("away"))
    audit.write_text("not a folder", "utf-8")
    wrong = _told(reader)
    audit.unlink()
    audit.with_name("away").rename(audit)
    return wrong + _again(reader)


def _killed(place: Place, reader: Reader) -> list[str]:
    """What it had in hand is lost; the others go on and a new one is started."""
    workers = {each.pid for each in psutil.Process(place.pid).children()}
    os.kill(min(workers), signal.SIGKILL)
    wrong = _again(reader)
    for _ in range(60):
        now = {each.pid for each in psutil.Process(place.pid).children()}
        if len(now) == len(workers) and min(workers) not in now:
            return wrong
        time.sleep(0.5)
    return [*wrong, f"{len(now)} workers where there were {len(workers)}"]
