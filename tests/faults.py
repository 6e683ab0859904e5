"""What the tests of faults plant and look for, and a run as its user meets it.

The numbers can be nobody's: their day does not exist or has not come yet. Names and street are invented.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from pyarrow import feather

HOME = Path(__file__).resolve().parent.parent
KEY = "a key for tests only, 0123456789"
WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
# 31 February, day 45, month 13, day 0; and, with these serial numbers, days in 2035 and 2036.
NO_DAYS, DAYS_TO_COME = ("310299", "450187", "151361", "000155"), ("240535", "311236")
NAMES = ("Plantina", "Sporgaard", "Plantevaenget 17")
PARTS = ("accepted", "rejected", "duplicates", "superseded")


def number(day: str, keeps_modulus: bool) -> str:
    """Ten digits of nobody, with modulus 11 kept or not."""
    found = (f"{day}{serial}" for serial in range(4321, 9999))
    return next(one for one in found if (checked(one) == 0) == keeps_modulus)


def checked(digits: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits)) % 11


NUMBERS = tuple(number(day, keeps) for day in (*NO_DAYS, *DAYS_TO_COME) for keeps in (True, False))


def planted_texts() -> tuple[str, ...]:
    """Every number as it is written somewhere: with and without hyphen, alone and inside longer text; and who it is."""
    written: list[str] = []
    for place, one in enumerate(NUMBERS):
        hyphened = f"{one[:6]}-{one[6:]}"
        inside = (
            f"{NAMES[0]} {hyphened} called",
            f"see {one} again",
            f"{one[:6]} {one[6:]}",
            f"ref.{hyphened}/2",
        )
        written += [one, hyphened, inside[place % 4]]
    return (*written, *NAMES, f"{NAMES[0]} {NAMES[1]}, {NAMES[2]}, 2100")


WANTED = (*NUMBERS, *(f"{one[:6]}{mark}{one[6:]}" for one in NUMBERS for mark in "- ./_"), *NAMES)
NEEDLES = re.compile(
    b"|".join(re.escape(text.encode(codec)) for text in WANTED for codec in ("utf-8", "utf-16-le"))
)


def traces(content: bytes | str) -> list[str]:
    """What was planted and stands there after all."""
    data = content.encode() if isinstance(content, str) else content
    return sorted({found.group().decode("latin-1").replace("\0", "") for found in NEEDLES.finditer(data)})


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file's name and bytes, and what packed ones say once they are unpacked."""
    for path in sorted(folder.rglob("*")):
        yield f"name of {path.name}", path.name.encode()
        if not path.is_file():
            continue
        yield path.name, path.read_bytes()
        if path.suffix == ".parquet":
            yield f"{path.name}, read", _said(pq.read_table(path))
        elif path.suffix == ".arrow":
            yield f"{path.name}, read", _said(feather.read_table(path))


def _said(table: Any) -> bytes:
    return f"{table.schema} {table.schema.metadata} {table.to_pydict()}".encode()


def traces_in(folder: Path) -> list[str]:
    return [f"{where}: {', '.join(found)}" for where, data in contents(folder) if (found := traces(data))]


@dataclass(frozen=True)
class Told:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        return dict(json.loads(self.out))


def environment(**more: str) -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if not name.startswith("LEDELSE_")}
    return {**known, "LEDELSE_KEY": KEY, **more}


def command(
    arguments: Sequence[str | Path],
    first: Callable[[], Any] | None = None,
    before: Sequence[str] = (),
    **more: str,
) -> Told:
    """A command of ours in a process of its own; `first` is done there before it, `before` stands in front of it."""
    given = [*before, sys.executable, "-m", *map(str, arguments)]
    done = subprocess.run(
        given, cwd=HOME, env=environment(**more), capture_output=True, preexec_fn=first, timeout=600
    )  # fmt: skip
    return Told(
        done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    )


def run(raw: Path, facts: Path, **more: Any) -> Told:
    return command(["etl", "run", "--raw", raw, "--facts", facts, "--json"], **more)


def wrong_sums(report: dict[str, Any]) -> list[str]:
    """Sources whose rows were not all accounted for."""
    return [one["source"] for one in report["sources"] if one["read"] != sum(one[part] for part in PARTS)]


def not_plain(told: Told, says: Iterable[str] = ()) -> list[str]:
    """What is wrong with how a refusal was told: nothing, where each line is plain and one says each of `says`."""
    lines = told.err.splitlines()
    wrong = [f"exit {told.code}"] if told.code not in (1, 2) else []
    wrong += ["nothing was said"] if not lines else []
    wrong += [f"not plain: {line[:200]}" for line in lines if not _is_plain(line)]
    wrong += [f"said twice: {line[:200]}" for line in {line for line in lines if lines.count(line) > 1}]
    wrong += [f"nobody said '{part}': {told.err[:400]}" for part in says if part not in told.err]
    return wrong + ([f"on standard output: {told.out[:200]}"] if told.out else [])


def _is_plain(line: str) -> bool:
    """Which file or folder, what was found, what to do: a sentence or two, and nothing of ours."""
    strange = ("Traceback", "Errno", "errno", "Exception", "Error:", ".py", "  File ")
    return (
        line.startswith("error: ")
        and ": :" not in line
        and len(line) < 400
        and not any(s in line for s in strange)
    )
