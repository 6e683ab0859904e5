"""Choices of one page. What a control was drawn with stands in its id: drawing it anew is then no choice."""

from typing import Any

from dashboard.components.address import OWN


def own_choice(key: str, shown: str, prop: str = "value") -> dict[str, str]:
    """The id of a control for a key of the address; `prop` is what it tells its choice with."""
    return {"own": key, "as": prop, "shown": shown}


def choice_of(identity: dict[str, str], value: Any) -> tuple[str, str] | None:
    """Key and value that a reader has chosen; None where it is what the control was drawn with, or no page's key."""
    if identity["own"] not in OWN:
        return None
    said = "yes" if value is True else str(value or "")
    return None if said == identity["shown"] else (identity["own"], said)
