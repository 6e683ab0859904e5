"""create_app(): the shell, the explicit list of pages and the headers that every answer carries."""

import gc
import ipaddress
import logging
import sys
from datetime import date
from pathlib import Path
from typing import Any

import dash
from dash import Dash, Input, Output
from flask import Response, jsonify, request
from waitress import create_server

from dashboard.components import filter_bar, shell
from dashboard.components.address import Address
from dashboard.content import say
from dashboard.health import health
from dashboard.metrics.usage import UsageError
from dashboard.pages import (
    about,
    appeals,
    appeals_body,
    appeals_year,
    cases,
    complaints,
    data_quality,
    focus,
    glossary,
    metric,
    news,
    not_found_404,
    overview,
    overview_multiples,
    processes,
    reconciliation,
    unit,
)
from dashboard.pages.frame import warehouse_of
from dashboard.warehouse import NoSnapshot

PAGES = (
    overview, unit, news, complaints, appeals, cases, processes, focus, reconciliation, data_quality, glossary
)  # fmt: skip
THREADS = 4
DOCUMENT = """<!DOCTYPE html>
<html lang="da">
<head>
{%metas%}
<title>{%title%}</title>
<link rel="icon" type="image/svg+xml" href="/assets/favicon.svg">
{%css%}
</head>
<body>
<noscript>NO_SCRIPT</noscript>
{%app_entry%}
<footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>"""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
POLICY = (
    "default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


def create_app(facts: Path) -> Dash:
    app = Dash(
        "dashboard",
        use_pages=True,
        pages_folder="",
        assets_folder=str(Path(__file__).parent / "assets"),
        serve_locally=True,
        suppress_callback_exceptions=True,
        include_pages_meta=False,
        title=say("shell.product"),
        update_title="",
        index_string=DOCUMENT.replace("NO_SCRIPT", say("shell.no_script")),
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    app.server.config["FACTS"] = facts
    _register_pages()
    app.layout = lambda: shell.shell(_links(), _is_synthetic())
    for part in (shell, filter_bar, complaints, appeals, about, overview_multiples):
        part.connect(app)
    app.callback(
        Output("nav", "children"), Output("synthetic", "children"),
        Input("_pages_location", "pathname"), Input("_pages_location", "search"),
    )(_follow_address)  # fmt: skip
    app.server.add_url_rule("/health", "health", lambda: _health(facts), methods=["GET"])
    _protect(app)
    return app


def _register_pages() -> None:
    for page in (*PAGES, appeals_year, appeals_body, metric, not_found_404):
        where = {"path_template": page.PATH} if "<" in page.PATH else {"path": page.PATH}
        dash.register_page(
            page.__name__, name=page.TITLE, title=_title(page.TITLE), layout=page.layout, **where
        )


def _title(page: str) -> str:
    return say("shell.title", page=page)


def _links() -> list[tuple[str, str]]:
    return [(page.PATH, page.TITLE) for page in PAGES]


def _is_synthetic() -> bool:
    try:
        return bool(warehouse_of(Address("/")).package["synthetic"])
    except NoSnapshot:
        return False


def _follow_address(path: str, search: str) -> tuple[Any, Any]:
    return shell.nav_items(_links(), path or "/", search or ""), shell.synthetic_badge(_is_synthetic())


def _health(facts: Path) -> Response:
    told, status = health(facts, date.today())
    answer = jsonify(told)
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _protect(app: Dash) -> None:
    """Every answer carries the headers. Only this machine is answered, for there is no sign-in yet."""

    @app.server.before_request
    def only_this_machine() -> Response | None:
        name = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
        return None if name in LOOPBACK_NAMES else Response("Only this machine is served.", 403)

    @app.server.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        response.headers["Content-Security-Policy"] = _policy(app)
        return response


def _policy(app: Dash) -> str:
    """Computed on the first answer, for Dash adds its own callbacks when the first request arrives."""
    if "POLICY" not in app.server.config:
        app.server.config["POLICY"] = POLICY.format(scripts=" ".join(app.csp_hashes()))
    return str(app.server.config["POLICY"])


def serve(facts: Path, host: str, port: int) -> None:
    """Serves until stopped. The first page is made before anyone asks, so the first reader need not wait."""
    if not _is_loopback(host):
        raise UsageError(
            f"host '{host}' is not this machine; until there is sign-in only 127.0.0.1 is. Leave --host out."
        )
    app = create_app(facts)
    warm(app)
    settle()
    try:
        server = create_server(app.server, host=host, port=port, threads=THREADS, ident=None)
    except OSError as fault:
        raise UsageError(
            f"port {port} cannot be used ({fault.strerror}). Give another with --port."
        ) from None
    # A browser asks for many small files at once; that they wait a moment is not worth a warning.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    print(f"Dashboard ready: http://{host}:{port}  (Ctrl-C stops it)", file=sys.stderr, flush=True)
    server.run()


def warm(app: Dash) -> None:
    with app.server.test_client() as client:
        for path in ("/", "/_dash-layout", "/_dash-dependencies"):
            client.get(path, headers={"Host": "127.0.0.1"})
    with app.server.app_context():
        overview.layout()
        unit.open_first()


def settle() -> None:
    """Kept answers are many, small and long-lived: looking through them again and again costs more than it frees."""
    gc.collect()
    gc.set_threshold(50_000, 20, 100)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
