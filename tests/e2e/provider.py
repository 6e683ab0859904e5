"""A real OpenID provider on this machine, for as long as a test needs one, and the app that people sign in to."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import requests
from dash import Dash
from waitress import create_server

from dashboard.access.settings import SignIn
from dashboard.app import create_app
from dashboard.server import warm

USERS = (
    {
        "sub": "lead",
        "preferred_username": "lead@test",
        "roles": ["Ledelsesinformation.Teamleder"],
        "units": ["SOF-HAN-1"],
    },
    {"sub": "analyst", "preferred_username": "analyst@test", "roles": ["Ledelsesinformation.Analytiker"]},
    {"sub": "council", "preferred_username": "council@test", "roles": ["Ledelsesinformation.MED"]},
    {"sub": "stranger", "preferred_username": "stranger@test", "roles": ["Another.System"]},
)


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@contextmanager
def provider(port: int) -> Iterator[str]:
    """The provider's address; a new one has new keys."""
    claims = [part for user in USERS for part in ("--user-claims", json.dumps(user))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *claims]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://localhost:{port}"
    try:
        for _ in range(300):
            with suppress(requests.ConnectionError):
                requests.get(address + "/.well-known/openid-configuration", timeout=5)
                break
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


@contextmanager
def signing_in(
    facts: Path, issuer: str, port: int = 0, address: str = "", proxies: int = 0
) -> Iterator[tuple[str, Dash]]:
    """The app's address on this machine, and the app, with the settings a municipality would give it.

    `address` is how a browser calls it, where that is through as many proxies.
    """
    port = port or free_port()
    known_as = address or f"http://127.0.0.1:{port}"
    app = create_app(facts, SignIn(known_as, issuer, "ledelsesinformation", "secret", proxies=proxies))
    warm(app)
    server = create_server(app.server, host="127.0.0.1", port=port, threads=4)
    thread = threading.Thread(target=_run, args=(server,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}", app
    finally:
        server.close()
        server.task_dispatcher.shutdown()
        thread.join(timeout=1)


def _run(server: object) -> None:
    with suppress(OSError):
        server.run()  # type: ignore[attr-defined]
