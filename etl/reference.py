"""Reference tables and the chains of successors in them: who was it then, who is it now."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from etl.reviewed import check_deadlines, check_targets

METRICS = Path(__file__).parent.parent / "dashboard" / "metrics"
FIRST, LAST = date(1900, 1, 1), date(9999, 12, 31)
TABLES = (
    "organisation", "service_areas", "deadlines", "legal_bases", "processes",
    "activities", "complaint_points", "appeal_bodies", "targets",
)  # fmt: skip
SMALLEST_TEAM = 5
Row = dict[str, str]


@dataclass(frozen=True)
class Reference:
    """The committed tables of data/reference as text, by name."""

    tables: dict[str, list[Row]]

    def codes(self) -> dict[str, frozenset[str]]:
        """The codes that a `reference` column may hold, by table."""
        column = {"processes": "key", "activities": "key"}
        known = {
            name: frozenset(row[column.get(name, "code")] for row in rows)
            for name, rows in self.tables.items()
            if name != "targets"
        }
        return known | {"departments_or_all": self.departments_or_all}

    @property
    def departments_or_all(self) -> frozenset[str]:
        departments = {row["code"] for row in self.tables["organisation"] if row["level"] == "department"}
        return frozenset(departments | {"ALL"})


def load_reference(folder: Path) -> Reference:
    """The tables of the folder. Raises RunError for a deadline or a target that does not say what it needs to."""
    tables = {}
    for name in TABLES:
        with open(folder / f"{name}.csv", encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    found = Reference(tables)
    check_deadlines(tables["deadlines"], found.departments_or_all)
    check_targets(tables["targets"], found.departments_or_all, _metrics())
    return found


def _metrics() -> set[str]:
    """The names that a target can be for: the names of the dashboard's definitions; nothing in them is read."""
    return {file.stem for file in METRICS.glob("*.toml")} - {"caveats"}


def _day(text: str, empty: date) -> date:
    return date.fromisoformat(text) if text else empty


def _line(code: str, rows: dict[str, Row]) -> list[str]:
    """The code, what it succeeded and what succeeded it: one line through time, oldest first."""
    line = [code]
    while rows[line[-1]]["successor"] in rows and rows[line[-1]]["successor"] not in line:
        line.append(rows[line[-1]]["successor"])
    while True:
        before = sorted(key for key, row in rows.items() if row["successor"] == line[0] and key not in line)
        if not before:
            return line
        line.insert(0, before[0])


def versions(table: list[Row]) -> list[tuple[str, str, date, date]]:
    """For each code, which code of its line was valid from when to when (the line covers all of time)."""
    rows = {row["code"]: row for row in table}
    found = []
    for code in rows:
        line = _line(code, rows)
        for place, member in enumerate(line):
            first = FIRST if place == 0 else _day(rows[member]["valid_from"], FIRST)
            last = (
                LAST
                if place == len(line) - 1
                else _day(rows[line[place + 1]]["valid_from"], LAST) - timedelta(1)
            )
            found.append((code, member, first, last))
    return found


def placed_units(reference: Reference, heads: dict[str, int]) -> pa.Table:
    """One row is a unit code in a period: department, centre and unit it belongs to.

    A team of fewer than five heads, or whose size nobody has told, rolls up to its centre.
    """
    rows = {row["code"]: row for row in reference.tables["organisation"]}
    found = []
    for code, member, first, last in versions(reference.tables["organisation"]):
        department, centre, unit = _place(member, rows, heads)
        found.append({
            "code": code, "department": department, "centre": centre, "unit": unit, "first": first, "last": last
        })  # fmt: skip
    schema = [
        ("code", pa.string()),
        ("department", pa.string()),
        ("centre", pa.string()),
        ("unit", pa.string()),
    ]
    return pa.Table.from_pylist(found, pa.schema([*schema, ("first", pa.date32()), ("last", pa.date32())]))


def _place(code: str, rows: dict[str, Row], heads: dict[str, int]) -> tuple[str, str | None, str | None]:
    level = rows[code]["level"]
    if level == "department":
        return code, None, None
    centre = code if level == "centre" else rows[code]["parent"]
    unit = None if level == "centre" else code if heads.get(code, 0) >= SMALLEST_TEAM else centre
    return rows[centre]["parent"], centre, unit


def legal_versions(reference: Reference) -> pa.Table:
    """One row is a legal basis in a period: the section that held it then."""
    found = [
        {"code": code, "legal_basis": member, "first": first, "last": last}
        for code, member, first, last in versions(reference.tables["legal_bases"])
    ]
    schema = [
        ("code", pa.string()),
        ("legal_basis", pa.string()),
        ("first", pa.date32()),
        ("last", pa.date32()),
    ]
    return pa.Table.from_pylist(found, pa.schema(schema))


def calendar(first: int = 2000, last: int = 2040) -> pa.Table:
    """One row is a day: whether it is a working day and how many working days there have been up to and with it.

    Working days are Monday to Friday without public holidays, of which Great Prayer Day was one until 2023.
    """
    import holidays  # slow to load, and a run that finds nothing new does without

    closed = holidays.country_holidays("DK", years=range(first, last + 1))
    day, end, count = date(first, 1, 1), date(last, 12, 31), 0
    rows = []
    while day <= end:
        working = day.weekday() < 5 and day not in closed
        count += working
        rows.append({"day": day, "is_working": working, "working_days": count})
        day += timedelta(1)
    schema = pa.schema([("day", pa.date32()), ("is_working", pa.bool_()), ("working_days", pa.int32())])
    return pa.Table.from_pylist(rows, schema)
