"""Attributes whose names hold a hyphen: extra(aria_label="…") is aria-label."""

from typing import Any


def extra(**attributes: str) -> dict[str, Any]:
    return {name.replace("_", "-"): value for name, value in attributes.items()}
