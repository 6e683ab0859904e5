"""Who must never come through: keyed hashes for citizens and case numbers, masks for messages and file names."""

import base64
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
    # HMAC written out: the key's two blocks are hashed once, not once for each of a million numbers.
    block = hashlib.sha256(key).digest() if len(key) > 64 else key
    block = block.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + f"{kind}:".encode())
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))
    digests = []
    for value in values:
        one, two = inner.copy(), outer.copy()
        one.update(value.encode())
        two.update(one.digest())
        digests.append(two.digest()[:16])
    return letters(np.frombuffer(b"".join(digests), dtype=np.uint8))


def key_numbers(key: bytes, texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Two 64-bit keyed hashes (SipHash-2-4, by pandas) of each case, complaint or appeal number.

    Millions of them are hashed in every run: a citizen's number gets HMAC, a case number this, which is as keyed and
    many times as fast. The first joins rows during the run, both together are what is written.
    """
    import pandas as pd  # slow to load, and a run that finds nothing new does without

    values = texts.to_numpy(zero_copy_only=False).astype(object)
    first, second = (pd.util.hash_array(values, hash_key=half, categorize=False) for half in _halves(key))
    return first, second


def _halves(key: bytes) -> tuple[str, str]:
    """Two keys of sixteen letters each (96 bits), as pandas wants them, from the house's key."""
    digest = base64.b64encode(hmac.digest(key, b"case numbers", "sha256")).decode()
    return digest[:16], digest[16:32]


def key_letters(key: bytes, texts: pa.Array) -> pa.StringArray:
    """Keyed hashes of case, complaint or appeal numbers as they are written: 32 letters from a to p."""
    pairs = np.empty((len(texts), 2), dtype=">u8")
    pairs[:, 0], pairs[:, 1] = key_numbers(key, texts) if len(texts) else (0, 0)
    return letters(pairs.view(np.uint8).reshape(-1))


def letters(octets: np.ndarray) -> pa.StringArray:
    """Sixteen bytes at a time as 32 letters, one for each half byte."""
    written = np.empty(2 * len(octets), dtype=np.uint8)
    written[0::2], written[1::2] = ord("a") + (octets >> 4), ord("a") + (octets & 15)
    count = len(octets) // 16
    offsets = np.arange(0, 32 * count + 1, 32, dtype=np.int32)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(written))


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
