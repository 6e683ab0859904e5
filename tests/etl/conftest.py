from pathlib import Path

import pytest

from etl.__main__ import main
from etl.check import current
from tests.etl.sources import raw_folder


@pytest.fixture(autouse=True)
def house_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests never touch the house's own key."""
    monkeypatch.setenv("LEDELSE_KEY", "a key for tests only, 0123456789")


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    """All fixtures as a delivery."""
    return raw_folder(tmp_path / "raw")


@pytest.fixture
def published(delivery: Path, tmp_path: Path) -> Path:
    """The folder of the snapshot made from the fixtures."""
    facts = tmp_path / "facts"
    assert main(["run", "--raw", str(delivery), "--facts", str(facts)]) == 0
    return facts / current(facts)
