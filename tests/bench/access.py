"""What it costs to know who asks and to write it down, and how long a sign-in takes: a part of make bench-app."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import requests

from dashboard.metrics import trace
from tests.dashboard.signed_in import Browser, app_with_sign_in, ready
from tests.e2e.provider import free_port, provider, signing_in

REQUEST_MS, SIGN_IN_MS = 5, 1000
ROUNDS, SIGN_INS = 20, 10
PATHS = ("/", "/klager", "/sager", "/min-enhed")


def is_access_slow(facts: Path, folder: Path) -> bool:
    """Prints both; whether one takes longer than is promised."""
    with patch.dict(os.environ, {"LEDELSE_STATE": str(folder)}):
        asked, entered = _requests(facts), _sign_ins(facts)
    _tell("scope and audit of a request", asked, REQUEST_MS)
    _tell("sign-in, from the app to the provider and back", entered, SIGN_IN_MS)
    return _usual(asked) >= REQUEST_MS or _usual(entered) >= SIGN_IN_MS


def _tell(name: str, times: list[float], promised: int) -> None:
    print(
        f"{name}: median {statistics.median(times):.1f} ms, 95 of 100 within {_usual(times):.1f} ms "
        f"(less than {promised} is promised)"
    )


def _usual(times: list[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


def _requests(facts: Path) -> list[float]:
    """Of pages whose answers are kept: all that the guard does before and after, and the trace."""
    app = ready(app_with_sign_in(facts))
    browser, told, spent = Browser(app, "unit_lead"), [], [0.0]
    for path in PATHS:
        assert browser.page(app, path).status_code == 200
    with _timed(app.server, spent):
        for number in range(ROUNDS * len(PATHS)):
            spent[0] = 0.0
            browser.page(app, PATHS[number % len(PATHS)])
            told.append(1000 * spent[0])
    return told


@contextmanager
def _timed(server: Any, spent: list[float]) -> Iterator[None]:
    before, after = server.before_request_funcs[None], server.after_request_funcs[None]
    guard = [each for each in after if each.__module__ == "dashboard.access.guard"]
    assert before[0].__module__ == "dashboard.access.guard" and len(guard) == 1
    before[0] = _adding(before[0], spent)
    after[after.index(guard[0])] = _adding(guard[0], spent)
    noting = _adding(trace.note, spent)
    with ExitStack() as patched:
        for name in ("dashboard.metrics.evaluate.note", "dashboard.mining.mine.note"):
            patched.enter_context(patch(name, noting))
        yield


def _adding(work: Callable[..., Any], spent: list[float]) -> Callable[..., Any]:
    def measured(*given: Any, **named: Any) -> Any:
        started = time.perf_counter()
        try:
            return work(*given, **named)
        finally:
            spent[0] += time.perf_counter() - started

    return measured


def _sign_ins(facts: Path) -> list[float]:
    issuer, told = free_port(), []
    with provider(issuer) as at, signing_in(facts, at) as (address, _):
        for _ in range(SIGN_INS):
            session, started = requests.Session(), time.perf_counter()
            there = session.get(f"{address}/log-ind/start", allow_redirects=False).headers["Location"]
            back = session.post(there, data={"sub": "analyst"}, allow_redirects=False).headers["Location"]
            assert session.get(back, allow_redirects=False).status_code == 303
            told.append(1000 * (time.perf_counter() - started))
    return told
