"""Danish is in content and English in code; what is asked for is there, and what is there is used."""

import re
import tomllib
from pathlib import Path

import pytest

from dashboard.content import described, label, prose, reason, say, words

ROOT = Path(__file__).parents[2] / "dashboard"
CODE = {path: path.read_text("utf-8") for path in ROOT.rglob("*.py")}
WORDS = {
    page: texts
    for file in sorted(ROOT.glob("content/words*.toml"))
    for page, texts in tomllib.loads(file.read_text("utf-8")).items()
}
LABELS = tomllib.loads((ROOT / "content/labels.toml").read_text("utf-8"))
FACTS = ROOT.parent / "etl/facts"
REASONS = [
    "not_a_date",
    "not_a_number",
    "unknown_code",
    "missing_value",
    "missing_key",
    "missing_case",
    "bad_pattern",
    "personal_data",
    "dates_out_of_order",
    "after_extract",
    "wrong_column_count",
    "unclosed_quote",
    "bad_encoding",
    "conflicting_key",
    "unknown_unit",
    "unknown_department",
    "unknown_legal_basis",
    "unknown_service_area",
    "unknown_reference",
]


@pytest.mark.parametrize("folder", ["pages", "components", "charts", "reference"])
def test_no_danish_in_code(folder: str) -> None:
    for path, text in CODE.items():
        if path.parent.name == folder:
            assert not re.search("[æøåÆØÅ]", text), path


def test_every_key_that_is_asked_for_exists() -> None:
    for path, text in CODE.items():
        for page, name in re.findall(r'\bsay\("(\w+)\.(\w+)"', text):
            assert name in WORDS.get(page, {}), f"{path}: {page}.{name}"


def test_every_text_is_used() -> None:
    code = "\n".join(CODE.values()).replace("'", '"')
    unused = []
    for page, texts in WORDS.items():
        if page in ("months", "short_months"):
            continue
        made = re.findall(rf'say\(f"{page}\.(\w*){{\w+}}(\w*)"', code)
        for name in texts:
            by_pattern = any(name.startswith(before) and name.endswith(after) for before, after in made)
            if not by_pattern and f'"{page}.{name}"' not in code:
                unused.append(f"{page}.{name}")
    assert unused == []


def test_every_code_of_the_facts_has_a_name() -> None:
    for fact, column, kind in (
        ("complaints", "class", "class"),
        ("complaints", "level", "level"),
        ("cases", "channel", "channel"),
        ("cases", "result", "result"),
        ("published_figures", "method", "method"),
    ):
        allowed = tomllib.loads((FACTS / f"{fact}.toml").read_text("utf-8"))["columns"][column]["allowed"]
        assert set(allowed) <= set(LABELS[kind]), kind
    assert {path.stem for path in FACTS.glob("*.toml")} <= set(LABELS["fact"])


def test_every_reason_says_what_to_do() -> None:
    for key in REASONS:
        title, remedy = reason(key)
        assert title != key and remedy


def test_unknown_codes_are_shown_as_they_stand() -> None:
    assert label("class", "new_code") == "new_code"
    assert described("method", "counted") == ""
    assert reason("new_reason") == ("new_reason", "")
    with pytest.raises(KeyError):
        say("overview.no_such_text")


def test_longer_texts_and_months() -> None:
    assert "Vi måler ikke medarbejdere" in prose("people")
    assert prose("changes")
    assert len(words("months")) == len(words("short_months")) == 12
