"""Who asks in this request. The only place where a page gets its Scope from."""

import os
from dataclasses import dataclass

from flask import g, has_request_context
from werkzeug.exceptions import Unauthorized

from dashboard.access.roles import Grant, Rights, rights
from dashboard.access.sessions import Session
from dashboard.warehouse import Scope


@dataclass(frozen=True)
class Person:
    """Somebody, with the grants among which one is looked through."""

    who: str
    grants: tuple[Grant, ...]
    grant: Grant
    is_demo: bool = False
    csrf: str = ""

    @property
    def scope(self) -> Scope:
        """For every page with history or export: own units too are protected."""
        return self.grant.scope.protected()

    @property
    def own_scope(self) -> Scope:
        """For the page of the unit: own units' counts as they are."""
        return self.grant.scope


def demo_role() -> str:
    """LEDELSE_ROLE: whom the demo and the command line answer."""
    return os.environ.get("LEDELSE_ROLE") or "public"


def demo_person(role: str = "", who: str = "demo", csrf: str = "") -> Person:
    """An invented person; LEDELSE_UNITS sets the units of the role in LEDELSE_ROLE."""
    known = rights()
    chosen = known.demo_grant(role or demo_role())
    named = tuple(code.strip() for code in os.environ.get("LEDELSE_UNITS", "").split(",") if code.strip())
    if named and chosen.role.key == demo_role():
        chosen = Grant(chosen.role, named)
    return Person(who, tuple(known.demo_grant(key) for key in known.roles), chosen, True, csrf)


def person_of(session: Session, known: Rights) -> Person | None:
    """The session's person by today's rights, which may be fewer than when they signed in; None without any."""
    grants = known.grants(session.claims)
    if not grants:
        return None
    chosen = next((grant for grant in grants if grant.role.key == session.role), grants[0])
    return Person(session.who, grants, chosen, csrf=session.csrf)


def known() -> Person | None:
    """Outside requests, where pages are warmed and tested, the public; in one, whom the guard let in."""
    return g.get("person") if has_request_context() else demo_person("public")


def current() -> Person:
    """The same where there must be somebody: nobody unless the guard said who."""
    person = known()
    if person is None:
        raise Unauthorized
    return person
