"""What was asked while one request was answered: metrics, places and how many answers, for the audit log.

Answers are kept, so it is noted where they are given and not where they are counted.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

PLACES = ("department", "centre", "unit")


@dataclass
class Trace:
    """`where` holds each filter as dimension=value, `places` every department, centre and unit told of."""

    metrics: set[str] = field(default_factory=set)
    where: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    snapshots: set[str] = field(default_factory=set)
    rows: int = 0


_TRACE: ContextVar[Trace | None] = ContextVar("trace", default=None)


@contextmanager
def traced() -> Iterator[Trace]:
    """Collects what is asked until the block ends."""
    trace = Trace()
    token = _TRACE.set(trace)
    try:
        yield trace
    finally:
        _TRACE.reset(token)


def begin() -> Trace:
    """The same for a request, whose end is somewhere else."""
    trace = Trace()
    _TRACE.set(trace)
    return trace


def again(told: Trace) -> None:
    """What is kept of a page is told anew: what was noted when it was made is noted of this request too."""
    trace = _TRACE.get()
    if trace is None:
        return
    for name in ("metrics", "where", "places", "snapshots"):
        getattr(trace, name).update(getattr(told, name))
    trace.rows += told.rows


def note(
    metric: str, where: Iterable[tuple[str, str]], groups: Iterable[Mapping[str, str]], snapshot: str
) -> None:
    """Somebody was told `metric`; does nothing where nobody collects."""
    trace = _TRACE.get()
    if trace is None:
        return
    trace.metrics.add(metric)
    trace.snapshots.add(snapshot)
    for name, value in where:
        trace.where.add(f"{name}={value}")
        if name in PLACES:
            trace.places.add(value)
    for group in groups:
        trace.rows += 1
        trace.places.update(group[name] for name in PLACES if group.get(name))
