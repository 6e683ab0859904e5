"""Known errors of a source, corrected as declared in its TOML, and only for as long as they are there.

A correction says which rows (`match`, the text as delivered), what should have stood there (`set`), why (`reason`),
who was told (`told`, a role) and since when (`since`). It is made before the text is cleaned, so that what it sets
must pass the same checks as anything delivered. `expect` is a number of rows over all files of the source, or "some";
when the rows are not there, the run stops: the source is mended, and the correction must go.
"""

import re
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.errors import RunError, nearest
from etl.identity import looks_personal, mask
from etl.source import Column, Source

SAYS = ("match", "set", "reason", "told", "since")
ALLOWED = {*SAYS, "expect"}
UNTOUCHED = ("cpr", "person")  # who somebody is does not belong in a TOML that many people read
Counts = dict[int, int]  # rows that matched, by the number of the correction in the TOML, from 0


def check_corrections(source: Source) -> None:
    """Stop on a correction that cannot be right, the moment the TOML is loaded."""
    for number, one in enumerate(source.get("corrections", [])):
        where = f"{source.name}.toml: correction {number + 1}"
        _check_words(where, one)
        for part in ("match", "set"):
            for name, text in one[part].items():
                _check_text(f"{where}: {part}: {name}", source, name, text)
        for name, text in one["set"].items():
            column = source.column(name)
            if column and not _would_fit(column, text):
                raise RunError(
                    f"{where}: set: {name}: a {column.kind} cannot be '{mask(text)}'. Set what the source "
                    "should have delivered, as it would write it."
                )


def _check_words(where: str, one: dict[str, Any]) -> None:
    missing = [name for name in SAYS if not one.get(name)]
    if missing:
        raise RunError(f"{where}: '{missing[0]}' is missing. A correction states {', '.join(SAYS)}.")
    strange = sorted(set(one) - ALLOWED)
    if strange:
        raise RunError(f"{where}: '{strange[0]}' is unknown. {nearest(strange[0], ALLOWED)}.")
    for name in ("match", "set"):
        if not isinstance(one[name], dict):
            raise RunError(f'{where}: {name} must name columns and texts: {name} = {{ class = "X" }}.')
    if not isinstance(one["since"], date) or isinstance(one["since"], datetime):
        raise RunError(f"{where}: since must be a day such as 2026-03-01, without quotes.")
    expected = one.get("expect", "some")
    if expected != "some" and (type(expected) is not int or expected < 1):
        raise RunError(f'{where}: expect must be a number of rows from 1 up, or "some".')


def _check_text(where: str, source: Source, name: str, text: Any) -> None:
    column = source.column(name)
    if column is None:
        known = [column.name for column in source.columns if column.kind not in UNTOUCHED]
        raise RunError(f"{where}: {source.name} has no such column. {nearest(name, known)}.")
    if column.kind in UNTOUCHED:
        raise RunError(f"{where}: a column of kind {column.kind} is never corrected here. Mend the source.")
    if not isinstance(text, str):
        raise RunError(f'{where}: write the text as the source delivers it, in quotes: "{text}".')
    if looks_personal(text):
        raise RunError(f"{where}: the text looks like a personal number. Such a row is mended in the source.")


def _would_fit(column: Column, text: str) -> bool:
    """Whether the text can pass cleaning, as far as the TOML alone can tell; cleaning itself has the last word."""
    if not text:
        return not column.required
    if column.kind in ("code", "flag"):
        return text in column.known
    if column.kind in ("key", "pattern"):
        return re.fullmatch(column.pattern, text) is not None
    if column.kind == "date":
        try:
            return bool(datetime.strptime(text, column.format))
        except ValueError:
            return False
    return True


def apply(source: Source, table: pa.Table, counts: Counts) -> pa.Table:
    """One block of a file with its known errors corrected; `counts` gets the rows that each correction met.

    All corrections look at the text as delivered, none at what another has set.
    """
    delivered = table
    taken: dict[str, np.ndarray] = {}
    for number, one in enumerate(source.get("corrections", [])):
        rows = _matching(delivered, one["match"])
        found = int(rows.sum())
        counts[number] = counts.get(number, 0) + found
        for name, text in one["set"].items() if found else ():
            before = taken.get(name, np.zeros_like(rows))
            if (rows & before).any():
                raise RunError(
                    f"{source.name}.toml: correction {number + 1} sets {name} in a row that an earlier one has "
                    "set. Make their matches narrower, so that each row is corrected once."
                )
            taken[name] = rows | before
            place = table.column_names.index(name)
            table = table.set_column(place, name, _replaced(table[name], rows, text))
    return table


def _matching(table: pa.Table, match: dict[str, str]) -> np.ndarray:
    """Which rows hold all of these texts, blanks around them apart."""
    rows = np.ones(table.num_rows, dtype=bool)
    for name, text in match.items():
        chunks = [_equal(chunk, text.strip()) for chunk in _chunks(table[name])]
        rows &= np.concatenate([*chunks, np.zeros(0, dtype=bool)])
    return rows


def _chunks(column: pa.ChunkedArray | pa.Array) -> list[pa.Array]:
    return column.chunks if isinstance(column, pa.ChunkedArray) else [column]


def _equal(chunk: pa.Array, text: str) -> np.ndarray:
    """Compare texts; of a dictionary each distinct text once."""
    coded = pa.types.is_dictionary(chunk.type)
    values = chunk.dictionary if coded else chunk
    same = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(values), text), False)
    if coded:
        same = pc.fill_null(same.take(chunk.indices), False)
    return same.to_numpy(zero_copy_only=False)


def _replaced(column: pa.ChunkedArray | pa.Array, rows: np.ndarray, text: str) -> pa.ChunkedArray:
    """The column with the text in these rows; chunks and type stay as they were."""
    chunks, first = [], 0
    for chunk in _chunks(column):
        some = pa.array(rows[first : first + len(chunk)])
        first += len(chunk)
        if pa.types.is_dictionary(chunk.type):
            values = pa.concat_arrays([chunk.dictionary, pa.array([text], chunk.dictionary.type)])
            number = pa.scalar(len(chunk.dictionary), chunk.indices.type)
            chunks.append(pa.DictionaryArray.from_arrays(pc.if_else(some, number, chunk.indices), values))
        else:
            chunks.append(pc.if_else(some, pa.scalar(text, chunk.type), chunk))
    return pa.chunked_array(chunks, column.type)


def expectation(source: Source, counts: Counts) -> None:
    """Stop when a correction no longer meets the rows it was made for, over all files of the source."""
    for number, one in enumerate(source.get("corrections", [])):
        rows, expected = counts.get(number, 0), one.get("expect", "some")
        if rows == expected or (expected == "some" and rows):
            continue
        where = f"{source.name}.toml: correction {number + 1} ({mask(one['reason'])})"
        if not rows:
            raise RunError(
                f"{where}: no delivered row matches any more: the source is mended: remove the correction. "
                f"{one['told']} was told on or after {one['since']}."
            )
        raise RunError(
            f"{where}: {rows} rows match, {expected} were expected. Look at them with {one['told']}, then mend "
            'match or expect ("some" where deliveries repeat rows).'
        )


def told(source: Source, counts: Counts) -> list[dict[str, Any]]:
    """What the snapshot says of the source's corrections."""
    return [
        {"reason": one["reason"], "told": one["told"], "since": one["since"].isoformat(), "rows": rows}
        for number, one in enumerate(source.get("corrections", []))
        for rows in [counts.get(number, 0)]
    ]
