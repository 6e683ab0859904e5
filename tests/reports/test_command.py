"""The report command: bad input said in a line, nothing half-written, edited Word files and two reports compared."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from dashboard.__main__ import main
from dashboard.metrics.usage import UsageError
from dashboard.reports.compare import checked
from dashboard.reports.differences import differences
from dashboard.reports.plan import load_plan
from dashboard.reports.render import render
from dashboard.reports.result import (
    BareNumber,
    Column,
    Figure,
    Label,
    Section,
    Sentences,
    Table,
    check,
    figures_of,
)
from dashboard.reports.rows import harmless
from tests.reports.conftest import Made

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(
    facts: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """The command's exit code and what it said to whoever gave it."""
    monkeypatch.setenv("LEDELSE_STATE", str(tmp_path / "state"))

    def given(*words: str) -> tuple[int, str]:
        try:
            code = main(["report", *words, "--facts", str(facts)])
        except SystemExit as left:
            code = int(left.code or 0)
        return code, capsys.readouterr().err

    return given


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("okonomiudvalg", "--period", "2025"), 2, "okonomiudvalget"),
        (("okonomiudvalget", "--period", "2031"), 2, "2031"),
        (("okonomiudvalget", "--period", "yesterday"), 2, "2025-Q3"),
        (("okonomiudvalget", "--where", "department=XOF"), 2, "SOF"),
        (("okonomiudvalget", "--where", "department"), 2, "="),
        (("okonomiudvalget", "--format", "docs"), 2, "docx"),
        (("enhed", "--period", "2026-05"), 2, "unit"),
        (("enhed", "--period", "2026-W14", "--where", "unit=KFF-KUL-1"), 2, "KFF"),
        (("kandidat", "--where", "process=home_car"), 2, "home_care"),
        (("kandidat", "--where", "process=parking_fine"), 2, "process"),
        ((), 2, "name"),
        (("diff", "one"), 2, "two"),
        (("check",), 2, "Word"),
        (("check", "nothing.docx"), 2, "manifest"),
        (("--again", "nothing.json"), 2, "nothing.json"),
    ],
)
def test_bad_input_is_said_in_a_line(
    run: Run, tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    out = tmp_path / "out"
    found, said = run(*words, "--out", str(out))
    assert (found, said.count("\n")) == (code, 1) and says in said
    assert "Traceback" not in said and not out.exists()


def test_a_folder_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, said = run("side_fokuspunkter", "--period", "2025", "--out", str(tmp_path / "file" / "below"))
    assert code == 2 and "--out" in said and said.count("\n") == 1


def test_files_are_the_report_and_nothing_else(run: Run, tmp_path: Path) -> None:
    code, _ = run("side_klager", "--period", "2025", "--format", "csv", "--out", str(tmp_path / "out"))
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert code == 0 and len(names) == 2 and not any(name.startswith(".") for name in names)


def test_again_and_a_changed_manifest(run: Run, made: Made, tmp_path: Path) -> None:
    _, files = made("indstilling")
    file = tmp_path / "a.manifest.json"
    [kept] = [data for path, data in files.items() if path.endswith(".manifest.json")]
    file.write_bytes(kept)
    assert run("--again", str(file), "--out", str(tmp_path / "again"))[0] == 0
    written = {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()}
    assert written == files
    document = json.loads(kept)
    document["report"]["title"] = "Another"
    file.write_text(json.dumps(document), "utf-8")
    code, said = run("--again", str(file), "--out", str(tmp_path / "other"))
    assert code == 1 and "changed" in said and not (tmp_path / "other").exists()
    file.write_text(json.dumps(document | {"kind": "recipe"}), "utf-8")
    assert run("--again", str(file), "--out", str(tmp_path / "other"))[0] == 2


def test_the_order_of_formats_changes_no_byte(made: Made) -> None:
    report, _ = made("side_fokuspunkter")
    one, other = render(report, ("csv", "pdf")), render(report, ("pdf", "csv", "pdf"))
    assert one == other and list(one) == list(other)


def test_a_part_that_does_not_exist(tmp_path: Path) -> None:
    head = 'title = "a"\nsubtitle = "b"\ncover = "c"\nabout = "d"\nlisted = "f"\nformats = ["pdf"]\n'
    head += '[[section]]\ntitle = "e"\n'
    for part, says in (
        ('part = "metric"\n', "metrics"),
        ('part = "text"\n', "lacks 'text'"),
        ('part = "text"\ntext = "a"\ncolour = "b"\n', "colour"),
    ):
        (tmp_path / "own.toml").write_text(f"{head}[[section.part]]\n{part}", "utf-8")
        with pytest.raises(UsageError, match=says):
            load_plan("own", tmp_path)
    (tmp_path / "own.toml").write_text("title = ", "utf-8")
    with pytest.raises(UsageError, match="Mend own.toml"):
        load_plan("own", tmp_path)


def test_an_edited_word_file_is_held_against_its_manifest(made: Made, tmp_path: Path) -> None:
    report, files = made("indstilling")
    for path, data in files.items():
        (tmp_path / path).write_bytes(data)
    [file] = tmp_path.glob("*.docx")
    assert checked(file, None) == []
    document = Document(io.BytesIO(file.read_bytes()))
    document.add_paragraph("Mødet er den 3. maj 2026 kl. 15.30, jf. § 79 b.".replace("ø", "o"))
    document.save(str(file))
    assert checked(file, None) == []
    document.add_paragraph("Kommunen fik 987.654 klager.")
    start = next(document.element.body.iter("{*}bookmarkStart"))
    start.getnext()[-1].text = "1.234"
    document.save(str(file))
    first, second = checked(file, None)
    assert "'1.234' should be" in first and "987.654" in second


def test_what_changed_between_two_reports(made: Made) -> None:
    report, _ = made("side_klager")
    assert differences(report, report) == []
    later = replace(report, snapshot="later")
    assert differences(report, later) == [f"side_klager 2025 {report.snapshot} -> side_klager 2025 later"]
    [section, *rest] = report.sections
    [first, *blocks] = section.blocks
    assert isinstance(first, Table)
    row = list(first.rows[0])
    [place] = [n for n, cell in enumerate(row) if isinstance(cell, Figure) and cell.unit == "klager"][:1]
    old = row[place]
    assert isinstance(old, Figure) and old.value is not None
    row[place] = replace(old, value=old.value + 3, text="new", status="provisional")
    table = replace(first, rows=(tuple(row), *first.rows[1:]))
    other = replace(report, sections=(Section(section.title, 1, (table, *blocks)), *rest))
    lines = differences(report, other)
    assert any("-> new, +3" in line for line in lines) and any("provisional" in line for line in lines)


def test_a_bare_number_stops_every_renderer(made: Made) -> None:
    report, _ = made("side_fokuspunkter")
    bare = Table("a", "b", (Column("c"),), ((3,),))  # type: ignore[arg-type]
    with pytest.raises(BareNumber):
        render(replace(report, sections=(Section("a", 1, (bare,)),)))
    some = next(figure for block in made("side_klager")[0].blocks for figure in figures_of(block))
    leak = Sentences("{a}", {"a": replace(some, withheld="small_numbers", value=3)})
    with pytest.raises(BareNumber):
        check(replace(made("side_klager")[0], sections=(Section("a", 1, (leak,)),)))
    with pytest.raises(KeyError):
        check(replace(report, sections=(Section("a", 1, (Sentences("{b}", {"a": Label("c")}),)),)))


def test_formulas_are_neutralised_and_numbers_are_not() -> None:
    for text in ("=1+1", "+cmd", "@sum", "-a", "\tx"):
        assert harmless(text) == f"'{text}"
    for value in ("-3", "-2,5", -3.5, 0, None, "plain", "\u22123"):
        assert harmless(value) == value
