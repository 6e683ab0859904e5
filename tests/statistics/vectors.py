"""Published numbers that our statistics must give again; where each comes from stands in tests/vectors/README.md."""

import csv
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "vectors"


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((FOLDER / f"{name}.csv").read_text("utf-8").splitlines()))


def numbers(name: str) -> list[dict[str, float]]:
    """Rows whose every cell is a number."""
    return [{key: float(value) for key, value in row.items()} for row in rows(name)]
