"""Settings of sign-in and traces, checked at the start: a wrong one is named, with what was found and an example."""

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dashboard.warehouse import ROOT, WrongUse

EXAMPLES: Mapping[str, Any] = {
    "address": "https://ledelsesinformation.example.dk",
    "issuer": "https://login.microsoftonline.com/TENANT/v2.0",
    "client_id": "0f3b9c1e-app",
    "client_secret_file": "/run/credentials/ledelsesinformation/secret",
    "idle_minutes": 30,
    "hours": 8,
    "log_days": 183,
    "proxies": 1,
    "health_port": 8051,
}
REQUIRED = ("address", "issuer", "client_id")
MOST = {"idle_minutes": 480, "hours": 24, "log_days": 1830, "proxies": 5, "health_port": 65535}
PREFIX = re.compile(r"(/[a-z0-9][a-z0-9_-]*)*/?")
LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class SignIn:
    """How people sign in. `address` is how a browser calls us; the secret is not part of what is printed."""

    address: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    idle_minutes: int = 30
    hours: int = 8
    log_days: int = 183
    proxies: int = 0
    health_port: int = 0

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    @property
    def prefix(self) -> str:
        """The path of our address, which the proxy takes off: as /ledelse, or nothing."""
        return urlsplit(self.address).path

    @property
    def is_secure(self) -> bool:
        return self.address.startswith("https://")


def state_folder() -> Path:
    """Sessions and the audit log: LEDELSE_STATE, else `state` beside the facts."""
    data = Path(os.environ.get("LEDELSE_DATA") or ROOT / "data")
    return Path(os.environ.get("LEDELSE_STATE") or data / "state")


def sign_in_settings() -> SignIn | None:
    """What LEDELSE_SIGN_IN names, or None where nobody can sign in."""
    named = os.environ.get("LEDELSE_SIGN_IN")
    return read_sign_in(Path(named)) if named else None


def read_sign_in(file: Path) -> SignIn:
    try:
        said = tomllib.loads(file.read_text("utf-8"))
    except OSError as fault:
        raise WrongUse(
            f"LEDELSE_SIGN_IN={file} cannot be read ({fault.strerror}). Name a TOML file."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise WrongUse(f"{file}: {' '.join(str(fault).split())}") from None
    for name in said:
        if name not in EXAMPLES:
            raise WrongUse(f"{file}: unknown setting '{name}'. Known: {', '.join(EXAMPLES)}.")
    for name in REQUIRED:
        _must(isinstance(said.get(name), str) and said[name].strip(), file, name, said.get(name))
    _check_addresses(file, said)
    for name, most in MOST.items():
        value = said.get(name, EXAMPLES[name])
        least = 0 if name in ("proxies", "health_port") else 1
        _must(type(value) is int and least <= value <= most, file, name, value)
    numbers = {name: said[name] for name in MOST if name in said}
    address = said["address"].rstrip("/")
    return SignIn(address, said["issuer"].rstrip("/"), said["client_id"], _secret(file, said), **numbers)


def _check_addresses(file: Path, said: Mapping[str, Any]) -> None:
    """Without encryption only on this machine; a path of ours is of plain words, for it stands in cookies and links."""
    for name in ("address", "issuer"):
        parts = urlsplit(said[name])
        is_right = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
        _must(bool(is_right and parts.hostname and not parts.query), file, name, said[name])
    _must(PREFIX.fullmatch(urlsplit(said["address"]).path), file, "address", said["address"])


def _secret(file: Path, said: Mapping[str, Any]) -> str:
    """From the environment or a file of its own; never from the TOML, which people copy."""
    given = os.environ.get("LEDELSE_CLIENT_SECRET", "")
    named = said.get("client_secret_file")
    if not given and named:
        try:
            given = Path(str(named)).read_text("utf-8").strip()
        except OSError as fault:
            raise WrongUse(
                f"{file}: client_secret_file '{named}' cannot be read ({fault.strerror})"
            ) from None
    if not given:
        raise WrongUse(f"{file}: no secret: set LEDELSE_CLIENT_SECRET or client_secret_file")
    return given


def _must(is_right: object, file: Path, name: str, found: object) -> None:
    if not is_right:
        told = "missing" if found is None else f"'{str(found)[:80]}'"
        raise WrongUse(f"{file}: {name} is {told}. Example: {name} = {json.dumps(EXAMPLES[name])}")
