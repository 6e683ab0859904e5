"""`etl run` from beginning to end: what is there, whether it is known already, read it, make facts, publish."""

import tomllib
from pathlib import Path
from typing import Any

from etl.columns import Context
from etl.database import connect
from etl.delivery import Files, Say, find_files, hash_all, read_all
from etl.errors import RunError
from etl.identity import fingerprint, load_key
from etl.parts import Part, Parts
from etl.publish import code_digest, one_at_a_time, point_to, prune, publish, snapshot_id, whole_snapshot
from etl.reference import load_reference
from etl.run import make_facts, settle_all
from etl.source import Source, load_sources
from etl.store import Store
from etl.story import tell

SUMS = ("source", "read", "accepted", "rejected", "duplicates", "superseded", "withdrawn")


def run_once(raw: Path, facts: Path, home: Path, say: Say) -> dict[str, Any]:
    """Returns the report of the contract; `unchanged` says that the snapshot was there already."""
    with one_at_a_time(facts):
        sources, key = load_sources(), load_key(home)
        reference_folder = home / "data" / "reference"
        code, mark, synthetic = code_digest(reference_folder), fingerprint(key), is_synthetic(raw)
        files = find_files(sources, raw, home / "data" / "examples")
        store = Store(facts, code + mark)
        hash_all(files, store)
        inputs = [(file.told, file.sha256) for file in files.found]
        name = snapshot_id(files.until, inputs, code, f"{mark}{synthetic}")
        known = whole_snapshot(facts / name) if not files.wrong else None
        if known:
            point_to(facts, name)
            prune(facts, name, files.until)
            return report(known) | {"unchanged": True}
        connection, reference = connect(), load_reference(reference_folder)
        extracts = read_all(files, store, Context(key, reference.codes(), connection), say)
        say("settling versions")
        delivery = settle_all(sources, extracts, connection, files.until)
        story = tell(delivery, sources, inputs, mark, synthetic, unanswered(sources, files))

        def make(folder: Path) -> dict[str, list[Part]]:
            return make_facts(connection, delivery, reference, Parts(folder, facts, code), say)

        publish(connection, facts, story, name, make)
        store.close()
    known = whole_snapshot(facts / name)
    if not known:
        raise RunError(f"{name}: what was written could not be read back. Look at the disk, then run again.")
    return report(known) | {"unchanged": False}


def unanswered(sources: list[Source], files: Files) -> dict[str, list[dict[str, str]]]:
    """By source: what a form asked for and nobody has answered, which is not nought."""
    delivered = [
        (source, files.of(source)) for source in sources if source.format == "form" and files.of(source)
    ]
    if not delivered:
        return {}
    from etl.readers.form import still_waiting  # only where there is a form

    return {source.name: still_waiting(source, [file.path for file in found]) for source, found in delivered}


def is_synthetic(raw: Path) -> bool:
    """The invented municipality's delivery says of itself that it is invented."""
    note = raw / "delivery.toml"
    try:
        return note.is_file() and bool(tomllib.loads(note.read_text("utf-8")).get("synthetic"))
    except ValueError:  # neither its bytes nor its words need be what they should
        raise RunError("delivery.toml: is not valid TOML. Mend it or take it away.") from None


def report(package: dict[str, Any]) -> dict[str, Any]:
    """The contract's report, from what was published."""
    read = [source for source in package["sources"] if not source["absent"]]
    return {
        "snapshot": package["snapshot"],
        "published": True,
        "sources": [{"files": len(one["files"])} | {name: one[name] for name in SUMS} for one in read],
        "facts": {
            one["name"]: one["rows"] for one in sorted(package["resources"], key=lambda one: one["name"])
        },
        "absent": [source["source"] for source in package["sources"] if source["absent"]],
    }
