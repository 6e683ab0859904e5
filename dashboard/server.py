"""serve(): the app on this machine, or for others who sign in, with its first page made before anyone asks, also when
a new snapshot has been published."""

import gc
import ipaddress
import logging
import sys
import time
from pathlib import Path
from threading import Thread

from dash import Dash
from flask import g
from waitress import create_server

from dashboard.access.person import demo_person, demo_role
from dashboard.access.roles import rights
from dashboard.access.settings import sign_in_settings
from dashboard.access.visitors import Access
from dashboard.app import create_app
from dashboard.metrics.usage import UsageError
from dashboard.pages import overview, unit
from dashboard.warehouse import NoSnapshot, current_snapshot

THREADS = 4
LOOK_EVERY = 5.0  # seconds between looks for a new snapshot


def serve(facts: Path, host: str, port: int, health_port: int = 0) -> None:
    """Serves until stopped. The first page is made before anyone asks, so the first reader need not wait."""
    settings = sign_in_settings()
    if not settings and not _is_loopback(host):
        raise UsageError(
            f"host '{host}' is not this machine, and nobody can sign in. Leave --host out, or name the settings of "
            "sign-in in LEDELSE_SIGN_IN."
        )
    rights().role(demo_role())
    app = create_app(facts, settings, health_port)
    warm(app)
    settle()
    keep_warm(app, facts)
    listen = f"{host}:{port}" + (f" 127.0.0.1:{health_port}" if health_port else "")
    try:
        server = create_server(app.server, listen=listen, threads=THREADS, ident=None)
    except OSError as fault:
        raise UsageError(
            f"port {port} cannot be used ({fault.strerror}). Give another with --port."
        ) from None
    # A browser asks for many small files at once; that they wait a moment is not worth a warning.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    print(f"Dashboard ready: http://{host}:{port}  (Ctrl-C stops it)", file=sys.stderr, flush=True)
    server.run()


def warm(app: Dash) -> None:
    """What the first reader would wait for. Nobody's session is needed: it is made as the public would see it."""
    access: Access = app.server.config["ACCESS"]
    host = access.settings.host if access.settings else "127.0.0.1"
    with app.server.test_client() as client:
        client.get("/log-ind", headers={"Host": host})
    with app.server.test_request_context("/"):
        g.person = demo_person("public")
        app.index()
        app.serve_layout()
        overview.layout()
        unit.open_first()


def keep_warm(app: Dash, facts: Path) -> None:
    """Makes the first page of every new snapshot within seconds of its publishing, so that nobody on Monday waits for
    what was published at night. Who comes meanwhile waits for the same answer, not for one of their own."""

    def follow() -> None:
        seen = _newest(facts)
        while True:
            time.sleep(LOOK_EVERY)
            seen = warm_newer(app, facts, seen)

    Thread(target=follow, name="keep warm", daemon=True).start()


def warm_newer(app: Dash, facts: Path, seen: str) -> str:
    """The newest snapshot, made warm where it is not the one that was seen. What fails is shown to who asks for it."""
    newest = _newest(facts)
    if newest and newest != seen:
        try:
            warm(app)
        except Exception as fault:  # the thread must outlive a snapshot that cannot be read
            logging.getLogger(__name__).warning(
                "snapshot %s was not made warm: %s", newest, type(fault).__name__
            )
    return newest or seen


def _newest(facts: Path) -> str:
    try:
        return current_snapshot(facts)
    except NoSnapshot:
        return ""


def settle() -> None:
    """Kept answers are many, small and long-lived: looking through them again and again costs more than it frees."""
    gc.collect()
    gc.set_threshold(50_000, 20, 100)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
