"""Sessions end when they should, belong to one browser, and the file of one opens nothing."""

from pathlib import Path

import pytest

from dashboard.access.limits import Limit
from dashboard.access.sessions import Sessions


class Clock:
    at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture(params=["memory", "folder"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Sessions, Clock]:
    clock = Clock()
    return Sessions(tmp_path / "s" if request.param == "folder" else None, 1800, 8 * 3600, clock), clock


def test_a_session_is_found_by_its_token_alone(kept: tuple[Sessions, Clock]) -> None:
    sessions, _ = kept
    token, made = sessions.open("person", {"roles": ["a"]})
    other, second = sessions.open("person", {"roles": ["a"]})
    assert sessions.find(token) == made and token != other and made.csrf != second.csrf
    for wrong in (None, "", "x", token[:-1], token + "x", "../" + token, "x" * 10_000):
        assert sessions.find(wrong) is None


def test_idle_and_absolute_limits(kept: tuple[Sessions, Clock]) -> None:
    sessions, clock = kept
    token, _ = sessions.open("person", {})
    clock.at += 1801
    assert sessions.find(token) is None and sessions.find(token) is None
    token, _ = sessions.open("person", {})
    for _ in range(16):
        assert sessions.find(token)
        clock.at += 1790
    clock.at += 400
    assert sessions.find(token) is None


def test_closing_and_choosing(kept: tuple[Sessions, Clock]) -> None:
    sessions, _ = kept
    token, _ = sessions.open("person", {})
    sessions.choose(token, "analyst")
    found = sessions.find(token)
    assert found and found.role == "analyst"
    sessions.close(token)
    assert sessions.find(token) is None


def test_files_hold_no_token_and_are_our_own(tmp_path: Path) -> None:
    clock = Clock()
    sessions = Sessions(tmp_path / "s", 1800, 3600, clock)
    token, _ = sessions.open("person", {"roles": ["a"]})
    [file] = (tmp_path / "s").iterdir()
    assert token not in file.name and token not in file.read_text() and file.stat().st_mode & 0o077 == 0
    assert Sessions(tmp_path / "s", 1800, 3600, clock).find(token), "another worker finds it too"
    file.write_text("{}")
    assert sessions.find(token) is None
    clock.at += 4000
    sessions.open("another", {})
    assert len(list((tmp_path / "s").iterdir())) == 1, "what ran out is swept away"


def test_a_limit_allows_a_burst_and_fills_again() -> None:
    clock = Clock()
    limit = Limit(burst=3, rate=1, now=clock)
    assert [limit.allows("a") for _ in range(5)] == [True, True, True, False, False]
    assert limit.allows("b")
    clock.at += 2
    assert [limit.allows("a") for _ in range(3)] == [True, True, False]
