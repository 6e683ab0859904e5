"""What the guard writes down of a request: a line for what was shown, and one for what was refused."""

import logging

from flask import g, request

from dashboard.access import asked
from dashboard.access.audit import NotWritten
from dashboard.access.person import Person
from dashboard.access.visitors import Access
from dashboard.metrics import trace

LOG = logging.getLogger(__name__)
CALLBACK = "/_dash-update-component"


def note(access: Access, seen: trace.Trace) -> None:
    """One line for a request that showed something: which page, which metrics and places, how many answers."""
    is_callback = request.endpoint == CALLBACK
    access.audit.write(
        **of_whom(g.person),
        action="view" if is_callback and asked.is_page() else "answer",
        page=asked.path() if is_callback else request.path[:120],
        metrics=sorted(seen.metrics),
        where=sorted(seen.where)[:20],
        places=sorted(seen.places),
        snapshot=",".join(sorted(seen.snapshots)),
        rows=seen.rows,
    )


def of_whom(person: Person | None) -> dict[str, object]:
    if person is None:
        return {"who": "", "role": "", "scope": []}
    return {"who": person.who, "role": person.grant.role.key, "scope": list(person.grant.places)}


def write(access: Access, action: str, person: Person | None, **told: object) -> None:
    """For what is refused anyway: a log that cannot be written is then no reason to say anything else."""
    try:
        access.audit.write(**{**of_whom(person), "action": action, "page": request.path[:120], **told})
    except NotWritten as fault:
        LOG.error("%s", fault)
