"""What a callback's request asks: read from its body, which anybody can write, so nothing in it is believed."""

from collections.abc import Mapping
from typing import Any

from flask import request

from dashboard.access import shape
from dashboard.access.prefix import inside

PAGE_CONTENT = "_pages_content."
PAGE_CALLBACK = f"..{PAGE_CONTENT}"  # comes last, with the first request


def body() -> dict[str, Any]:
    try:
        found = request.get_json(silent=True)
    except RecursionError:  # brackets within brackets
        return {}
    return found if isinstance(found, dict) else {}


def is_callback(callbacks: Mapping[str, Any]) -> bool:
    """One that the app has, asked as its own page asks; what is not would make Dash fail."""
    found = body()
    if not shape.is_whole(found):
        return False
    if not any(key.startswith(PAGE_CALLBACK) for key in callbacks):
        return True
    defined = callbacks.get(found["output"])
    return defined is not None and shape.fits(found, defined) and (path() != "" or not is_page())


def outputs() -> list[str]:
    """'..a.x...b.y..' names several."""
    return [part for part in str(body().get("output", "")).strip(".").split("...") if part] or [""]


def is_page() -> bool:
    return any(part.startswith(PAGE_CONTENT) for part in outputs())


def is_idle() -> bool:
    """Fired by a page that has just opened, with nothing chosen: there is nothing to answer."""
    return not any(isinstance(part, dict) and part.get("value") for part in body().get("inputs") or ())


def path() -> str:
    """The address that the callback says it was asked from."""
    parts = [*(body().get("inputs") or ()), *(body().get("state") or ())]
    return inside(next((str(part.get("value") or "")[:120] for part in parts if _is_path(part)), ""))


def _is_path(part: object) -> bool:
    return isinstance(part, dict) and part.get("property") == "pathname"


def page_of(path: str, pages: Mapping[str, str]) -> str | None:
    """A page's own path, or one that a page's template continues (/begreber/cases_received)."""
    if path in pages:
        return pages[path]
    stems = {known: known.partition("<")[0].rstrip("/") for known in pages if known != "/"}
    begun = [known for known, stem in stems.items() if path.startswith(stem + "/")]
    return pages[max(begun, key=len)] if begun else None
