"""The promises about people: nothing that names a person comes through."""

import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from etl.errors import RunError
from etl.identity import citizen_number, load_key, looks_personal, mask, pseudonym, shape

NUMBER = "016172-1234"


@pytest.mark.parametrize(
    "text", [NUMBER, "0161721234", "016172 1234", "x016172-1234y", "016172_1234", "2014/016172.1234"]
)
def test_numbers_are_recognised_and_masked(text: str) -> None:
    assert looks_personal(text)
    assert "1234" not in mask(text)


@pytest.mark.parametrize(
    "text", ["2014-0067783", "M00000001", "2025-10-31", "T2025/000001", "12345678901234"]
)
def test_case_numbers_and_days_are_not(text: str) -> None:
    assert not looks_personal(text)


def test_a_citizen_is_the_same_with_and_without_hyphen_and_never_asked_for_modulus_11() -> None:
    assert citizen_number("016172-1234") == citizen_number("0161721234") == "0161721234"
    assert citizen_number("12345") is None and citizen_number("abcdefghij") is None


def test_the_pseudonym_depends_on_the_key_and_on_what_it_is_of() -> None:
    one = pseudonym(b"k" * 16, "citizen", "0161721234")
    assert one == pseudonym(b"k" * 16, "citizen", "0161721234") and len(one) == 32
    assert one != pseudonym(b"l" * 16, "citizen", "0161721234") != pseudonym(b"k" * 16, "key", "0161721234")


def test_a_shape_tells_no_letter_and_no_digit() -> None:
    assert shape("Åse Ørum 016172-1234") == "xxx xxxx ######-####"


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEDELSE_KEY", raising=False)
    monkeypatch.delenv("LEDELSE_KEY_FILE", raising=False)
    assert load_key(tmp_path) == load_key(tmp_path)
    assert os.stat(tmp_path / ".keys" / "pseudonym.key").st_mode & 0o077 == 0
    monkeypatch.setenv("LEDELSE_KEY_FILE", str(tmp_path / "missing"))
    with pytest.raises(RunError, match="no such file"):
        load_key(tmp_path)
    (tmp_path / "missing").write_text("\n")
    with pytest.raises(RunError, match="is empty"):
        load_key(tmp_path)


def test_nothing_that_names_a_person_or_a_plain_case_number_reaches_the_facts(published: Path) -> None:
    """Every text of every column of every file, uncompressed, and datapackage.json itself."""
    for file in published.rglob("*.parquet"):
        table = pq.read_table(file)
        for name in table.column_names:
            for value in (
                table[name].cast("string").to_pylist() if "list" not in str(table[name].type) else []
            ):
                if value is None or name in ("reference", "shape"):  # published texts; only #s and xs
                    continue
                assert NUMBER not in value and "0161721234" not in value, (file.name, name)
                assert not looks_personal(value), (file.name, name)
                assert not any(
                    word in value for word in ("Åse", "Bo Å", "Ringet", "xx01", "2025-0000001", "M00000001")
                )
    package = (published / "datapackage.json").read_text("utf-8")
    assert not any(word in package for word in (NUMBER, "Åse", "xx01", "2025-0000001"))
