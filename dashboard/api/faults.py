"""What a program is told when it cannot be answered: one JSON document, whoever refused."""

import json
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from flask import Response, request

from dashboard.metrics.usage import UsageError, printable

MOST = 200  # names that an error lists
SAID = {
    401: "not signed in",
    403: "refused",
    404: "there is nothing at this address; the addresses are listed in /api/v1/openapi.json",
    405: "this address is only read: use GET",
    413: "the request is too large",
    429: "too many requests; wait a little",
    500: "a fault of ours; it is written in the log of the server",
}


class Fault(Exception):
    """Refused with an HTTP status: what was given for which parameter, what is allowed and what was nearly meant."""

    def __init__(
        self, status: int, error: str, parameter: str = "", given: str = "", allowed: Iterable[str] = ()
    ) -> None:
        super().__init__(error)
        self.status, self.parameter, self.given = status, parameter, printable(given)
        self.allowed = list(allowed)

    def document(self) -> dict[str, Any]:
        told: dict[str, Any] = {"error": str(self)}
        if self.parameter:
            told |= {"parameter": self.parameter, "given": self.given}
        if self.allowed:
            told |= {"allowed": self.allowed[:MOST], "nearest": nearest(self.given, self.allowed)}
        return told


def nearest(given: str, allowed: Iterable[str]) -> list[str]:
    folded = {name.casefold(): name for name in allowed}
    return [folded[name] for name in get_close_matches(given.casefold(), folded, n=3, cutoff=0.5)]


def of_usage(status: int, wrong: UsageError, parameter: str, given: str = "") -> Fault:
    """The command line's own line, with the names that parameters have here."""
    line = str(wrong).replace("--where ", "where=").replace("--known-on", "known_on")
    return Fault(status, line, parameter, wrong.given or given, wrong.allowed)


def answer(status: int, document: dict[str, Any]) -> Response:
    body = json.dumps(document, ensure_ascii=False)
    return Response(body, status, mimetype="application/json", headers={"Cache-Control": "no-store"})


def in_json(response: Response) -> Response:
    """Errors of the guard and of the web server too are documents here; their headers stay."""
    is_ours = request.path == "/api" or request.path.startswith("/api/")
    if is_ours and response.status_code >= 400 and response.mimetype != "application/json":
        error = SAID.get(response.status_code, response.status)
        response.set_data(json.dumps({"error": error}, ensure_ascii=False))
        response.mimetype = "application/json"
    return response
