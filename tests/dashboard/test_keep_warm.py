"""A new snapshot's first page is made before its first reader comes."""

from pathlib import Path

import pytest
from dash import Dash

from dashboard import server
from dashboard.warehouse import NoSnapshot

OLD, NEW = "2025-01-31-a", "2025-02-28-b"


def followed(
    monkeypatch: pytest.MonkeyPatch, facts: Path, current: str, fails: bool = False
) -> tuple[str, int]:
    """What is seen after OLD when `current` is published (nothing: it cannot be read), and how often it warms."""
    times = []

    def newest(_facts: Path) -> str:
        if not current:
            raise NoSnapshot("none")
        return current

    def warm(_app: Dash) -> None:
        times.append(1)
        if fails:
            raise NoSnapshot("damaged")

    monkeypatch.setattr(server, "current_snapshot", newest)
    monkeypatch.setattr(server, "warm", warm)
    return server.warm_newer(Dash("empty"), facts, OLD), len(times)


def test_only_a_new_snapshot_is_made_warm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert followed(monkeypatch, tmp_path, OLD) == (OLD, 0)
    assert followed(monkeypatch, tmp_path, NEW) == (NEW, 1)


def test_what_cannot_be_read_is_tried_once_and_ends_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert followed(monkeypatch, tmp_path, "") == (OLD, 0)
    assert followed(monkeypatch, tmp_path, NEW, fails=True) == (NEW, 1)
