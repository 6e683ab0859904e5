"""Whether a callback's request looks as our own page sends it: any other shape would make Dash or a page fail.

Dash itself never compares the parts of a request with the callback's definition, so a forged one could call its button
a pathname.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.access.prefix import prefix

LONGEST = 4096  # characters of a part of an address: no browser could ask for a longer one
LISTS = ("inputs", "changedPropIds")


def is_whole(found: Mapping[str, Any]) -> bool:
    """What Dash needs of any request, and text that can be written down: half a character cannot."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return False
    return isinstance(found.get("output"), str) and all(isinstance(found.get(each), list) for each in LISTS)


def fits(found: Mapping[str, Any], defined: Mapping[str, Any]) -> bool:
    """The inputs, states and outputs of the callback, each at its place; `found` is whole."""
    return (
        _all_fit(found["inputs"], defined["inputs"])
        and _all_fit(found.get("state", []), defined["state"])
        and _names_outputs(found.get("outputs"), found["output"])
        and all(_names_input(each, defined["inputs"]) for each in found["changedPropIds"])
    )


def _all_fit(parts: object, defined: Sequence[Mapping[str, str]]) -> bool:
    if not isinstance(parts, list) or len(parts) != len(defined):
        return False
    return all(_fits(part, one) for part, one in zip(parts, defined, strict=True))


def _fits(part: object, defined: Mapping[str, str]) -> bool:
    """One that stands for all of a kind is a list of those on the page."""
    name = defined["property"]
    if defined["id"].startswith("{"):
        return isinstance(part, list) and all(
            isinstance(each, dict)
            and _is_kind(each.get("id"), defined["id"])
            and each.get("property") == name
            for each in part
        )
    return (
        isinstance(part, dict)
        and (part.get("id"), part.get("property")) == (defined["id"], name)
        and _may_be(name, part.get("value"))
    )


def _is_kind(name: object, kind: str) -> bool:
    """An id of several words, with the words of the kind."""
    if not isinstance(name, dict) or not all(isinstance(word, str) for word in name.values()):
        return False
    return sorted(name) == sorted(json.loads(kind))


def _names_input(changed: object, defined: Sequence[Mapping[str, str]]) -> bool:
    """What a reader has touched is an input; one of a kind may have left the page since."""
    name, _, word = str(changed).rpartition(".")
    try:
        whole = json.loads(name) if name.startswith("{") else None
    except ValueError:
        return False
    of_word = [one["id"] for one in defined if one["property"] == word]
    return name in of_word or any(_is_kind(whole, kind) for kind in of_word if kind.startswith("{"))


def _may_be(name: str, value: object) -> bool:
    """Where somebody says they are must be an address of ours, or not known yet."""
    if name not in ("pathname", "search", "hash") or value is None:
        return True
    if not isinstance(value, str) or len(value) > LONGEST:
        return False
    return name != "pathname" or value.startswith(f"{prefix()}/") or value == (prefix() or "/")


def _names_outputs(given: object, output: str) -> bool:
    """`..a.x...b.y@1f..` names several, each with a mark where another callback has the same."""
    named = [tuple(each.rsplit(".", 1)) for each in output.strip(".").split("...")]
    listed = given if output.startswith("..") else [given]
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        return False
    return [(each.get("id"), each.get("property")) for each in listed] == named
