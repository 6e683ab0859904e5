"""The plain bytes of a delivered file, whatever it is packed in: as it is, .gz or .zip, UTF-16 turned into UTF-8.

Readers get a copy that nobody else can change: small files in memory, larger ones in a temporary file without a name.
The delivered file itself is never mapped: shortened while it is mapped, it would end the whole process.
"""

import codecs
import gzip
import mmap
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from etl.errors import RunError
from etl.identity import mask

Buffer = bytes | mmap.mmap
CHUNK = 1 << 20
IN_MEMORY = 32 << 20  # bytes; more goes to a temporary file
PACKED = (".gz", ".zip")
NESTED = (*PACKED, ".7z", ".bz2", ".rar", ".tar", ".tgz", ".xz", ".zst")
MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
BY_MARK = "by mark"  # UTF-16 where the byte-order mark says so, else the bytes as they are: for XML and JSON


@dataclass(frozen=True)
class Limits:
    """What a packed file may become. Real extracts pack 5 to 60 times; a bomb packs a thousand times and more."""

    ratio: int = 200
    ratio_from: int = 1 << 30  # bytes; smaller ones hurt nobody, however well they were packed
    most: int = 64 << 30  # bytes


LIMITS = Limits()


def plain_suffix(path: Path) -> str:
    """The suffix without its packing: .csv of cases.csv.gz; empty where a .zip does not tell."""
    inner = path.with_suffix("") if path.suffix.lower() in PACKED else path
    return inner.suffix.lower()


@contextmanager
def unpacked(path: Path, encoding: str = "utf-8", source: str = "") -> Iterator[Buffer]:
    """The bytes of the file. `encoding` is "utf-16", BY_MARK, or anything else for bytes as they are.

    Raises RunError where they cannot be had, and after the reading where the delivered file was changed meanwhile.
    """
    where = f"{source}: {mask(path.name)}" if source else mask(path.name)
    with _opened(path, where) as file:
        before = os.fstat(file.fileno())
        try:
            with held(_plain(file, path, encoding, where), where) as data:
                yield data
        except Exception:
            _check_unchanged(path, before, where)  # the likelier reason for whatever went wrong
            raise
        _check_unchanged(path, before, where)


def limited(
    chunks: Iterator[bytes], packed: int, where: str, limits: Limits | None = None
) -> Iterator[bytes]:
    """The chunks, until they are more than a file packed in `packed` bytes may honestly hold."""
    size, limits = 0, limits or LIMITS
    for chunk in chunks:
        size += len(chunk)
        if size > limits.most or (size > limits.ratio_from and size > limits.ratio * packed):
            raise RunError(
                f"{where}: becomes larger than {size // CHUNK} MB when unpacked, which no honest extract of its size "
                "does. Ask for the file again, unpacked."
            )
        yield chunk


def _opened(path: Path, where: str) -> IO[bytes]:
    try:
        return open(path, "rb")
    except PermissionError:
        raise RunError(
            f"{where}: may not be read. Give the user who runs the ETL leave to read it."
        ) from None
    except FileNotFoundError:
        raise RunError(f"{where}: is gone. Deliver it again.") from None
    except OSError as error:
        raise RunError(f"{where}: cannot be opened ({error.strerror}). Deliver it again.") from None


def _check_unchanged(path: Path, before: os.stat_result, where: str) -> None:
    try:
        now = os.stat(path)
    except OSError:
        raise RunError(f"{where}: was removed while it was read. Deliver it again.") from None
    same = ("st_ino", "st_size", "st_mtime_ns")
    if any(getattr(now, name) != getattr(before, name) for name in same):
        raise RunError(f"{where}: was changed while it was read. Deliver it again when it is complete.")


def _plain(file: IO[bytes], path: Path, encoding: str, where: str) -> Iterator[bytes]:
    size = os.fstat(file.fileno()).st_size
    if path.suffix.lower() in PACKED:
        unpack = _gunzip if path.suffix.lower() == ".gz" else _unzip
        chunks = limited(unpack(file, where), size, where)
    else:
        chunks = chunks_of(file)
    return _as_utf8(chunks, encoding, where) if encoding in ("utf-16", BY_MARK) else chunks


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def chunks_of(file: Readable) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _gunzip(file: IO[bytes], where: str) -> Iterator[bytes]:
    try:
        with gzip.open(file, "rb") as inner:
            yield from chunks_of(inner)
    except Exception:  # damage shows in many ways: bad header, bad block, bad sum, no end
        raise RunError(f"{where}: is not a whole .gz file. Deliver it again.") from None


def _unzip(file: IO[bytes], where: str) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(file) as package, package.open(_member(package, where)) as inner:
            yield from chunks_of(inner)
    except RunError:
        raise
    except Exception:  # as above
        raise RunError(f"{where}: is not a whole .zip file. Deliver it again.") from None


def _member(package: zipfile.ZipFile, where: str) -> zipfile.ZipInfo:
    """The one file in the package; its name is never told, for names hold what senders put there."""
    members = [
        info for info in package.infolist() if not info.is_dir() and not info.filename.startswith("__MACOSX/")
    ]
    if len(members) != 1:
        raise RunError(f"{where}: holds {len(members)} files. Deliver one file in each .zip.")
    member = members[0]
    if member.flag_bits & 1:
        raise RunError(f"{where}: is locked with a password. Deliver it without one.")
    if Path(member.filename).suffix.lower() in NESTED:
        raise RunError(f"{where}: holds a file that is packed itself. Pack it once.")
    return member


def _as_utf8(chunks: Iterator[bytes], encoding: str, where: str) -> Iterator[bytes]:
    """Half a pair of surrogates goes on as bytes that are not UTF-8, so that the reader rejects that record alone."""
    first = next(chunks, b"")
    if not first.startswith(MARKS):
        if encoding == "utf-16" and first:
            raise RunError(
                f"{where}: has no byte-order mark, so it is not UTF-16 as declared. Set 'encoding'."
            )
        yield first
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder("utf-16")("surrogatepass")
    try:
        yield decoder.decode(first).encode("utf-8", "surrogatepass")
        for chunk in chunks:
            yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
        yield decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")
    except UnicodeError:
        raise RunError(f"{where}: ends in the middle of a UTF-16 character. Deliver it again.") from None


@contextmanager
def held(chunks: Iterator[bytes], where: str) -> Iterator[Buffer]:
    """The chunks as one buffer."""
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size > IN_MEMORY:
            break
    else:
        yield b"".join(parts)
        return
    with tempfile.TemporaryFile() as file:  # has no name from the start: even a killed run leaves nothing
        _write(file, parts, chunks, where)
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            yield data
        finally:
            with suppress(BufferError):  # somebody still looks at a part of it; it goes with the last of them
                data.close()


def _write(file: IO[bytes], parts: list[bytes], chunks: Iterator[bytes], where: str) -> None:
    try:
        while parts:
            file.write(parts.pop(0))
        for chunk in chunks:
            file.write(chunk)
        file.flush()
    except OSError as error:
        raise RunError(
            f"{where}: cannot be unpacked in the folder for temporary files ({error.strerror}). "
            "Make room there, or set TMPDIR to a folder with more."
        ) from None
