"""Which deliveries stand behind a metric: the datapackage says it, fact by fact."""

from collections.abc import Iterable
from typing import Any

from dashboard.components import format as write
from dashboard.content import label, say


def sources_of(package: dict[str, Any], facts: Iterable[str]) -> list[dict[str, Any]]:
    wanted = {*facts, "published_figures"}
    return [source for source in package["sources"] if wanted & set(source["feeds"])]


def source_line(
    package: dict[str, Any], facts: Iterable[str], status: str, department: str = "", known_on: str = ""
) -> str:
    """The line under every chart."""
    wanted = set(facts)
    counted = [
        source["title"]
        for source in package["sources"]
        if wanted & set(source["feeds"]) and _covers(source, department)
    ]
    day = write.day_in_text(known_on or package["extracted_on"])
    said = {"day": day, "status": label("status", status).capitalize()}
    if not counted:
        return say("chart.source_none", snapshot=package["snapshot"], **said)
    return say("chart.source", sources=" · ".join(counted), **said)


def _covers(source: dict[str, Any], department: str) -> bool:
    """A source that names no department covers them all."""
    return not department or not source["department"] or department in source["department"]
