"""Files spoilt as files are spoilt on their way: bytes, encodings, columns, quotes, ends, sizes, depth, packing."""

import gzip
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

Chance = random.Random
Mutation = Callable[[bytes, Chance], bytes]
PLANTED = b"310299-4567"
# Texts that parsers of days, moments and numbers have opinions about.
WORDS = (
    b"infinity", b"-infinity", b"NaN", b"1e999", b"-0", b"epoch", b"today", b"0000-00-00", b"30-02-2025", b"31-12-9999",
    b"01-01-0001", b"0001-01-01T00:00:00Z", b"9999-12-31T23:59:59Z", b"99999999999999999999", b"-1", b"null", b"true",
    b"'; DROP TABLE cases; --", b"=1+1", b"\\N", b"\xef\xbf\xbd", b"\xe2\x80\xa8", b"\xd9\xa3", b"0" * 400, b"9" * 400,
    b"2025-13-45", b"24:00", b"29-02-2025 25:61", b"%s%n", b"\x00", b"</sag>", b"]]>", b"{}", b"[[]]", b'""', b"''",
)  # fmt: skip


def spoilt(name: str, content: bytes, chance: Chance) -> bytes:
    """The content of a file with this name, with something wrong; what is packed is mostly spoilt inside."""
    ending = Path(name).suffix.lower()
    if ending == ".parquet" and chance.random() < 0.6:
        return _parquet(content, chance)
    if ending in PACKINGS and chance.random() < 0.8:
        return PACKINGS[ending](content, chance)
    return _spoil(content, chance)


def _spoil(content: bytes, chance: Chance) -> bytes:
    for _ in range(1 if chance.random() < 0.7 else chance.randrange(2, 6)):
        content = chance.choice(MUTATIONS)(content, chance)
    return content


def _place(content: bytes, chance: Chance) -> int:
    return chance.randrange(len(content) + 1)


def _put(content: bytes, chance: Chance, what: bytes) -> bytes:
    place = _place(content, chance)
    return content[:place] + what + content[place:]


def _byte(content: bytes, chance: Chance) -> bytes:
    place = _place(content, chance)
    return content[:place] + bytes([chance.randrange(256)]) + content[place + 1 :]


def _gone(content: bytes, chance: Chance) -> bytes:
    place = _place(content, chance)
    return content[:place] + content[place + chance.randrange(1, 3_000) :]


def _doubled(content: bytes, chance: Chance) -> bytes:
    place = _place(content, chance)
    return content[:place] + content[place : place + chance.randrange(1, 3_000)] * 2 + content[place:]


def _word(content: bytes, chance: Chance) -> bytes:
    """A field, text or attribute becomes a word that parsers have opinions about."""
    marks = b';\t,|"<>=\n:'
    place = _place(content, chance)
    first = max(content.rfind(bytes([mark]), 0, place) for mark in marks) + 1
    after = min((end for mark in marks if (end := content.find(bytes([mark]), place)) >= 0), default=place)
    return content[:first] + chance.choice(WORDS) + content[max(after, first) :]


def _line(content: bytes, chance: Chance) -> bytes:
    """One line is moved, doubled or lost."""
    lines = content.split(b"\n")
    place = chance.randrange(len(lines))
    line = lines.pop(place)
    for _ in range(chance.choice((0, 1, 2))):
        lines.insert(chance.randrange(len(lines) + 1), line)
    return b"\n".join(lines)


def _header(content: bytes, chance: Chance) -> bytes:
    """A name in the first line is renamed, doubled, quoted or lost."""
    first, mark, rest = content.partition(b"\n")
    delimiter = max((b";", b",", b"\t", b"|"), key=first.count)
    names = first.split(delimiter)
    place = chance.randrange(len(names))
    names[place : place + 1] = chance.choice((
        [], [PLANTED], names[place : place + 1] * 2, [b'"' + names[place]], [names[place] + b"\r"], [b"x" * 200_000],
    ))  # fmt: skip
    return delimiter.join(names) + mark + rest


def _ends(content: bytes, chance: Chance) -> bytes:
    new = chance.choice((b"\r\n", b"\r", b"\n\n", b"\n\r\n", b" \n", b"\xc2\x85", b"\x0b", b""))
    return content.replace(b"\n", new, chance.choice((1, 3, -1)))


def _coded(content: bytes, chance: Chance) -> bytes:
    """The same letters in another encoding, with and without its mark."""
    try:
        text = content.decode(chance.choice(("utf-8", "latin-1", "cp1252", "utf-16")))
        return text.encode(chance.choice(("utf-16", "utf-16-le", "utf-8", "utf-8-sig", "utf-32", "utf-7")))
    except UnicodeError:
        return b"\xef\xbb\xbf" + content


def _large(content: bytes, chance: Chance) -> bytes:
    """A field, or a run of what opens, of some hundred kilobytes."""
    one = chance.choice((b"x", b'"', b";", b"\n", b"\r", b"[", b'{"a":', b"<a>", b"&a;", b" ", b"\xff", b"1"))
    return _put(content, chance, one * chance.randrange(1_000, 300_000))


MUTATIONS: tuple[Mutation, ...] = (
    _byte, _byte, _byte, _gone, _doubled, _word, _word, _word, _line, _header, _ends, _coded, _large,
    lambda content, chance: _put(content, chance, b'"'),
    lambda content, chance: _put(content, chance, b"\n"),
    lambda content, chance: _put(content, chance, b"\r"),
    lambda content, chance: _put(content, chance, b"\0" * chance.randrange(1, 5_000)),
    lambda content, chance: _put(content, chance, PLANTED),
    lambda content, chance: _put(content, chance, bytes(chance.randrange(256) for _ in range(40))),
    lambda content, chance: _put(content, chance, b"<!-- " if chance.random() < 0.5 else b"<![CDATA["),
    lambda content, chance: content[: _place(content, chance)],
    lambda content, chance: b"",
)  # fmt: skip


def _gz(content: bytes, chance: Chance) -> bytes:
    return gzip.compress(_spoil(gzip.decompress(content), chance))


def _zip(content: bytes, chance: Chance) -> bytes:
    """One member of the package is spoilt, lost, doubled or renamed."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        members = [(name, package.read(name)) for name in package.namelist()]
    place = chance.randrange(len(members))
    name, inner = members[place]
    members[place : place + 1] = chance.choice((
        [], [(name, inner), (f"other-{name}", inner)], [(PLANTED.decode(), inner)],
        *[[(name, _spoil(inner, chance))] for _ in range(9)],
    ))  # fmt: skip
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, inner in members:
            package.writestr(name, inner)
    return file.getvalue()


PACKINGS: dict[str, Mutation] = {".gz": _gz, ".zip": _zip, ".xlsx": _zip}


def _retyped(column: pa.ChunkedArray, chance: Chance) -> pa.ChunkedArray | pa.Array:
    """The column with another type, or with other values."""
    count = len(column)
    text = column.cast(pa.string())
    return chance.choice((
        lambda: pa.nulls(count, chance.choice((pa.null(), pa.string(), pa.date32(), pa.list_(pa.string())))),
        lambda: text.dictionary_encode(),
        lambda: text.cast(pa.binary()),
        lambda: pa.array([b"\xff\xfe\xd8"] * count, pa.binary()).view(pa.string()),
        lambda: pa.array([PLANTED.decode()] * count),
        lambda: pa.array([chance.choice(WORDS).decode("utf-8", "replace") for _ in range(count)]),
        lambda: pa.array([chance.choice((2**62, -(2**62), 0)) for _ in range(count)], pa.timestamp("us")),
        lambda: pa.array([chance.uniform(-1e300, 1e300) for _ in range(count)]),
        lambda: pa.array([float("nan")] * count),
        lambda: pa.array([["a", None]] * count),
        lambda: pa.array([{"a": 1}] * count),
        lambda: pa.array(["x" * 100_000] * count),
        lambda: pc.utf8_upper(text),
    ))()  # fmt: skip


def _parquet(content: bytes, chance: Chance) -> bytes:
    """The table with a column of another type, renamed, doubled or lost, or with other rows."""
    table = pq.read_table(io.BytesIO(content))
    place = chance.randrange(table.num_columns)
    name = table.column_names[place]
    table = chance.choice((
        *[lambda: table.set_column(place, name, _retyped(table.column(place), chance)) for _ in range(6)],
        lambda: table.remove_column(place),
        lambda: table.append_column(name, table.column(place)),
        lambda: table.set_column(place, PLANTED.decode(), table.column(place)),
        lambda: table.slice(0, 0),
        lambda: pa.concat_tables([table] * 50),
    ))()  # fmt: skip
    file = io.BytesIO()
    size, packing = chance.choice((1, 2, 1_000)), chance.choice(("zstd", "none"))
    pq.write_table(table, file, row_group_size=size, compression=packing)
    return file.getvalue()
