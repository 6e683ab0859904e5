"""Where records of delimited text begin and end, told from the bytes alone, a piece of the file at a time.

The scan counts records and finds broken quotes without parsing a field; the parser's count must agree with it.
"""

import mmap
import re
from dataclasses import dataclass, field

BLOCK = 16 << 20
LONGEST = 64 << 20  # bytes of one record; a longer one is rejected, so that memory stays bounded
Buffer = bytes | mmap.mmap


@dataclass(frozen=True)
class Marks:
    """What separates fields and what quotes them."""

    delimiter: bytes
    quote: bytes

    @property
    def record(self) -> re.Pattern[bytes]:
        """One whole record from its first byte to its line end; possessive, so that a broken one fails at once."""
        d, q = re.escape(self.delimiter), re.escape(self.quote)
        quoted = q + b"[^" + q + b"]*+(?:" + q + q + b"[^" + q + b"]*+)*+" + q
        plain = b"[^" + q + d + rb"\r\n][^" + d + rb"\r\n]*+"
        one = b"(?:" + quoted + b"|" + plain + b"|)"
        return re.compile(one + b"(?:" + d + one + rb")*+(?:\r?\n|\r?\Z)")


@dataclass
class Piece:
    """Whole records from one byte of the file to another."""

    start: int
    end: int
    records: int = 0
    quoted: bool = False
    broken: list[tuple[int, int, int, str]] = field(
        default_factory=list
    )  # number in the piece from 0, first byte, byte after, reason


def next_piece(data: Buffer, start: int, marks: Marks) -> Piece:
    """The records that begin within BLOCK bytes from `start`."""
    goal = min(start + BLOCK, len(data))
    end = goal if goal == len(data) else _after_line(data, goal)
    if end < 0:
        return _too_long(data, start, goal)
    text = data[start:end]
    if marks.quote not in text:
        return Piece(start, end, lines(text))
    return _look_closely(data, start, text, marks)


def _after_line(data: Buffer, goal: int) -> int:
    """The byte after the line that holds the goal; -1 where no line of reasonable length ends."""
    found = data.find(b"\n", goal - 1, goal + LONGEST)
    if found < 0:
        return len(data) if goal + LONGEST >= len(data) else -1
    return found + 1


def _too_long(data: Buffer, start: int, goal: int) -> Piece:
    """Stop before the endless line; where it stands first, it is one broken record."""
    before = data.rfind(b"\n", start, goal) + 1
    if before > start:
        return Piece(start, before, lines(data[start:before]))
    end = next_line(data, goal)
    return Piece(start, end, 1, False, [(0, start, end, "too_long")])


def _look_closely(data: Buffer, start: int, text: bytes, marks: Marks) -> Piece:
    """Only lines that hold a quote are matched; a quoted line break may carry the piece past its end."""
    piece, record, position = Piece(start, start + len(text), quoted=True), marks.record, start
    while position < piece.end:
        mark = text.find(marks.quote, position - start)
        line = piece.end if mark < 0 else max(text.rfind(b"\n", 0, mark) + 1 + start, position)
        piece.records += lines(text[position - start : line - start])
        if mark < 0:
            break
        limit = min(line + LONGEST, len(data))
        match = record.match(data, line, limit)
        if match and limit < len(data) and match.end() == limit and data[limit - 1 : limit] != b"\n":
            match = None  # it did not end, the search did
        after = match.end() if match else next_line(data, line)
        if not match:
            piece.broken.append((piece.records, line, after, "unclosed_quote"))
        piece.records += 1
        position = after
    piece.end = max(piece.end, position)
    return piece


def lines(part: bytes) -> int:
    """Lines of whole lines that are not blank."""
    if not part:
        return 0
    blank = part.startswith((b"\n", b"\r\n")) + part.endswith(b"\n\r")
    for mark in (b"\n\n", b"\n\r\n"):
        found = part.find(mark)
        while found >= 0:
            blank += 1
            found = part.find(mark, found + 1)
    return part.count(b"\n") + (part[-1:] != b"\n") - blank


def next_line(data: Buffer, start: int) -> int:
    end = data.find(b"\n", start)
    return len(data) if end < 0 else end + 1


def find_bad_bytes(data: Buffer, piece: Piece, marks: Marks, codec: str) -> None:
    """Add the records of the piece with bytes that the declared encoding does not know."""
    record, known = marks.record, {first for _, first, _, _ in piece.broken}
    number, position = 0, piece.start
    while position < piece.end:
        match = None if position in known else record.match(data, position, piece.end)
        after = match.end() if match else next_line(data, position)
        part = data[position:after]
        if part.strip(b"\r\n"):
            if position not in known and not _decodes(part, codec):
                piece.broken.append((number, position, after, "bad_encoding"))
            number += 1
        position = after
    piece.broken.sort()


def _decodes(part: bytes, codec: str) -> bool:
    try:
        part.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
