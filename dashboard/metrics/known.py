"""As known on a day: only what had been delivered by then, in the version it had then."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.metrics.usage import UsageError, printable
from dashboard.warehouse import Warehouse

HERE = Path(__file__).parent
CURRENT, EARLIER = (
    (HERE / f"{name}.sql").read_text("utf-8").split("\n", 1)[1].strip() for name in ("known", "known_earlier")
)
WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parse_day(text: str) -> date:
    """A day as it is written on the command line and in the address."""
    try:
        if WRITTEN.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError(f"'{printable(text)}' is not a day. Write it as 2025-12-31.")


def extracts(package: Mapping[str, Any]) -> dict[str, tuple[date, ...]]:
    """The extract dates of each source, oldest first; a package from before step 2 tells them file by file."""
    newest = date.fromisoformat(package["extracted_on"])
    told = package.get("extracts") or {
        source["source"]: [file["extracted_on"] for file in source.get("files", ())]
        for source in package.get("sources", ())
    }
    days = {name: {min(date.fromisoformat(day), newest) for day in of} for name, of in told.items()}
    return {name: tuple(sorted(of)) for name, of in days.items() if of}


def known_days(package: Mapping[str, Any]) -> tuple[date, date]:
    """The first and the newest extract: between them something was known."""
    newest = date.fromisoformat(package["extracted_on"])
    return min((days[0] for days in extracts(package).values()), default=newest), newest


def check_known_on(day: date, package: Mapping[str, Any]) -> None:
    first, newest = known_days(package)
    given = f"Give a day from {first} to {newest}."
    if day < first:
        raise UsageError(f"nothing was known on {day}: the first extract is of {first}. {given}")
    if day > newest:
        raise UsageError(
            f"nobody knows yet what will be known on {day}: the newest extract is of {newest}. {given}"
        )


def newest_extract(sources: set[str], day: date, package: Mapping[str, Any]) -> date | None:
    """The newest extract of any of these sources that had come by the day."""
    known = [
        each for name, days in extracts(package).items() if name in sources for each in days if each <= day
    ]
    return max(known, default=None)


def rows_known(fact: str, known_on: date | None, warehouse: Warehouse) -> str:
    """What a query reads from: the fact itself, or its rows as they were known on $known_on."""
    if known_on is None:
        return fact
    columns = {each["name"] for each in warehouse.resources[fact]["schema"]["fields"]}
    if "extracted_on" not in columns:
        raise UsageError(f"the rows of '{fact}' do not say when they were delivered. Leave --known-on out.")
    earlier = [name for name, of in warehouse.resources.items() if of.get("versions_of") == fact]
    parts = [CURRENT.format(fact=fact), *(EARLIER.format(fact=name) for name in earlier)]
    return f"({' UNION ALL BY NAME '.join(parts)})"
