"""How wide a table's columns are on a page: numbers as they need, words share the rest by how much text they hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.reports.result import Column, Table

ROOM = 464.8  # points between the margins, in the PDF as in Word
SHORT = 8
TIGHT = 0.9  # digits are narrower than the mean letter
AIR = 1.2  # times what words need at least: if there is not so much more, intervals are broken
DENSE = 9  # more columns than this are set smaller
MARK = 0.9  # letters that a mark takes
INTERVAL = " ("  # where a number that is followed by its interval may be broken
Written = tuple[str, int]  # a cell's text, and how many marks it has


@dataclass(frozen=True)
class Type:
    """Points that a letter of a cell and of a heading take, and a cell's padding; words longer than `word` letters
    are broken."""

    letter: float
    head: float
    padding: float
    word: int


PRINTED = (Type(4.9, 5.3, 9, 13), Type(3.9, 4.3, 5, 13))  # usual, and dense
# Word breaks no word with a hyphen, and its font may not be there: room for a wider one.
EDITED = (Type(5.0, 5.6, 14, 20), Type(4.0, 4.4, 6, 20))


@dataclass(frozen=True)
class Width:
    """Points that a column needs, and its share of what is left over; nought where it needs no more."""

    points: float
    share: float


def column_widths(
    table: Table, rows: Sequence[Sequence[Written]], types: tuple[Type, Type] = PRINTED
) -> list[float]:
    """Points for each column; together they fill the page."""
    of = types[len(table.columns) > DENSE]
    whole = _needed(table, rows, of, is_broken=False)
    roomy = _sum(whole) + AIR * sum(one.points for one in whole if one.share)
    needed = whole if roomy <= ROOM else _needed(table, rows, of, is_broken=True)
    left = ROOM - _sum(needed)
    if left < 0:
        return [one.points * ROOM / _sum(needed) for one in needed]
    if not any(one.share for one in needed):
        return [one.points + left / len(needed) for one in needed]
    return _shared(needed)


def _shared(needed: Sequence[Width]) -> list[float]:
    """What numbers leave is shared by how much text there is; a column that would get too little gets what it needs."""
    fixed = [not one.share for one in needed]
    while True:
        room = ROOM - sum(one.points for one, is_fixed in zip(needed, fixed, strict=True) if is_fixed)
        shares = sum(one.share for one, is_fixed in zip(needed, fixed, strict=True) if not is_fixed)
        found = [
            one.points if is_fixed else room * one.share / shares
            for one, is_fixed in zip(needed, fixed, strict=True)
        ]
        short = [width < one.points for width, one in zip(found, needed, strict=True)]
        if not any(short):
            return found
        fixed = [one or other for one, other in zip(fixed, short, strict=True)]


def _sum(widths: Sequence[Width]) -> float:
    return sum(one.points for one in widths)


def _needed(table: Table, rows: Sequence[Sequence[Written]], of: Type, is_broken: bool) -> list[Width]:
    return [
        _width(column, [row[place] for row in rows], of, is_broken)
        for place, column in enumerate(table.columns)
    ]


def _width(column: Column, cells: Sequence[Written], of: Type, is_broken: bool) -> Width:
    head = of.head * min(of.word, _longest_word([column.title]))
    longest = max((len(text) + MARK * marks for text, marks in cells), default=1.0)
    word = _longest_word([text for text, _ in cells])
    if column.number or longest <= SHORT or (longest <= of.word and longest == word):
        letters = max((_piece(text) for text, _ in cells), default=1) * TIGHT if is_broken else longest
        return Width(max(of.letter * letters, head) + of.padding, 0)
    least = max(of.letter * min(of.word, word), head) + of.padding
    return Width(least, min(150.0, max(12.0, longest)) ** 0.6)


def _piece(text: str) -> int:
    number, _, interval = text.partition(INTERVAL)
    return max(len(number), len(interval) + 1)


def _longest_word(texts: Sequence[str]) -> int:
    return max((len(word) for text in texts for word in text.split(" ")), default=1)


def unbroken(text: str) -> str:
    """A number with its interval is broken before the parenthesis or not at all."""
    number, mark, interval = text.partition(INTERVAL)
    return number + mark + interval.replace(" ", "\u00a0")
