"""A process with as many events as is asked for: its own cases over and over, each time with other numbers."""

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

FACTS = ("cases", "case_events", "case_steps", "case_paths")


def larger(facts: Path, to: Path, process: str, times: int) -> Path:
    """The current snapshot with this process alone, `times` times as large. Files stay by month, cases whole."""
    snapshot = (facts / "CURRENT").read_text("utf-8").strip()
    source, target = facts / snapshot, to / snapshot
    shutil.copytree(source, target, ignore=lambda _folder, names: [name for name in names if name in FACTS])
    package = json.loads((source / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        if resource["name"] in FACTS:
            resource["rows"] = sum(
                _repeated(source / path, target / path, process, times) for path in resource["path"]
            )
    (target / "datapackage.json").write_text(json.dumps(package), "utf-8")
    (to / "CURRENT").write_text(snapshot, "utf-8")
    return to


def _repeated(source: Path, target: Path, process: str, times: int) -> int:
    file = pq.ParquetFile(source)
    rows = file.read()
    rows = rows.filter(pc.equal(rows["process"], process))
    place = rows.column_names.index("case_id")
    many = pa.concat_tables(
        rows.set_column(place, rows.schema.field(place), _renumbered(rows["case_id"], number))
        for number in range(times)
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    size = file.metadata.row_group(0).num_rows if file.metadata.num_row_groups else 1
    pq.write_table(many, target, row_group_size=max(size, 1), compression="zstd")
    return int(many.num_rows)


def _renumbered(ids: pa.ChunkedArray, number: int) -> pa.ChunkedArray:
    return pc.add(ids.cast(pa.int64()), number * 100_000_000).cast(ids.type)
