"""Caveats travel with their figures: a page or export that shows a figure says all that holds for it."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashboard.__main__ import main
from dashboard.app import create_app
from dashboard.components.footnotes import keys_of, text
from dashboard.components.format import amount
from dashboard.metrics.evaluate import Answer, Filters
from dashboard.metrics.metric import CAVEATS, METRICS
from dashboard.pages import appeals, cases, complaints, focus, news, overview, reconciliation
from dashboard.pages.view import View
from tests.dashboard import complaints_city
from tests.dashboard.conftest import words_of
from tests.facts_folder import write_facts

ask = View.ask
PAGES = (overview, complaints, appeals, cases, news, focus, reconciliation)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("caveats")
    write_facts(folder, complaints_city.city(), coverage=complaints_city.COVERAGE)
    return folder


@pytest.fixture
def told(known: Path) -> Dash:
    return create_app(known)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
@pytest.mark.parametrize("query", [{}, {"department": "SOF"}], ids=str)
def test_a_page_says_what_holds_for_each_figure_it_shows(
    page: Any, query: dict[str, str], told: Dash, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Answer] = []

    def remembered(
        view: View, metric: str, by: Sequence[str] = (), filters: Filters | None = None
    ) -> list[Answer]:
        asked.extend(answers := ask(view, metric, by, filters))
        return answers

    monkeypatch.setattr(View, "ask", remembered)
    with told.server.app_context():
        said = words_of(page.layout(**query))
    assert [
        (answer.metric, shown, key)
        for answer in asked
        if (shown := figure(answer)) and re.search(rf"(?<![\d.,]){re.escape(shown)}(?![\d.,]\d|\d)", said)
        for key in keys_of(answer)
        if text(key) not in said
    ] == []


def figure(answer: Answer) -> str:
    """As it stands on a page; figures of one or two digits would be found by chance."""
    if not answer.value:
        return ""
    said = amount(answer.value, METRICS[answer.metric].unit)
    return said if sum(letter.isdigit() for letter in said) > 2 else ""


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_an_export_says_what_holds_for_each_figure(
    form: str, known: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [
        "answer",
        "complaints_received",
        "--by",
        "department",
        "--facts",
        str(known),
        "--period",
        "2025",
    ]
    assert main([*command, "--format", "json"]) == 0
    keys = {key for each in json.loads(capsys.readouterr().out)["answers"] for key in each["caveats"]}
    assert keys and main([*command, "--format", form]) == 0
    out = capsys.readouterr().out
    assert all(key in out or CAVEATS[key].title in out or CAVEATS[key].text in out for key in keys)
