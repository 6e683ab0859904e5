"""Rapporter: what can be made, a job from start to file, stopped, refused, and for whom."""

import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, no_update
from docx import Document
from flask import g

from dashboard.access.person import demo_person
from dashboard.content import say
from dashboard.metrics import trace
from dashboard.pages import complaints, news, reports
from dashboard.reports import jobs
from dashboard.reports.make import PROCESS
from dashboard.reports.plan import plans
from dashboard.warehouse import Refused
from tests.dashboard.conftest import of_kind, words_of

QUICK = "?report=side_fokuspunkter&period=2025"


@pytest.fixture
def asked(app: Dash, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dash]:
    """As in a request of the public."""
    monkeypatch.setenv("LEDELSE_STATE", str(tmp_path))
    with app.server.test_request_context("/_dash-update-component"):
        g.person = demo_person()
        yield app


def until_over(name: str) -> tuple[Any, ...]:
    for _ in range(400):
        told = reports._follow(1, None, name, reports.PATH, QUICK)
        if told[3] is True:
            return tuple(told)
        time.sleep(0.05)
    raise AssertionError(told)


def test_a_job_ends_in_a_file_and_is_written_down(asked: Dash) -> None:
    name, *_ = reports._start(1, "all", None, reports.PATH, QUICK)
    seen = trace.begin()
    share, said, file, *over = until_over(name)
    assert share == 100 and over == [True] * 3 and file["filename"] in said
    data = jobs.finished(reports.folder(), name)
    paths = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert {path.rsplit(".", 1)[-1] for path in paths} == {"pdf", "xlsx", "csv", "json"}
    assert seen.metrics and seen.snapshots


def test_one_format_is_one_file(asked: Dash) -> None:
    name, *_ = reports._start(1, "pdf", None, reports.PATH, QUICK)
    _, _, file, *_ = until_over(name)
    assert file["filename"].endswith(".pdf") and jobs.finished(reports.folder(), name).startswith(b"%PDF")


def test_a_job_that_is_stopped_writes_nothing(asked: Dash) -> None:
    with jobs._one_at_a_time:  # it waits for another
        name, *_ = reports._start(1, "all", None, reports.PATH, QUICK)
        assert reports._follow(1, None, name, reports.PATH, QUICK)[1] == say("making.waiting")
        jobs.cancel(reports.folder(), name)
    assert until_over(name)[1] == say("making.cancelled")
    assert not (reports.folder() / name / "file").exists()


def test_what_cannot_be_made_says_so(asked: Dash) -> None:
    name, *_ = reports._start(1, "all", None, reports.PATH, "?report=side_klager&period=2031")
    assert until_over(name)[1] == say("making.refused")
    for wrong in ("nothing", "../../etc", ""):
        told = reports._follow(1, None, wrong, reports.PATH, QUICK)
        assert told[1] in (say("making.gone"), no_update)
    assert reports._start(None, "all", None, reports.PATH, QUICK) == (no_update,) * 4
    assert reports.follow("enhed", reports.PATH, "") == "?report=enhed"
    assert reports.follow("okonomiudvalget", reports.PATH, "") is no_update


def test_figures_put_aside_stand_in_the_note(asked: Dash) -> None:
    kept = [
        {"metric": "complaints_received", "search": "?department=SOF&period=2025"},
        {"metric": "reversal_rate", "search": "?department=XOF"},
        {"metric": "nothing", "search": ""}, "text", {"search": "?period=2025"},
        {"metric": "cases_received", "search": "?period=2024"},
    ]  # fmt: skip
    found = reports.collected(kept)
    assert [(name, of.period.text, of.where) for name, of in found] == [
        ("complaints_received", "2025", (("department", "SOF"),)), ("cases_received", "2024", ()),
    ]  # fmt: skip
    assert reports.collected(None) == reports.collected("text") == ()
    name, *_ = reports._start(1, "all", kept, reports.PATH, "?report=notat&period=2025")
    _, _, file, *_ = until_over(name)
    archive = zipfile.ZipFile(io.BytesIO(jobs.finished(reports.folder(), name)))
    [word] = [path for path in archive.namelist() if path.endswith(".docx")]
    assert file["filename"].startswith("notat_")
    cells = [
        cell.text for row in Document(io.BytesIO(archive.read(word))).tables[0].rows for cell in row.cells
    ]
    assert {"2024", "2025", "Socialforvaltningen"} <= set(cells)


@pytest.mark.parametrize("role", ["works_council", "administrator", "borgerraadgiver"])
def test_another_address_opens_nothing(asked: Dash, role: str) -> None:
    g.person = demo_person(role)
    with pytest.raises(Refused):
        reports._start(1, "all", None, "/datakvalitet", QUICK)
    with pytest.raises(Refused):
        reports._follow(1, None, "a", "/datakvalitet", QUICK)


def test_every_report_can_be_chosen_and_says_what_it_needs(asked: Dash) -> None:
    for name, plan in plans().items():
        shown = reports.layout(report=name)
        assert plan.about in words_of(shown)
        needs = bool(set(plan.needs) - {PROCESS})  # of a process there is a first candidate
        assert bool(of_kind(shown, "Interval")) is not needs
        if needs:
            assert "Vælg den ovenfor".replace("æ", "\u00e6") in words_of(shown)
    assert "okonomiudvalget" in words_of(reports.layout()) and "nothing" in words_of(
        reports.layout(report="nothing")
    )


@pytest.mark.parametrize(("page", "report"), [(complaints, "side_klager"), (news, "side_nyt")])
def test_a_page_leads_to_its_report_with_its_filters(asked: Dash, page: Any, report: str) -> None:
    ways = [link.href for link in of_kind(page.layout(department="SOF", period="2025"), "Link")]
    assert f"/rapporter?department=SOF&period=2025&report={report}" in ways
