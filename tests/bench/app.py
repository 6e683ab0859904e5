"""Server time of Overblik and Min enhed: python -m tests.bench.app --scale 1

The callbacks that a page fires when it opens are asked one after the other, as the browser asks them. Answers are kept
by the app, so every round asks for a place that has not been asked for: the first time counts, the second is shown
beside it. The very first page of a new snapshot, when nothing at all has been read, is printed apart.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dashboard.app import create_app
from dashboard.server import settle, warm
from dashboard.warehouse import open_warehouse
from tests.bench.access import is_access_slow
from tests.bench.facts import made_facts

OVERVIEW_COLD_MS, OVERVIEW_WARM_MS, UNIT_MS = 800, 50, 200
PERIODS = ("?period=2024", "?period=2025-H1", "?period=2025-Q3", "?period=2026-02")
PLACES = (
    "?department=SUF",
    "?department=SOF",
    "?department=TMF",
    "?department=BIF",
    "?centre=SOF-HAN&department=SOF",
    "?centre=BIF-YS&department=BIF",
    "?centre=SUF-NOR&department=SUF&unit=SUF-NOR-1",
)
UNITS = ("SOF-HAN-2", "SOF-VOK-1", "BIF-JC-5", "BIF-YS-1", "SUF-SPL-1", "TMF-VEJ-1", "TMF-BYG-1", "SOF-BBU-3")
HEADERS = {"Host": "127.0.0.1"}
Timed = tuple[float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--facts", type=Path, help="facts made before; else they are made for the bench")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        facts = options.facts or made_facts(Path(scratch), options.scale)
        open_warehouse(facts)  # without facts every page is quick
        is_slow = measured(facts) | is_access_slow(facts, Path(scratch) / "state")
    sys.exit(is_slow)


def measured(facts: Path) -> bool:
    """Prints every round; whether something took longer than is promised."""
    app = create_app(facts)
    with app.server.test_client() as client:
        fired = _fired(client)
        first = _asked(client, fired, "/", "")
        started = time.perf_counter()
        warm(app)
        settle()
        print(f"Overblik of a new snapshot, nothing read yet: {first:.0f} ms")
        print(f"start of the app after that: {time.perf_counter() - started:.2f} s")
        periods = _rounds(client, fired, "/", PERIODS)
        places = _rounds(client, fired, "/", PLACES)
        units = _rounds(client, fired, "/min-enhed", [f"?enhed={code}" for code in UNITS])
    cold, again = zip(*periods, *places, strict=True)
    _tell("Overblik, not asked before", cold, OVERVIEW_COLD_MS)
    _tell("Overblik, asked again", again, OVERVIEW_WARM_MS)
    _tell("Min enhed, not asked before", [one for one, _ in units], UNIT_MS)
    _tell("Min enhed, asked again", [two for _, two in units], UNIT_MS)
    return max(cold) >= OVERVIEW_COLD_MS or max(one for one, _ in units) >= UNIT_MS


def _tell(name: str, times: Sequence[float], promised: int) -> None:
    print(
        f"{name}: median {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms "
        f"(less than {promised} is promised)"
    )


def _fired(client: Any) -> list[dict[str, Any]]:
    """The server's callbacks that follow the address: all that an opened page fires."""
    known = client.get("/_dash-dependencies", headers=HEADERS).json
    return [
        each
        for each in known
        if not each.get("clientside_function")
        and all(source["id"] == "_pages_location" for source in each["inputs"])
    ]


def _rounds(client: Any, fired: list[dict[str, Any]], path: str, searches: Sequence[str]) -> list[Timed]:
    told = []
    for search in searches:
        one, two = _asked(client, fired, path, search), _asked(client, fired, path, search)
        print(f"{path}{search}: {one:.0f} ms, asked again {two:.0f} ms")
        told.append((one, two))
    return told


def _asked(client: Any, fired: list[dict[str, Any]], path: str, search: str) -> float:
    """Milliseconds of the server for one opened page."""
    address = {"pathname": path, "search": search, "hash": ""}
    questions = [_question(each, address) for each in fired]
    started = time.perf_counter()
    answers = [client.post("/_dash-update-component", json=each, headers=HEADERS) for each in questions]
    spent = (time.perf_counter() - started) * 1000
    assert all(answer.status_code in (200, 204) for answer in answers), [a.status for a in answers]
    return spent


def _question(callback: dict[str, Any], address: dict[str, str]) -> dict[str, Any]:
    """What the browser sends for one callback."""
    outputs = [
        dict(zip(("id", "property"), name.rsplit(".", 1), strict=True))
        for name in callback["output"].strip(".").split("...")
    ]
    asked = {
        part: [{**each, "value": address.get(each["property"])} for each in callback[part]]
        for part in ("inputs", "state")
    }
    changed = [f"{each['id']}.{each['property']}" for each in callback["inputs"]]
    one = outputs if callback["output"].startswith("..") else outputs[0]
    return {"output": callback["output"], "outputs": one, "changedPropIds": changed, **asked}


if __name__ == "__main__":
    main()
