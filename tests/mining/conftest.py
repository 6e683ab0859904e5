"""One small invented municipality after a run, for what is planted in it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from dashboard.warehouse import Warehouse
from etl.__main__ import main
from etl.sample import write_sample


@dataclass(frozen=True)
class Planted:
    warehouse: Warehouse
    truths: list[dict[str, Any]]


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    folder = tmp_path_factory.mktemp("planted")
    write_sample(folder / "raw", seed=1, scale=0.05, progress=lambda _what, _share: None)
    assert main(["run", "--raw", str(folder / "raw"), "--facts", str(folder / "facts")]) == 0
    truth = json.loads((folder / "raw/truth.json").read_text("utf-8"))
    yield Planted(Warehouse(folder / "facts"), truth["truths"])


@pytest.fixture(scope="session")
def potentials(planted: Planted) -> list[dict[str, Any]]:
    return [truth for truth in planted.truths if truth["kind"] == "potential"]
