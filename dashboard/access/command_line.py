"""The command line is written down like the pages are: which account of the machine asked, in which role, for what."""

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from dashboard.access.audit import AuditLog, NotWritten
from dashboard.access.settings import state_folder
from dashboard.metrics.trace import Trace, traced
from dashboard.warehouse import Refused


class Unsound(Exception):
    """A check failed."""


@contextmanager
def audited(command: str) -> Iterator[None]:
    """One line for a command that told a figure or was refused one. The public may be told without it."""
    with traced() as trace:
        try:
            yield
        except Refused as refused:
            _write(command, trace, action="denied", reason=str(refused))
            raise
    if trace.metrics:
        _write(command, trace, action="answer")


def _write(command: str, trace: Trace, **told: str) -> None:
    role = os.environ.get("LEDELSE_ROLE") or "public"
    try:
        AuditLog(state_folder() / "audit").write(
            who=_account(),
            role=role,
            scope=[],
            page=f"python -m dashboard {command}",
            metrics=sorted(trace.metrics),
            where=sorted(trace.where)[:20],
            places=sorted(trace.places),
            snapshot=",".join(sorted(trace.snapshots)),
            rows=trace.rows,
            **told,
        )
    except NotWritten as fault:
        if role != "public":
            raise Unsound(str(fault)) from None
        print(f"dashboard: {fault}", file=sys.stderr)


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user that no file names
        return str(os.getuid())
