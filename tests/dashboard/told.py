"""A package as the ETL tells it now: rhythms, corrections, codes, columns and a year of monthly extracts."""

from datetime import date, timedelta
from typing import Any

from tests.demo_rows import SINCE, SOURCES, UNTIL, demo_rows, next_month

Source = dict[str, Any]
CODES = {
    "class": [{"from": "F", "to": "formal"}, {"from": "R", "to": "material"}, {"from": "A", "to": "other"}],
    "formal_criticism": [{"from": "J", "to": True}, {"from": "N", "to": False}],
}
COLUMNS = [
    {"name": "complaint_key", "from": "KLAGENR", "kind": "key", "required": True},
    {"name": "class", "from": "KLAGETYPE", "kind": "code", "required": True},
    {"name": "answered_on", "from": "BESVARET", "kind": "date", "required": False},
]
CORRECTION = {
    "reason": "Kanalen FAX er skrevet som TEL siden skiftet af system",
    "told": "Systemforvaltningen for DOMUS",
    "since": "2026-03-01",
    "rows": 41,
}


def month_ends() -> list[date]:
    ends, month = [], SINCE
    while month <= UNTIL:
        month = next_month(month)
        ends.append(month - timedelta(days=1))
    return ends


def files(name: str, read: list[int], rejected: list[int] | None = None) -> list[dict[str, Any]]:
    """One file a month, the last at the end of the newest."""
    days = month_ends()[-len(read) :]
    made = [
        {"name": f"{name}_{day}.csv", "sha256": "0" * 64, "bytes": 9, "extracted_on": str(day), "read": n}
        for day, n in zip(days, read, strict=True)
    ]
    faults = rejected or [2] * len(read)
    return [file | {"rejected": n} for file, n in zip(made, faults, strict=True)]


def told(source: Source, **more: Any) -> Source:
    """A source with the keys of today; its sums are those of its files."""
    said = {
        "expected_every": "month",
        "days_of_grace": 10,
        "overdue": False,
        "withdrawn": 0,
        "corrections": [],
    }
    said |= {"delivery": "changes", "codes": {}, "columns": []}
    given = source | said | more
    read, rejected = (sum(file.get(key, 0) for file in given["files"]) for key in ("read", "rejected"))
    given |= {
        "read": read,
        "rejected": rejected,
        "duplicates": 0,
        "superseded": 0,
        "accepted": read - rejected,
    }
    return given | {"extracted_on": given["files"][-1]["extracted_on"]} if given["files"] else given


USUAL = [1010, 985, 1002, 996, 1013, 990, 1004, 998, 1009]
DOMUS, MOMENTUM, TMF, COMPLAINTS = SOURCES
TOLD = [
    told(DOMUS, files=files("domus_cases", [*USUAL, 410]), corrections=[CORRECTION]),
    told(MOMENTUM, files=files("momentum_cases", [*USUAL, 1001], [3, 2, 4, 3, 2, 3, 4, 3, 2, 160])),
    told(TMF, files=files("tmf_cases", [900, 910]), delivery="full", withdrawn=17, overdue=True),
    told(COMPLAINTS, files=files("sof_complaints", USUAL), codes=CODES, columns=COLUMNS),
    told(
        COMPLAINTS | {"source": "indberetning", "title": "Indberetning", "feeds": ["published_figures"]},
        files=files("indberetning", [6]),
        not_answered=[{"department": "BUF", "period": "2026-07"}, {"department": "BUF", "period": "2026-08"}],
    ),
]


def revisions() -> list[dict[str, Any]]:
    """Ninety of a hundred are known at first, ninety-seven a month later, all from the second month on."""
    rows = []
    ends = month_ends()
    for fact, size in (("cases", 1000), ("complaints", 100)):
        for n, end in enumerate(ends):
            for later, share in enumerate((0.90, 0.97, 1.0, 1.0)):
                if n + later < len(ends):
                    row = {
                        "fact": fact,
                        "source": "domus_cases",
                        "department": "SOF",
                        "month": end.replace(day=1),
                    }
                    rows.append(row | {"extracted_on": ends[n + later], "known": round(size * share)})
    return rows


def city_told() -> dict[str, Any]:
    """Arguments of write_facts for a city that tells all this."""
    extracts = {each["source"]: [file["extracted_on"] for file in each["files"]] for each in TOLD}
    return {"sources": TOLD, "extracts": extracts, "corrections": [{"source": "domus_cases", **CORRECTION}]}


def rows_told() -> dict[str, Any]:
    rows = demo_rows()
    points: dict[int, int] = {}
    for point in rows["complaint_points"]:
        points[point["complaint_id"]] = points.get(point["complaint_id"], 0) + 1
    for complaint in rows["complaints"]:
        number = complaint["complaint_id"]
        complaint["point_count"] = points.get(number, 0)
        if number % 7 == 0:
            complaint["class"] = "other"
        if number % 5 == 0:
            complaint["case_id"] = None
    return rows
