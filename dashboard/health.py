"""Is there something to show, and how old is it? For monitoring: no figures and nothing about persons."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from dashboard.warehouse import NoSnapshot, open_warehouse


def health(facts: Path, today: date) -> tuple[dict[str, Any], int]:
    """What /health answers, and its HTTP status: 200, or 503 with the reason in plain words."""
    try:
        warehouse = open_warehouse(facts)
        published = datetime.fromtimestamp((facts / "CURRENT").stat().st_mtime, UTC)
    except NoSnapshot as nothing:
        return {"status": "unavailable", "reason": str(nothing)}, 503
    except OSError:
        return {"status": "unavailable", "reason": "the folder of facts cannot be read"}, 503
    package = warehouse.package
    late = [source["source"] for source in package.get("sources", ()) if source.get("overdue")]
    absent = [source["source"] for source in package.get("sources", ()) if source.get("absent")]
    told = {
        "status": "ok",
        "snapshot": warehouse.snapshot,
        "extracted_on": package["extracted_on"],
        "age_days": (today - date.fromisoformat(package["extracted_on"])).days,
        "published_at": published.isoformat(timespec="seconds"),
        "overdue": late,
        "absent": absent,
    }
    return told, 200
