"""Facts of millions of rows, checked and written straight from Arrow: they come in order and as dictionaries."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from etl.errors import RunError
from etl.fact import Fact

ROW_GROUP = 122_880
TYPES = {
    "INTEGER": pa.int32(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(), "TIMESTAMP": pa.timestamp("us"),
    "VARCHAR": pa.string(),
}  # fmt: skip


def check_table(fact: Fact, table: pa.Table) -> int:
    """Required columns filled, values among the allowed; keys are unique by the way the rows were numbered."""
    for name, spec in fact.columns.items():
        column = table[name]
        if spec.get("required") and column.null_count:
            raise RunError(
                f"{fact.name}: {column.null_count} rows have no {name} (see etl/facts/{fact.name}.toml)."
            )
        words = (
            {word for chunk in column.chunks for word in chunk.dictionary.to_pylist()}
            if spec.get("allowed")
            else ()
        )
        unknown = sorted(set(words) - set(spec.get("allowed", words)))
        if unknown:
            raise RunError(
                f"{fact.name}: {name} holds {', '.join(unknown)} (see etl/facts/{fact.name}.toml)."
            )
    return int(table.num_rows)


def write_table(fact: Fact, table: pa.Table, file: Path) -> None:
    """The declared columns in their declared types; by one thread, so that the bytes depend on none."""
    words = [name for name in fact.columns if pa.types.is_dictionary(table[name].type)]
    columns = {
        name: table[name] if name in words else table[name].cast(TYPES[spec["type"]])
        for name, spec in fact.columns.items()
    }
    pq.write_table(
        pa.table(columns),
        file,
        compression="snappy",
        row_group_size=ROW_GROUP,
        use_dictionary=words,
        store_schema=False,
    )
