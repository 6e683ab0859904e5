"""Errors for people: one line that says where, what, what is allowed and what to do next."""

import errno
import os
from collections.abc import Iterable
from difflib import get_close_matches

ROOM = "Make room on the disk of the facts and of temporary files, then run again."
ADVICE = {
    errno.EACCES: "Give the user who runs the ETL leave to use it.",
    errno.EPERM: "Give the user who runs the ETL leave to use it.",
    errno.EROFS: "Name a folder that may be written to.",
    errno.ENOENT: "Deliver it again.",
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), ROOM),
    **dict.fromkeys((errno.EISDIR, errno.ENOTDIR, errno.EEXIST), "Take away what stands in its place."),
}


class RunError(Exception):
    """A check failed: exit 1, nothing is published."""


class UsageError(Exception):
    """Wrong use of a command: exit 2."""


def nearest(given: str, allowed: Iterable[str]) -> str:
    """The allowed names nearest to what was given, ready for an error message."""
    names = sorted(allowed)
    close = get_close_matches(given, names, n=3, cutoff=0.5)
    return f"Nearest: {', '.join(close)}" if close else f"Known: {', '.join(names[:12])}"


def refused(where: str, error: OSError) -> str:
    """What the operating system would not do, in one line; libraries put words of their own where its reason stands."""
    reason = os.strerror(error.errno) if error.errno else "could not be read or written"
    advice = ADVICE.get(error.errno or 0, "Look at the disk, then run again.")
    return f"{where or 'writing'}: {reason}. {advice} Nothing was published."
