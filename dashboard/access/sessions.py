"""Sessions kept by the server. The browser holds a random number; its hash names the file, so a file opens nothing."""

import hashlib
import json
import os
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

TOUCHED = 60  # seconds between two writes of "seen", and between two sweeps: being idle is counted in minutes


@dataclass(frozen=True)
class Session:
    """`claims` are only those that rights are made of; they are mapped anew at each request. Times in Unix seconds."""

    who: str
    claims: Mapping[str, Any]
    csrf: str
    created: float
    seen: float
    role: str = ""  # the one chosen among several


class Sessions:
    """In a folder that all workers share, or in memory where there is none. Limits in seconds."""

    def __init__(
        self, folder: Path | None, idle: float, absolute: float, now: Callable[[], float] = time.time
    ) -> None:
        self.folder, self.idle, self.absolute, self.now = folder, idle, absolute, now
        self._memory: dict[str, str] = {}
        self._swept = -TOUCHED * 2.0
        if folder:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def open(self, who: str, claims: Mapping[str, Any], role: str = "") -> tuple[str, Session]:
        """A new session and the token that opens it."""
        self.sweep()
        token, at = secrets.token_urlsafe(32), self.now()
        session = Session(who, claims, secrets.token_urlsafe(24), at, at, role)
        self._store(_key(token), session)
        return token, session

    def find(self, token: str | None) -> Session | None:
        """The session of a token, or None; one that is too old is removed."""
        if not token or len(token) > 200:
            return None
        key = _key(token)
        session = self._load(key)
        if session and self._is_over(session):
            self._drop(key)
            return None
        if session and self.now() - session.seen > TOUCHED:
            session = replace(session, seen=self.now())
            with suppress(OSError):  # a full disk ends a session early, it does not end the request
                self._store(key, session)
        return session

    def choose(self, token: str, role: str) -> None:
        session = self.find(token)
        if session:
            self._store(_key(token), replace(session, role=role))

    def close(self, token: str | None) -> None:
        if token:
            self._drop(_key(token))

    def sweep(self) -> None:
        """Removes what has run out, also of people who never came back; at most once a minute."""
        if self.now() - self._swept < TOUCHED:
            return
        self._swept = self.now()
        keys = [file.stem for file in self.folder.glob("*.json")] if self.folder else list(self._memory)
        for key in keys:
            session = self._load(key)
            if session is None or self._is_over(session):
                self._drop(key)

    def _is_over(self, session: Session) -> bool:
        return self.now() - session.seen > self.idle or self.now() - session.created > self.absolute

    def _load(self, key: str) -> Session | None:
        try:
            text = (self.folder / f"{key}.json").read_text("utf-8") if self.folder else self._memory[key]
            return Session(**json.loads(text))
        except (OSError, KeyError, ValueError, TypeError):
            return None

    def _store(self, key: str, session: Session) -> None:
        text = json.dumps(asdict(session), ensure_ascii=False)
        if not self.folder:
            self._memory[key] = text
            return
        part = self.folder / f"{key}.{secrets.token_hex(4)}.part"
        try:
            with os.fdopen(
                os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
            ) as file:
                file.write(text)
            part.replace(self.folder / f"{key}.json")
        finally:
            part.unlink(missing_ok=True)

    def _drop(self, key: str) -> None:
        self._memory.pop(key, None)
        if self.folder:
            (self.folder / f"{key}.json").unlink(missing_ok=True)


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
