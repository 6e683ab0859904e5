"""How a source's deliveries come: when the next is due, and whether the newest is like those before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard.statistics.xmr import FEWEST, Limits, limits

Source = Mapping[str, Any]
# The longest that each rhythm can take, as the ETL reckons when it calls a source overdue.
DAYS = {"day": 1, "week": 7, "month": 31, "quarter": 92, "half_year": 184, "year": 366}
DAYS_OF_GRACE = 10


@dataclass(frozen=True)
class Usual:
    """A number per extract and the limits it usually moves within; no limits where there are too few extracts."""

    values: tuple[float, ...]
    limits: Limits | None

    @property
    def newest(self) -> float:
        return self.values[-1]

    @property
    def is_unusual(self) -> bool:
        return self.limits is not None and self.limits.is_outside(self.newest)

    @property
    def lacking(self) -> int:
        """Extracts still to come before anything can be said."""
        return max(0, FEWEST - len(self.values))


def volume(source: Source) -> Usual | None:
    """Rows per extract. A source that delivers everything each time grows by itself: there it is rows more or fewer
    than in the extract before."""
    read = [each["read"] for each in by_extract(source)]
    if source.get("delivery") == "full":
        read = [then - first for first, then in zip(read, read[1:], strict=False)]
    return _usual(read)


def rejected_share(source: Source) -> Usual | None:
    """Rejected of read per extract; None where an older package does not tell it file by file."""
    extracts = by_extract(source)
    if any(each["rejected"] is None for each in extracts):
        return None
    return _usual([each["rejected"] / each["read"] for each in extracts if each["read"]])


def by_extract(source: Source) -> list[dict[str, Any]]:
    """Files of one day are one extract, oldest first."""
    found: dict[str, dict[str, Any]] = {}
    for file in source.get("files", ()):
        day = found.setdefault(file["extracted_on"], {"day": file["extracted_on"], "read": 0, "rejected": 0})
        day["read"] += file["read"]
        rejected = file.get("rejected")
        day["rejected"] = None if rejected is None or day["rejected"] is None else day["rejected"] + rejected
    return [found[day] for day in sorted(found)]


def _usual(values: Sequence[float]) -> Usual | None:
    return Usual(tuple(values), limits(values)) if values else None


def expected_by(source: Source) -> date | None:
    """The last day on which the next extract is in time; None for a source without a rhythm."""
    days = DAYS.get(source.get("expected_every", ""))
    if not source.get("extracted_on") or days is None:
        return None
    grace = source.get("days_of_grace", DAYS_OF_GRACE)
    return date.fromisoformat(source["extracted_on"]) + timedelta(days=days + grace)
