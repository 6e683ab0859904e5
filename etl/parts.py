"""Facts of many rows are folders of parts, one for each month of receipt: what a run does not touch is used again.

A part is known by a digest of all that it is made of. The part of an earlier snapshot with the same digest is linked
into the new one, byte for byte; the others are made, checked and written.
"""

import hashlib
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.casework import CaseNumbers, encoded_events, lookups, vocabularies
from etl.database import Connection, arrow
from etl.event_facts import Whose, facts
from etl.events import in_order
from etl.fact import EARLIER, Fact, fact_named, run_sql
from etl.identity import file_hash
from etl.large import check_table, write_table
from etl.opening import OpeningHours
from etl.reference import Reference
from etl.versions import Settled

MONTHS_AT_A_TIME = 9  # of cases made together: memory is held for these only
WHOSE = (Path(__file__).parent / "whose.sql").read_text("utf-8")
OPENING_HOURS = Path(__file__).parent.parent / "data" / "reference" / "opening_hours.csv"
DIGESTS = (Path(__file__).parent / "digests.sql").read_text("utf-8")


@dataclass(frozen=True)
class Part:
    """One file of a fact."""

    path: str  # inside the snapshot
    rows: int
    sha256: str
    made_of: str


@dataclass(frozen=True)
class Month:
    """The cases received in one month: first and last case_id, and where they stand among all in order."""

    name: str
    first: int
    last: int
    start: int
    made_of: str = ""


class Parts:
    """Writes parts into a new snapshot's folder, or links those of the current one."""

    def __init__(self, folder: Path, facts: Path, recipe: str) -> None:
        self.folder, self.facts, self.recipe = folder, facts, recipe
        self.written: dict[str, list[Part]] = {}
        self._current, self._known = _parts_of_current(facts)

    def reuse(self, fact: str, month: str, made_of: str) -> bool:
        """Link the current snapshot's part, where it is made of the same and its bytes are as they were."""
        path = f"{fact}/{month}.parquet"
        known = self._known.get(path)
        if not known or known["made_of"] != made_of:
            return False
        if known["rows"]:
            if not (self._current / path).is_file() or file_hash(self._current / path) != known["sha256"]:
                return False
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(self._current / path, target)
        self._note(fact, Part(path, known["rows"], known["sha256"], made_of))
        return True

    def write(self, fact: Fact, month: str, made_of: str, table: pa.Table) -> None:
        path = f"{fact.name}/{month}.parquet"
        rows, sha256 = check_table(fact, table), ""
        if rows:
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            write_table(fact, table, target)
            sha256 = file_hash(target)
        self._note(fact.name, Part(path, rows, sha256, made_of))

    def _note(self, fact: str, part: Part) -> None:
        self.written.setdefault(fact, []).append(part)

    def digest(self, *made_of: bytes | memoryview | str) -> str:
        found = hashlib.sha256(self.recipe.encode())
        for one in made_of:
            found.update(one.encode() if isinstance(one, str) else one)
        return found.hexdigest()[:24]


def _parts_of_current(facts: Path) -> tuple[Path, dict[str, Any]]:
    try:
        folder = facts / (facts / "CURRENT").read_text("utf-8").strip()
        package = json.loads((folder / "datapackage.json").read_text("utf-8"))
        return folder, {part["path"]: part for part in package["parts"]}
    except (OSError, ValueError, KeyError, TypeError):
        return facts, {}


def months(connection: Connection) -> list[Month]:
    """The months that cases were received in, and a digest of what each month's cases are made of."""
    rows = connection.execute(DIGESTS).fetchall()
    found, start = [], 0
    for name, first, last, count, made_of in rows:
        found.append(Month(name, first or 0, last if last is not None else -1, start, made_of))
        start += count
    return found


def case_parts(connection: Connection, parts: Parts, all_months: list[Month], known: str, until: Any) -> None:
    """The facts cases and cases_earlier. `known` is a digest of the tables that their SQL joins."""
    names, changed = ("cases", "cases" + EARLIER), []
    for month in all_months:
        made_of = parts.digest(month.made_of, known)
        if not all(parts.reuse(name, month.name, made_of) for name in names):
            changed.append((month, made_of))
    for start in range(0, len(changed), MONTHS_AT_A_TIME):
        some = changed[start : start + MONTHS_AT_A_TIME]
        wanted = {"names": [month.name for month, _ in some]}
        connection.execute("CREATE OR REPLACE TABLE changed AS SELECT unnest($names) AS name", wanted)
        run_sql(connection, "cases", until)
        for name in names:
            _write_months(connection, parts, fact_named(name), some)
        connection.execute("DROP TABLE made_cases")


def _write_months(connection: Connection, parts: Parts, fact: Fact, changed: list[tuple[Month, str]]) -> None:
    typed = ", ".join(f'"{name}"::{spec["type"]} AS "{name}"' for name, spec in fact.columns.items())
    side = "IS NOT NULL" if fact.versions_of else "IS NULL"
    order = "month, case_id, case_key, extracted_on"
    sql = f"SELECT {typed}, strftime(month, '%Y-%m') AS month FROM made_cases WHERE known_to {side} ORDER BY {order}"
    table = arrow(connection, sql).combine_chunks()
    of_month = np.asarray(table["month"].to_numpy(zero_copy_only=False), dtype="U7")
    table = table.drop_columns(["month"])

    def write(one: tuple[Month, str]) -> None:
        low, high = np.searchsorted(of_month, [one[0].name, one[0].name], side="left")
        high = np.searchsorted(of_month, one[0].name, side="right")
        done = [part.path for part in parts.written.get(fact.name, [])]
        if f"{fact.name}/{one[0].name}.parquet" not in done:
            parts.write(fact, one[0].name, one[1], table.slice(low, high - low))

    in_twos(write, changed)


def event_parts(
    connection: Connection, parts: Parts, all_months: list[Month], sources: list[Settled], numbers: CaseNumbers,
    reference: Reference,
) -> None:  # fmt: skip
    """The facts case_events, case_steps and case_paths."""
    words = vocabularies(reference)
    events = encoded_events(connection, sources, numbers, words)
    if not events or not len(events["case_id"]):
        return
    look = lookups(connection, words, reference)
    whose = arrow(connection, WHOSE)
    coded, teams = (whose[name].combine_chunks().dictionary_encode() for name in ("process", "unit"))
    hours = OpeningHours.read(OPENING_HOURS)
    of_month = np.searchsorted([month.last for month in all_months], events["case_id"]).astype(np.uint16)
    rows = np.argsort(of_month, kind="stable").astype(np.int32)
    ends = np.cumsum(np.bincount(of_month, minlength=len(all_months)))

    def write(place: int) -> None:
        month = all_months[place]
        column = in_order(events, rows[ends[place] - _count(ends, place) : ends[place]])
        cases = pa.array(column["case_id"] - month.first + month.start)
        process, team = (_canonical(words.take(cases)) for words in (coded, teams))
        made_of = parts.digest(
            repr(look), *(repr(words.dictionary.to_pylist()) for words in (process, team)),
            *(_raw(values) for values in (*column.values(), process.indices, team.indices)),
        )  # fmt: skip
        names = ("case_events", "case_steps", "case_paths")
        if all(parts.reuse(name, month.name, made_of) for name in names):
            return
        for name, table in zip(names, facts(column, Whose(process, team), look, hours)):
            if f"{name}/{month.name}.parquet" not in {part.path for part in parts.written.get(name, [])}:
                parts.write(fact_named(name), month.name, made_of, table)

    in_twos(write, [place for place in range(len(all_months)) if _count(ends, place)])


def _count(ends: np.ndarray, place: int) -> int:
    return int(ends[place] - (ends[place - 1] if place else 0))


def _canonical(coded: pa.DictionaryArray) -> pa.DictionaryArray:
    """The dictionary in alphabetical order and without words that do not occur: the same rows, the same bytes."""
    return pa.DictionaryArray.from_arrays(*_sorted_codes(coded))


def _sorted_codes(coded: pa.DictionaryArray) -> tuple[pa.Array, pa.Array]:
    indices = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    used = np.unique(indices[indices >= 0])
    words = [coded.dictionary[int(place)].as_py() for place in used]
    order = np.argsort(np.array(words, dtype=object))
    lookup = np.zeros(
        len(coded.dictionary) + 1, dtype=np.int32
    )  # the last is looked up where there is no word
    lookup[used[order]] = np.arange(len(used), dtype=np.int32)
    return pa.array(lookup[indices], mask=indices < 0), pa.array(
        [words[place] for place in order], pa.string()
    )


def _raw(column: Any) -> memoryview:
    values = column if isinstance(column, np.ndarray) else column.to_numpy(zero_copy_only=False)
    return np.ascontiguousarray(values).data.cast("B")


def in_twos(work: Callable[[Any], None], items: list[Any]) -> None:
    """Two at a time: what is measured in seconds lets go of the interpreter."""
    with ThreadPoolExecutor(2) as both:
        for done in [both.submit(work, item) for item in items]:
            done.result()
