"""Parts of facts of many rows, checked and written straight from Arrow."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.errors import RunError
from etl.fact import TYPES, Fact


def check_table(fact: Fact, table: pa.Table) -> int:
    """Required columns filled, values among the allowed; keys are unique by the way the rows were numbered."""
    for name, spec in fact.columns.items():
        column = table[name]
        if spec.get("required") and column.null_count:
            raise RunError(
                f"{fact.name}: {column.null_count} rows have no {name} (see etl/facts/{fact.name}.toml)."
            )
        unknown = sorted(_words(column) - set(spec["allowed"])) if spec.get("allowed") else []
        if unknown:
            raise RunError(
                f"{fact.name}: {name} holds {', '.join(unknown)} (see etl/facts/{fact.name}.toml)."
            )
    return int(table.num_rows)


def _words(column: pa.ChunkedArray) -> set[str]:
    if pa.types.is_dictionary(column.type):
        return {word for chunk in column.chunks for word in chunk.dictionary.to_pylist()}
    return set(pc.unique(column.drop_null()).to_pylist())


def write_table(fact: Fact, table: pa.Table, file: Path) -> None:
    """The declared columns in their declared types; by one thread, so that the bytes depend on none."""
    columns = {
        name: table[name]
        if pa.types.is_dictionary(table[name].type)
        else table[name].cast(TYPES[spec["type"]])
        for name, spec in fact.columns.items()
    }
    # What repeats is written as a dictionary; hashes, numbers and moments hardly do.
    words = [
        name
        for name, spec in fact.columns.items()
        if spec["type"] in ("VARCHAR", "DATE") and not spec.get("pattern")
    ]
    pq.write_table(
        pa.table(columns),
        file,
        compression="snappy",
        row_group_size=fact.row_group,
        use_dictionary=words,
        store_schema=False,
    )
