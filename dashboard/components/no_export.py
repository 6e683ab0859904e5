"""Pages that must not be taken away: the same parts without the button that downloads them."""

from typing import Any

from dash.development.base_component import Component


def without_download(part: Any) -> Any:
    """The part itself, its buttons "Hent" left out at any depth."""
    children = getattr(part, "children", None)
    if isinstance(children, Component):
        without_download(children)
    elif isinstance(children, list | tuple):
        part.children = [without_download(child) for child in children if not _is_download(child)]
    return part


def _is_download(part: Any) -> bool:
    return "download" in str(getattr(part, "className", "") or "").split()
