"""A small invented city of a few thousand cases, for tests and for looking at the dashboard."""

import csv
import random
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from tests.facts_folder import ROOT, reference_rows

SINCE, UNTIL = date(2023, 11, 1), date(2026, 10, 31)
MOVED_ON = date(2026, 1, 1)
COVERED = ("SOF", "BIF", "TMF", "SUF")
COVERAGE = [
    {"fact": fact, "department": department, "from": str(SINCE), "to": str(UNTIL)}
    for fact in ("cases", "complaints")
    for department in COVERED
]
CHANNELS = ("digital", "letter", "phone", "counter", "assisted", "internal")
PATH = (
    "received",
    "receipt_sent",
    "assigned",
    "information_requested",
    "information_received",
    "complete",
    "decided",
    "sent",
    "closed",
)
DAYS = {
    "assigned": "assigned_on",
    "complete": "complete_on",
    "decided": "decided_on",
    "sent": "sent_on",
    "closed": "closed_on",
}
DEADLINES = {"SOF": "sof-treatment", "SUF": "suf-respite", "TMF": "tmf-house", "BIF": "bif-subsidy"}
Rows = list[dict[str, Any]]


def demo_rows(cases: int = 4000, seed: int = 7) -> dict[str, Rows]:
    chance = random.Random(seed)
    units = {row["code"]: row for row in reference_rows("organisation") if row["level"] == "unit"}
    made: dict[str, Rows] = {
        "cases": [],
        "case_events": [],
        "case_steps": [],
        "complaints": [],
        "complaint_points": [],
        "appeals": [],
    }
    for case_id in range(1, cases + 1):
        case, events = _case(case_id, units, chance)
        made["cases"].append(case)
        made["case_events"] += events
        made["case_steps"] += _steps(events, chance)
        if chance.random() < 0.06:
            _complaint(case, made, chance)
    made["published_figures"] = _figures(chance)
    made["capacity"] = _capacity(units, chance)
    made["targets"] = [
        {
            "metric": "complaints_per_100_cases",
            "department": "ALL",
            "direction": "at_most",
            "value": 0.025,
            "valid_from": SINCE,
            "decided_by": "BR",
            "decided_on": "2023-10-05",
            "assumed": True,
        },
        {
            "metric": "decided_in_time",
            "department": "SOF",
            "direction": "at_least",
            "value": 0.8,
            "valid_from": SINCE,
            "decided_by": "SOU",
            "decided_on": "2023-10-05",
            "assumed": True,
        },
    ]
    made["rejected"] = [
        {
            "source": "domus_cases",
            "file": "domus_cases_2026-10-31.csv",
            "record": n,
            "column": "KANAL",
            "reason": "unknown_code",
            "shape": "xxx",
        }
        for n in (17, 90, 812)
    ]
    return made


def _case(case_id: int, units: dict[str, Any], chance: random.Random) -> tuple[dict[str, Any], Rows]:
    received = SINCE + timedelta(days=int(chance.random() ** 0.9 * (UNTIL - SINCE).days))
    process = chance.choice([row for row in reference_rows("processes") if row["department"]])
    valid = [
        u
        for u, row in units.items()
        if u.startswith(process["department"])
        and row["valid_from"] <= str(received) <= (row["valid_to"] or "9")
    ]
    unit = chance.choice(valid)
    now = units[unit]["successor"] or unit
    case: dict[str, Any] = {
        "case_id": case_id,
        "case_key": f"{case_id:032x}",
        "source": f"{process['department'].lower()}_cases",
        "process": process["key"],
        "service_area": process["service_area"],
        "channel": chance.choices(CHANNELS, (60, 10, 10, 8, 7, 5))[0],
        "received_on": received,
        "citizen": f"{chance.randrange(max(10, case_id // 2)):032x}",
        "extracted_on": UNTIL,
    }
    for suffix, code in (("", unit), ("_now", now)):
        case |= {
            f"unit{suffix}": code,
            f"centre{suffix}": code.rsplit("-", 1)[0],
            f"department{suffix}": code[:3],
        }
    events = _events(case, chance)
    _progress(case, events, chance)
    return case, events


def _events(case: dict[str, Any], chance: random.Random) -> Rows:
    path = [
        step
        for step in PATH
        if step not in ("information_requested", "information_received") or chance.random() < 0.5
    ]
    if chance.random() < 0.15:
        path[3:3] = ["reassigned", "assigned"]
    at = datetime.combine(case["received_on"], time(8 + chance.randrange(8), chance.randrange(60)))
    events: Rows = []
    for activity in path:
        if at.date() > UNTIL:
            break
        events.append(
            {
                "case_id": case["case_id"],
                "seq": len(events) + 1,
                "process": case["process"],
                "activity": activity,
                "role_group": "caseworker",
                "unit": case["unit"],
                "at": at,
            }
        )
        at += timedelta(hours=chance.expovariate(1 / 190))
    return events


def _progress(case: dict[str, Any], events: Rows, chance: random.Random) -> None:
    for event in events:
        if event["activity"] in DAYS:
            case[DAYS[event["activity"]]] = event["at"].date()
    if "decided_on" in case:
        case["result"] = chance.choices(("granted", "partly", "refused", "withdrawn"), (62, 14, 18, 6))[0]
    case["due_on"] = case["received_on"] + timedelta(days=56)
    if case["case_id"] % 20:  # no published deadline binds the others
        case["deadline"] = DEADLINES.get(case["department"], "demo")
    if "decided_on" in case:
        case["decided_in_time"] = case["decided_on"] <= case["due_on"]
    case["state"] = (
        "closed"
        if "closed_on" in case
        else "decided"
        if "decided_on" in case
        else "informed"
        if "complete_on" in case
        else "arisen"
    )


def _steps(events: Rows, chance: random.Random) -> Rows:
    steps: Rows = []
    seen: set[str] = set()
    for first, second in pairwise(events):
        seen.add(first["activity"])
        steps.append(
            {key: first[key] for key in ("case_id", "seq", "process", "activity", "at", "unit")}
            | {
                "next_activity": second["activity"],
                "next_unit": second["unit"],
                "wait_seconds": round((second["at"] - first["at"]).total_seconds(), 3),
                "unit_changed": False,
                "person_changed": chance.random() < 0.4,
                "is_repetition": second["activity"] in seen,
            }
        )
    return steps


def _complaint(case: dict[str, Any], made: dict[str, Rows], chance: random.Random) -> None:
    received = case["received_on"] + timedelta(days=chance.randrange(5, 120))
    if received > UNTIL:
        return
    number = len(made["complaints"]) + 1
    answered = received + timedelta(days=chance.randrange(3, 50))
    kind = chance.choices(("formal", "material", "both", "other"), (35, 45, 15, 5))[0]
    places = [f"{level}{suffix}" for level in ("unit", "centre", "department") for suffix in ("", "_now")]
    shared = {key: case[key] for key in (*places, "service_area")}
    complaint = shared | {
        "complaint_id": number,
        "complaint_key": f"{number:032x}",
        "source": case["source"].replace("cases", "complaints"),
        "case_id": case["case_id"],
        "class": kind,
        "level": chance.choices(("unit", "administration", "mayor", "borgerraadgiver"), (80, 12, 5, 3))[0],
        "received_on": received,
        "answered_on": answered if answered <= UNTIL else None,
        "registration_method": "system",
        "extracted_on": UNTIL,
    }
    made["complaints"].append(complaint)
    if kind in ("formal", "both"):
        point = {
            "complaint_id": number,
            "point": f"F{chance.randrange(1, 22):02d}",
            "class": kind,
            "received_on": received,
        }
        made["complaint_points"].append(shared | point)
    if kind in ("material", "both") and chance.random() < 0.3:
        made["appeals"].append(_appeal(complaint, len(made["appeals"]) + 1, shared, chance))


def _appeal(
    complaint: dict[str, Any], number: int, shared: dict[str, Any], chance: random.Random
) -> dict[str, Any]:
    sent = complaint["received_on"] + timedelta(days=20)
    decided = sent + timedelta(days=chance.randrange(60, 200))
    done = decided <= UNTIL
    return shared | {
        "appeal_id": number,
        "appeal_key": f"{number:032x}",
        "source": "appeals",
        "complaint_id": complaint["complaint_id"],
        "body": "AST",
        "sent_on": sent,
        "decided_on": decided if done else None,
        "outcome": chance.choices(("upheld", "changed", "remitted", "dismissed"), (60, 10, 18, 12))[0]
        if done
        else None,
        "extracted_on": UNTIL,
    }


def _figures(chance: random.Random) -> Rows:
    rows: Rows = []
    for example in ("complaints_2014_2014-12-11", "national_appeals_2024-12-31"):
        with (ROOT / f"data/examples/{example}.csv").open(encoding="utf-8", newline="") as file:
            rows += [figure_row(row, published=True, source=example[:-11]) for row in csv.DictReader(file)]
    month = SINCE
    while month <= UNTIL:
        figure: dict[str, Any] = {
            "metric": "complaints_received",
            "department": "KFF",
            "scope": "borgerservice",
            "period": f"{month:%Y-%m}",
        }
        figure |= {"value": chance.randrange(11, 28), "method": "partial", "footnote": "only_borgerservice"}
        rows.append(figure_row(figure, published=False, source="borgerservice_figures"))
        month = next_month(month)
    hand = next(row["code"] for row in reference_rows("organisation"))
    for year in ("2024", "2025"):
        for metric, value in (("complaints_received", 31), ("cases_received", 1480)):
            figure = {
                "metric": metric,
                "department": hand,
                "scope": "department",
                "period": year,
                "value": value,
            }
            figure |= {"method": "survey", "footnote": "hand_counted"}
            rows.append(figure_row(figure, published=False, source="okf_survey"))
    return [row | {"figure_id": number} for number, row in enumerate(rows, 1)]


def figure_row(figure: dict[str, Any], *, published: bool, source: str) -> dict[str, Any]:
    """A row of published_figures with the days its period stands for (years and months only)."""
    period = figure["period"]
    start = date.fromisoformat(f"{period}-01") if "-" in period else date(int(period), 1, 1)
    end = next_month(start) - timedelta(days=1) if "-" in period else date(int(period), 12, 31)
    return figure | {
        "period_start": start,
        "period_end": end,
        "published": published,
        "source": source,
        "extracted_on": UNTIL,
    }


def next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _capacity(units: dict[str, Any], chance: random.Random) -> Rows:
    rows: Rows = []
    month = SINCE
    while month <= UNTIL:
        for unit, of in units.items():
            if of["valid_from"] <= str(month) <= (of["valid_to"] or "9"):
                heads = chance.randrange(6, 30)
                place = {"unit": unit, "centre": unit.rsplit("-", 1)[0], "department": unit[:3]}
                rows.append(place | {"month": month, "heads": heads, "fte": heads * 0.9})
        month = next_month(month)
    return rows


def _source(name: str, title: str, department: str, feeds: list[str], read: int) -> dict[str, Any]:
    rejected = 3 if name == "domus_cases" else 0
    reasons = [{"reason": "unknown_code", "column": "KANAL", "count": 3}] if rejected else []
    return {
        "source": name,
        "title": title,
        "department": [department],
        "feeds": feeds,
        "contact": "Functional management",
        "purpose": "Management information on case handling",
        "legal_basis": "GDPR art. 6(1)(e)",
        "decided_in_med": "2026-03-01",
        "staff_informed": "2026-03-15",
        "keep": "5 years",
        "caveats": ["layout_assumed"],
        "method": "counted",
        "absent": False,
        "extracted_on": str(UNTIL),
        "files": [
            {
                "name": f"{name}_{UNTIL}.csv",
                "sha256": "0" * 64,
                "bytes": 1000 * read,
                "extracted_on": str(UNTIL),
                "read": read,
            }
        ],
        "read": read,
        "accepted": read - rejected - 12,
        "rejected": rejected,
        "duplicates": 2,
        "superseded": 10,
        "reasons": reasons,
    }


SOURCES = [
    _source("domus_cases", "DOMUS", "SOF", ["cases"], 2010),
    _source("momentum_cases", "Momentum", "BIF", ["cases"], 1400),
    _source("tmf_cases", "TMF", "TMF", ["cases"], 900),
    _source("sof_complaints", "SOF", "SOF", ["complaints"], 120),
]
