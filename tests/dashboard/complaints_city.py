"""A department whose complaints we know by heart: sixteen alike units, one of which differs, and a change in 2026."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dashboard.components.address import Address
from dashboard.pages.view import View, read_view
from dashboard.warehouse import Warehouse
from tests.dashboard.conftest import of_kind, words_of
from tests.demo_rows import SINCE, UNTIL, figure_row, next_month
from tests.facts_folder import reference_rows, write_facts

Rows = list[dict[str, Any]]
CASES, FORMAL, MATERIAL, BOTH = 40, 5, 6, 1  # of each unit in each month
DIFFERS, HIGH = "SOF-HAN-1", 25  # formal complaints a month
CHANGED_ON, MORE = date(2026, 1, 1), 4  # formal complaints more a month in every unit from then on
AREAS = {"SOF-BBU": "27.24.00", "SOF-HAN": "32.18.08", "SOF-VOK": "27.54.08"}
SMALL = "SOF-VOK-5"  # a counter of two cases a month
CHARGES, COMPLAINED, ANNULLED = 25_000, 2_000, 600
COVERAGE = [
    {"fact": fact, "department": "SOF", "from": str(SINCE), "to": str(UNTIL)}
    for fact in ("cases", "complaints", "appeals")
]


def units() -> list[str]:
    rows = reference_rows("organisation")
    return [
        row["code"]
        for row in rows
        if row["level"] == "unit" and row["parent"] in AREAS and (not row["valid_to"] or row["code"] == SMALL)
    ]


def months() -> Iterator[date]:
    month = SINCE
    while month <= UNTIL:
        yield month
        month = next_month(month)


def city() -> dict[str, Rows]:
    made: dict[str, Rows] = {
        name: []
        for name in ("cases", "complaints", "complaint_points", "appeals", "audits", "published_figures")
    }
    for month in months():
        for unit in units():
            if unit != SMALL or month < CHANGED_ON:
                _month_of(made, unit, month)
        _parking(made["published_figures"], month)
        _reported(made["published_figures"], month)
    for name, key in (
        ("cases", "case"),
        ("complaints", "complaint"),
        ("appeals", "appeal"),
        ("audits", "audit"),
    ):
        for number, row in enumerate(made[name], 1):
            row |= {
                f"{key}_id": number,
                f"{key}_key": f"{number:032x}",
                "source": name,
                "extracted_on": UNTIL,
            }
    for number, row in enumerate(made["published_figures"], 1):
        row["figure_id"] = number
    return made


def _place(unit: str) -> dict[str, Any]:
    centre = unit.rsplit("-", 1)[0]
    place = {"unit": unit, "centre": centre, "department": "SOF"}
    return place | {f"{key}_now": value for key, value in place.items()} | {"service_area": AREAS[centre]}


def _month_of(made: dict[str, Rows], unit: str, month: date) -> None:
    place, day = _place(unit), month + timedelta(days=3)
    is_small = unit == SMALL
    for _ in range(2 if is_small else CASES):
        made["cases"].append(
            place | {"process": "sof", "received_on": day, "decided_on": day, "channel": "digital"}
        )
    if is_small:
        return
    formal = (HIGH if unit == DIFFERS else FORMAL) + (MORE if month >= CHANGED_ON else 0)
    # Not every month alike: numbers that never move have no limits worth the name.
    formal += (month.month * 7 + len(unit)) % 3
    for kind, count in (("formal", formal), ("material", MATERIAL), ("both", BOTH)):
        for number in range(count):
            _complaint(made, place, kind, day, number)
    for number in range(2):
        remark = {"without_remark": number == 0, "remark": None if number == 0 else "reasons"}
        made["audits"].append(place | remark | {"drawn_on": day, "audited_on": day})


def _complaint(made: dict[str, Rows], place: dict[str, Any], kind: str, day: date, number: int) -> None:
    complaint = place | {
        "class": kind,
        "level": "unit",
        "received_on": day,
        "answered_on": day + timedelta(days=10),
        "justified": "wholly" if number % 2 else "not",
        "registration_method": "system",
        "point_count": 1,
    }
    if kind != "formal":
        complaint |= {
            "reassessed_on": day + timedelta(days=14),
            "reassessment_result": "upheld" if number % 3 else "changed",
        }
        complaint["forwarded_on"] = day + timedelta(days=15) if number % 3 else None
        if number % 3:
            outcome = "remitted" if number % 2 else "upheld"
            made["appeals"].append(
                place
                | {"body": "AST", "sent_on": day, "decided_on": day + timedelta(days=20), "outcome": outcome}
            )
    made["complaints"].append(complaint)
    points = {
        "formal": ("F01", "F09") if number % 2 else ("F01",),
        "material": ("X02",),
        "both": ("F09", "X02"),
    }
    for point in points[kind]:
        made["complaint_points"].append(
            place
            | {
                "complaint_id": len(made["complaints"]),
                "point": point,
                "class": kind,
                "received_on": day,
                "extracted_on": UNTIL,
            }
        )


def _parking(rows: Rows, month: date) -> None:
    values = {
        "cases_received": CHARGES,
        "complaints_received": COMPLAINED,
        "parking_charges_annulled": ANNULLED,
    }
    for metric, value in values.items():
        figure = {"metric": metric, "department": "TMF", "scope": "parking", "period": f"{month:%Y-%m}"}
        rows.append(
            figure_row(
                figure | {"value": value, "method": "counted"}, published=False, source="parking_figures"
            )
        )


def _reported(rows: Rows, month: date) -> None:
    """A department that reports one sum and nothing behind it."""
    figure = {
        "metric": "complaints_received",
        "department": "KFF",
        "scope": "borgerservice",
        "period": f"{month:%Y-%m}",
    }
    figure |= {"value": 20, "method": "partial", "footnote": "only_borgerservice"}
    rows.append(figure_row(figure, published=False, source="borgerservice_figures"))


def snapshot(folder: Path) -> Warehouse:
    write_facts(folder, city(), coverage=COVERAGE)
    return Warehouse(folder)


def looking(at: Warehouse, **query: str) -> View:
    return read_view(at, Address("/klager", tuple(sorted(query.items()))))


def figures_in(tree: Any) -> list[Any]:
    return [part.figure for part in of_kind(tree, "Graph")]


def rows_of(table: Any) -> list[list[str]]:
    return [[words_of(cell).strip() for cell in row.children] for row in of_kind(table, "Tr")]
