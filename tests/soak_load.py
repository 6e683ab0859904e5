"""A hundred people for some minutes, while the ETL publishes every minute and a worker is killed; then faults."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import requests

from dashboard.access.audit import entries, files, verify
from etl.check import current
from tests.e2e.provider import free_port, provider
from tests.faults import run
from tests.soak_faults import Place, Reader, faults, provider_away
from tests.soak_found import Found

ROOT = Path(__file__).resolve().parent.parent
PEOPLE, SCALE = int(os.environ.get("SOAK_PEOPLE", "100")), float(os.environ.get("SOAK_SCALE", "0.1"))
PROMISED_MS = 1000
GROWTH = (
    1.5  # times the memory after the first minute; answers are kept, so it rises a little and then stands
)


def stage(folder: Path, count: int, until: float) -> Found:
    """`count` is minutes."""
    if not count or time.monotonic() > until:
        return Found()
    raw, data = folder / "raw", folder / "data"
    sample = [sys.executable, "-m", "etl", "sample", "--out", raw, "--scale", str(SCALE), "--seed", "1"]
    subprocess.run(sample, cwd=ROOT, check=True, capture_output=True)
    if run(raw, data / "facts").code:
        return Found(0, ["the first run failed"])
    port = free_port()
    with served(folder, data, f"http://localhost:{port}") as place:
        with provider(port):
            found = loaded(place, raw, count, folder)
            reader = Reader(place)
            found.wrong += faults(place, reader)
        found.wrong += provider_away(place, reader, port)
    address = f"{place.address}/log-ind/start"
    found.wrong += [f"{address} answers after the end"] if answers(address) else []
    return found


@contextmanager
def served(folder: Path, data: Path, issuer: str) -> Iterator[Place]:
    """gunicorn as a municipality runs it."""
    port, state = free_port(), folder / "state"
    settings = folder / "sign_in.toml"
    settings.write_text(
        f'address = "http://127.0.0.1:{port}"\nissuer = "{issuer}"\nclient_id = "ledelse"\n', "utf-8"
    )
    env = {
        **os.environ,
        "LEDELSE_SIGN_IN": str(settings),
        "LEDELSE_CLIENT_SECRET": "secret",
        "LEDELSE_DATA": str(data),
        "LEDELSE_STATE": str(state),
        "LEDELSE_BIND": f"127.0.0.1:{port}",
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "dashboard/deploy/gunicorn.conf.py",
        "dashboard.deploy.wsgi:make()",
    ]
    with (folder / "app.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            place = Place(f"http://127.0.0.1:{port}", process.pid, data / "facts", state, folder / "app.log")
            while not answers(place.address + "/log-ind"):
                time.sleep(0.5)
            yield place
        finally:
            process.terminate()
            process.wait(60)


def answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=5, allow_redirects=False).status_code < 500
    except requests.RequestException:
        return False


def loaded(place: Place, raw: Path, minutes: int, folder: Path) -> Found:
    found, stop = Found(PEOPLE), threading.Event()
    publishing = threading.Thread(target=_publish, args=(place.facts, raw, stop, found))
    watching = Memory(place.pid)
    publishing.start()
    watching.start()
    command = [
        sys.executable,
        "-m",
        "locust",
        "-f",
        "tests/soak_walks.py",
        "--headless",
        "--json",
        "-u",
        str(PEOPLE),
    ]
    command += [
        "-r",
        "5",
        "-t",
        f"{minutes}m",
        "--host",
        place.address,
        "--stop-timeout",
        "20",
        "--exit-code-on-error",
        "0",
    ]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    stop.set()
    publishing.join()
    watching.stop.set()
    watching.join()
    _judge(found, told, watching, place)
    return found


def _publish(facts: Path, raw: Path, stop: threading.Event, found: Found) -> None:
    """Another key gives another snapshot of the same deliveries; halfway a worker is killed."""
    number = 0
    while not stop.wait(60):
        number += 1
        told = run(raw, facts, LEDELSE_KEY=f"the key of minute {number}, long enough")
        if told.code or current(facts) != told.report["snapshot"]:
            found.wrong.append(f"publishing in minute {number}: {told.err[-200:]}")
    found.about += f", {number} snapshots published"


class Memory(threading.Thread):
    """Bytes of all workers, every few seconds; after half a minute one of them is killed."""

    def __init__(self, pid: int) -> None:
        super().__init__()
        self.main, self.stop, self.seen = psutil.Process(pid), threading.Event(), list[int]()

    def run(self) -> None:
        while not self.stop.wait(5):
            workers = self.main.children()
            if len(self.seen) == 6:
                os.kill(workers[0].pid, signal.SIGKILL)
            self.seen.append(sum(each.memory_info().rss for each in workers if each.is_running()))

    def growth(self) -> float:
        """The last quarter of the time against the third one; infinite where the app was gone."""
        quarter = max(1, len(self.seen) // 4)
        before, last = self.seen[2 * quarter : 3 * quarter], self.seen[-quarter:]
        if not before:
            return 1.0
        return (sum(last) / len(last)) / (sum(before) / len(before)) if sum(before) else float("inf")


def _judge(found: Found, told: subprocess.CompletedProcess[str], memory: Memory, place: Place) -> None:
    stats = json.loads(told.stdout)
    slow, asked, failed = [], 0, 0
    for each in stats:
        asked, failed = asked + each["num_requests"], failed + each["num_failures"]
        slow += [
            (float(ms), n) for ms, n in each["response_times"].items() if each["name"] not in ("provider",)
        ]
    p95 = _quantile(sorted(slow), 0.95)
    if p95 >= PROMISED_MS:
        found.wrong.append(f"95th percentile {p95:.0f} ms; less than {PROMISED_MS} is promised")
    if failed:
        found.wrong.append(f"{failed} of {asked} requests failed: {told.stderr[-600:]}")
    if memory.growth() > GROWTH:
        found.wrong.append(f"memory grew {memory.growth():.2f} times in the last quarter")
    folder = place.state / "audit"
    mixed = [entry for file in files(folder) for entry in entries(file) if "," in entry.get("snapshot", "")]
    found.wrong += [f"an answer from two snapshots: {entry['snapshot']}" for entry in mixed[:3]]
    verdict = verify(folder)
    found.wrong += list(verdict.broken[:3])
    found.about = (
        f" people, {asked} requests, {failed} failed, 95th percentile {p95:.0f} ms, {verdict.lines} lines of audit, "
        f"memory {memory.seen[-1] / 1e9:.1f} GB ({memory.growth():.2f} times){found.about}"
    )


def _quantile(counted: list[tuple[float, int]], share: float) -> float:
    wanted, seen = share * sum(n for _, n in counted), 0
    for ms, n in counted:
        seen += n
        if seen >= wanted:
            return ms
    return 0.0
