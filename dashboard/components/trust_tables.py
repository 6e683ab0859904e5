"""Tables of the page Om data og tillid: sources with their reasons, what is read of each, roles, and looks by role."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.access.roles import Rights
from dashboard.components import format as write
from dashboard.components.account import role_title, role_why
from dashboard.components.table import Cell, Column, table
from dashboard.content import label, say

Source = dict[str, Any]
SAID = ("purpose", "legal_basis", "decided_in_med", "staff_informed", "keep")


def purposes(sources: Sequence[Source]) -> html.Div:
    """Sources that say the same of themselves share a row."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for source in sources:
        said = tuple(str(source[name] or "") for name in SAID)
        groups.setdefault(said, []).append(source["title"])
    keys = ("purpose", "legal_basis", "med", "informed", "keep", "where", "source")
    rows = [
        [
            _or_missing(label("purpose", purpose)),
            _or_missing(label("source_legal_basis", basis)),
            _day(decided),
            _day(informed),
            _or_missing(label("keep", keep)),
            say("trust.where_here"),
            write.listed(titles),
        ]
        for (purpose, basis, decided, informed, keep), titles in groups.items()
    ]
    return table(say("trust.sources_caption"), [Column(say(f"trust.{key}")) for key in keys], rows)


def _day(value: str) -> Any:
    return write.day(value) if value else Cell(say("absent.missing"), kind="absent")


def _or_missing(value: str) -> Any:
    return value or Cell(say("absent.missing"), kind="absent")


def record(sources: Sequence[Source]) -> html.Div:
    columns = [Column(say(f"trust.{key}")) for key in ("source", "kinds", "keep", "contact")]
    rows = [
        [source["title"], write.listed(kinds_of(source)), label("keep", source["keep"]), source["contact"]]
        for source in sources
        if source.get("columns")
    ]
    return table(say("trust.record_caption"), columns, rows)


def kinds_of(source: Source) -> list[str]:
    """Each kind of column once, as the source lists them."""
    kinds = dict.fromkeys(column["kind"] for column in source.get("columns", ()))
    return [say(f"trust_kinds.{kind}") for kind in kinds]


def roles(known: Rights) -> html.Div:
    columns = [Column(say(f"trust.{key}")) for key in ("role", "role_gives", "role_own", "role_audit")]
    rows = [
        [
            role_title(role.key),
            role_why(role),
            _yes(role.own_unit),
            _yes(role.sees_audit),
        ]
        for role in known.roles.values()
    ]
    return table(say("trust.roles_caption"), columns, rows)


def _yes(value: bool) -> str:
    return say("trust.yes") if value else say("trust.no")


def looks(counts: Mapping[str, tuple[int, int]]) -> Any:
    """Looks and refusals by role; nobody is named."""
    if not counts:
        return html.P(say("trust.looks_none"))
    columns = [Column(say("trust.role"))]
    columns += [Column(say(f"trust.{key}"), number=True) for key in ("looks_times", "looks_denied")]
    rows = [
        [role_title(role), write.number(seen), write.number(denied)]
        for role, (seen, denied) in counts.items()
    ]
    return table(say("trust.looks_caption"), columns, rows)
