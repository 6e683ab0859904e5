"""The words of the screen. Python never holds Danish text: it asks here by key."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _words() -> dict[str, Any]:
    """words.toml, and the pages with so many words that they have a file of their own, words_*.toml."""
    pages = dict(_read("words"))
    for file in sorted(HERE.glob("words_*.toml")):
        pages |= _read(file.stem)
    return pages


def say(key: str, **values: object) -> str:
    """The text at `page.key` of the words; a key that is not there is a programming error and raises."""
    page, _, name = key.partition(".")
    return str(_words()[page][name]).format(**values)


def words(page: str) -> list[str]:
    """All texts of one page in file order, for lists that only need showing (steps, month names)."""
    return [str(text) for text in _words()[page].values()]


def section(page: str) -> dict[str, str]:
    """All texts of one page by key, such as every page's path."""
    return {key: str(text) for key, text in _words()[page].items()}


def label(kind: str, code: str) -> str:
    """The Danish name of a code (class, level, channel …); an unknown code is shown as it stands."""
    return str(_read("labels").get(kind, {}).get(code, code))


def described(kind: str, code: str) -> str:
    """The footnote that explains a code; empty where the code needs none."""
    return str(_read("labels").get(f"{kind}_note", {}).get(code, ""))


def reason(key: str) -> tuple[str, str]:
    """Why a row was rejected and what its owner can do, in words."""
    entry = _read("reasons").get(key, {})
    return entry.get("title", key), entry.get("remedy", "")


def prose(name: str) -> str:
    """A longer text, as Markdown."""
    return (HERE / f"{name}.md").read_text(encoding="utf-8")
