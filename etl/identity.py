"""Who must never come through: keyed hashes for citizens and case numbers, masks for messages and file names."""

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
from stdnum.dk import cpr

from etl.errors import RunError

PLAIN_NUMBER = re.compile(r"([0-9]{6})-?([0-9]{4})")
# Six digits followed by four, with or without a mark between: the shape of a Danish personal number.
PERSONAL = re.compile(r"(?<!\d)\d{6}[-. /_]?\d{4}(?!\d)")


def load_key(home: Path) -> bytes:
    """The house's key: LEDELSE_KEY, else the file LEDELSE_KEY_FILE names, else one made once in .keys/."""
    if os.environ.get("LEDELSE_KEY"):
        return os.environ["LEDELSE_KEY"].encode()
    named = os.environ.get("LEDELSE_KEY_FILE")
    file = Path(named) if named else home / ".keys" / "pseudonym.key"
    if named and not file.is_file():
        raise RunError(
            f"LEDELSE_KEY_FILE: no such file: {mask(file.name)}. Name a readable file or unset it."
        )
    if not file.is_file():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Created closed to others and never over an existing key: two runs that start together share one.
        try:
            with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
                new.write(secrets.token_hex(32))
        except FileExistsError:
            pass
    key = file.read_bytes().strip()
    if not key:
        raise RunError(f"{mask(file.name)}: the key is empty. Put at least 16 random bytes in it.")
    return key


def fingerprint(key: bytes) -> str:
    """Says which key was used without telling it."""
    return hmac.digest(key, b"fingerprint", "sha256").hex()[:16]


def pseudonym(key: bytes, kind: str, value: str) -> str:
    """HMAC-SHA-256 of one value, 32 letters from a to p; the kind keeps a citizen and a case apart."""
    return str(pseudonyms(key, kind, [value])[0])


def pseudonyms(key: bytes, kind: str, values: Iterable[str]) -> pa.StringArray:
    """The same for many values; callers pass each distinct value once.

    Written in letters only, one for each half byte: among millions of hexadecimal ones some would look like
    personal numbers.
    """
    prefix, digest = f"{kind}:".encode(), hmac.digest
    digests = [digest(key, prefix + value.encode(), "sha256")[:16] for value in values]
    octets = np.frombuffer(b"".join(digests), dtype=np.uint8)
    letters = np.empty(2 * len(octets), dtype=np.uint8)
    letters[0::2], letters[1::2] = ord("a") + (octets >> 4), ord("a") + (octets & 15)
    offsets = np.arange(0, 32 * len(digests) + 1, 32, dtype=np.int32)
    return pa.StringArray.from_buffers(len(digests), pa.py_buffer(offsets), pa.py_buffer(letters))


def citizen_number(text: str) -> str | None:
    """The ten digits of a CPR number, or None. Modulus 11 is never asked: newer numbers do not keep it."""
    plain = PLAIN_NUMBER.fullmatch(text)
    if plain:  # nearly all are written so: the library is asked about the rest
        return plain[1] + plain[2]
    compact: str = cpr.compact(text)
    return compact if len(compact) == 10 and compact.isdigit() else None


def looks_personal(text: str) -> bool:
    return PERSONAL.search(text) is not None


def mask(text: str) -> str:
    """Text that may stand in a message: anything shaped like a personal number is covered."""
    return PERSONAL.sub("######-####", text)


def shape(text: str) -> str:
    """What a value looks like without what it says: letters as x, digits as #, at most 24 characters."""
    return re.sub(r"[^\W\d_]", "x", re.sub(r"\d", "#", text))[:24]


def file_hash(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
