"""Roles and rights, read from the reviewed roles.toml: job function, and the places and facts it reaches."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from dashboard.warehouse import Scope, WrongUse

FILE = Path(__file__).with_name("roles.toml")
KEYS = {"claim", "pages", "facts", "own_unit", "needs_scope", "sees_audit"}
UNIT_CODE = re.compile(r"[\w-]{2,24}")
# Every role may read what the product does with people and what it knows of oneself, or be told there is nothing there.
OPEN_PAGES = ("trust", "not_found_404")


@dataclass(frozen=True)
class Role:
    """What a job function may see. None: everything of its kind."""

    key: str
    claim: str
    pages: frozenset[str] | None
    facts: tuple[str, ...] | None
    own_unit: bool = False
    needs_scope: bool = False
    sees_audit: bool = False

    @property
    def has_figures(self) -> bool:
        return self.facts is None or bool(self.facts)

    def may_open(self, page: str) -> bool:
        return self.pages is None or page in self.pages or page in OPEN_PAGES


@dataclass(frozen=True)
class Grant:
    """A role, and the places it is held for."""

    role: Role
    places: tuple[str, ...] = ()

    @property
    def scope(self) -> Scope:
        return Scope(self.role.key, self.places if self.role.own_unit else (), self.role.facts)


@dataclass(frozen=True)
class Rights:
    """The whole reviewed file."""

    reviewed_on: str
    reviewed_by: tuple[str, ...]
    ask: str
    claims: Mapping[str, Any]
    roles: Mapping[str, Role]
    demo: Mapping[str, tuple[str, ...]]

    def role(self, key: str) -> Role:
        if key not in self.roles:
            near = get_close_matches(key, self.roles, n=1)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise WrongUse(f"unknown role '{key[:60]}'.{meant} Known: {', '.join(self.roles)}.")
        return self.roles[key]

    def demo_grant(self, key: str) -> Grant:
        return Grant(self.role(key), self.demo.get(key, ()))

    def grants(self, claims: Mapping[str, Any]) -> tuple[Grant, ...]:
        """What a token's claims give; a role that needs a place and has none gives nothing."""
        held = set(_texts(claims.get(self.claims["roles"])))
        places = tuple(code for code in _texts(claims.get(self.claims["units"])) if UNIT_CODE.fullmatch(code))
        found = []
        for role in self.roles.values():
            placed = role.own_unit or role.needs_scope
            if role.claim in held and (places or not placed):
                found.append(Grant(role, places if placed else ()))
        return tuple(found)

    def who(self, claims: Mapping[str, Any]) -> str:
        return next((str(claims[name]) for name in self.claims["who"] if claims.get(name)), "")

    def kept(self, claims: Mapping[str, Any]) -> dict[str, Any]:
        """The claims that rights are made of; a session keeps no others."""
        names = (self.claims["roles"], self.claims["units"])
        return {name: _texts(claims.get(name))[:50] for name in names}


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return value.replace(",", " ").split()
    return [str(each) for each in value] if isinstance(value, Iterable) else []


@cache
def rights() -> Rights:
    return read_rights(FILE)


def read_rights(file: Path) -> Rights:
    """The reviewed file, or WrongUse with the key that is wrong."""
    try:
        said = tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise WrongUse(f"{file.name}: {fault}") from None
    for key in ("reviewed_on", "reviewed_by", "ask", "claims", "roles"):
        if not said.get(key):
            raise WrongUse(f"{file.name}: '{key}' is missing; access is not given by a file nobody reviewed")
    return Rights(
        str(said["reviewed_on"]),
        tuple(said["reviewed_by"]),
        said["ask"],
        said["claims"],
        {key: _role(file.name, key, of) for key, of in said["roles"].items()},
        {key: tuple(places) for key, places in said.get("demo", {}).items()},
    )


def _role(name: str, key: str, of: Mapping[str, Any]) -> Role:
    unknown = sorted(set(of) - KEYS) + [each for each in ("claim", "pages", "facts") if each not in of]
    if unknown:
        raise WrongUse(f"{name}: roles.{key}: '{unknown[0]}' is unknown or missing. Known: {sorted(KEYS)}")
    pages = None if of["pages"] == "all" else frozenset(of["pages"])
    facts = None if of["facts"] == "all" else tuple(of["facts"])
    flags = {flag: bool(of.get(flag)) for flag in ("own_unit", "needs_scope", "sees_audit")}
    return Role(key, of["claim"], pages, facts, **flags)
