"""What a chart needs to know of an answer."""

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Point:
    at: str  # an ISO day, or the name of a group
    value: float | None  # scaled for display; None leaves a gap, never a zero
    text: str  # what a reader sees when pointing: already formatted
    hollow: bool = False  # provisional or estimated


@dataclass(frozen=True)
class Series:
    name: str
    points: tuple[Point, ...]


def plain(text: str) -> str:
    """Plotly reads text as markup, so names from data are escaped."""
    return escape(text, quote=False)
