"""Before every request: refused unless it is allowed. After it: written down, or not answered.

Endpoints are named one by one; what is not named needs a person, and what shows figures needs a role that has them.
"""

import hmac
import logging
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, g, jsonify, request

from dashboard.access import asked, plain
from dashboard.access.audit import NotWritten
from dashboard.access.limits import Limit
from dashboard.access.person import Person, demo_person, demo_role, person_of
from dashboard.access.prefix import under
from dashboard.access.roles import rights
from dashboard.access.visitors import Access, set_cookies
from dashboard.access.written import CALLBACK, note, write
from dashboard.metrics import trace
from dashboard.warehouse import Refused

LOG = logging.getLogger(__name__)
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
# The same bytes for everyone, and what one needs to become someone.
OPEN = (
    "_dash_assets.static", "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
    "/_favicon.ico", "sign_in", "sign_in_start", "sign_in_back", "signed_out", "health",
)  # fmt: skip
STATIC = OPEN[:3]
PAGES = ("/", "/<path:path>")
# Open figures for other programs: for roles that may open the page of the same name.
API = ("api_metrics", "api_metric", "api_answers", "api_openapi", "api_unknown", "api_unknown_path")
API_PAGE = "open_figures"
# Callbacks that show no figure themselves: the page's content refuses by page, the rest is the frame.
FRAME = ("_pages_content.", "_pages_store.", "nav.", "synthetic.", "account.", "_pages_location.search")
BIGGEST = 256 * 1024  # bytes of a request: a page's whole state is a few
CSRF_HEADER = "X-CSRFToken"


def connect(server: Flask, access: Access, callbacks: Mapping[str, Any], pages: Mapping[str, str]) -> None:
    """`callbacks` are the app's own, by output; it grows until the first request. `pages` are paths and their keys."""
    server.config["ACCESS"] = access
    server.config["MAX_CONTENT_LENGTH"] = BIGGEST
    # Before Dash's own: nothing is made ready for somebody who is refused.
    server.before_request_funcs.setdefault(None, []).insert(0, lambda: _before(access, callbacks, pages))
    server.after_request(lambda response: _after(access, response))
    server.register_error_handler(Refused, lambda fault: _refused(access, str(fault)))


def _before(access: Access, callbacks: Mapping[str, Any], pages: Mapping[str, str]) -> Response | None:
    g.trace, g.began = trace.begin(), time.perf_counter()
    return (
        _wrong_place(access)
        or _too_much(access)
        or _who(access)
        or _forged(access)
        or _no_callback(callbacks)
        or _not_for_the_role(access, pages)
    )


def _wrong_place(access: Access) -> Response | None:
    """Another name than ours, or health asked where it is not told."""
    if access.health_port:
        is_health_port = request.environ.get("SERVER_PORT") == str(access.health_port)
        if is_health_port != (request.endpoint == "health"):
            return Response("Not found.", 404)
        if is_health_port:
            return None
    return None if is_our_host(access, request.host) else Response("Only our own address is served.", 403)


def is_our_host(access: Access, host: str) -> bool:
    if access.settings and host == access.settings.host:
        return True
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return name in LOOPBACK_NAMES and (not access.settings or request.endpoint == "health")


def _too_much(access: Access) -> Response | None:
    if (request.content_length or 0) > BIGGEST:
        return Response("The request is too large.", 413)
    if request.endpoint in STATIC:
        return None
    caller = request.cookies.get(access.cookie) or request.remote_addr or ""
    limit = _limit(access)
    is_allowed = limit.allows(request.remote_addr or "" if limit is access.tried else caller)
    return None if is_allowed else Response("Too many requests; wait a little.", 429, {"Retry-After": "5"})


def _limit(access: Access) -> Limit:
    if request.endpoint in API:
        return access.served
    return access.tried if (request.endpoint or "").startswith("sign_in") else access.asked


def _who(access: Access) -> Response | None:
    """Puts the person on the request, or answers that there is none."""
    if request.endpoint in OPEN:
        return None
    session = access.sessions.find(request.cookies.get(access.cookie))
    if access.settings is None:
        g.person = demo_person(session.role, csrf=session.csrf) if session else demo_person()
        return None
    if session is None:
        wants_page = request.method == "GET" and request.endpoint in PAGES
        here = request.full_path.rstrip("?")
        asked_for = urlencode({"til": here})
        return (
            Response("", 303, {"Location": under(f"/log-ind?{asked_for}")})
            if wants_page
            else _status(401, "not signed in")
        )
    person = person_of(session, rights())
    if person is None and request.endpoint != "sign_out":
        write(access, "denied", None, who=session.who, reason="no role")
        return plain.no_role(session.who)
    if person:
        g.person = person
    return None


def _forged(access: Access) -> Response | None:
    """What changes or computes something comes from our own pages: same origin, and the session's own token."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        is_foreign = request.headers.get("Sec-Fetch-Site") == "cross-site"
        return _denied(access, "foreign sign-out") if request.endpoint == "sign_out" and is_foreign else None
    origin = request.headers.get("Origin")
    is_ours = origin is None or is_our_host(access, urlsplit(origin).netloc)
    is_same_site = request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
    if not is_ours or not is_same_site or (access.settings and origin is None):
        return _denied(access, "foreign origin")
    if request.endpoint == CALLBACK and request.mimetype != "application/json":
        return _denied(access, "not JSON")
    person: Person | None = g.get("person")
    # A browser always names its origin: without one the demo is asked by a script on this machine, whom nobody forges.
    if person and person.csrf and (access.settings or origin is not None):
        given = request.headers.get(CSRF_HEADER) or request.form.get("csrf") or ""
        if not hmac.compare_digest(given.encode(), person.csrf.encode()):
            return _denied(access, "wrong token")
    return None


def _no_callback(callbacks: Mapping[str, Any]) -> Response | None:
    is_one = request.endpoint != CALLBACK or asked.is_callback(callbacks)
    return None if is_one else _status(400, "no such callback")


def _not_for_the_role(access: Access, pages: Mapping[str, str]) -> Response | None:
    """Beyond the frame a callback belongs to a page that the role may open; without figures there is none."""
    person: Person | None = g.get("person")
    if request.endpoint in API:
        role = person.grant.role if person else None
        is_allowed = role is not None and role.has_figures and role.may_open(API_PAGE)
        return None if is_allowed else _denied(access, "open figures")
    if request.endpoint != CALLBACK or person is None or person.grant.role.pages is None:
        return None
    if asked.is_idle() or all(part.startswith(FRAME) for part in asked.outputs()):
        return None
    role, page = person.grant.role, asked.page_of(asked.path(), pages)
    is_allowed = role.has_figures and page is not None and role.may_open(page)
    return None if is_allowed else _denied(access, f"callback {', '.join(asked.outputs())[:80]}")


def _denied(access: Access, reason: str) -> Response:
    person: Person | None = g.get("person")
    write(access, "denied", person, reason=reason)
    return _status(403, "refused")


def _refused(access: Access, reason: str) -> Response:
    return _denied(access, reason)


def _status(status: int, told: str) -> Response:
    answer = jsonify({"error": told})
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _after(access: Access, response: Response) -> Response:
    """The last word on every answer: cookies, headers, and a line in the audit log or no figures."""
    if request.endpoint not in STATIC:
        spent = 1000 * (time.perf_counter() - g.get("began", time.perf_counter()))
        LOG.info("%s %s %s in %.0f ms", request.method, request.endpoint, response.status_code, spent)
    if access.settings is None and request.endpoint in PAGES and not request.cookies.get(access.cookie):
        _greet(access, response)
    if access.settings and access.settings.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    is_served = request.endpoint in API and response.status_code in (200, 304)
    if request.endpoint not in STATIC and not is_served:
        response.headers["Cache-Control"] = "no-store"
    if not is_served and (request.endpoint != CALLBACK or response.status_code != 200):
        return response
    seen: trace.Trace = g.trace
    if not seen.metrics and (is_served or not asked.is_page()):
        return response
    try:
        note(access, seen)
    except NotWritten as fault:
        LOG.error("%s", fault)
        return _status(503, "cannot be written down, so cannot be shown")
    return response


def _greet(access: Access, response: Response) -> None:
    """The demo's visitor gets a session, so that "Vis som" has something to be kept in."""
    token, session = access.sessions.open("demo", {}, demo_role())
    set_cookies(access, response, token, session.csrf)
