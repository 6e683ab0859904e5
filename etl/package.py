"""datapackage.json: what every column means, what each fact came from, and what was rejected and why, in numbers."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from etl.fact import IN_PARTS, Fact, load_facts
from etl.parts import Part

FIELDS = {
    "VARCHAR": "string", "INTEGER": "integer", "BIGINT": "integer", "DOUBLE": "number", "DATE": "date",
    "TIMESTAMP": "datetime", "BOOLEAN": "boolean",
}  # fmt: skip


@dataclass(frozen=True)
class Story:
    """What datapackage.json tells beside the facts themselves."""

    until: date
    since: date
    inputs: list[tuple[str, str]]  # name and hash of each file read
    key_fingerprint: str
    sources: list[dict[str, Any]] = field(default_factory=list)
    feeds: dict[str, list[str]] = field(default_factory=dict)
    coverage: list[dict[str, Any]] = field(default_factory=list)
    caveats: list[dict[str, str]] = field(default_factory=list)
    extracts: dict[str, list[str]] = field(default_factory=dict)
    keep_until: date | None = None  # the last day on which every row may still be kept
    synthetic: bool = False
    public: bool = False


def write_package(folder: Path, name: str, story: Story, parts: dict[str, list[Part]]) -> None:
    resources = [_resource(fact, parts[fact.name], story) for fact in load_facts()]
    package = {
        "name": "ledelsesinformation",
        "snapshot": name,
        "extracted_on": story.until.isoformat(),
        "since": story.since.isoformat(),
        "until": story.until.isoformat(),
        "synthetic": story.synthetic,
        "public": story.public,
        "threshold": 5,
        "key_fingerprint": story.key_fingerprint,
        "resources": resources,
        "sources": story.sources,
        "coverage": story.coverage,
        "caveats": story.caveats,
        "corrections": [note for source in story.sources for note in source.get("corrections", [])],
        "extracts": story.extracts,
        "keep_until": story.keep_until.isoformat() if story.keep_until else None,
        "parts": [asdict(part) for name in IN_PARTS for part in parts[name] if part.made_of],
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(text, encoding="utf-8")


def _resource(fact: Fact, parts: list[Part], story: Story) -> dict[str, Any]:
    files = [part for part in parts if part.sha256]
    about = {"versions_of": fact.versions_of} if fact.versions_of else {}
    return about | {
        "name": fact.name,
        "title": fact.settings["title"],
        "row": fact.settings["row"],
        "path": [part.path for part in files],
        "hash": {part.path: f"sha256:{part.sha256}" for part in files},
        "rows": sum(part.rows for part in files),
        "threshold": 0 if story.public else 5,
        "primaryKey": fact.key,
        "dimensions": fact.settings["dimensions"],
        "dated": fact.settings.get("dated", []),
        "sources": story.feeds.get(fact.versions_of or fact.name, []),
        "schema": {"fields": [_field(name, spec) for name, spec in fact.columns.items()]},
    }


def _field(name: str, spec: dict[str, Any]) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": bool(spec.get("required"))}
    if spec.get("allowed"):
        constraints["enum"] = spec["allowed"]
    if spec.get("pattern"):
        constraints["pattern"] = spec["pattern"]
    kind = FIELDS[spec["type"]]
    return {
        "name": name, "type": kind, "duckdb": spec["type"], "description": spec["meaning"], "constraints": constraints,
    }  # fmt: skip
