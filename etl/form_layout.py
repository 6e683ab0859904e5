"""Where everything stands in an indberetningsark: known to the one who writes it and the one who reads it back."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from etl.source import FOLDER, Source, load_source

TEXTS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("form.toml").read_text("utf-8"))
WORDS: dict[str, Any] = TEXTS["words"]
LARGEST = 9_999_999  # fewer digits than a personal number has, with or without its leading nought
TITLE, ZERO, PEOPLE, MARK, HEADER, FIRST_ROW = range(6)
QUESTION, DEFINITION, METHOD, FIRST_MONTH = range(4)
MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")
MARKED = re.compile(r"indberetning/(\d+)/([^\s/]+)/(20\d\d-\d\d)\.\.(20\d\d-\d\d)")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a form: what is asked of a department about the months of one year, and where it stands."""

    department: str
    months: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]  # the question as asked, and its metric
    version: int = TEXTS["version"]

    @property
    def year(self) -> str:
        return self.months[0][:4]

    @property
    def mark(self) -> str:
        """What the reader knows the sheet by."""
        return f"indberetning/{self.version}/{self.department}/{self.months[0]}..{self.months[-1]}"

    @property
    def header(self) -> list[str]:
        spoken = [WORDS["months"][int(month[5:]) - 1] + " " + month[:4] for month in self.months]
        return [WORDS["question"], WORDS["definition"], WORDS["method"], *spoken]

    @property
    def rows(self) -> range:
        return range(FIRST_ROW, FIRST_ROW + len(self.questions))

    @property
    def columns(self) -> range:
        """The columns of the months."""
        return range(FIRST_MONTH, FIRST_MONTH + len(self.months))

    @property
    def cells(self) -> dict[tuple[int, int], tuple[str, str]]:
        """Row and column of every cell asked, row by row: its metric and its month."""
        return {
            (row, column): (self.questions[row - FIRST_ROW][1], self.months[column - FIRST_MONTH])
            for row in self.rows
            for column in self.columns
        }


@cache
def form_source() -> Source:
    """The source whose TOML lists the questions, the methods and the departments that are asked."""
    return load_source(FOLDER / "indberetning.toml")


def texts_of(source: Source, column: str) -> dict[str, str]:
    """Code to text as new forms write it: the first, where older forms wrote it otherwise."""
    found = source.column(column)
    texts: dict[str, str] = {}
    for text, code in found.known.items() if found else ():
        texts.setdefault(code, text)
    return texts


def sheets(source: Source, department: str, months: Sequence[str]) -> list[Sheet]:
    """One sheet for each year of the months."""
    questions = tuple((text, metric) for metric, text in texts_of(source, "metric").items())
    years = sorted({month[:4] for month in months})
    return [
        Sheet(department, tuple(sorted(m for m in set(months) if m[:4] == year)), questions) for year in years
    ]


def months_from(first: str, last: str) -> list[str]:
    """The months of one year from first to last."""
    return [f"{first[:4]}-{month:02}" for month in range(int(first[5:]), int(last[5:]) + 1)]


def spelled(department: str) -> str:
    """A department's code in letters that any file system and keyboard has."""
    return department.translate(str.maketrans(TEXTS["spelled"]))
