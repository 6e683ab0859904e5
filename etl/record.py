"""The record of processing activities (GDPR art. 30), made from what the sources' TOMLs say of themselves.

A source that is read stands in it, and what it says is what is done: there is no second list to forget.
"""

import argparse
import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from etl.retention import PERIOD, clock_of
from etl.source import Source, load_sources

TEXTS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
GENERAL, WORDS, SAID = TEXTS["general"], TEXTS["words"], TEXTS["said"]
TOLD = ("controller", "officer", "recipients", "processors", "transfers")  # once, for all sources
# Lists whose codes say what a case is about, and so perhaps how somebody fares.
TELLING = ("service_areas", "legal_bases", "processes")


def record_of(sources: list[Source]) -> dict[str, Any]:
    """The whole record: what holds for every source, and each source in the order of its name."""
    told = {name: GENERAL[name] for name in ("title", "note", *TOLD, "measures")}
    return told | {"sources": [activity(source) for source in sorted(sources, key=lambda one: one.name)]}


def activity(source: Source) -> dict[str, Any]:
    """One source as a processing activity."""
    persons = _persons(source)
    return {
        "source": source.name,
        "title": source.title,
        "contact": _danish(source.contact),
        "feeds": [TEXTS["facts"].get(fact, fact) for fact in source.feeds],
        "purpose": _danish(source.purpose),
        "legal_basis": _danish(source.legal_basis),
        "persons": persons,
        "data": _data(source),
        "sensitive": _is_telling(source) if persons else False,
        "recipients": GENERAL["recipients"],
        "keep": _keep(source),
        "decided_in_med": _day(source.decided_in_med),
        "staff_informed": _day(source.staff_informed),
        "assumed": "layout_assumed" in source.get("caveats", []),
    }


def _danish(text: str) -> str:
    return str(TEXTS["translated"].get(text, text))


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _persons(source: Source) -> list[str]:
    """Whom the rows are about, each once."""
    found = [TEXTS["persons"][fact] for fact in source.feeds if fact in TEXTS["persons"]]
    if any(column.kind == "person" for column in source.columns):
        found.append(SAID["staff"])
    return list(dict.fromkeys(found))


def _data(source: Source) -> list[dict[str, Any]]:
    """What is read, by kind; columns are called what the source calls them."""
    found = []
    for kind, category in TEXTS["kinds"].items():
        names = [column.source for column in source.columns if column.kind == kind]
        if names:
            found.append({"kind": kind, "category": category, "columns": names})
    return found


def _is_telling(source: Source) -> bool:
    return any(column.to in TELLING or column.name == "process" for column in source.columns) or (
        "process" in source.get("constants", {})
    )


def _keep(source: Source) -> str:
    found = PERIOD.fullmatch(source.keep)
    if not found:
        return str(SAID["forever"])
    one, many = TEXTS["periods"][found[2]]
    clock = source.column(clock_of(source))
    period = f"{found[1]} {one if found[1] == '1' else many}"
    return str(SAID["keep"].format(period=period, clock=clock.source if clock else SAID["extract"]))


def as_markdown(record: dict[str, Any]) -> str:
    """The record as one reads it."""
    lines = [f"# {record['title']}", "", record["note"], ""]
    lines += [_item(name, record[name]) for name in TOLD]
    lines += _list("measures", record["measures"])
    for one in record["sources"]:
        lines += ["", f"## {one['title']}", "", *_lines(one)]
    return "\n".join(lines) + "\n"


def _lines(one: dict[str, Any]) -> list[str]:
    """One activity, a line or a list for each thing the regulation asks about."""
    lines = [_item(name, one[name]) for name in ("contact", "purpose", "legal_basis")]
    lines.append(_item("feeds", ", ".join(one["feeds"])))
    lines += _list("persons", one["persons"]) if one["persons"] else [_item("persons", SAID["nobody"])]
    columns = [(data["category"], ", ".join(f"`{name}`" for name in data["columns"])) for data in one["data"]]
    lines += _list(
        "data", [SAID["from_columns"].format(category=said, columns=names) for said, names in columns]
    )
    lines.append(_item("sensitive", SAID["indirect" if one["sensitive"] else "not_sensitive"]))
    lines += [_item(name, one[name]) for name in ("recipients", "keep", "decided_in_med", "staff_informed")]
    return lines + ([_item("assumed", SAID["assumed"])] if one["assumed"] else [])


def _item(name: str, text: str) -> str:
    return f"- **{WORDS[name]}:** {text}"


def _list(name: str, texts: list[str]) -> list[str]:
    return [f"- **{WORDS[name]}:**", *(f"    - {text}" for text in texts)]


def add_record(subparsers: Any) -> None:
    """The command `record` and its options."""
    one = subparsers.add_parser(
        "record",
        help="the record of processing activities (GDPR art. 30)",
        description="The record of processing activities (GDPR art. 30), from the sources' TOMLs.",
        epilog="Example: python -m etl record > fortegnelse.md",
    )
    one.add_argument(
        "--format",
        choices=("markdown", "json"),
        default="markdown",
        help="how to write it (default markdown)",
    )


def record(options: argparse.Namespace) -> None:
    """Print the record."""
    made = record_of(load_sources())
    if options.format == "json":
        print(json.dumps(made, ensure_ascii=False))
    else:
        print(as_markdown(made), end="")
