"""Numbers that are no metric, such as rows read: what they are called, what they mean, and the page that shows them."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Count:
    title: str
    definition: str
    unit: str
    page: str


def _read() -> dict[str, Count]:
    said = tomllib.loads((Path(__file__).parent / "counts.toml").read_text("utf-8"))
    return {name: Count(**of) for name, of in said.items()}


COUNTS = _read()
