"""create_app(): the shell, the explicit list of pages, the guard and the headers that every answer carries."""

from datetime import date
from pathlib import Path
from typing import Any

import dash
from dash import Dash, Input, Output
from dash.exceptions import DependencyException
from flask import Response, jsonify
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard.access import choose, guard, sign_in
from dashboard.access.audit import AuditLog
from dashboard.access.person import current, known
from dashboard.access.sessions import Sessions
from dashboard.access.settings import SignIn, state_folder
from dashboard.access.visitors import Access
from dashboard.api import routes
from dashboard.components import account, filter_bar, process_filters, process_map, shell
from dashboard.components.address import Address
from dashboard.content import say
from dashboard.health import health
from dashboard.pages import (
    about,
    appeals,
    appeals_body,
    appeals_year,
    bottlenecks,
    cases,
    complaints,
    data_quality,
    deadlines,
    focus,
    glossary,
    metric,
    news,
    not_found_404,
    open_figures,
    overview,
    overview_multiples,
    processes,
    reconciliation,
    refused,
    reports,
    rules,
    simplification,
    targets,
    trust,
    unit,
    variants,
)
from dashboard.pages.frame import warehouse_of
from dashboard.warehouse import NoSnapshot

PAGES = (
    overview, unit, news, complaints, appeals, cases, deadlines, targets, processes, variants, bottlenecks,
    rules, simplification, focus, reconciliation, reports, data_quality, glossary, open_figures, trust,
)  # fmt: skip
ALL_PAGES = (*PAGES, appeals_year, appeals_body, metric, not_found_404)
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
DEMO_MINUTES = 24 * 60


def create_app(facts: Path, settings: SignIn | None = None, health_port: int = 0) -> Dash:
    """Without settings of sign-in it is the demo: whoever is on this machine is the role in LEDELSE_ROLE."""
    before = settings.prefix if settings else ""
    app = Dash(
        "dashboard",
        use_pages=True,
        requests_pathname_prefix=f"{before}/",
        routes_pathname_prefix="/",
        pages_folder="",
        assets_folder=str(Path(__file__).parent / "assets"),
        serve_locally=True,
        suppress_callback_exceptions=True,
        include_pages_meta=False,
        title=say("shell.product"),
        update_title="",
        index_string=DOCUMENT.replace("NO_SCRIPT", say("shell.no_script")).replace(
            "/assets", f"{before}/assets"
        ),
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    app.server.config.update(FACTS=facts, PREFIX=before)
    _register_pages()
    app.layout = _layout
    for part in (
        shell, filter_bar, complaints, appeals, about, overview_multiples, reports, process_map, process_filters,
    ):  # fmt: skip
        part.connect(app)
    app.callback(
        Output("nav", "children"), Output("synthetic", "children"),
        Input("_pages_location", "pathname"), Input("_pages_location", "search"),
    )(_follow_address)  # fmt: skip
    app.server.add_url_rule("/health", "health", lambda: _health(facts), methods=["GET"])
    routes.connect(app.server, facts)
    _protect(app, access_to(settings, health_port))
    if settings and settings.proxies:
        near = settings.proxies
        app.server.wsgi_app = ProxyFix(app.server.wsgi_app, x_for=near, x_proto=near, x_host=0)
    return app


def access_to(settings: SignIn | None, health_port: int = 0) -> Access:
    """Sessions and traces: in the state folder; the demo's sessions end with its process."""
    folder = state_folder()
    log = AuditLog(folder / "audit", settings.log_days if settings else 183)
    if settings is None:
        minutes = 60.0 * DEMO_MINUTES
        return Access(None, Sessions(None, minutes, minutes), log, health_port)
    kept = Sessions(folder / "sessions", 60.0 * settings.idle_minutes, 3600.0 * settings.hours)
    return Access(settings, kept, log, health_port or settings.health_port)


def _register_pages() -> None:
    for page in ALL_PAGES:
        where = {"path_template": page.PATH} if "<" in page.PATH else {"path": page.PATH}
        dash.register_page(
            page.__name__, name=page.TITLE, title=_title(page.TITLE), layout=_guarded(page), **where
        )


def _layout() -> Any:
    """Dash asks for it once before anybody is known; that one nobody sees."""
    person = known()
    if person is None:
        return shell.shell([], False)
    return shell.shell(_links(), _is_synthetic(), account.account(person))


def _guarded(page: Any) -> Any:
    """The page for a role that may open it, whatever address or callback asked for it."""

    def layout(**query: Any) -> Any:
        return (
            page.layout(**query) if current().grant.role.may_open(_key(page)) else refused.layout(page.TITLE)
        )

    return layout


def _key(page: Any) -> str:
    return str(page.__name__).rsplit(".", 1)[-1]


def _title(page: str) -> str:
    return say("shell.title", page=page)


def _links() -> list[tuple[str, str]]:
    role = current().grant.role
    return [(page.PATH, page.TITLE) for page in PAGES if role.may_open(_key(page))]


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


def _protect(app: Dash, access: Access) -> None:
    """The guard before every request, and the headers on every answer."""
    app.server.register_error_handler(DependencyException, lambda _: Response("Not found.", 404))
    guard.connect(app.server, access, app.callback_map, {page.PATH: _key(page) for page in ALL_PAGES})
    sign_in.connect(app.server, access, state_folder())
    choose.connect(app.server, access)

    @app.server.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        response.headers["Content-Security-Policy"] = _policy(app)
        return response


def _policy(app: Dash) -> str:
    """Of each answer, for Dash adds scripts of its own as late as with the first page; it takes microseconds."""
    return POLICY.format(scripts=" ".join(app.csp_hashes()))
