"""One delivered file read to the end as a run reads it, and what is wrong with how it went."""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

from etl.columns import Context
from etl.delivery import READERS
from etl.errors import RunError, UsageError
from etl.extract import Extract, gather, without_persons
from etl.log import declare, read_log
from etl.run import check_sum
from etl.source import Source, extract_date, load_sources
from etl.versions import settle
from tests.etl.sources import FIXTURES, context
from tests.fault_mutations import PLANTED, spoilt

MOST = 400  # letters of a message that is still one plain line


def fixture_files() -> list[tuple[Source, Path]]:
    """Every source's extracts among the fixtures."""
    found = []
    for source in load_sources():
        files = sorted((FIXTURES / source.name).glob(source.files.split("/")[-1]))
        found += [(source, file) for file in files]
    return found


def read_one(source: Source, path: Path, known: Context) -> tuple[int, int]:
    """Rows read and accepted. Raises RunError where the file is refused."""
    day = extract_date(source, path)
    letters = source.layout != "event"
    mine = Context(known.key, known.references, known.connection, {}, letters)
    table, faults, read = gather(source, READERS[source.format](source, path), day, mine)
    assert read == table.num_rows + len(faults), f"{read} read, {table.num_rows} fit, {len(faults)} do not"
    rows = without_persons(table, source.key[0])
    extract = Extract(path.name, day, "", 0, read, rows, faults)
    settled = settle(source, [extract])
    check_sum(settled)
    found = str(faults) + str([column for column in rows.column_names if column != "record"])
    assert PLANTED.decode() not in found, "a planted number stands in the faults"
    return read, settled.accepted.num_rows


def read_a_log(source: Source, path: Path, known: Context) -> tuple[int, int]:
    """The same for an event log by itself, of which nothing is known before."""
    declared, raw = read_log(path)
    table, faults, read = gather(declared, [raw], extract_date(source, path), known)
    assert read == table.num_rows + len(faults), f"{read} read, {table.num_rows} fit, {len(faults)} do not"
    return read, without_persons(table).num_rows


def verdict(source: Source, path: Path, known: Context) -> str:
    """Nothing where the file was read, or refused in one plain line; else what went wrong."""
    read: Callable[[Source, Path, Context], tuple[int, int]] = read_a_log if source.get("alone") else read_one
    try:
        read(source, path, known)
    except (RunError, UsageError) as error:
        told = str(error)
        if "\n" in told or len(told) > MOST or PLANTED.decode() in told:
            return f"not one plain line: {told[:200]!r}"
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:300]}"
    return ""


def logs_of(folder: Path) -> list[tuple[Source, Path]]:
    """Event logs as `etl log` takes them, one in each form."""
    packed = FIXTURES / "building_permits" / "building_permits_2025-12-31.xes.gz"
    text = "case_id,activity,timestamp,resource,event_index\n" + "".join(
        f'{n % 7},"did {n % 5}",2025-03-{1 + n % 28:02} 10:00:00,{n % 3},{n}\n' for n in range(60)
    )
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(packed, folder / "log_2025-12-31.xes.gz")
    (folder / "log_2025-12-31.csv").write_text(text, "utf-8")
    files = sorted(folder.iterdir())
    return [(Source("log", (), declare(file, {}, set()).settings | {"alone": True}), file) for file in files]


def spoil_and_read(
    files: list[tuple[Source, Path]], number: int, folder: Path, known: Context | None = None
) -> str:
    """Mutation number so-and-so: always the same file spoilt in the same way. Returns what went wrong."""
    chance = Random(number)
    source, file = chance.choice(files)
    path = folder / file.name
    path.write_bytes(spoilt(file.name, file.read_bytes(), chance))
    wrong = verdict(source, path, known or context())
    path.unlink()
    return f"{source.name}, {file.name}: {wrong}" if wrong else ""
