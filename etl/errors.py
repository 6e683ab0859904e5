"""Errors for people: one line that says where, what, what is allowed and what to do next."""

from collections.abc import Iterable
from difflib import get_close_matches


class RunError(Exception):
    """A check failed: exit 1, nothing is published."""


class UsageError(Exception):
    """Wrong use of a command: exit 2."""


def nearest(given: str, allowed: Iterable[str]) -> str:
    """The allowed names nearest to what was given, ready for an error message."""
    names = sorted(allowed)
    close = get_close_matches(given, names, n=3, cutoff=0.5)
    return f"Nearest: {', '.join(close)}" if close else f"Known: {', '.join(names[:12])}"
