"""The record of processing activities says of every source what the regulation asks for, and no more than is done."""

import json
from types import SimpleNamespace

import pytest

from etl.record import GENERAL, SAID, TEXTS, WORDS, activity, as_markdown, record, record_of
from etl.retention import PERIOD
from etl.source import FOLDER, KINDS, Source, load_source, load_sources

SOURCES = [source.name for source in load_sources()]


def source(name: str) -> Source:
    return load_source(FOLDER / f"{name}.toml")


def test_a_source_with_citizens_and_caseworkers() -> None:
    told = activity(source("momentum_events"))
    assert TEXTS["persons"]["cases"] in told["persons"] and SAID["staff"] in told["persons"]
    assert "person" in [data["kind"] for data in told["data"]]
    told = activity(source("sof_complaints"))
    assert told["persons"] == [TEXTS["persons"]["complaints"]]
    assert told["data"][0] == {
        "kind": "key", "category": TEXTS["kinds"]["key"], "columns": ["KLAGENR", "SAGSNR", "GENTAGELSE_AF"],
    }  # fmt: skip
    assert told["keep"] == "5 år, regnet fra MODTAGET"
    assert (told["decided_in_med"], told["staff_informed"]) == ("01.03.2026", "15.03.2026")
    assert told["sensitive"] and told["assumed"]


def test_a_source_with_figures_only() -> None:
    told = activity(source("okf_survey"))
    assert told["persons"] == [] and not told["sensitive"]
    assert told["keep"] == "5 år, regnet fra dagen for udtrækket"
    assert activity(source("complaints_2014"))["keep"] == SAID["forever"]


@pytest.mark.parametrize("name", SOURCES)
def test_every_column_that_is_read_stands_in_it(name: str) -> None:
    one = source(name)
    listed = [column for data in activity(one)["data"] for column in data["columns"]]
    assert sorted(listed) == sorted(column.source for column in one.columns)


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_is_told_in_danish(name: str) -> None:
    one = source(name)
    for text in (one.purpose, one.legal_basis):
        assert text in TEXTS["translated"], f"{name}.toml: write the Danish of '{text}' in etl/record.toml"
    assert set(one.feeds) <= set(TEXTS["facts"])


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_with_pseudonymous_rows_is_about_persons(name: str) -> None:
    one = source(name)
    if any(column.kind in ("cpr", "key", "person") for column in one.columns):
        assert activity(one)["persons"], f"{name}: say in etl/record.toml whom {one.feeds} are about"


def test_every_kind_and_unit_of_time_has_its_word() -> None:
    assert set(KINDS) == set(TEXTS["kinds"])
    assert all(PERIOD.fullmatch(f"2 {unit}s") for unit in TEXTS["periods"])


def test_it_reads_as_a_document() -> None:
    text = as_markdown(record_of([source("sof_complaints"), source("okf_survey")]))
    assert text.startswith(f"# {GENERAL['title']}\n")
    assert text.count("\n## ") == 2
    assert text.index("Økonomiforvaltningen, håndtalt") < text.index("## Klageregister, Socialforvaltningen")
    assert f"- **{WORDS['keep']}:** 5 år, regnet fra MODTAGET\n" in text
    assert f"    - {TEXTS['kinds']['date']}: `MODTAGET`, `BESVARET`, `GENVURDERET`, `VIDERESENDT`\n" in text
    assert all(f"    - {measure}\n" in text for measure in GENERAL["measures"])


def test_the_command_prints_either_form_the_same_each_time(capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for form in ("markdown", "markdown", "json"):
        record(SimpleNamespace(format=form))
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    told = json.loads(said[2])
    assert [one["source"] for one in told["sources"]] == SOURCES
    assert as_markdown(told) == said[0]
