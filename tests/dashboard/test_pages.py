"""Every page renders, over a city, one log, nothing at all, and addresses that make no sense."""

import re
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.components.address import Address
from dashboard.metrics.metric import METRICS
from dashboard.metrics.usage import UsageError
from dashboard.pages import (
    about,
    cases,
    complaints,
    data_quality,
    deadlines,
    focus,
    glossary,
    metric,
    news,
    not_found_404,
    overview,
    processes,
    reconciliation,
    simplification,
    targets,
    variants,
)
from dashboard.pages.view import View, read_view
from dashboard.server import serve
from dashboard.warehouse import Warehouse
from tests.dashboard.conftest import of_kind, words_of
from tests.facts_folder import write_facts

QUERIES: list[tuple[Any, dict[str, Any]]] = [
    (overview, {}),
    (overview, {"department": "SOF", "centre": "SOF-HAN", "unit": "SOF-HAN-1"}),
    (overview, {"period": "2014"}),
    (overview, {"period": "2026", "organisation": "now"}),
    (overview, {"period": "2026-W14"}),
    (overview, {"known_on": "2026-10-31"}),
    (complaints, {"known_on": "2026-10-31", "period": "2014"}),
    (overview, {"period": "2031"}),
    (overview, {"service_area": "27.36.04", "unknown": "x"}),
    *[(complaints, {"by": by}) for by in complaints.BREAKDOWNS],
    (complaints, {"period": "2014", "department": "TMF"}),
    (complaints, {"department": ["SOF", "TMF"]}),
    (data_quality, {}),
    (news, {}),
    (news, {"department": "SOF", "centre": "SOF-HAN"}),
    (cases, {}),
    (cases, {"department": "SOF", "period": "2026"}),
    (cases, {"period": "2014"}),
    (deadlines, {}),
    (deadlines, {"department": "SOF", "period": "2026", "deadline": "sof-treatment"}),
    (deadlines, {"department": "SOF", "centre": "SOF-HAN", "unit": "SOF-HAN-1", "organisation": "now"}),
    (deadlines, {"period": "2014"}),
    (deadlines, {"period": "2031", "known_on": "2026-10-31"}),
    (targets, {}),
    (targets, {"department": "SOF"}),
    (targets, {"department": "KFF", "period": "2014"}),
    (targets, {"department": "SOF", "centre": "SOF-HAN"}),
    (processes, {}),
    (processes, {"department": "SOF", "unit": "SOF-HAN-1"}),
    (processes, {"map": "phases"}),
    (processes, {"edge": "received>assigned"}),
    (variants, {}),
    (variants, {"received": "2025-W14", "order": "x", "variant": "1"}),
    (simplification, {"department": "SOF", "by": "days"}),
    (focus, {}),
    (reconciliation, {}),
    (reconciliation, {"period": "2014"}),
    (reconciliation, {"period": "2031", "department": "SOF"}),
    (focus, {"department": "KFF"}),
    (glossary, {}),
    (not_found_404, {}),
    *[(metric, {"metric": name}) for name in METRICS],
]
UNUSABLE = "bad.broken_title"


@pytest.mark.parametrize(("page", "query"), QUERIES, ids=lambda value: getattr(value, "__name__", str(value)))
def test_page_renders(app: Dash, page: Any, query: dict[str, Any]) -> None:
    shown = page.layout(**query)
    assert len(of_kind(shown, "H1")) == 1
    assert "fejl hos os" not in words_of(shown)


def test_a_log_has_pages_that_say_why_they_are_empty(tmp_path: Path) -> None:
    named = dict.fromkeys(
        ("contact", "purpose", "legal_basis", "decided_in_med", "staff_informed", "keep"), ""
    )
    counts = dict.fromkeys(("rejected", "duplicates", "superseded"), 0)
    lists: dict[str, Any] = {"department": [], "feeds": ["cases"], "caveats": [], "files": [], "reasons": []}
    log = named | counts | lists | {"source": "log", "title": "log", "read": 9, "accepted": 9}
    log |= {"absent": False, "extracted_on": "9999-12-31", "method": "counted"}
    write_facts(tmp_path, {}, coverage=[], sources=[log], synthetic=False, public=True)
    app = create_app(tmp_path)
    with app.server.app_context():
        for page in (overview, complaints, data_quality, glossary):
            said = words_of(page.layout())
            assert "fejl hos os" not in said and "9999" not in said
        said = words_of(overview.layout())
        assert "etl run" in said and "0,0" not in said


def test_nothing_published_yet(tmp_path: Path) -> None:
    app = create_app(tmp_path)
    with app.server.app_context():
        assert "make demo" in words_of(overview.layout())
        app.layout()


def test_a_running_app_shows_a_new_snapshot(tmp_path: Path) -> None:
    write_facts(tmp_path, {}, coverage=[])
    app = create_app(tmp_path)
    with app.server.app_context():
        assert "31.10.2026" in words_of(glossary.layout())
        write_facts(tmp_path, {}, coverage=[], until="2026-11-30")
        assert "30.11.2026" in words_of(glossary.layout())


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"department": "XOF"}, "SOF"),
        ({"period": "yesterday"}, "2025-Q3"),
        ({"organisation": "never"}, "never"),
        ({"known_on": "2026-11-01"}, "2026-10-31"),
        ({"known_on": "yesterday"}, "yesterday"),
        ({"snapshot": "gone"}, "gone"),
        ({"by": "colour"}, "colour"),
    ],
)
def test_a_wrong_value_is_named_and_there_is_a_way_back(app: Dash, query: dict[str, str], said: str) -> None:
    shown = complaints.layout(**query)
    assert said in words_of(shown)
    [way] = of_kind(shown, "Link")
    assert way.href == "/klager"


def test_a_fault_of_ours_is_a_plain_page(
    app: Dash, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(view: View) -> list[Any]:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(overview, "build", broken)
    shown = words_of(overview.layout())
    assert "fejl hos os" in shown and "secret" not in shown
    assert "secret" in caplog.text


def test_every_figure_on_a_card_is_the_answer(view: View) -> None:
    cards = overview.cards(view)
    answer = view.one("cases_received")
    assert f"{answer.value:,.0f}".replace(",", ".") in words_of(cards)


def test_cards_are_at_most_four_and_marks_have_notes(view: View) -> None:
    content = overview.build(view)
    assert len([card for card in of_kind(content, "A") if getattr(card, "className", "") == "card"]) <= 4
    marks = {int(number) for mark in of_kind(content, "Sup") for number in re.findall(r"\d+", words_of(mark))}
    assert marks == set(range(1, len(view.notes.keys) + 1))


def test_the_drawer_follows_the_fragment(app: Dash) -> None:
    opened, content = about.follow("#about-complaints_per_100_cases", "/", "?department=SOF&period=2025")
    assert opened
    assert "--period 2025 --where department=SOF" in words_of(content)
    _, known = about.follow("#about-cases_received", "/", "?known_on=2026-10-31")
    assert "--known-on 2026-10-31" in words_of(known) and "som det var kendt" in words_of(known)
    assert about.follow("#about-nothing", "/", "")[0] is False
    assert about.follow("", "/", "")[0] is False
    assert about.follow("#about-open_cases", "/", "?department=XOF")[0] is False


def test_groups_keep_the_order_of_the_organisation(warehouse: Warehouse) -> None:
    view = read_view(warehouse, Address("/klager"))
    shown = [answer.group["department"] for answer in view.ask("complaints_per_100_cases", ("department",))]
    table = of_kind(complaints.build(view), "Table")[0]
    names = [words_of(row) for row in of_kind(table, "Th") if getattr(row, "scope", "") == "row"]
    assert names == [*[view.reference.name("department", code) for code in shown], "I alt"]


def test_only_this_machine_is_served(tmp_path: Path, app: Dash) -> None:
    with pytest.raises(UsageError, match="not this machine"):
        serve(tmp_path, "0.0.0.0", 8050)
    with app.server.test_client() as client:
        assert client.get("/", headers={"Host": "evil.example"}).status_code == 403
        answer = client.get("/", headers={"Host": "127.0.0.1:8050"})
    assert answer.status_code == 200
    assert b'<html lang="da">' in answer.data
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self' 'sha256-" in policy and "unsafe-eval" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"https://" not in answer.data.replace(b"https://dash", b"")
