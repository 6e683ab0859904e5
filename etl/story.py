"""What a run tells about itself: sums for the terminal, sources and coverage for datapackage.json."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from etl.identity import file_hash, mask
from etl.publish import Story
from etl.run import Delivery, reasons
from etl.source import Source
from etl.versions import Settled

COUNTED = ("cases", "complaints", "appeals")
DERIVED = {"case_steps": "case_events", "rejected": ""}


def tell(delivery: Delivery, sources: list[Source], raw: Path, key_fingerprint: str) -> Story:
    by_name = {source.name: source for source in sources}
    hashes = {
        file.raw.path: file_hash(file.raw.path) for one in delivery.settled.values() for file in one.files
    }  # fmt: skip
    feeds: dict[str, list[str]] = {}
    for name in sorted(delivery.settled):
        for fact in by_name[name].feeds:
            feeds.setdefault(fact, []).append(name)
    feeds["case_steps"] = feeds.get("case_events", [])
    feeds["rejected"] = sorted(delivery.settled)
    told = [source_story(delivery.settled[name], hashes) for name in sorted(delivery.settled)]
    told += [absent_story(by_name[name]) for name in delivery.absent]
    return Story(
        until=delivery.until,
        since=delivery.since,
        inputs=[(mask(path.name), value) for path, value in hashes.items()],
        key_fingerprint=key_fingerprint,
        sources=sorted(told, key=lambda one: one["source"]),
        feeds=feeds,
        coverage=coverage(delivery),
        caveats=[{"key": "file_absent", "source": name} for name in delivery.absent],
        synthetic=is_synthetic(raw),
    )


def is_synthetic(raw: Path) -> bool:
    """The invented municipality's delivery says of itself that it is invented."""
    note = raw / "delivery.toml"
    return note.is_file() and bool(tomllib.loads(note.read_text("utf-8")).get("synthetic"))


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
    }


def source_story(one: Settled, hashes: dict[Path, str]) -> dict[str, Any]:
    files = [
        {
            "name": mask(file.raw.path.name), "sha256": hashes[file.raw.path], "bytes": file.raw.path.stat().st_size,
            "extracted_on": file.extracted_on.isoformat(), "read": file.raw.read,
        }
        for file in one.files
    ]  # fmt: skip
    told = counts(one) | {"files": files} | _about(one.source)
    told["absent"] = False
    told["extracted_on"] = max(file.extracted_on for file in one.files).isoformat()
    told["reasons"] = [
        {"reason": reason, "column": column, "count": count}
        for (reason, column), count in reasons(one).items()
    ]
    return told


def absent_story(source: Source) -> dict[str, Any]:
    nothing = dict.fromkeys(("read", "accepted", "rejected", "duplicates", "superseded"), 0)
    told = {"source": source.name, "files": [], **nothing, **_about(source)}
    return told | {"absent": True, "extracted_on": None, "reasons": []}


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
