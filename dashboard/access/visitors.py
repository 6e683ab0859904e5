"""What an app knows of its users: how they sign in, their sessions and cookies, how much they may ask, and traces."""

from dataclasses import dataclass, field

from flask import Response

from dashboard.access.audit import AuditLog
from dashboard.access.limits import Limit
from dashboard.access.sessions import Sessions
from dashboard.access.settings import SignIn

COOKIE, CSRF_COOKIE = "ledelse", "_csrf_token"


@dataclass
class Access:
    """No `settings` of sign-in: a demo on this machine."""

    settings: SignIn | None
    sessions: Sessions
    audit: AuditLog
    health_port: int = 0
    asked: Limit = field(default_factory=lambda: Limit(burst=400, rate=40))
    tried: Limit = field(
        default_factory=lambda: Limit(burst=300, rate=5)
    )  # a whole house may have one address
    served: Limit = field(default_factory=lambda: Limit(burst=120, rate=5))  # to programs

    @property
    def cookie(self) -> str:
        """A host of our own is in its name; below a path the path keeps it from those beside us."""
        if not self.settings or not self.settings.is_secure:
            return COOKIE
        return f"__Secure-{COOKIE}" if self.settings.prefix else f"__Host-{COOKIE}"

    @property
    def cookie_path(self) -> str:
        return (self.settings.prefix if self.settings else "") or "/"


def set_cookies(access: Access, response: Response, token: str, csrf: str) -> None:
    flags = {
        "secure": bool(access.settings and access.settings.is_secure),
        "samesite": "Lax",
        "path": access.cookie_path,
    }
    response.set_cookie(access.cookie, token, httponly=True, **flags)  # type: ignore[arg-type]
    response.set_cookie(CSRF_COOKIE, csrf, **flags)  # type: ignore[arg-type]  # read by the page's own script
