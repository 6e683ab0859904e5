"""Sign-in by OpenID Connect, as Entra ID, AD FS and Keycloak speak it: code flow with PKCE, state and nonce.

Authlib checks state, nonce, issuer, audience, times and signature, with keys fetched for each sign-in: a provider may
change them whenever it likes. No password ever reaches us.
"""

import logging
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, Response, request
from flask import session as asking  # what is remembered between leaving for the provider and coming back
from joserfc.errors import JoseError
from werkzeug.exceptions import BadRequest

from dashboard.access import plain
from dashboard.access.audit import NotWritten
from dashboard.access.person import Person, person_of
from dashboard.access.prefix import under
from dashboard.access.roles import Grant, rights
from dashboard.access.settings import SignIn
from dashboard.access.visitors import CSRF_COOKIE, Access, set_cookies
from dashboard.content import say

LOG = logging.getLogger(__name__)
SECONDS = 5  # as long as a provider may take to answer
METADATA = "/.well-known/openid-configuration"


def connect(server: Flask, access: Access, folder: Path) -> None:
    """The addresses of sign-in. Without settings there is only the way back to the demo."""
    if access.settings is None:
        server.add_url_rule("/log-ind", "sign_in", lambda: _to("/"))
        return
    settings = access.settings
    server.secret_key = _cookie_key(folder)
    server.config.update(
        SESSION_COOKIE_NAME="asking", SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_secure, SESSION_COOKIE_PATH=access.cookie_path,
        PERMANENT_SESSION_LIFETIME=600,
    )  # fmt: skip
    provider = OAuth(server).register(
        "provider",
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        server_metadata_url=settings.issuer + METADATA,
        client_kwargs={
            "scope": "openid profile",
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
        },
    )
    server.add_url_rule("/log-ind", "sign_in", _ask)
    server.add_url_rule("/log-ind/start", "sign_in_start", lambda: _start(provider, settings))
    server.add_url_rule("/log-ind/tilbage", "sign_in_back", lambda: _back(provider, access))
    server.add_url_rule("/log-ud", "sign_out", lambda: _leave(provider, access), methods=["GET", "POST"])
    server.add_url_rule("/farvel", "signed_out", _farewell)


def _cookie_key(folder: Path) -> bytes:
    """One for all workers, made once: signs only what is remembered while somebody is at the provider."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / "cookie.key"
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as made:
            made.write(secrets.token_bytes(32))
    except FileExistsError:
        pass
    return file.read_bytes()


def _ask() -> Response:
    start = f"/log-ind/start?{urlencode({'til': local(request.args.get('til'))})}"
    parts = [say("access.sign_in"), say("access.sign_in_why")]
    return plain.page(200, say("access.sign_in_title"), parts, [(start, say("access.sign_in_go"))])


def _start(provider: Any, settings: SignIn) -> Any:
    asking.permanent = True
    asking["til"] = local(request.args.get("til"))
    try:
        return provider.authorize_redirect(settings.address + "/log-ind/tilbage")
    except (requests.RequestException, AuthlibBaseError, RuntimeError, ValueError) as fault:
        return _provider_away(fault)


def _back(provider: Any, access: Access) -> Response:
    """Back from the provider with a code: a session, and the page that was asked for."""
    try:
        provider.server_metadata.pop("jwks", None)  # today's keys, also of a provider that does not name them
        token = provider.authorize_access_token()
        claims = token.get("userinfo") or {}
    except (requests.RequestException, RuntimeError) as fault:
        return _provider_away(fault)
    except (AuthlibBaseError, JoseError, BadRequest, ValueError, KeyError) as fault:
        LOG.warning("sign-in refused: %s", type(fault).__name__)
        parts = [say("access.failed"), say("access.failed_remedy")]
        return plain.page(403, say("access.failed_title"), parts, [("/log-ind", say("access.again"))])
    return _enter(access, claims)


def _enter(access: Access, claims: dict[str, Any]) -> Response:
    """A new session each time, whatever the browser brought: nobody can be given one that another knows."""
    known = rights()
    access.sessions.close(request.cookies.get(access.cookie))
    target = local(asking.pop("til", "/"))
    try:
        token, session = access.sessions.open(known.who(claims), known.kept(claims))
        person = person_of(session, known)
        access.audit.write(
            **_told(person, session.who), action="sign_in" if person else "denied", page=target
        )
    except (OSError, NotWritten) as fault:
        LOG.error("%s", fault)
        return plain.not_now()
    response = _to(landing(person.grant, target) if person else target)
    set_cookies(access, response, token, session.csrf)
    return response


def landing(grant: Grant, asked: str) -> str:
    """Where somebody begins who asked for nothing in particular: their department, or the first page they have."""
    role = grant.role
    if asked != "/":
        return asked
    if not role.may_open("overview"):
        return say("paths.trust")
    return f"/?{urlencode({'department': grant.places[0]})}" if role.needs_scope else asked


def _told(person: Person | None, who: str) -> dict[str, object]:
    places = list(person.grant.places) if person else []
    return {"who": who, "role": person.grant.role.key if person else "", "scope": places}


def _leave(provider: Any, access: Access) -> Response:
    """Out here first, then at the provider, if it has a place for that."""
    assert access.settings
    token = request.cookies.get(access.cookie)
    session = access.sessions.find(token)
    access.sessions.close(token)
    if session:
        try:
            access.audit.write(**_told(person_of(session, rights()), session.who), action="sign_out", page="")
        except NotWritten as fault:
            LOG.error("%s", fault)
    back = f"{access.settings.address}/farvel"
    try:
        ends = provider.load_server_metadata().get("end_session_endpoint")
    except (requests.RequestException, RuntimeError, ValueError):
        ends = None
    told = urlencode({"client_id": access.settings.client_id, "post_logout_redirect_uri": back})
    response = _to(f"{ends}?{told}" if ends else "/farvel")
    for name in (access.cookie, CSRF_COOKIE):
        response.delete_cookie(
            name, path=access.cookie_path, secure=access.settings.is_secure, samesite="Lax"
        )
    return response


def _farewell() -> Response:
    return plain.page(
        200,
        say("access.signed_out_title"),
        [say("access.signed_out")],
        [("/log-ind", say("access.in_again"))],
    )


def _provider_away(fault: Exception) -> Response:
    LOG.error("the identity provider does not answer: %s", type(fault).__name__)
    parts = [say("access.away"), say("access.away_remedy")]
    return plain.page(503, say("access.away_title"), parts, [("/log-ind", say("access.again"))])


def local(path: str | None) -> str:
    """A path of ours, or the front page: nobody is sent elsewhere by an address."""
    given = (path or "/")[:2000]
    is_ours = given.startswith("/") and not given.startswith(("//", "/\\", "/log-")) and given.isprintable()
    return given if is_ours else "/"


def _to(address: str) -> Response:
    return Response("", 303, {"Location": under(address), "Cache-Control": "no-store"})
