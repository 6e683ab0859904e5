"""What was read of each file, kept: an unchanged file is not read again.

An entry is found by the hash of the file's content and of all that decides how it is read. It holds typed rows with
keys hashed and persons dropped, never the text of the file.
"""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import feather

from etl.errors import RunError
from etl.extract import Extract
from etl.identity import file_hash, mask
from etl.readers.raw import Fault
from etl.source import Source

FOLDER = ".clean"


class Store:
    """The kept files of one facts folder. Only one run at a time writes to it (the run's lock)."""

    def __init__(self, facts: Path, recipe: str) -> None:
        self.folder, self.recipe = facts / FOLDER, recipe
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._hashes = self._known_hashes()
        self._used: set[str] = set()

    def content_hash(self, path: Path) -> str:
        """SHA-256 of a file; asked of the disk only where size or times have changed."""
        stamp = _stamp(path)
        place = hashlib.sha256(str(path).encode()).hexdigest()[:24]  # a name may hold what nobody should read
        known = self._hashes.get(place)
        if known and known["stamp"] == stamp:
            return str(known["sha256"])
        found = file_hash(path)
        if _stamp(path) != stamp:
            raise RunError(f"{mask(path.name)} was changed while it was read. Deliver it again and rerun.")
        self._hashes[place] = {"stamp": stamp, "sha256": found}
        return found

    def read(self, source: Source, path: Path, sha256: str, make: Callable[[], Extract]) -> Extract:
        """The file's extract: kept from an earlier run, or made now and kept."""
        name = self._name(source, path, sha256)
        self._used.add(name)
        return self._load(name) or self.keep(source, path, sha256, make())

    def keep(self, source: Source, path: Path, sha256: str, extract: Extract) -> Extract:
        name = self._name(source, path, sha256)
        about = {
            "name": extract.name, "extracted_on": extract.extracted_on.isoformat(), "sha256": extract.sha256,
            "size": extract.size, "read": extract.read, "faults": [asdict(fault) for fault in extract.faults],
            "corrected": extract.corrected,
        }  # fmt: skip
        for ending, write in (
            ("arrow", lambda file: feather.write_feather(extract.table, file, compression="uncompressed")),
            ("json", lambda file: file.write_text(json.dumps(about, ensure_ascii=False), "utf-8")),
        ):
            new = self.folder / f".{name}.{ending}"
            write(new)
            os.replace(new, self.folder / f"{name}.{ending}")
        return extract

    def close(self) -> None:
        """Forget what no file of this run stands behind, and note the files' hashes."""
        for path in self.folder.iterdir():
            if path.name != "files.json" and path.name.rsplit(".", 1)[0] not in self._used:
                path.unlink()
        new = self.folder / ".files.json"
        new.write_text(json.dumps(self._hashes, sort_keys=True), "utf-8")
        os.replace(new, self.folder / "files.json")

    def _name(self, source: Source, path: Path, sha256: str) -> str:
        text = f"{source.digest}\0{self.recipe}\0{sha256}\0{path.name}"
        return f"{source.name}-{hashlib.sha256(text.encode()).hexdigest()[:24]}"

    def _load(self, name: str) -> Extract | None:
        """None where there is no whole entry: the file is then read again."""
        try:
            about = json.loads((self.folder / f"{name}.json").read_text("utf-8"))
            table = feather.read_table(self.folder / f"{name}.arrow", memory_map=True)
            faults = [Fault(**fault) for fault in about.pop("faults")]
            day = date.fromisoformat(about.pop("extracted_on"))
            corrected = {int(number): rows for number, rows in about.pop("corrected").items()}
            typed = {"table": table, "faults": faults, "extracted_on": day, "corrected": corrected}
            return Extract(**about | typed)
        except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
            return None

    def _known_hashes(self) -> dict[str, Any]:
        try:
            known = json.loads((self.folder / "files.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}


def _stamp(path: Path) -> list[int]:
    """Size, times and place on the disk. The time of change cannot be set by a program, so a touched file is seen."""
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]
