"""What a run tells about itself: sums for the terminal, sources and coverage for datapackage.json."""

from datetime import date
from typing import Any

from etl import corrections, retention
from etl.package import Story
from etl.run import Delivery, reasons
from etl.source import RHYTHMS, Column, Source
from etl.versions import Settled

GRACE = 10  # days after a delivery was due until it is called overdue
COUNTED = ("cases", "complaints", "appeals")


def tell(
    delivery: Delivery, sources: list[Source], inputs: list[tuple[str, str]], key_fingerprint: str, synthetic: bool,
    waiting: dict[str, list[dict[str, str]]],
) -> Story:  # fmt: skip
    by_name = {source.name: source for source in sources}
    feeds: dict[str, list[str]] = {}
    for name in sorted(delivery.settled):
        for fact in by_name[name].feeds:
            feeds.setdefault(fact, []).append(name)
    feeds["case_steps"] = feeds["case_paths"] = feeds.get("case_events", [])
    feeds["rejected"] = feeds["revisions"] = sorted(delivery.settled)
    told = [source_story(delivery.settled[name], delivery.until) for name in sorted(delivery.settled)]
    told += [absent_story(by_name[name]) for name in delivery.absent]
    for one in told:
        if one["source"] in waiting:  # only a form asks, so only a form can be left unanswered
            one["not_answered"] = waiting[one["source"]]
    return Story(
        until=delivery.until,
        since=delivery.since,
        inputs=inputs,
        key_fingerprint=key_fingerprint,
        sources=sorted(told, key=lambda one: one["source"]),
        feeds=feeds,
        coverage=coverage(delivery),
        caveats=[{"key": "file_absent", "source": name} for name in delivery.absent],
        extracts={name: extracts_of(one) for name, one in delivery.settled.items()},
        keep_until=keep_until(delivery),
        synthetic=synthetic,
    )


def extracts_of(one: Settled) -> list[str]:
    return sorted({file.extracted_on.isoformat() for file in one.files})


def keep_until(delivery: Delivery) -> date | None:
    """The last day on which every row of the snapshot may still be kept."""
    days = [retention.last_day(one.source, one.oldest) for one in delivery.settled.values() if one.oldest]
    return min((day for day in days if day), default=None)


def counts(one: Settled) -> dict[str, Any]:
    """The sum of the contract for one source."""
    return {
        "source": one.source.name,
        "files": len(one.files),
        "read": one.read,
        "accepted": one.accepted.num_rows,
        "rejected": one.rejected,
        "duplicates": one.duplicates,
        "superseded": one.superseded,
        "withdrawn": one.withdrawn,
    }


def _about(source: Source) -> dict[str, Any]:
    return {
        "title": source.title,
        "department": list(source.get("covers", [])),
        "feeds": list(source.feeds),
        "contact": source.contact,
        "purpose": source.purpose,
        "legal_basis": source.legal_basis,
        "decided_in_med": str(source.decided_in_med),
        "staff_informed": str(source.staff_informed),
        "keep": source.keep,
        "caveats": list(source.get("caveats", [])),
        "method": source.get("constants", {}).get("method", "counted"),
        "delivery": source.get("delivery", "changes"),
        "case_url": source.get("case_url", ""),
        "expected_every": source.expected_every,
        "days_of_grace": source.get("days_of_grace", GRACE),
        "codes": {column.name: codes(column) for column in source.columns if column.values},
        "columns": [
            {"name": column.name, "from": column.source, "kind": column.kind, "required": column.required}
            for column in source.columns
        ],
    }


def codes(column: Column) -> list[dict[str, str]]:
    return [{"from": str(local), "to": str(shared).lower()} for local, shared in column.values]


def is_overdue(source: Source, newest: date, until: date) -> bool:
    """Later than its declared rhythm, by the newest extract of all: never by the clock."""
    every = RHYTHMS[source.expected_every]
    return bool(every) and (until - newest).days > every + source.get("days_of_grace", GRACE)


def source_story(one: Settled, until: date) -> dict[str, Any]:
    files = [
        {
            "name": file.name, "sha256": file.sha256, "bytes": file.size,
            "extracted_on": file.extracted_on.isoformat(), "read": file.read, "rejected": len(one.faults_of(number)),
        }
        for number, file in enumerate(one.files)
    ]  # fmt: skip
    newest = max(file.extracted_on for file in one.files)
    told = counts(one) | {"files": files} | _about(one.source)
    told |= {
        "absent": False,
        "extracted_on": newest.isoformat(),
        "overdue": is_overdue(one.source, newest, until),
    }
    told["corrections"] = corrections.told(one.source, one.corrected)
    told["reasons"] = [
        {"reason": reason, "column": column, "count": count}
        for (reason, column), count in reasons(one).items()
    ]
    return told


def absent_story(source: Source) -> dict[str, Any]:
    nothing = dict.fromkeys(("read", "accepted", "rejected", "duplicates", "superseded", "withdrawn"), 0)
    told = {"source": source.name, "files": [], **nothing, **_about(source)}
    return told | {"absent": True, "extracted_on": None, "reasons": [], "overdue": False, "corrections": []}


def coverage(delivery: Delivery) -> list[dict[str, Any]]:
    """For which department and days the rows of a fact are counted: there, none is nought."""
    newest: dict[tuple[str, str], date] = {}
    for one in delivery.settled.values():
        for fact in one.source.feeds:
            for department in one.source.get("covers", []) if fact in COUNTED else []:
                until = max(file.extracted_on for file in one.files)
                newest[fact, department] = max(until, newest.get((fact, department), date.min))
    return [
        {"fact": fact, "department": department, "from": delivery.since.isoformat(), "to": until.isoformat()}
        for (fact, department), until in sorted(newest.items())
    ]
